//! The new file takes the old one's name.

use std::path::Path;

use tempfile::TempPath;

use super::{WriteError, holds};
use crate::workspace::regular::{self, ReadError};

/// Gives `path` to the file at `new`, if what it takes the place of holds `before`.
///
/// Between a look at a file and a rename over it, another program may write. So the two files change places where the
/// system can do that, the old one is checked when no program can find it any more, and it goes back if it is not
/// what was read.
pub(super) fn put(new: TempPath, path: &Path, before: &str, after: &str) -> Result<(), WriteError> {
    if exchange(&new, path).is_err() {
        return if is_file_with(path, before)? {
            Ok(new.persist(path).map_err(|failed| failed.error)?)
        } else {
            Err(WriteError::Changed)
        };
    }
    let old = new;
    if is_file_with(&old, before).unwrap_or(false) {
        return Ok(());
    }
    // What comes out now must be ours; else a third version has come meanwhile, which is not ours to remove.
    if exchange(&old, path).is_ok() && is_file_with(&old, after).unwrap_or(false) {
        return Err(WriteError::Changed);
    }
    Err(WriteError::Displaced(old.keep().map_err(|failed| failed.error)?))
}

/// Whether a regular file, and no link to one, holds exactly this text.
fn is_file_with(path: &Path, text: &str) -> std::io::Result<bool> {
    if !std::fs::symlink_metadata(path)?.is_file() {
        return Ok(false);
    }
    match regular::open(path) {
        Ok((mut file, _)) => holds(&mut file, text),
        Err(ReadError::Io(error)) => Err(error),
        Err(_) => Ok(false),
    }
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(one: &Path, other: &Path) -> std::io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_: &Path, _: &Path) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn new(folder: &Path) -> TempPath {
        TempPath::try_from_path(file(folder, "new", "after")).unwrap()
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_was_written_after_the_last_look_goes_back_to_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = file(folder.path(), "policy.json", "theirs");
        let new = new(folder.path());
        assert!(matches!(put(new, &path, "before", "after"), Err(WriteError::Changed)));
        assert_eq!(std::fs::read(&path).unwrap(), b"theirs");
        assert_eq!(names(folder.path()), ["policy.json"]);
    }

    #[test]
    fn a_folder_in_its_place_stays_with_all_that_is_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("policy.json");
        std::fs::create_dir(&path).unwrap();
        file(&path, "inside", "theirs");
        let new = new(folder.path());
        assert!(put(new, &path, "before", "after").is_err());
        assert_eq!(std::fs::read(path.join("inside")).unwrap(), b"theirs");
        assert_eq!(names(folder.path()), ["policy.json"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_its_place_stays_and_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let other = file(folder.path(), "other.json", "before");
        let path = folder.path().join("policy.json");
        std::os::unix::fs::symlink("other.json", &path).unwrap();
        let new = new(folder.path());
        assert!(matches!(put(new, &path, "before", "after"), Err(WriteError::Changed)));
        assert_eq!(std::fs::read_link(&path).unwrap(), Path::new("other.json"));
        assert_eq!(std::fs::read(other).unwrap(), b"before");
        assert_eq!(names(folder.path()), ["other.json", "policy.json"]);
    }

    #[test]
    fn a_file_that_is_gone_is_not_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let new = new(folder.path());
        assert!(put(new, &folder.path().join("policy.json"), "before", "after").is_err());
        assert_eq!(names(folder.path()), [""; 0]);
    }
}
