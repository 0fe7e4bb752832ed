//! Looking again and again, for folders that the system does not watch.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use super::{Change, OnChange};
use crate::workspace::memory::Stamp;
use crate::workspace::scan;

/// The time between two looks, unless looking takes long.
const INTERVAL: Duration = Duration::from_millis(700);

/// Looking takes at most one part in so many of a processor.
const SHARE: u32 = 20;

/// Polls on a thread of its own until it is dropped.
#[derive(Debug)]
pub(super) struct Poller {
    _stop: Sender<()>,
}

impl Poller {
    /// Tells what differs from now on.
    pub(super) fn start(folders: &BTreeSet<PathBuf>, on_change: OnChange) -> Poller {
        let (stop, stopped) = channel();
        let folders = folders.clone();
        let mut seen = look(&folders);
        let poll = move || {
            let mut rest = INTERVAL;
            while stopped.recv_timeout(rest) == Err(RecvTimeoutError::Timeout) {
                let started = Instant::now();
                let now = look(&folders);
                differences(&seen, &now).into_iter().for_each(|path| on_change(Change::Path(path)));
                seen = now;
                rest = INTERVAL.max(started.elapsed() * SHARE);
            }
        };
        if let Err(error) = std::thread::Builder::new().name("poll".to_owned()).spawn(poll) {
            tracing::error!("cannot poll files: {error}");
        }
        Poller { _stop: stop }
    }
}

type Seen = HashMap<PathBuf, Stamp>;

/// The folders that stand in `folders`, and the files that a scan would read.
fn look(folders: &BTreeSet<PathBuf>) -> Seen {
    let entries = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
    let seen = entries.filter_map(|entry| {
        let path = entry.path();
        if scan::bears_on(&path) {
            return Some((Stamp::of(&path)?, path));
        }
        // Of a folder it counts only that it is there.
        entry.file_type().ok()?.is_dir().then(|| (Stamp::default(), path))
    });
    seen.map(|(stamp, path)| (path, stamp)).collect()
}

fn differences(before: &Seen, now: &Seen) -> Vec<PathBuf> {
    let differs = |(path, stamp): &(&PathBuf, &Stamp)| before.get(*path) != Some(*stamp);
    let is_gone = |path: &&PathBuf| !now.contains_key::<Path>(path);
    let changed = now.iter().filter(differs).map(|(path, _)| path);
    changed.chain(before.keys().filter(is_gone)).cloned().collect()
}
