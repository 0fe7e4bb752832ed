//! Which of one principal's findings may have been followed by others.
//!
//! An analyzer has one finding about a principal's permissions at a time: where some of them are removed, it resolves
//! the finding and creates another one with another id
//! ([Resolve findings](https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-findings-remediate.html)). So a
//! finding can only follow one that was analyzed for the last time before it was created, and findings that existed at
//! the same time are of as many analyzers.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use jiff::Timestamp;

/// The time during which a finding is known to have existed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lifetime {
    start: Timestamp,
    end: Timestamp,
}

impl Lifetime {
    /// Of a finding that was created at `created` and looked at last at `analyzed`. Without `created` it may always
    /// have existed.
    pub(super) fn new(created: Option<Timestamp>, analyzed: Timestamp) -> Lifetime {
        let start = created.unwrap_or(Timestamp::MIN);
        // A finding is created a moment after its first analysis.
        Lifetime { start, end: analyzed.max(start) }
    }

    /// Whether a finding that was created at `moment` can have followed this one. At the very moment of its last
    /// analysis this one was still there.
    pub(super) fn is_over_before(self, moment: Timestamp) -> bool {
        self.end < moment
    }
}

/// When the oldest of the findings that have to be heard was created: whatever [ended before](Lifetime::is_over_before)
/// is out of date, all others may be the last word of some analyzer.
///
/// As many findings as existed at one moment, so many analyzers there are at least. Each analyzer's last word is then
/// one of the last so many that existed at one moment, or came after one of them; what was over before the first of
/// them was created was followed by one of them. With a single analyzer that is everything but the newest finding.
pub(super) fn oldest_in_force(mut lifetimes: Vec<Lifetime>) -> Timestamp {
    lifetimes.sort_unstable();
    lifetimes.dedup();
    let (mut most, mut oldest) = (0, Timestamp::MIN);
    let mut existing: BTreeSet<(Timestamp, usize)> = BTreeSet::new();
    let mut ends: BinaryHeap<Reverse<(Timestamp, usize, Timestamp)>> = BinaryHeap::new();
    for (index, lifetime) in lifetimes.into_iter().enumerate() {
        while let Some(Reverse((end, ended, start))) = ends.peek().copied()
            && end < lifetime.start
        {
            ends.pop();
            existing.remove(&(start, ended));
        }
        existing.insert((lifetime.start, index));
        ends.push(Reverse((lifetime.end, index, lifetime.start)));
        if existing.len() >= most {
            most = existing.len();
            oldest = existing.first().map_or(lifetime.start, |(start, _)| *start);
        }
    }
    oldest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `1-5`: created on the first day, looked at last on the fifth; `?-5`: it is not known when it was created.
    fn lifetime(text: &str) -> Lifetime {
        let day = |day: &str| Some(Timestamp::from_second(day.parse::<i64>().ok()? * 86_400).unwrap());
        let (created, analyzed) = text.split_once('-').unwrap();
        Lifetime::new(day(created), day(analyzed).unwrap())
    }

    fn in_force(texts: &str) -> String {
        let lifetimes: Vec<Lifetime> = texts.split(' ').map(lifetime).collect();
        let oldest = oldest_in_force(lifetimes.clone());
        let texts = texts.split(' ').zip(lifetimes).filter(|(_, one)| !one.is_over_before(oldest));
        texts.map(|(text, _)| text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_may_be_an_analyzers_last_word_is_heard() {
        for (what, lifetimes, expected) in [
            ("one", "1-5", "1-5"),
            ("one after the other", "1-5 6-9", "6-9"),
            ("the other way round", "6-9 1-5", "6-9"),
            ("three in a row", "1-2 3-5 6-9", "6-9"),
            ("at the same time", "1-8 3-9", "1-8 3-9"),
            ("one within the other's time", "1-9 3-5", "1-9 3-5"),
            ("created at the moment of the other's last analysis", "1-5 5-9", "1-5 5-9"),
            ("the same moments", "1-5 1-5", "1-5 1-5"),
            ("the same creation", "1-5 1-9", "1-5 1-9"),
            ("the same analysis", "1-9 3-9", "1-9 3-9"),
            ("created after its first analysis", "1-2 6-5 7-9", "7-9"),
            ("created after its only analysis, then another at that moment", "6-5 6-9", "6-5 6-9"),
            ("two analyzers, then one of either", "1-5 2-5 6-9", "1-5 2-5 6-9"),
            ("two analyzers, then two", "1-5 2-5 6-9 7-9", "6-9 7-9"),
            ("two analyzers, then two one after the other", "1-3 2-3 4-5 6-9", "1-3 2-3 4-5 6-9"),
            ("one lasts, the other follows twice", "1-9 2-3 4-5 6-9", "1-9 2-3 4-5 6-9"),
            ("a chain of those that overlap", "1-3 2-5 4-7 6-9", "2-5 4-7 6-9"),
            ("three analyzers, then two", "1-5 2-5 3-5 6-9 7-9", "1-5 2-5 3-5 6-9 7-9"),
            ("three analyzers, then three", "1-5 2-5 3-5 6-9 7-9 8-9", "6-9 7-9 8-9"),
            ("the newer without its creation", "1-5 ?-9", "1-5 ?-9"),
            ("the older without its creation", "?-5 6-9", "6-9"),
            ("none with its creation", "?-5 ?-9", "?-5 ?-9"),
            ("three, the middle one without", "1-2 ?-5 6-9", "1-2 ?-5 6-9"),
        ] {
            assert_eq!(in_force(lifetimes), expected, "{what}");
        }
    }
}
