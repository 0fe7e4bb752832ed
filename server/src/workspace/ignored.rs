//! What git ignores: its ignore files, found and read on the way through the folders.
//!
//! They are read here and not by the library that walks, which opens whatever stands in their place and takes as many
//! patterns as there are.

mod git;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use leastwise_advice::words::number;
use leastwise_policy::Span;
use parking_lot::{Mutex, RwLock};

use super::files::IgnoreFile;
use super::gitignore::Patterns;
use super::identity;
use super::regular::{self, ReadError};

/// The largest ignore file that is read, in bytes.
pub const MAX_BYTES: u64 = 1024 * 1024;
/// The most patterns of one ignore file.
pub const MOST_PATTERNS: usize = 10_000;
/// The most patterns of all ignore files of a walk.
pub const MOST_PATTERNS_IN_ALL: usize = 50_000;

/// The ignore files that bear on a folder and what lies below it, read where they are first asked about. Shared between
/// the threads of a walk.
#[derive(Debug)]
pub(super) struct Ignored {
    /// Ignore files in folders above this one are not about it.
    top: PathBuf,
    folders: RwLock<HashMap<PathBuf, Arc<Chain>>>,
    problems: Mutex<Vec<IgnoreFile>>,
    /// How many patterns more may be read.
    left: AtomicUsize,
}

/// What bears on the files and folders in one folder, the strongest first.
#[derive(Clone, Debug, Default)]
struct Chain {
    /// Of each folder, the nearest first.
    own: Vec<Arc<Patterns>>,
    /// Of each repository, the nearest first.
    excludes: Vec<Arc<Patterns>>,
    /// Of the person.
    global: Option<Arc<Patterns>>,
}

impl Ignored {
    /// For what lies in `root`, in `repository` if that holds it.
    pub(super) fn new(root: &Path, repository: Option<&Path>) -> Ignored {
        let ignored = Ignored {
            top: repository.unwrap_or(root).to_path_buf(),
            folders: RwLock::default(),
            problems: Mutex::default(),
            left: AtomicUsize::new(MOST_PATTERNS_IN_ALL),
        };
        let global = git::global_excludes().and_then(|path| ignored.read(&path, &ignored.top));
        let above = Arc::new(Chain { global, ..Chain::default() });
        ignored
            .folders
            .write()
            .extend(ignored.top.parent().map(|above_top| (above_top.to_path_buf(), above)));
        ignored
    }

    /// Whether git ignores a file or folder. Nothing that lies in an ignored folder is to be asked about.
    pub(super) fn ignores(&self, path: &Path, is_folder: bool) -> bool {
        let Some(folder) = path.parent() else { return false };
        let chain = self.chain(folder);
        if chain.is_empty() {
            return false;
        }
        let path = identity::name(path);
        chain.patterns().find_map(|patterns| patterns.ignore(&path, is_folder)).unwrap_or_default()
    }

    /// What is wrong with ignore files.
    pub(super) fn take_problems(&self) -> Vec<IgnoreFile> {
        std::mem::take(&mut self.problems.lock())
    }

    fn chain(&self, folder: &Path) -> Arc<Chain> {
        if let Some(chain) = self.folders.read().get(folder) {
            return Arc::clone(chain);
        }
        let above = match folder.parent() {
            Some(above) if folder.starts_with(&self.top) => self.chain(above),
            _ => Arc::default(),
        };
        let own = self.read(&folder.join(".gitignore"), folder);
        let exclude = git::exclude_file(folder).and_then(|path| self.read(&path, folder));
        let chain = if own.is_none() && exclude.is_none() {
            above
        } else {
            let mut chain = Chain::clone(&above);
            own.into_iter().for_each(|own| chain.own.insert(0, own));
            exclude.into_iter().for_each(|exclude| chain.excludes.insert(0, exclude));
            Arc::new(chain)
        };
        // Another thread may have been here meanwhile; its problems are the same.
        Arc::clone(self.folders.write().entry(folder.to_path_buf()).or_insert(chain))
    }

    /// The patterns of an ignore file; `None` where there is no file, or nothing in it.
    fn read(&self, path: &Path, folder: &Path) -> Option<Arc<Patterns>> {
        let bytes = match regular::read(path, MAX_BYTES) {
            Ok(bytes) => bytes,
            Err(error) if error.is_missing() => return None,
            // Git itself cannot read a configuration that its user may not read.
            Err(ReadError::Io(_)) if !path.starts_with(&self.top) => return None,
            Err(error) => {
                self.problem(path, Arc::from(""), Span::default(), error.to_string());
                return None;
            }
        };
        // A name that is no Unicode is matched by nothing here, and nothing else is lost.
        let text = String::from_utf8_lossy(&bytes);
        let left = self.left.load(Ordering::Relaxed);
        let (patterns, next) = Patterns::parse(&identity::name(folder), &text, left.min(MOST_PATTERNS));
        self.left.fetch_sub(patterns.len().min(left), Ordering::Relaxed);
        if let Some(at) = next {
            let reason = match left < MOST_PATTERNS {
                true => format!(
                    "exceeds the limit of {} patterns in all ignore files of the workspace",
                    number(MOST_PATTERNS_IN_ALL)
                ),
                false => format!("has more than {} patterns", number(MOST_PATTERNS)),
            };
            let end = text[at..].find(['\r', '\n']).map_or(text.len(), |length| at + length);
            self.problem(path, text.into(), Span::new(at, end), reason);
        }
        (patterns.len() > 0).then(|| Arc::new(patterns))
    }

    fn problem(&self, path: &Path, text: Arc<str>, span: Span, reason: String) {
        let mut problems = self.problems.lock();
        if !problems.iter().any(|known| known.path == path) {
            problems.push(IgnoreFile {
                path: path.to_path_buf(),
                name: identity::name(path),
                text,
                span,
                reason,
            });
        }
    }
}

impl Chain {
    fn is_empty(&self) -> bool {
        self.own.is_empty() && self.excludes.is_empty() && self.global.is_none()
    }

    fn patterns(&self) -> impl Iterator<Item = &Arc<Patterns>> {
        self.own.iter().chain(&self.excludes).chain(&self.global)
    }
}

#[cfg(test)]
mod tests;
