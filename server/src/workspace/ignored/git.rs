//! Where git keeps the ignore files that are not part of a repository.

use std::path::{Path, PathBuf};

use crate::workspace::regular;

/// The largest configuration of git's that is read, in bytes.
const MAX_CONFIG_BYTES: u64 = 1024 * 1024;
/// The largest file that only names a folder.
const MAX_POINTER_BYTES: u64 = 16 * 1024;

/// The ignore file of the repository that begins in a folder. It may not exist.
pub(super) fn exclude_file(folder: &Path) -> Option<PathBuf> {
    let git = folder.join(".git");
    let metadata = std::fs::metadata(&git).ok()?;
    if metadata.is_dir() {
        return Some(git.join("info/exclude"));
    }
    // A worktree or a submodule: a file that names the folder, in which a file may name the common one.
    let named = folder.join(pointer(&git)?.strip_prefix("gitdir:")?.trim());
    let common = pointer(&named.join("commondir"));
    let common = common.map_or(named.clone(), |common| named.join(common.trim()));
    Some(common.join("info/exclude"))
}

fn pointer(path: &Path) -> Option<String> {
    String::from_utf8(regular::read(path, MAX_POINTER_BYTES).ok()?).ok()
}

/// The ignore file of the person: what `core.excludesFile` names, or else the one in the folder of configurations. It
/// may not exist.
pub(super) fn global_excludes() -> Option<PathBuf> {
    let home = std::env::home_dir().filter(|home| !home.as_os_str().is_empty());
    let configurations = variable("XDG_CONFIG_HOME").or_else(|| Some(home.as_ref()?.join(".config")));
    let own = || {
        let in_home = home.as_ref().map(|home| home.join(".gitconfig"));
        in_home.into_iter().chain(configurations.iter().map(|folder| folder.join("git/config")))
    };
    let system = variable("GIT_CONFIG_SYSTEM").unwrap_or_else(|| "/etc/gitconfig".into());
    let files: Vec<PathBuf> = match variable("GIT_CONFIG_GLOBAL") {
        Some(file) => vec![file, system],
        None => own().chain([system]).collect(),
    };
    let named = files.iter().find_map(|file| {
        let bytes = regular::read(file, MAX_CONFIG_BYTES).ok()?;
        excludes_file(&String::from_utf8_lossy(&bytes))
    });
    match named {
        Some(named) => match named.strip_prefix("~/") {
            Some(below) => Some(home?.join(below)),
            None => Some(named.into()),
        },
        None => Some(configurations?.join("git/ignore")),
    }
}

fn variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// The last `excludesFile` in a section `core`. Of git's syntax, what such lines have is understood.
fn excludes_file(config: &str) -> Option<String> {
    let mut in_core = false;
    let mut found = None;
    for line in config.lines().map(str::trim) {
        let line = match line.strip_prefix('[').and_then(|section| section.split_once(']')) {
            Some((section, rest)) => {
                in_core = section.trim().eq_ignore_ascii_case("core");
                rest.trim()
            }
            None => line,
        };
        if let Some((key, value)) = line.split_once('=')
            && in_core
            && key.trim().eq_ignore_ascii_case("excludesfile")
        {
            let value = value.trim();
            let value = match value.strip_prefix('"') {
                Some(quoted) => quoted.split('"').next().unwrap_or(quoted),
                None => value.split([';', '#']).next().unwrap_or(value).trim(),
            };
            found = Some(value.to_owned());
        }
    }
    found.filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ignore_file_is_found_in_a_configuration() {
        for (config, expected) in [
            ("[core]\n\texcludesFile = ~/.gitignore\n", Some("~/.gitignore")),
            ("[core] excludesfile=/a b # why\n", Some("/a b")),
            ("[CORE]\nexcludesfile = \"/a;b\"\n", Some("/a;b")),
            ("[user]\nexcludesFile = x\n", None),
            ("[core]\nexcludesFile = x\n[other]\nexcludesFile = z\n[core]\nexcludesFile = y\n", Some("y")),
            ("[core]\nexcludesFile =\n", None),
            ("", None),
        ] {
            assert_eq!(excludes_file(config).as_deref(), expected, "{config:?}");
        }
    }

    #[test]
    fn the_exclude_file_of_a_worktree_is_that_of_its_repository() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for (name, text) in [
            ("tree/.git", "gitdir: ../repo/.git/worktrees/tree\n"),
            ("repo/.git/worktrees/tree/commondir", "../..\n"),
            ("module/.git", "gitdir: ../repo/.git/modules/module\n"),
            ("odd/.git", "not a pointer"),
        ] {
            std::fs::create_dir_all(path(name).parent().unwrap()).unwrap();
            std::fs::write(path(name), text).unwrap();
        }
        let found = |name: &str| exclude_file(&path(name));
        assert_eq!(found("repo"), Some(path("repo/.git/info/exclude")));
        assert_eq!(found("tree"), Some(path("tree/../repo/.git/worktrees/tree/../../info/exclude")));
        assert_eq!(found("module"), Some(path("module/../repo/.git/modules/module/info/exclude")));
        assert_eq!((found("odd"), found("nothing")), (None, None));
    }
}
