//! The file that the new text is written to.

use std::fs::File;
use std::path::Path;

use tempfile::{Builder, TempPath};

use super::WriteError;

/// A new file in `folder`, written and flushed by `fill`, under a name that no scan takes. Dropping the path removes it.
///
/// Where the system has files without a name, it gets its name only when it is complete: a process that is killed
/// while it writes leaves nothing behind.
pub(super) fn create(
    folder: &Path,
    fill: impl Fn(&mut File) -> Result<(), WriteError>,
) -> Result<TempPath, WriteError> {
    if let Some(mut file) = unnamed(folder) {
        fill(&mut file)?;
        if let Ok(named) = builder().make_in(folder, |path| name(&file, path)) {
            return Ok(named.into_temp_path());
        }
    }
    let named = builder().tempfile_in(folder).map_err(|error| WriteError::Folder(error.kind().into()))?;
    let (mut file, path) = named.into_parts();
    fill(&mut file)?;
    Ok(path)
}

fn builder() -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(PREFIX);
    builder
}

/// How the names of new files begin. They have no extension, so that no scan reads one.
const PREFIX: &str = ".leastwise-";

#[cfg(target_os = "linux")]
fn unnamed(folder: &Path) -> Option<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let flags = i32::try_from(rustix::fs::OFlags::TMPFILE.bits()).ok()?;
    File::options().read(true).write(true).mode(0o600).custom_flags(flags).open(folder).ok()
}

#[cfg(target_os = "linux")]
fn name(file: &File, path: &Path) -> std::io::Result<()> {
    use std::os::fd::AsRawFd;

    use rustix::fs::{AtFlags, CWD, linkat};
    // The way that open(2) names for files that were opened without a name.
    let open = format!("/proc/self/fd/{}", file.as_raw_fd());
    Ok(linkat(CWD, open, CWD, path, AtFlags::SYMLINK_FOLLOW)?)
}

#[cfg(not(target_os = "linux"))]
fn unnamed(_: &Path) -> Option<File> {
    None
}

#[cfg(not(target_os = "linux"))]
fn name(_: &File, _: &Path) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}
