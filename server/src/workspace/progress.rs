//! How far a long task is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use parking_lot::{Condvar, Mutex};

/// How far a task over many files is, shared between the threads that work, whoever shows it, and whoever stops it.
#[derive(Debug, Default)]
pub struct Progress {
    files: AtomicUsize,
    total: AtomicUsize,
    stopped: AtomicBool,
    gate: Option<Arc<Gate>>,
}

/// Where tasks wait while it is closed. It is closed by tests only, which look at a task that is under way.
#[derive(Debug, Default)]
pub struct Gate {
    is_closed: Mutex<bool>,
    opened: Condvar,
}

impl Gate {
    /// Holds every task that comes to it from now on.
    pub fn close(&self) {
        *self.is_closed.lock() = true;
    }

    /// Lets all go on.
    pub fn open(&self) {
        *self.is_closed.lock() = false;
        self.opened.notify_all();
    }

    fn pass(&self) {
        self.opened.wait_while(&mut self.is_closed.lock(), |is_closed| *is_closed);
    }
}

impl Progress {
    /// Nothing is done yet, and each file waits at this gate.
    pub fn behind(gate: Arc<Gate>) -> Progress {
        Progress { gate: Some(gate), ..Progress::default() }
    }

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

    /// One more file is looked at.
    pub fn count(&self) {
        if let Some(gate) = &self.gate {
            gate.pass();
        }
        self.files.fetch_add(1, Ordering::Relaxed);
    }
}
