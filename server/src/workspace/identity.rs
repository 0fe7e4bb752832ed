//! One file, one identity: normalized paths, never URI text.

use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// The absolute path with `.`, `..` and links resolved as far as the file exists; what does not exist yet is
/// resolved by its text. On Windows the drive letter is upper case and `\\?\` is left out where it can be.
pub fn normalise(path: &Path) -> PathBuf {
    // A path relative to a current folder that is gone stays as it is; nothing below it can be read anyway.
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    upper_case_drive(resolve(&absolute))
}

/// A normalized path as the engine names it: text with `/`.
pub fn name(path: &Path) -> Arc<str> {
    let text = path.to_string_lossy();
    // Elsewhere a backslash is a letter like any other, and two files must not share a name.
    if cfg!(windows) { text.replace('\\', "/").into() } else { text.into() }
}

fn resolve(path: &Path) -> PathBuf {
    let mut missing: Vec<OsString> = Vec::new();
    let mut existing = path;
    let mut resolved = loop {
        if let Ok(resolved) = dunce::canonicalize(existing) {
            break resolved;
        }
        // `components` leaves trailing `..` alone, where `file_name` would answer nothing.
        let mut components = existing.components();
        match components.next_back() {
            Some(last @ (Component::Normal(_) | Component::ParentDir)) => {
                missing.push(last.as_os_str().into())
            }
            Some(Component::CurDir) => {}
            _ => return path.to_path_buf(),
        }
        existing = components.as_path();
    };
    let mut went_up = false;
    for part in missing.iter().rev() {
        if part == ".." {
            resolved.pop();
            went_up = true;
        } else {
            resolved.push(part);
        }
    }
    // `missing/../there` can name something that exists, links included. No `..` is left, so this ends.
    if went_up { resolve(&resolved) } else { resolved }
}

fn upper_case_drive(path: PathBuf) -> PathBuf {
    if !cfg!(windows) {
        return path;
    }
    match path.to_str().map(str::as_bytes) {
        Some([drive @ b'a'..=b'z', b':', ..]) => {
            let drive = char::from(drive.to_ascii_uppercase());
            let rest: String = path.to_string_lossy().chars().skip(1).collect();
            PathBuf::from(format!("{drive}{rest}"))
        }
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = dunce::canonicalize(folder.path()).unwrap();
        (folder, path)
    }

    #[test]
    fn dots_are_resolved_where_the_file_exists_and_where_it_does_not() {
        let (_keep, folder) = folder();
        std::fs::create_dir(folder.join("a")).unwrap();
        std::fs::write(folder.join("a/policy.json"), "{}").unwrap();
        for (path, expected) in [
            ("a/policy.json", "a/policy.json"),
            ("a/./policy.json", "a/policy.json"),
            ("a/../a/policy.json", "a/policy.json"),
            ("a/new.json", "a/new.json"),
            ("a/new/deeper/../new.json", "a/new/new.json"),
            ("missing/../a/policy.json", "a/policy.json"),
            ("missing/../../missing/x", "../missing/x"),
        ] {
            let expected = match expected.strip_prefix("../") {
                Some(rest) => folder.parent().unwrap().join(rest),
                None => folder.join(expected),
            };
            assert_eq!(normalise(&folder.join(path)), expected, "{path}");
        }
    }

    #[test]
    fn a_relative_path_becomes_absolute() {
        assert_eq!(normalise(Path::new("Cargo.toml")), dunce::canonicalize("Cargo.toml").unwrap());
        assert!(normalise(Path::new("not-there.json")).is_absolute());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_and_its_target_are_one_file_and_a_link_in_a_circle_is_itself() {
        use std::os::unix::fs::symlink;
        let (_keep, folder) = folder();
        std::fs::create_dir(folder.join("real")).unwrap();
        std::fs::write(folder.join("real/policy.json"), "{}").unwrap();
        symlink(folder.join("real"), folder.join("link")).unwrap();
        symlink(folder.join("circle"), folder.join("circle")).unwrap();
        for (path, expected) in [
            ("link/policy.json", "real/policy.json"),
            ("link/new.json", "real/new.json"),
            ("link/../link/policy.json", "real/policy.json"),
            ("missing/../link/new.json", "real/new.json"),
            ("circle", "circle"),
        ] {
            assert_eq!(normalise(&folder.join(path)), folder.join(expected), "{path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_backslash_in_a_name_is_a_letter() {
        assert_eq!(&*name(Path::new("/a\\b")), "/a\\b");
    }

    #[cfg(windows)]
    #[test]
    fn a_drive_letter_is_upper_case_and_names_have_slashes() {
        assert_eq!(normalise(Path::new("c:\\not-there\\x.json")), Path::new("C:\\not-there\\x.json"));
        assert_eq!(&*name(Path::new("C:\\a\\b")), "C:/a/b");
    }
}
