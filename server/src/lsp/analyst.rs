//! The threads on which one document at a time is analyzed, for the publisher and for requests.
//!
//! The system's allocator keeps what a thread has freed for that thread. tokio's threads for blocking work take turns, so
//! that each of them comes to hold what a whole analysis needs; rayon wakes the first thread that has nothing to do. What
//! goes over the whole workspace stays with tokio and rayon's common threads, so that no keystroke waits for it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

/// The work panicked, which the log says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("internal error during an analysis")]
pub struct Failed;

/// `None` where the system gives no threads.
static THREADS: LazyLock<Option<ThreadPool>> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let named = ThreadPoolBuilder::new().thread_name(|index| format!("analyst {index}"));
    named.num_threads(cores.clamp(2, 4)).build().ok()
});

/// Does `work` on one of the threads, as soon as one is free, whether or not its result is still awaited.
///
/// # Errors
///
/// [`Failed`] where the work panicked.
pub async fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failed> {
    let Some(threads) = &*THREADS else { return spawn_blocking(work).await.map_err(|_| Failed) };
    let (send, done) = oneshot::channel();
    threads.spawn(move || {
        // Whoever asked may have gone. A panic that reached rayon would end the process.
        let _ = send.send(catch_unwind(AssertUnwindSafe(work)));
    });
    done.await.map_err(|_| Failed)?.map_err(|_| Failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_costs_its_own_work_only() {
        assert_eq!(run(|| -> u8 { std::panic::resume_unwind(Box::new("lost")) }).await, Err(Failed));
        assert_eq!(run(|| 7).await, Ok(7));
    }

    #[tokio::test]
    async fn work_that_waits_leaves_a_thread_for_other_work() {
        let (send, wait) = std::sync::mpsc::channel();
        let waiting = tokio::spawn(run(move || wait.recv()));
        assert_eq!(run(move || send.send(7)).await, Ok(Ok(())));
        assert_eq!(waiting.await.unwrap(), Ok(Ok(7)));
    }
}
