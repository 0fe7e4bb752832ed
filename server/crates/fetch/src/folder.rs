//! The folder that is fetched into: who made it, and how files take their places in it.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;

/// How the `.gitignore` of a folder begins that `leastwise fetch` made.
const MARKER: &str = "# Made by `leastwise fetch`";
const GITIGNORE: &str = "\
# Made by `leastwise fetch`. The files below contain account ids and the names of roles, users and stacks, and no secrets.
# Delete this file to keep them in Git. `leastwise check` finds them either way.
*
";
/// The name of the folder where none is given.
pub const DEFAULT: &str = "aws";
/// The folder inside it that holds the service reference.
pub const SERVICES: &str = "services";
/// The folder in which answers stay until all are there. Nothing in it is to be read as findings.
pub const PARTIAL: &str = ".leastwise-partial";
const LOCK: &str = ".lock";
/// A file of this folder that is read back is never larger.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// Why a folder cannot be fetched into.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// It was not made by `leastwise fetch`.
    #[error(
        "{} already exists and was not made by `leastwise fetch`; choose another folder with --out", .0.display()
    )]
    NotOurs(PathBuf),
    /// It would lead somewhere else.
    #[error("{} is a link or not a folder; choose a folder with --out", .0.display())]
    NotAFolder(PathBuf),
    /// Another run is at work.
    #[error("another `leastwise fetch` is writing to {}", .0.display())]
    Busy(PathBuf),
    /// The system refused.
    #[error("cannot write {}: {}", .0.display(), .1)]
    Io(PathBuf, io::Error),
}

/// Whether `folder` was made by `leastwise fetch` and is kept out of git by a file of its own. What lies in it is found
/// all the same.
pub fn is_made_by_fetch(folder: &Path) -> bool {
    let path = folder.join(".gitignore");
    if !fs::symlink_metadata(&path).is_ok_and(|data| data.is_file()) {
        return false;
    }
    let mut start = Vec::with_capacity(MARKER.len());
    let read = File::open(path).and_then(|file| file.take(MARKER.len() as u64).read_to_end(&mut start));
    read.is_ok() && start == MARKER.as_bytes()
}

/// The folder, while a run writes to it.
#[derive(Debug)]
pub(crate) struct Folder {
    root: PathBuf,
    /// Held until the run ends.
    _lock: Option<File>,
}

impl Folder {
    /// Makes the folder, or takes one that an earlier run has made.
    pub(crate) fn open(out: &Path) -> Result<Folder, FolderError> {
        let root = std::path::absolute(out).map_err(|error| FolderError::Io(out.to_owned(), error))?;
        match fs::symlink_metadata(&root) {
            Ok(data) if !data.is_dir() => return Err(FolderError::NotAFolder(out.to_owned())),
            Ok(_) if !is_empty(&root) && !is_made_by_fetch(&root) && !has_fetched(&root) => {
                return Err(FolderError::NotOurs(out.to_owned()));
            }
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {
                fs::create_dir_all(&root).map_err(|error| FolderError::Io(root.clone(), error))?;
            }
            Err(error) => return Err(FolderError::Io(root, error)),
        }
        if is_empty(&root) {
            write(&root, &root.join(".gitignore"), GITIGNORE.as_bytes())?;
        }
        let lock = lock(&root)?;
        Ok(Folder { root, _lock: lock })
    }

    /// Writes a file that is not in its place yet.
    pub(crate) fn stage(&self, path: &Path, bytes: &[u8]) -> Result<(), FolderError> {
        let staged = self.staged(path)?;
        write(&self.root.join(PARTIAL), &staged, bytes)
    }

    /// Where a file stays until it takes its place; the folder is there.
    pub(crate) fn staged(&self, path: &Path) -> Result<PathBuf, FolderError> {
        let staged = partial(path);
        self.make_parent(&staged)?;
        Ok(self.root.join(staged))
    }

    /// Gives a file its place. Readers see what was there before or all of it.
    pub(crate) fn publish(&self, path: &Path) -> Result<(), FolderError> {
        let (from, to) = (self.root.join(partial(path)), self.root.join(path));
        self.make_parent(path)?;
        fs::rename(from, &to).map_err(|error| FolderError::Io(to, error))
    }

    /// Removes a file; one that is gone is as it should be.
    pub(crate) fn remove(&self, path: &Path) -> Result<(), FolderError> {
        let path = self.root.join(path);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(FolderError::Io(path, error)),
            _ => Ok(()),
        }
    }

    /// Removes what was staged and did not take a place, here or in earlier runs.
    pub(crate) fn discard(&self) {
        // What stays is looked at by the next run, and costs nothing but space.
        let _ = fs::remove_dir_all(self.root.join(PARTIAL));
    }

    /// What a file in its place holds, where that can be read as JSON.
    pub(crate) fn json(&self, path: &Path) -> Option<Value> {
        json(&self.root.join(path))
    }

    /// What a file holds that was staged by this run, or by one that did not come to its end.
    pub(crate) fn staged_json(&self, path: &Path) -> Option<Value> {
        json(&self.root.join(partial(path)))
    }

    /// The names of the files or folders in a folder, in no particular order.
    pub(crate) fn names(&self, folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(self.root.join(folder)).into_iter().flatten().flatten();
        entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
    }

    /// Makes the folders above a path, one after the other: a link in the place of one would lead somewhere else.
    fn make_parent(&self, path: &Path) -> Result<(), FolderError> {
        let mut folder = self.root.clone();
        for part in path.parent().into_iter().flat_map(Path::components) {
            let Component::Normal(part) = part else { return Err(FolderError::NotAFolder(path.to_owned())) };
            folder.push(part);
            match fs::symlink_metadata(&folder) {
                Ok(data) if data.is_dir() => {}
                Ok(_) => return Err(FolderError::NotAFolder(folder)),
                Err(_) => match fs::create_dir(&folder) {
                    // Another thread was faster.
                    Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                        return Err(FolderError::Io(folder, error));
                    }
                    _ => {}
                },
            }
        }
        Ok(())
    }
}

/// Where a file stays, by a name that no program takes for JSON, until it takes its place.
fn partial(path: &Path) -> PathBuf {
    let mut name = Path::new(PARTIAL).join(path).into_os_string();
    name.push(".part");
    name.into()
}

/// Writes a file whole or not at all. `folder` takes the new file until it is complete.
fn write(folder: &Path, path: &Path, bytes: &[u8]) -> Result<(), FolderError> {
    let fail = |error| FolderError::Io(path.to_owned(), error);
    let mut new = tempfile::Builder::new().prefix(".new-").tempfile_in(folder).map_err(fail)?;
    new.write_all(bytes).and_then(|()| new.as_file().sync_all()).map_err(fail)?;
    // A file of one's own has no secrets, and a team may share the folder.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        new.as_file().set_permissions(fs::Permissions::from_mode(0o644)).map_err(fail)?;
    }
    new.persist(path).map_err(|error| fail(error.error))?;
    Ok(())
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

/// Whether an earlier run's state is in a folder in which `.gitignore` was deleted or changed.
fn has_fetched(folder: &Path) -> bool {
    let below =
        |folder: PathBuf| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    below(folder.to_owned()).flat_map(below).any(|account| {
        let is_account = account.file_name().is_some_and(|name| {
            let name = name.as_encoded_bytes();
            name.len() == 12 && name.iter().all(u8::is_ascii_digit)
        });
        is_account
            && json(&account.join(crate::fetched::FILE_NAME)).is_some_and(|state| crate::fetched::is(&state))
    })
}

/// How long to wait for a lock that another process holds: what a killed run has started may hold it for a moment.
const LOCK_PATIENCE: Duration = Duration::from_secs(2);

/// Two runs at once would take each other's files for their own.
fn lock(root: &Path) -> Result<Option<File>, FolderError> {
    let path = root.join(LOCK);
    if fs::symlink_metadata(&path).is_ok_and(|data| !data.is_file()) {
        return Err(FolderError::NotAFolder(path));
    }
    let file = File::create(&path).map_err(|error| FolderError::Io(path, error))?;
    let deadline = Instant::now() + LOCK_PATIENCE;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Some(file)),
            Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                std::thread::sleep(Duration::from_millis(20));
            }
            Err(TryLockError::WouldBlock) => return Err(FolderError::Busy(root.to_owned())),
            // Some network file systems lock nothing.
            Err(TryLockError::Error(_)) => return Ok(None),
        }
    }
}

fn json(path: &Path) -> Option<Value> {
    let data = fs::symlink_metadata(path).ok()?;
    if !data.is_file() || data.len() > MOST_BYTES {
        return None;
    }
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(MOST_BYTES).read_to_end(&mut bytes).ok()?;
    serde_json::from_slice(&bytes).ok()
}

#[cfg(test)]
mod tests;
