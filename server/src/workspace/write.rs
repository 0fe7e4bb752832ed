//! Replacing a file's text, whole or not at all.
//!
//! Whatever happens meanwhile, the file holds all of the old text or all of the new one, and what another program has put
//! there is not lost. Where the system cannot promise that, the file stays as it is.

mod access;
mod new_file;
mod swap;

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use super::regular;

/// Why a file was not written, as the end of a sentence that begins with its path. The file is as it was, but for
/// [`WriteError::Displaced`].
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// It is not the file that was read, or its bytes are not those that the new text was made from.
    #[error("has changed since it was read; run the command again")]
    Changed,
    /// It is a folder, a pipe or a device.
    #[error("is not a regular file and cannot be replaced")]
    NotRegular,
    /// Its permissions say that it is not to be written.
    #[error("is read-only")]
    ReadOnly,
    /// The new file could not be given to those whom the old one belongs to.
    #[error(
        "cannot be replaced while keeping its owner, group and access list; run the command as its owner"
    )]
    Access,
    /// The new text is written beside the old one first.
    #[error("cannot be replaced: no new file can be created in its folder: {0}")]
    Folder(std::io::Error),
    /// Others have replaced it twice in the same moment. All that they wrote is there, in two files.
    #[error("was changed by another program while it was replaced; one of the other versions is now {}", .0.display())]
    Displaced(PathBuf),
    /// The system refused.
    #[error("cannot be written: {0}")]
    Io(#[from] std::io::Error),
}

/// Puts `after` in the place of `before`, which must still be what the file holds. `path` is the one that the file was
/// read from, normalized (see [`super::identity::normalise`]).
///
/// The new text is written to a file beside it, which then takes its name, so that a reader sees the old text or the
/// new one and never a part. Mode, owner, group and access list stay. Hard links part, as with most editors: the other
/// names keep the old text.
///
/// A program that opened the file earlier and writes into it in the very moment of the change is the one thing that
/// no system can guard against.
///
/// # Errors
///
/// See [`WriteError`]. Nothing else is left behind.
pub fn replace(path: &Path, before: &str, after: &str) -> Result<(), WriteError> {
    // A normalized path has no link in it. One that has come since would lead to a file that the user did not name.
    if path.ancestors().any(is_link) {
        return Err(WriteError::Changed);
    }
    let metadata = std::fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(WriteError::NotRegular);
    }
    if metadata.permissions().readonly() {
        return Err(WriteError::ReadOnly);
    }
    // A rename asks the folder for permission only; this asks the file.
    let mut old = regular::options().write(true).open(path)?;
    if !old.metadata()?.is_file() {
        return Err(WriteError::NotRegular);
    }
    if !holds(&mut old, before)? {
        return Err(WriteError::Changed);
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let new = new_file::create(folder, |new: &mut File| {
        new.write_all(after.as_bytes())?;
        access::keep(&old, new)?;
        Ok(new.sync_all()?)
    })?;
    // Windows renames over no file that is open.
    drop(old);
    swap::put(new, path, before, after)
}

fn is_link(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink())
}

/// Whether a file holds exactly this text.
fn holds(file: &mut File, text: &str) -> std::io::Result<bool> {
    if file.metadata()?.len() != text.len() as u64 {
        return Ok(false);
    }
    let mut bytes = Vec::with_capacity(text.len() + 1);
    // One byte more, should it grow meanwhile.
    file.take(text.len() as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes == text.as_bytes())
}

#[cfg(test)]
mod tests;
