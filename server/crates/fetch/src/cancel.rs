//! Stopping a run from another thread.

use std::time::Duration;

use parking_lot::{Condvar, Mutex};

/// Set once, by a signal; everything that waits looks at it.
#[derive(Debug, Default)]
pub struct Cancel {
    set: Mutex<bool>,
    changed: Condvar,
}

impl Cancel {
    /// Stops the run: programs that were started are ended, and nothing takes its place any more.
    pub fn cancel(&self) {
        *self.set.lock() = true;
        self.changed.notify_all();
    }

    /// Whether the run is to stop.
    pub fn is_cancelled(&self) -> bool {
        *self.set.lock()
    }

    /// Waits for so long, or until the run is to stop; tells whether it is.
    pub(crate) fn wait(&self, time: Duration) -> bool {
        let mut set = self.set.lock();
        if !*set {
            self.changed.wait_for(&mut set, time);
        }
        *set
    }
}
