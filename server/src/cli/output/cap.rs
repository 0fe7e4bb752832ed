//! Of each kind of diagnostic the first are printed, and the rest is counted.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts what is printed of each of `KINDS` kinds. The threads that draw may look at it, so that little is drawn in vain.
#[derive(Debug)]
pub(crate) struct Cap<const KINDS: usize> {
    /// The most of each kind; `None` prints all.
    most: Option<[usize; KINDS]>,
    seen: [AtomicUsize; KINDS],
}

impl<const KINDS: usize> Cap<KINDS> {
    /// Prints the first so many of each kind, or all of all kinds.
    pub(crate) fn new(most: Option<[usize; KINDS]>) -> Cap<KINDS> {
        Cap { most, seen: std::array::from_fn(|_| AtomicUsize::new(0)) }
    }

    /// Which diagnostics of a file may be printed, given the kind of each.
    pub(crate) fn may_admit(&self, kinds: impl Iterator<Item = usize>) -> Vec<bool> {
        let mut of_file = [0; KINDS];
        kinds
            .map(|kind| {
                let Some(of_file) = of_file.get_mut(kind) else { return false };
                *of_file += 1;
                *of_file <= self.most(kind).saturating_sub(self.seen(kind))
            })
            .collect()
    }

    /// Counts one more of a kind, in the order of printing, and tells whether it is printed.
    pub(crate) fn admit(&self, kind: usize) -> bool {
        let seen = self.seen.get(kind).map_or(usize::MAX, |seen| seen.fetch_add(1, Ordering::Relaxed));
        seen < self.most(kind)
    }

    /// How many of a kind were not printed.
    pub(crate) fn left(&self, kind: usize) -> usize {
        self.seen(kind).saturating_sub(self.most(kind))
    }

    fn most(&self, kind: usize) -> usize {
        self.most.and_then(|most| most.get(kind).copied()).unwrap_or(usize::MAX)
    }

    fn seen(&self, kind: usize) -> usize {
        self.seen.get(kind).map_or(0, |seen| seen.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_each_kind_are_printed_over_all_files() {
        let cap = Cap::new(Some([2, 3]));
        let files = [&[0, 0, 0, 1][..], &[1, 0, 1, 1], &[0, 1]];
        // The second file is drawn before the first is printed.
        let drawn: Vec<Vec<bool>> = files.iter().map(|file| cap.may_admit(file.iter().copied())).collect();
        assert_eq!(drawn, [vec![true, true, false, true], vec![true; 4], vec![true; 2]]);
        let printed: Vec<Vec<bool>> =
            files.iter().map(|file| file.iter().map(|&kind| cap.admit(kind)).collect()).collect();
        assert_eq!(printed, [vec![true, true, false, true], vec![true, false, true, false], vec![false; 2]]);
        assert_eq!((cap.left(0), cap.left(1)), (3, 2));
        assert_eq!(cap.may_admit([0, 1].into_iter()), [false, false]);
    }

    #[test]
    fn without_a_limit_all_are_printed() {
        let cap = Cap::<1>::new(None);
        assert!(cap.may_admit([0; 3].into_iter()).into_iter().chain([cap.admit(0)]).all(|it| it));
        assert_eq!(cap.left(0), 0);
    }
}
