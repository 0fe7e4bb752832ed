//! Replacing a file's text, whole or not at all.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;

use super::identity;

/// Why a file was not written, as the end of a sentence that begins with its path. The file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Its bytes are not those that the new text was made from.
    #[error("has changed since it was read; run the command again")]
    Changed,
    /// It is a pipe or a device.
    #[error("is not a regular file and cannot be replaced")]
    NotRegular,
    /// Its permissions say that it is not to be written.
    #[error("is read-only")]
    ReadOnly,
    /// The system refused.
    #[error("cannot be written: {0}")]
    Io(#[from] std::io::Error),
}

/// Puts `after` in the place of `before`, which must still be what the file holds.
///
/// The new text is written to a file beside it, which then takes its name, so that a reader sees the old text or
/// the new one and never a part. Mode and, where the system lets us, owner stay. Of a link, the target is
/// replaced. Hard links part, as with most editors.
pub fn replace(path: &Path, before: &str, after: &str) -> Result<(), WriteError> {
    let path = identity::normalise(path);
    let metadata = std::fs::metadata(&path)?;
    if !metadata.is_file() {
        return Err(WriteError::NotRegular);
    }
    if metadata.permissions().readonly() {
        return Err(WriteError::ReadOnly);
    }
    // A rename asks the folder for permission only; this asks the file.
    let mut current = OpenOptions::new().read(true).write(true).open(&path)?;
    expect(&mut current, before)?;

    let folder = path.parent().unwrap_or(Path::new("."));
    let mut new = tempfile::Builder::new().prefix(".leastwise-").tempfile_in(folder)?;
    new.write_all(after.as_bytes())?;
    keep_owner(new.as_file(), &metadata);
    new.as_file().set_permissions(metadata.permissions())?;
    new.as_file().sync_all()?;

    // Windows renames over no file that is open.
    drop(current);
    expect(&mut File::open(&path)?, before)?;
    new.persist(&path).map_err(|failed| failed.error)?;
    Ok(())
}

fn expect(file: &mut File, text: &str) -> Result<(), WriteError> {
    let mut bytes = Vec::with_capacity(text.len());
    file.read_to_end(&mut bytes)?;
    if bytes == text.as_bytes() { Ok(()) } else { Err(WriteError::Changed) }
}

/// Only a privileged user can give a file away; for everybody else a new file is their own, as with any editor
/// that saves by renaming.
#[cfg(unix)]
fn keep_owner(new: &File, old: &Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    if fchown(new, Some(old.uid()), Some(old.gid())).is_err() {
        let _ = fchown(new, None, Some(old.gid()));
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) {}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(folder: &Path) -> usize {
        std::fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn the_new_text_takes_the_place_of_the_old_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("policy.json");
        std::fs::write(&path, "old\r\n").unwrap();
        replace(&path, "old\r\n", "new\n").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"new\n");
        assert_eq!(entries(folder.path()), 1);
    }

    #[test]
    fn a_file_that_changed_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("policy.json");
        std::fs::write(&path, "theirs").unwrap();
        let error = replace(&path, "old", "new").unwrap_err();
        assert!(matches!(error, WriteError::Changed), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), b"theirs");
        assert_eq!(entries(folder.path()), 1);
    }

    #[test]
    fn a_file_that_is_gone_is_not_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("policy.json");
        assert!(matches!(replace(&path, "old", "new").unwrap_err(), WriteError::Io(_)));
        assert_eq!(entries(folder.path()), 0);
    }

    #[test]
    fn a_read_only_file_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("policy.json");
        std::fs::write(&path, "old").unwrap();
        let mut permissions = std::fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        std::fs::set_permissions(&path, permissions).unwrap();
        assert!(matches!(replace(&path, "old", "new").unwrap_err(), WriteError::ReadOnly));
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
    }

    #[cfg(unix)]
    #[test]
    fn mode_and_owner_stay_and_a_link_still_links() {
        use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (target, link) = (folder.path().join("target.json"), folder.path().join("link.json"));
        std::fs::write(&target, "old").unwrap();
        std::fs::set_permissions(&target, std::fs::Permissions::from_mode(0o640)).unwrap();
        symlink("target.json", &link).unwrap();
        // Takes effect for a privileged user only; the comparison below holds for everybody.
        let _ = std::os::unix::fs::chown(&target, Some(1234), Some(1234));
        let before = std::fs::metadata(&target).unwrap();

        replace(&link, "old", "new").unwrap();

        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(std::fs::read(&target).unwrap(), b"new");
        let after = std::fs::metadata(&target).unwrap();
        assert_eq!((after.mode(), after.uid(), after.gid()), (before.mode(), before.uid(), before.gid()));
        assert_eq!(entries(folder.path()), 2);
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(replace(folder.path(), "", "new").unwrap_err(), WriteError::NotRegular));
    }
}
