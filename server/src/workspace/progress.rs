//! How far a long task is.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// How far a task over many files is, shared between the threads that work, whoever shows it, and whoever stops it.
#[derive(Debug, Default)]
pub struct Progress {
    files: AtomicUsize,
    total: AtomicUsize,
    stopped: AtomicBool,
}

impl Progress {
    /// How many files were looked at.
    pub fn files(&self) -> usize {
        self.files.load(Ordering::Relaxed)
    }

    /// How many files there are to look at. A scan does not know before its end.
    pub fn total(&self) -> Option<usize> {
        Some(self.total.load(Ordering::Relaxed)).filter(|total| *total > 0)
    }

    /// Asks the task to end as soon as it can.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// Whether the task was asked to end.
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// There are so many files to look at.
    pub fn expect(&self, total: usize) {
        self.total.store(total, Ordering::Relaxed);
    }

    /// One more file was looked at.
    pub fn count(&self) {
        self.files.fetch_add(1, Ordering::Relaxed);
    }
}
