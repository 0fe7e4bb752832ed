//! Doing the same with many things, a few at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use parking_lot::Mutex;

use crate::aws::Failure;

/// What became of each thing that was begun, in no particular order, and the failure that ended it early, if one did.
#[derive(Debug)]
pub(crate) struct Done<T, R> {
    pub(crate) results: Vec<(T, Result<R, Failure>)>,
    pub(crate) ended: Option<Failure>,
}

/// Does `work` with each of `items` on so many threads. A failure for which `ends` holds is the last thing that is
/// done: what is under way goes on to its end, and nothing more is begun.
pub(crate) fn each<T: Send, R: Send>(
    items: Vec<T>,
    workers: usize,
    ends: fn(&Failure) -> bool,
    work: impl Fn(&T) -> Result<R, Failure> + Sync,
) -> Done<T, R> {
    let workers = workers.clamp(1, items.len().max(1));
    let items = Mutex::new(items.into_iter());
    let done = Mutex::new(Done { results: Vec::new(), ended: None });
    let is_over = AtomicBool::new(false);
    let worker = || {
        while !is_over.load(Ordering::Relaxed) {
            let Some(item) = items.lock().next() else { break };
            let result = work(&item);
            let mut done = done.lock();
            match result {
                Err(failure) if ends(&failure) => {
                    is_over.store(true, Ordering::Relaxed);
                    done.ended.get_or_insert(failure);
                }
                result => done.results.push((item, result)),
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(worker);
        }
    });
    done.into_inner()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;
    use crate::aws::Kind;

    #[test]
    fn no_more_run_at_once_than_there_are_workers() {
        let (running, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let done = each((0..100).collect(), 3, Failure::ends_the_run, |item| {
            most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            thread::yield_now();
            running.fetch_sub(1, Ordering::SeqCst);
            Ok(item * 2)
        });
        assert!(most.into_inner() <= 3);
        let mut results: Vec<i32> = done.results.into_iter().map(|(_, result)| result.unwrap()).collect();
        results.sort_unstable();
        assert_eq!(results, (0..100).map(|item| item * 2).collect::<Vec<_>>());
    }

    #[test]
    fn a_failure_that_ends_the_run_is_the_last_thing_begun() {
        let begun = AtomicUsize::new(0);
        let done = each((0..100).collect(), 1, Failure::ends_the_run, |item| {
            begun.fetch_add(1, Ordering::SeqCst);
            match item {
                2 => Err(Failure::new(Kind::Refused, "one")),
                5 => Err(Failure::new(Kind::Expired, "all")),
                _ => Ok(()),
            }
        });
        assert_eq!(begun.into_inner(), 6);
        assert_eq!(done.ended.map(|failure| failure.kind), Some(Kind::Expired));
        assert_eq!(done.results.iter().filter(|(_, result)| result.is_err()).count(), 1);
    }
}
