//! The catalog of a workspace: the embedded one, with the services that folders of AWS's service reference files refresh.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;
use leastwise_advice::settings::read::Problem;
use leastwise_iam::Catalog;
use leastwise_iam::catalog::reference::{self, ReferenceError, ServiceReference};
use leastwise_policy::Span;
use rayon::prelude::*;

use super::memory::Stamp;
use super::{SettingsOnDisk, Skipped, identity, load};

/// AWS's own layout, `v1/s3/s3.json`, and one folder above it.
const DEEPEST: usize = 4;
/// AWS has about 450 services. A folder of more files was not meant.
const MOST_FILES: usize = 5000;
/// AWS's files take some 30 MB together.
const MOST_BYTES: u64 = 512 * 1024 * 1024;

/// A folder of service reference files, and who named it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// The normalized path.
    pub path: PathBuf,
    /// As it is written.
    written: String,
    /// The settings file that names it, and where; `None` for a flag or the editor.
    named: Option<(PathBuf, Arc<str>, Span)>,
}

impl Folder {
    /// A folder that a flag or the editor names. A relative one is below `base`.
    pub fn new(written: &str, base: &Path) -> Folder {
        Folder { path: identity::normalise(&base.join(written)), written: written.to_owned(), named: None }
    }

    /// The folders that settings files name.
    pub fn of_settings<'s>(files: impl IntoIterator<Item = &'s SettingsOnDisk>) -> Vec<Folder> {
        let folder = |file: &SettingsOnDisk| {
            let folder = file.file.catalog.as_ref()?;
            let above = file.path.parent()?;
            Some(Folder {
                path: identity::normalise(&above.join(&folder.path)),
                written: folder.path.clone(),
                named: Some((above.to_path_buf(), Arc::clone(&file.name), folder.span)),
            })
        };
        files.into_iter().filter_map(folder).collect()
    }
}

/// What was read of all folders.
#[derive(Clone, Debug)]
pub struct CatalogOnDisk {
    /// The catalog.
    pub catalog: Arc<Catalog>,
    /// What is wrong with settings and files, by the file that it is said of.
    pub problems: Vec<(Arc<str>, Problem)>,
    /// What is wrong with folders that no settings file names, as the end of a sentence that begins with the folder.
    pub unnamed_problems: Vec<Skipped>,
    /// The files that cannot be parsed, with their texts.
    pub broken: Vec<BrokenFile>,
    /// What could not be read at all.
    pub skipped: Vec<Skipped>,
    /// The folders in which something may happen that bears on it.
    pub watched: BTreeSet<PathBuf>,
    /// The folders themselves.
    roots: Vec<PathBuf>,
    /// What was read, in the states that it had then.
    files: Vec<(PathBuf, Option<Stamp>)>,
    /// What counts of each file, by path.
    references: HashMap<PathBuf, Arc<ServiceReference>>,
}

/// A file of a catalog's folder that cannot be parsed.
#[derive(Clone, Debug)]
pub struct BrokenFile {
    /// The normalized path.
    pub path: PathBuf,
    /// The path as text with `/`.
    pub name: Arc<str>,
    /// The text, for positions.
    pub text: Arc<str>,
}

impl Default for CatalogOnDisk {
    fn default() -> Self {
        CatalogOnDisk::read(&[])
    }
}

impl CatalogOnDisk {
    /// Reads folders. What cannot be parsed is reported once and left out: the embedded lists of its services stay.
    pub fn read(folders: &[Folder]) -> CatalogOnDisk {
        CatalogOnDisk::read_after(folders, None)
    }

    /// [`CatalogOnDisk::read`] where files were read before: one that cannot be parsed now, since another program is
    /// writing it, keeps its last valid version.
    pub fn read_after(folders: &[Folder], before: Option<&CatalogOnDisk>) -> CatalogOnDisk {
        let mut read = CatalogOnDisk {
            catalog: Catalog::embedded(),
            problems: Vec::new(),
            unnamed_problems: Vec::new(),
            broken: Vec::new(),
            skipped: Vec::new(),
            watched: BTreeSet::new(),
            roots: Vec::new(),
            files: Vec::new(),
            references: HashMap::new(),
        };
        let mut references = Vec::new();
        let mut written: Vec<&str> = Vec::new();
        for folder in folders {
            let known = references.len();
            match read.folder(folder, before, &mut references) {
                Ok(()) if references.len() > known => written.push(&folder.written),
                Ok(()) => {}
                Err(reason) => read.problem(folder, reason),
            }
        }
        written.sort_unstable();
        written.dedup();
        if !references.is_empty() {
            let all = references.iter().map(|(_, reference)| &**reference);
            read.catalog = Arc::new(read.catalog.refreshed(all, &written.join(", ")));
        }
        read.references = references.into_iter().collect();
        read
    }

    /// Whether the folders would be read as before, as far as the system tells without their files being read.
    pub fn is_current(&self, folders: &[Folder]) -> bool {
        let mut files = Vec::new();
        for folder in folders.iter().filter(|folder| folder.lies_within()) {
            files.extend(files_in(&folder.path).unwrap_or_default().0);
        }
        stamped(files) == self.files
    }

    /// Whether something that happened to a path bears on it.
    pub fn is_about(&self, path: &Path) -> bool {
        self.roots.iter().any(|folder| path.starts_with(folder) || folder.starts_with(path))
    }

    fn folder(
        &mut self,
        folder: &Folder,
        before: Option<&CatalogOnDisk>,
        references: &mut Vec<(PathBuf, Arc<ServiceReference>)>,
    ) -> Result<(), String> {
        if !folder.lies_within() {
            return Err("leads outside the folder of this file through a link".to_owned());
        }
        // What is not there may come.
        self.watched.extend(folder.path.parent().map(Path::to_path_buf));
        self.watched.insert(folder.path.clone());
        self.roots.push(folder.path.clone());
        if !folder.path.is_dir() {
            let reason = if folder.path.exists() { "is not a folder" } else { "does not exist" };
            return Err(reason.to_owned());
        }
        let (files, entered) = files_in(&folder.path)?;
        self.watched.extend(entered);
        let read: Vec<_> = files.par_iter().map(|path| read_file(path)).collect();
        let has_trouble = !read.iter().all(|read| matches!(read, FileRead::Reference(_) | FileRead::Other));
        let known = references.len();
        for (path, read) in files.iter().zip(read) {
            let earlier = || before.and_then(|before| before.references.get(path)).cloned();
            let counts = match read {
                FileRead::Reference(reference) => Some(Arc::new(reference)),
                FileRead::Broken(file, error) => {
                    let earlier = earlier();
                    let problem = problem(&file.text, &error, earlier.is_some());
                    self.problems.push((Arc::clone(&file.name), problem));
                    self.broken.push(file);
                    earlier
                }
                FileRead::Skipped(skipped) => {
                    self.skipped.push(skipped);
                    earlier()
                }
                FileRead::Other => None,
            };
            references.extend(counts.map(|reference| (path.clone(), reference)));
        }
        self.files.extend(stamped(files));
        match references.len() == known && !has_trouble {
            true => Err("contains no service reference file".to_owned()),
            false => Ok(()),
        }
    }

    fn problem(&mut self, folder: &Folder, reason: String) {
        match &folder.named {
            Some((_, file, span)) => {
                let message = format!("the folder `{}` {reason}; using the built-in catalog", folder.written);
                self.problems.push((Arc::clone(file), Problem { span: *span, message }));
            }
            None => {
                let path = PathBuf::from(&folder.written);
                self.unnamed_problems.push(Skipped::new(path, reason));
            }
        }
    }
}

impl Folder {
    /// A settings file, which may have come with a repository, must not have other folders read, by a link either.
    fn lies_within(&self) -> bool {
        self.named.as_ref().is_none_or(|(above, ..)| self.path.starts_with(above))
    }
}

/// What became of one file.
enum FileRead {
    Reference(ServiceReference),
    Broken(BrokenFile, ReferenceError),
    Skipped(Skipped),
    /// Other JSON.
    Other,
}

fn read_file(path: &Path) -> FileRead {
    let text = match load::text(path) {
        Ok(text) => text,
        Err(reason) => return FileRead::Skipped(Skipped::new(path, reason)),
    };
    match reference::read(&text) {
        Ok(Some(reference)) => FileRead::Reference(reference),
        Ok(None) => FileRead::Other,
        Err(error) => {
            let name = identity::name(path);
            FileRead::Broken(BrokenFile { path: path.to_path_buf(), name, text: text.into() }, error)
        }
    }
}

/// The files of a folder and the folders that were entered, sorted.
fn files_in(folder: &Path) -> Result<(Vec<PathBuf>, Vec<PathBuf>), String> {
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    let walk = WalkBuilder::new(folder).standard_filters(false).max_depth(Some(DEEPEST)).build();
    for entry in walk.flatten() {
        let kind = entry.file_type();
        if kind.is_some_and(|kind| kind.is_dir()) {
            folders.push(entry.into_path());
        } else if entry.path().extension().is_some_and(|end| end.eq_ignore_ascii_case("json")) {
            files.push(entry.into_path());
        }
        if files.len() > MOST_FILES {
            return Err(format!("contains more than {MOST_FILES} files"));
        }
        if folders.len() > MOST_FILES {
            return Err(format!("contains more than {MOST_FILES} folders"));
        }
    }
    let lengths = files.iter().filter_map(|path| Some(std::fs::metadata(path).ok()?.len()));
    if lengths.filter(|length| *length <= load::MAX_BYTES).sum::<u64>() > MOST_BYTES {
        return Err(format!("contains more than {} MB", MOST_BYTES / (1024 * 1024)));
    }
    files.sort();
    Ok((files, folders))
}

fn stamped(files: Vec<PathBuf>) -> Vec<(PathBuf, Option<Stamp>)> {
    files.into_iter().map(|path| (path.clone(), Stamp::of(&path))).collect()
}

fn problem(text: &str, error: &ReferenceError, earlier: bool) -> Problem {
    let so = match earlier {
        true => "using its last valid version",
        false => "using the built-in actions of its service",
    };
    let message = format!("cannot parse this service reference file ({}); {so}", error.message);
    Problem { span: place(text, error), message }
}

/// The character at which a file cannot be parsed.
fn place(text: &str, error: &ReferenceError) -> Span {
    let before: usize = text.split_inclusive('\n').take(error.line - 1).map(str::len).sum();
    let start = text.floor_char_boundary((before + error.column - 1).min(text.len()));
    let length = text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    Span::new(start, start + length)
}

#[cfg(test)]
mod tests;
