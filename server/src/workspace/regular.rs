//! Opening and reading files: regular ones only, never waited for, and no more of them than a limit.
//!
//! A repository may hold a pipe, or a link to a device or to `/proc`. What a path leads to is looked at before it is
//! opened, since opening a device may have effects, and again on the open file, since something else may have come into
//! its place.

use std::fs::{File, FileType, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

/// Why a file cannot be read, as the end of a sentence that begins with its path.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is a pipe, a device, a folder, or made by the system when it is read.
    #[error("is {0}, not a regular file")]
    NotRegular(&'static str),
    /// It holds more bytes than the limit.
    #[error("is larger than {}", size(*.0))]
    TooLarge(u64),
    /// The system refused.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
}

/// "10 MB", "512 KB".
fn size(bytes: u64) -> String {
    const MIB: u64 = 1024 * 1024;
    if bytes.is_multiple_of(MIB) { format!("{} MB", bytes / MIB) } else { format!("{} KB", bytes / 1024) }
}

impl ReadError {
    /// There is nothing at that path.
    pub fn is_missing(&self) -> bool {
        use io::ErrorKind::{NotADirectory, NotFound};
        matches!(self, ReadError::Io(error) if matches!(error.kind(), NotFound | NotADirectory))
    }
}

/// Opens a regular file to read it, through any links. Nothing else is ever opened, unless it takes a file's place in
/// that very moment; then it is closed without being read. The second value is the length in bytes.
///
/// # Errors
/// See [`ReadError`].
pub fn open(path: &Path) -> Result<(File, u64), ReadError> {
    if let Some(kind) = irregular(std::fs::metadata(path)?.file_type()) {
        return Err(ReadError::NotRegular(kind));
    }
    let file = options().open(path)?;
    let metadata = file.metadata()?;
    if let Some(kind) = irregular(metadata.file_type()).or_else(|| pseudo(&file)) {
        return Err(ReadError::NotRegular(kind));
    }
    Ok((file, metadata.len()))
}

/// Reads a regular file whole.
///
/// # Errors
/// See [`ReadError`]. A file of more than `limit` bytes is not read.
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    let (file, length) = open(path)?;
    if length > limit {
        return Err(ReadError::TooLarge(limit));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default().saturating_add(1));
    // It may grow meanwhile.
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(ReadError::TooLarge(limit));
    }
    Ok(bytes)
}

/// What is no regular file, as a noun.
pub(super) fn irregular(kind: FileType) -> Option<&'static str> {
    if kind.is_file() {
        return None;
    }
    Some(if kind.is_dir() { "a folder" } else { special(kind) })
}

#[cfg(unix)]
fn special(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        "a pipe"
    } else if kind.is_socket() {
        "a socket"
    } else if kind.is_char_device() || kind.is_block_device() {
        "a device"
    } else {
        "a link"
    }
}

#[cfg(not(unix))]
fn special(_: FileType) -> &'static str {
    "a device or a link"
}

/// To open a file that is to be read. A pipe is not waited for, and a terminal does not become this process's.
#[cfg(unix)]
pub(super) fn options() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;

    use rustix::fs::OFlags;
    let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    let mut options = File::options();
    options.read(true).custom_flags(i32::try_from(flags.bits()).unwrap_or_default());
    options
}

#[cfg(not(unix))]
pub(super) fn options() -> OpenOptions {
    let mut options = File::options();
    options.read(true);
    options
}

/// Files of `/proc` and `/sys` look regular; some never end, and some wait.
#[cfg(target_os = "linux")]
fn pseudo(file: &File) -> Option<&'static str> {
    /// As linux/magic.h has it.
    const SYSFS: u32 = 0x6265_6572;
    const PROC: u32 = 0x9fa0;
    let kind = rustix::fs::fstatfs(file).ok()?.f_type;
    u32::try_from(kind).is_ok_and(|kind| [SYSFS, PROC].contains(&kind)).then_some("made by the system")
}

#[cfg(not(target_os = "linux"))]
fn pseudo(_: &File) -> Option<&'static str> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_whole_up_to_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "12345").unwrap();
        assert_eq!(read(&path, 5).unwrap(), b"12345");
        assert_eq!(read(&path, 4).unwrap_err().to_string(), "is larger than 0 KB");
        assert!(read(&folder.path().join("b"), 5).unwrap_err().is_missing());
        assert!(read(&path.join("below"), 5).unwrap_err().is_missing());
        assert_eq!(ReadError::TooLarge(10 * 1024 * 1024).to_string(), "is larger than 10 MB");
        assert_eq!(ReadError::TooLarge(512 * 1024).to_string(), "is larger than 512 KB");
    }

    #[test]
    fn a_sparse_file_of_a_gigabyte_is_not_read() {
        let file = tempfile::NamedTempFile::new().unwrap();
        file.as_file().set_len(1 << 30).unwrap();
        assert!(matches!(read(file.path(), 1024), Err(ReadError::TooLarge(1024))));
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_regular_file_is_named_and_neither_waited_for_nor_read() {
        use std::os::unix::fs::symlink;
        use std::os::unix::net::UnixListener;
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::create_dir(path("folder")).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(path("pipe")).status().unwrap().success());
        let _socket = UnixListener::bind(path("socket")).unwrap();
        for (name, target) in [("zero", "/dev/zero"), ("to-pipe", "pipe"), ("to-folder", "folder")] {
            symlink(target, path(name)).unwrap();
        }
        for (name, expected) in [
            ("folder", "a folder"),
            ("pipe", "a pipe"),
            ("socket", "a socket"),
            ("zero", "a device"),
            ("to-pipe", "a pipe"),
            ("to-folder", "a folder"),
        ] {
            let error = read(&path(name), 1024).unwrap_err();
            assert_eq!(error.to_string(), format!("is {expected}, not a regular file"), "{name}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_the_system_makes_up_is_no_regular_file() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("link.json");
        std::os::unix::fs::symlink("/proc/self/environ", &link).unwrap();
        for path in [link.as_path(), Path::new("/proc/self/maps")] {
            assert!(matches!(read(path, 1024), Err(ReadError::NotRegular("made by the system"))));
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_in_a_circle_are_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("circle");
        std::os::unix::fs::symlink("circle", &link).unwrap();
        assert!(matches!(read(&link, 1024), Err(ReadError::Io(_))));
    }
}
