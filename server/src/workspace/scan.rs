//! Finding and reading the files below some roots.

use std::path::{Path, PathBuf};
use std::sync::mpsc;

use ignore::{DirEntry, WalkBuilder, WalkState};

use super::load::{Asked, Loaded, load};
use super::{Files, Skipped, identity};

/// What to scan.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    /// Folders (walked) and files (read whatever they are called).
    pub roots: Vec<PathBuf>,
    /// Findings named by the caller, files or folders: only these are used, and ignore files do not hide them.
    pub findings: Option<Vec<PathBuf>>,
}

/// Folders that hold what other programs made, never what a person keeps. Sorted.
const NEVER_ENTERED: [&str; 5] = [".aws-sam", ".terraform", "cdk.out", "node_modules", "target"];

/// The ends of the names of files that are read, without regard to case.
const EXTENSIONS: [&str; 4] = ["json", "jsonc", "jsonl", "ndjson"];

/// Walks and reads in parallel. A file that a walk cannot read is skipped with a reason; a root or named
/// findings that are missing or cannot be used are an error.
pub fn scan(scan: &Scan) -> Result<Files, Skipped> {
    let mut files = Files { findings_named: scan.findings.is_some(), ..Files::default() };
    for root in &scan.roots {
        let path = identity::normalise(root);
        let is_folder = is_folder(root, &path)?;
        files.folders.push(workspace_folder(&path, is_folder));
        if is_folder {
            walk(&path, Hidden::Skip, |found| files.add(found));
        } else {
            let loaded = load(&path, Asked::Named)?.ok_or_else(|| Skipped {
                path: path.clone(),
                reason: "holds neither a policy nor findings that can be read".to_owned(),
            })?;
            files.add(Ok(loaded));
        }
    }
    if let Some(named) = &scan.findings {
        files.findings.clear();
        for root in named {
            add_named_findings(root, &mut files)?;
        }
    }
    files.policies.sort_by(|a, b| a.name.cmp(&b.name));
    files.policies.dedup_by(|a, b| a.name == b.name);
    files.findings.sort_by(|a, b| a.name.cmp(&b.name));
    files.findings.dedup_by(|a, b| a.name == b.name);
    files.skipped.sort_by(|a, b| a.path.cmp(&b.path));
    files.skipped.dedup();
    files.folders.sort();
    files.folders.dedup();
    Ok(files)
}

impl Files {
    fn add(&mut self, found: Result<Loaded, Skipped>) {
        match found {
            Ok(Loaded::Policy(policy)) => self.policies.push(policy),
            Ok(Loaded::Findings(findings)) => self.findings.push(findings),
            Err(skipped) => self.skipped.push(skipped),
        }
    }
}

fn add_named_findings(root: &Path, files: &mut Files) -> Result<(), Skipped> {
    let path = identity::normalise(root);
    if is_folder(root, &path)? {
        walk(&path, Hidden::Enter, |found| match found {
            Ok(Loaded::Policy(_)) => {}
            found => files.add(found),
        });
        return Ok(());
    }
    match load(&path, Asked::Named)? {
        Some(Loaded::Findings(findings)) => {
            files.findings.push(findings);
            Ok(())
        }
        _ => Err(Skipped { path, reason: "is not a findings file of a known format".to_owned() }),
    }
}

/// The error names the root as the caller wrote it.
fn is_folder(root: &Path, path: &Path) -> Result<bool, Skipped> {
    match std::fs::metadata(path) {
        Ok(metadata) => Ok(metadata.is_dir()),
        Err(error) => Err(Skipped {
            path: root.to_path_buf(),
            reason: match error.kind() {
                std::io::ErrorKind::NotFound => "is not there".to_owned(),
                _ => format!("cannot be read: {error}"),
            },
        }),
    }
}

/// What a walk does with what ignore files or a leading dot hide.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hidden {
    Skip,
    Enter,
}

/// Reads every file below `root` that concerns us. Links to files are followed, links to folders are not, so
/// that links in a circle end nothing and every path stays normalised.
fn walk(root: &Path, hidden: Hidden, mut add: impl FnMut(Result<Loaded, Skipped>)) {
    let honour = hidden == Hidden::Skip;
    let mut builder = WalkBuilder::new(root);
    builder
        .standard_filters(false)
        .git_ignore(honour)
        .git_global(honour)
        .git_exclude(honour)
        .require_git(false)
        // Outside a repository, an ignore file in some folder above (a home folder kept in git, say) is not
        // about this one.
        .parents(honour && repository(root).is_some())
        .filter_entry(move |entry| entry.depth() == 0 || !is_folder_to_skip(entry, hidden));
    let (sender, receiver) = mpsc::channel();
    std::thread::scope(|scope| {
        let walker = builder.build_parallel();
        scope.spawn(move || {
            walker.run(|| {
                let sender = sender.clone();
                Box::new(move |entry| {
                    if let Some(found) = visit(root, entry) {
                        // The receiver outlives the walk.
                        let _ = sender.send(found);
                    }
                    WalkState::Continue
                })
            });
        });
        receiver.iter().for_each(&mut add);
    });
}

fn visit(root: &Path, entry: Result<DirEntry, ignore::Error>) -> Option<Result<Loaded, Skipped>> {
    let entry = match entry {
        Ok(entry) => entry,
        Err(error) => return Some(Err(walk_error(root, error))),
    };
    if !has_known_extension(entry.path()) {
        return None;
    }
    let path = if entry.file_type()?.is_file() {
        entry.into_path()
    } else if entry.path_is_symlink() && std::fs::metadata(entry.path()).is_ok_and(|target| target.is_file())
    {
        identity::normalise(entry.path())
    } else {
        return None;
    };
    load(&path, Asked::Found).transpose()
}

fn is_folder_to_skip(entry: &DirEntry, hidden: Hidden) -> bool {
    let Some(name) = entry.file_name().to_str() else { return false };
    entry.file_type().is_some_and(|kind| kind.is_dir())
        && (NEVER_ENTERED.contains(&name) || (hidden == Hidden::Skip && name.starts_with('.')))
}

fn has_known_extension(path: &Path) -> bool {
    path.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| EXTENSIONS.iter().any(|known| extension.eq_ignore_ascii_case(known)))
}

fn repository(path: &Path) -> Option<&Path> {
    path.ancestors().find(|folder| folder.join(".git").exists())
}

/// See [`Files::folders`].
fn workspace_folder(root: &Path, is_folder: bool) -> PathBuf {
    if let Some(repository) = repository(root) {
        return repository.to_path_buf();
    }
    let current = identity::normalise(Path::new("."));
    if root.starts_with(&current) {
        return current;
    }
    if is_folder { root } else { root.parent().unwrap_or(root) }.to_path_buf()
}

fn walk_error(root: &Path, error: ignore::Error) -> Skipped {
    let path = path_of(&error).unwrap_or(root).to_path_buf();
    let reason = match error.into_io_error() {
        Some(error) => format!("cannot be read: {error}"),
        None => "cannot be read".to_owned(),
    };
    Skipped { path, reason }
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        _ => None,
    }
}
