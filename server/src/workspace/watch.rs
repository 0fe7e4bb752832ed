//! Hearing of what other programs do to the files of a workspace.
//!
//! Folders are watched one by one and never with all that lies below them, so that a dependency folder of a hundred
//! thousand files costs nothing. Where the system refuses (a limit, a network drive), the folder is polled.

mod poll;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use notify::event::{EventKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
use parking_lot::Mutex;

use self::poll::Poller;

/// What has changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Something happened to this path, which may be a file or a folder, and may be gone.
    Path(PathBuf),
    /// Something has changed, and what it was is unknown.
    Unknown,
}

/// The folders that the system watches. It forgets one that was deleted or moved, whatever takes its name.
type Watched = Arc<Mutex<BTreeSet<PathBuf>>>;

type OnChange = Arc<dyn Fn(Change) + Send + Sync>;

/// Watches folders for as long as it lives.
pub struct Watch {
    on_change: OnChange,
    system: Option<RecommendedWatcher>,
    watched: Watched,
    poller: Option<Poller>,
    polled: BTreeSet<PathBuf>,
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch")
            .field("watched", &self.watched.lock().len())
            .field("polled", &self.polled.len())
            .finish_non_exhaustive()
    }
}

impl Watch {
    /// Watches nothing yet. `on_change` runs on a thread of its own, often more than once for one change.
    pub fn new(on_change: impl Fn(Change) + Send + Sync + 'static) -> Watch {
        let on_change: OnChange = Arc::new(on_change);
        let tell = Arc::clone(&on_change);
        let watched = Watched::default();
        let forget = Arc::clone(&watched);
        let system = notify::recommended_watcher(move |event| pass_on(event, &forget, &*tell));
        if let Err(error) = &system {
            tracing::warn!("cannot watch files ({error}); polling them instead");
        }
        Watch { system: system.ok(), watched, ..Watch::polling(on_change) }
    }

    fn polling(on_change: OnChange) -> Watch {
        Watch { on_change, system: None, watched: Watched::default(), poller: None, polled: BTreeSet::new() }
    }

    /// Watches these folders from now on, and no others. Whether there are new ones: what happened in them between the
    /// last look and now was not heard.
    pub fn follow(&mut self, folders: &BTreeSet<PathBuf>) -> bool {
        // The system's thread takes the same lock when it tells something, so it is never held while it is asked.
        let before = self.watched.lock().clone();
        for gone in before.difference(folders) {
            self.unwatch(gone);
        }
        let mut polled = BTreeSet::new();
        let mut has_new = false;
        for folder in folders.difference(&before).filter(|folder| folder.is_dir()) {
            if self.watch(folder) {
                has_new = true;
            } else {
                polled.insert(folder.clone());
            }
        }
        has_new |= polled != self.polled;
        if polled.is_empty() {
            self.poller = None;
        } else if polled != self.polled {
            if self.system.is_some() && self.polled.is_empty() {
                tracing::warn!("cannot watch {} folders; polling them instead", polled.len());
            }
            self.poller = Some(Poller::start(&polled, Arc::clone(&self.on_change)));
        }
        self.polled = polled;
        has_new
    }

    fn watch(&mut self, folder: &Path) -> bool {
        let Some(system) = &mut self.system else { return false };
        // Another folder may have had the name.
        let _ = system.unwatch(folder);
        self.watched.lock().insert(folder.to_path_buf());
        let watching = system.watch(folder, RecursiveMode::NonRecursive);
        if let Err(error) = &watching {
            tracing::debug!("cannot watch a folder: {error}");
            self.watched.lock().remove(folder);
        }
        watching.is_ok()
    }

    fn unwatch(&mut self, folder: &Path) {
        self.watched.lock().remove(folder);
        if let Some(system) = &mut self.system {
            // A folder that was deleted is no longer watched anyway.
            let _ = system.unwatch(folder);
        }
    }
}

fn pass_on(event: notify::Result<Event>, watched: &Watched, tell: &(dyn Fn(Change) + Send + Sync)) {
    let event = match event {
        Ok(event) if event.need_rescan() => return tell(Change::Unknown),
        Ok(event) => event,
        Err(error) => {
            tracing::warn!("watching files failed: {error}");
            return tell(Change::Unknown);
        }
    };
    let comes_or_goes = match event.kind {
        // Reading is no change; were it one, reading what changed would never end.
        EventKind::Access(_) => return,
        EventKind::Modify(ModifyKind::Name(_)) | EventKind::Create(_) | EventKind::Remove(_) => true,
        _ => false,
    };
    for path in event.paths {
        if comes_or_goes {
            watched.lock().retain(|folder| !folder.starts_with(&path));
        } else if path.is_dir() {
            continue;
        }
        tell(Change::Path(path));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, channel};
    use std::time::Duration;

    use super::*;

    /// Far longer than anything takes; only a test that fails waits for it.
    const DEADLINE: Duration = Duration::from_secs(30);

    fn watches() -> Vec<(&'static str, Watch, Receiver<Change>)> {
        ["system", "polling"]
            .map(|kind| {
                let (sender, receiver) = channel();
                let tell = move |change| {
                    let _ = sender.send(change);
                };
                let watch = if kind == "system" { Watch::new(tell) } else { Watch::polling(Arc::new(tell)) };
                (kind, watch, receiver)
            })
            .into()
    }

    fn folder() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = dunce::canonicalize(folder.path()).unwrap();
        (folder, path)
    }

    /// Waits until a path was said to have changed.
    fn wait_for(path: &Path, changes: &Receiver<Change>) {
        while changes.recv_timeout(DEADLINE).unwrap() != Change::Path(path.to_path_buf()) {}
    }

    #[test]
    fn what_happens_to_files_in_a_folder_is_told() {
        for (kind, mut watch, changes) in watches() {
            let (_keep, folder) = folder();
            let (file, other) = (folder.join("a.json"), folder.join("b.json"));
            std::fs::write(&other, "").unwrap();
            assert!(watch.follow(&BTreeSet::from([folder.clone()])), "{kind}");
            std::fs::write(&file, "1").unwrap();
            wait_for(&file, &changes);
            std::fs::write(&other, "longer").unwrap();
            wait_for(&other, &changes);
            std::fs::rename(&other, folder.join("c.json")).unwrap();
            wait_for(&folder.join("c.json"), &changes);
            std::fs::remove_file(&file).unwrap();
            wait_for(&file, &changes);
        }
    }

    #[test]
    fn a_folder_that_took_anothers_place_is_watched_as_well() {
        for (kind, mut watch, changes) in watches() {
            let (_keep, folder) = folder();
            let inner = folder.join("inner");
            std::fs::create_dir(&inner).unwrap();
            let both = BTreeSet::from([folder.clone(), inner.clone()]);
            assert!(watch.follow(&both), "{kind}");
            std::fs::rename(&inner, folder.join("old")).unwrap();
            wait_for(&folder.join("old"), &changes);
            std::fs::create_dir(&inner).unwrap();
            watch.follow(&both);
            std::fs::write(inner.join("a.json"), "1").unwrap();
            wait_for(&inner.join("a.json"), &changes);
        }
    }

    #[test]
    fn a_folder_is_new_once_and_may_be_missing() {
        for (kind, mut watch, changes) in watches() {
            let (_keep, folder) = folder();
            let missing = folder.join("missing");
            let both = BTreeSet::from([folder.clone(), missing.clone()]);
            assert!(watch.follow(&both), "{kind}");
            assert!(!watch.follow(&both), "{kind}");
            std::fs::create_dir(&missing).unwrap();
            wait_for(&missing, &changes);
            watch.follow(&BTreeSet::new());
            assert!(watch.follow(&both), "{kind}");
        }
    }
}
