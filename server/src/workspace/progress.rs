//! How far a scan is.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// How far a scan is, shared between the threads that scan, whoever shows it, and whoever stops it.
///
/// How many files there will be is not known before the end.
#[derive(Debug, Default)]
pub struct Progress {
    files: AtomicUsize,
    stopped: AtomicBool,
}

impl Progress {
    /// How many files were looked at.
    pub fn files(&self) -> usize {
        self.files.load(Ordering::Relaxed)
    }

    /// Asks the scan to end as soon as it can.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// Whether the scan was asked to end.
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// One more file was looked at.
    pub(super) fn count(&self) {
        self.files.fetch_add(1, Ordering::Relaxed);
    }
}
