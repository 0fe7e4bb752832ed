//! What was made for a key, remembered for as long as somebody holds it and a while longer: a workspace of thousands of
//! principals must not be held as a whole because each of them was asked about once.

use std::collections::VecDeque;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use rustc_hash::FxHashMap;

/// Values by key, shared between threads. No lock is held while one is made: two threads may make the same one, and the
/// first stays.
#[derive(Debug)]
pub(crate) struct Remembered<K, V>(Mutex<Memory<K, V>>);

#[derive(Debug)]
struct Memory<K, V> {
    made: FxHashMap<K, Weak<V>>,
    /// So many of `made` were there when those that are gone were last taken out of it.
    swept: usize,
    /// The last ones with their weights.
    recent: VecDeque<(Arc<V>, usize)>,
    /// The sum of their weights.
    weight: usize,
}

/// How much the values weigh that are held though nobody else does. A value weighs as many actions as it holds, each about
/// a hundred bytes.
const MOST_WEIGHT: usize = 50_000;
/// What a value weighs besides.
const LEAST_WEIGHT: usize = 20;

impl<K, V> Default for Remembered<K, V> {
    fn default() -> Self {
        Remembered(Mutex::new(Memory {
            made: FxHashMap::default(),
            swept: 0,
            recent: VecDeque::new(),
            weight: 0,
        }))
    }
}

impl<K: Hash + Eq + Clone, V> Remembered<K, V> {
    /// What was made for a key, or else what `make` makes, which weighs as much as `weigh` says.
    pub(crate) fn get_or_make(
        &self,
        key: &K,
        make: impl FnOnce() -> V,
        weigh: impl FnOnce(&V) -> usize,
    ) -> Arc<V> {
        // A memory that a panic left behind is whole: nothing else happens under the lock.
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().made.get(key).and_then(Weak::upgrade) {
            return known;
        }
        let made = Arc::new(make());
        let weight = weigh(&made) + LEAST_WEIGHT;
        let mut memory = lock();
        if let Some(first) = memory.made.get(key).and_then(Weak::upgrade) {
            return first;
        }
        memory.made.insert(key.clone(), Arc::downgrade(&made));
        let forgotten = memory.hold(Arc::clone(&made), weight);
        drop(memory);
        // Taking them apart takes time, too.
        drop(forgotten);
        made
    }
}

impl<K: Hash + Eq, V> Memory<K, V> {
    /// Holds a value, and gives those that are not held any more.
    fn hold(&mut self, value: Arc<V>, weight: usize) -> Vec<(Arc<V>, usize)> {
        self.recent.push_back((value, weight));
        self.weight += weight;
        let mut forgotten = Vec::new();
        while self.weight > MOST_WEIGHT && self.recent.len() > 1 {
            let Some(oldest) = self.recent.pop_front() else { break };
            self.weight -= oldest.1;
            forgotten.push(oldest);
        }
        if self.made.len() > 2 * self.swept + 1024 {
            self.made.retain(|_, value| value.strong_count() > 0);
            self.swept = self.made.len();
        }
        forgotten
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn make(memory: &Remembered<usize, usize>, key: usize) -> Arc<usize> {
        memory.get_or_make(&key, || key, |_| MOST_WEIGHT / 4)
    }

    #[test]
    fn a_value_is_made_once_while_it_is_held_or_new() {
        let memory = Remembered::default();
        let held = make(&memory, 0);
        let first = Arc::downgrade(&make(&memory, 1));
        assert!(first.upgrade().is_some(), "the last ones are remembered");
        (2..10).for_each(|key| drop(make(&memory, key)));
        assert!(first.upgrade().is_none(), "older ones are forgotten");
        assert!(Arc::ptr_eq(&held, &make(&memory, 0)), "what somebody holds is not");
        assert_eq!(*make(&memory, 1), 1);
    }

    #[test]
    fn a_value_that_outweighs_all_is_remembered_until_the_next() {
        let memory = Remembered::<_, usize>::default();
        let heavy = |key| Arc::downgrade(&memory.get_or_make(&key, || key, |_| 2 * MOST_WEIGHT));
        let one = heavy(1);
        assert!(one.upgrade().is_some());
        let other = heavy(2);
        assert!(one.upgrade().is_none() && other.upgrade().is_some());
    }

    #[test]
    fn the_keys_of_what_is_forgotten_go_as_well() {
        let memory = Remembered::default();
        (0..10_000).for_each(|key| drop(make(&memory, key)));
        assert!(memory.0.into_inner().unwrap().made.len() < 2_000);
    }
}
