//! Work on many things at once, and the results one after the other, in the order of the things.

use std::collections::VecDeque;
use std::sync::mpsc;

/// How many results may be made or wait, for each thread: enough that one slow thing does not keep the others waiting,
/// and few enough that results of a large workspace are not all held at once.
const WAITING: usize = 16;

/// Does `make` of each item on rayon's threads and gives the results to `take`, on this thread, in the order of the items.
/// No more than a few results are there at any time, so that what `take` writes need never be held. Must not be called on one
/// of rayon's threads.
///
/// # Errors
///
/// The first error of `take`; then no more is made.
pub(crate) fn in_order<T: Send, R: Send, E>(
    items: impl IntoIterator<Item = T>,
    make: impl Fn(T) -> R + Sync,
    mut take: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let most = WAITING * rayon::current_num_threads();
    let (make, mut items) = (&make, items.into_iter());
    rayon::in_place_scope(|scope| {
        let mut waiting = VecDeque::with_capacity(most);
        loop {
            for item in items.by_ref().take(most - waiting.len()) {
                let (send, receive) = mpsc::sync_channel(1);
                waiting.push_back(receive);
                scope.spawn(move |_| {
                    // After `take` has failed, there is no receiver.
                    let _ = send.send(make(item));
                });
            }
            // A result that never comes is that of a panic, which the end of the scope passes on.
            let Some(Ok(result)) = waiting.pop_front().map(|next| next.recv()) else { return Ok(()) };
            take(result)?;
        }
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let mut taken = Vec::new();
        // Every tenth takes much longer than those after it.
        let make =
            |item: u64| (0..if item.is_multiple_of(10) { 100_000 } else { 1 }).fold(item, |a, b| a ^ b ^ b);
        let take = |item| {
            taken.push(item);
            Ok::<(), ()>(())
        };
        in_order(0..1_000, make, take).unwrap();
        assert_eq!(taken, (0..1_000).collect::<Vec<_>>());
        in_order([(); 0], |()| (), |()| Err(())).unwrap();
    }

    #[test]
    fn few_results_are_made_ahead_of_the_one_that_is_taken() {
        let made = AtomicUsize::new(0);
        let most = WAITING * rayon::current_num_threads();
        let mut taken = 0;
        in_order(
            0..10_000,
            |_| made.fetch_add(1, Ordering::Relaxed),
            |_| {
                let ahead = made.load(Ordering::Relaxed) - taken;
                taken += 1;
                if ahead <= most { Ok(()) } else { Err(ahead) }
            },
        )
        .unwrap();
        assert_eq!(taken, 10_000);
    }

    #[test]
    fn after_an_error_no_more_is_made() {
        let made = AtomicUsize::new(0);
        let result = in_order(0..10_000, |_| made.fetch_add(1, Ordering::Relaxed), |_| Err("full"));
        assert_eq!(result, Err("full"));
        assert!(made.into_inner() <= WAITING * rayon::current_num_threads());
    }

    #[test]
    #[should_panic = "made to fail"]
    fn a_panic_is_passed_on() {
        let _ = in_order(0..10, |item| assert_ne!(item, 3, "made to fail"), |()| Ok::<_, ()>(()));
    }
}
