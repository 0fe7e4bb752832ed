//! The folder in which tasks keep what they install: outside the repository, so that a second clone waits for nothing.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::retry::retried;

/// `$XDG_CACHE_HOME/leastwise`, or the system's usual place for caches.
fn folder() -> Result<PathBuf> {
    let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = variable("XDG_CACHE_HOME")
        .filter(|path| path.is_absolute())
        .or_else(|| variable("LOCALAPPDATA"))
        .or_else(|| variable("HOME").map(|home| home.join(".cache")));
    match base {
        Some(base) => Ok(base.join("leastwise")),
        None => bail!("there is no folder for what is installed; set XDG_CACHE_HOME"),
    }
}

/// The cache's folder `name`, filled by `install` where it is not there yet.
///
/// Name the versions in `name`: a folder that is there is never filled anew. `install` is handed an empty folder and
/// may be stopped at any point; what it left behind is taken away at the next attempt, of which there are several. Two
/// runs at once wait for each other. A folder is filled in its place, so that what is installed may hold its own path.
pub(crate) fn installed(name: &str, install: impl Fn(&Path) -> Result<()>) -> Result<PathBuf> {
    let cache = folder()?;
    fs::create_dir_all(&cache).with_context(|| format!("cannot create {}", cache.display()))?;
    let lock = File::create(cache.join(format!("{name}.lock"))).context("cannot lock the cache")?;
    wait_for(&lock, name)?;
    retried(|| installed_in(&cache, name, &install))
}

#[expect(clippy::print_stdout, reason = "a task that only waits says for what")]
fn wait_for(lock: &File, name: &str) -> Result<()> {
    match lock.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => {
            println!("waiting for {name}, which another run installs");
            lock.lock().context("cannot lock the cache")
        }
        Err(TryLockError::Error(error)) => Err(error).context("cannot lock the cache"),
    }
}

fn installed_in(cache: &Path, name: &str, install: impl Fn(&Path) -> Result<()>) -> Result<PathBuf> {
    let (folder, complete) = (cache.join(name), cache.join(format!("{name}.complete")));
    if complete.exists() && folder.exists() {
        return Ok(folder);
    }
    if complete.exists() {
        fs::remove_file(&complete).with_context(|| format!("cannot remove {}", complete.display()))?;
    }
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    install(&folder).with_context(|| format!("cannot install {name}"))?;
    File::create(&complete).context("cannot write to the cache")?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_installed_is_not_installed_again() {
        let cache = tempfile::tempdir().unwrap();
        let install = |folder: &Path| Ok(fs::write(folder.join("tool"), "one")?);
        let folder = installed_in(cache.path(), "tool-1", install).unwrap();
        let again = installed_in(cache.path(), "tool-1", |_| bail!("installed twice")).unwrap();
        assert_eq!(folder, again);
        assert_eq!(fs::read_to_string(folder.join("tool")).unwrap(), "one");
    }

    #[test]
    fn an_attempt_that_failed_leaves_nothing_to_the_next() {
        let cache = tempfile::tempdir().unwrap();
        let broken = |folder: &Path| {
            fs::write(folder.join("half"), "")?;
            bail!("no network")
        };
        let error = installed_in(cache.path(), "tool-1", broken).unwrap_err();
        assert_eq!(format!("{error:#}"), "cannot install tool-1: no network");
        let folder = installed_in(cache.path(), "tool-1", |_| Ok(())).unwrap();
        assert!(!folder.join("half").exists());
    }

    #[test]
    fn a_folder_that_was_taken_away_is_filled_anew_and_not_taken_for_complete_when_that_fails() {
        let cache = tempfile::tempdir().unwrap();
        let folder = installed_in(cache.path(), "tool-1", |_| Ok(())).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        installed_in(cache.path(), "tool-1", |_| bail!("no network")).unwrap_err();
        let install = |folder: &Path| Ok(fs::write(folder.join("tool"), "one")?);
        installed_in(cache.path(), "tool-1", install).unwrap();
        assert!(folder.join("tool").exists());
    }
}
