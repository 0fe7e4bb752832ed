//! Narrowing with its proof, remembered.

use std::sync::{Arc, PoisonError, RwLock};

use rustc_hash::FxHashMap;

use crate::{
    ActionSet, Narrowing, Outcome, Pattern, Style, Universe,
    look::{Look, look},
    narrow::{NarrowError, narrow},
    proof::{Violation, prove},
};

/// Why there is no replacement to offer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unproved {
    /// The pattern is not narrowed.
    #[error(transparent)]
    Refused(#[from] NarrowError),
    /// The replacement did not prove.
    #[error(transparent)]
    Violated(#[from] Violation),
}

/// Narrows patterns against one universe and one set of unused actions, proves each result, and remembers it
/// by pattern and style. Shared between threads.
///
/// ```
/// use std::sync::Arc;
/// use leastwise_iam::{ActionName, Catalog, Narrower, Outcome, Pattern, Style, Universe};
///
/// let universe = Universe::new(Catalog::embedded(), None, []);
/// let unused = ActionName::parse("iam:ListUsers").into_iter().collect();
/// let narrower = Narrower::new(Arc::new(universe), Arc::new(unused));
///
/// let pattern = Pattern::parse("iam:ListUser*")?;
/// assert_eq!(narrower.look(&pattern).unused.len(), 1);
/// let narrowing = narrower.narrow(&pattern, Style::Narrow).unwrap();
/// let entries = ["iam:ListUserPolicies", "iam:ListUserTags"].map(|text| Pattern::parse(text).unwrap());
/// assert_eq!(narrowing.outcome, Outcome::Replaced(entries.into()));
/// # Ok::<(), leastwise_iam::PatternError>(())
/// ```
#[derive(Debug)]
pub struct Narrower {
    universe: Arc<Universe>,
    unused: Arc<ActionSet>,
    /// No lock is held while something is computed: two threads may do the same work, and the first result stays.
    looks: RwLock<FxHashMap<Box<str>, Arc<Look>>>,
    narrowings: [RwLock<FxHashMap<Box<str>, Proved>>; 2],
}

/// How many patterns are remembered before all are forgotten, so that a long session of typing does not fill the
/// memory. The largest policies hold a few thousand.
const CAPACITY: usize = 16_384;

type Proved = Result<Arc<Narrowing>, Unproved>;

impl Narrower {
    /// A narrower with nothing remembered.
    pub fn new(universe: Arc<Universe>, unused: Arc<ActionSet>) -> Narrower {
        Narrower { universe, unused, looks: RwLock::default(), narrowings: Default::default() }
    }

    /// The universe.
    pub fn universe(&self) -> &Arc<Universe> {
        &self.universe
    }

    /// The unused actions.
    pub fn unused(&self) -> &Arc<ActionSet> {
        &self.unused
    }

    /// How many actions `pattern` grants and which of them are unused, without replacing anything.
    /// This is what a keystroke needs.
    ///
    /// ```
    /// # use std::sync::Arc;
    /// # use leastwise_iam::{ActionSet, Catalog, Narrower, Pattern, Universe};
    /// # let universe = Universe::new(Catalog::embedded(), None, []);
    /// let narrower = Narrower::new(Arc::new(universe), Arc::new(ActionSet::default()));
    /// let look = narrower.look(&Pattern::parse("sqs:*")?);
    /// assert!(look.granted > 10 && look.unused.is_empty());
    /// # Ok::<(), leastwise_iam::PatternError>(())
    /// ```
    pub fn look(&self, pattern: &Pattern) -> Arc<Look> {
        remembered(&self.looks, pattern, || Arc::new(look(pattern, &self.universe, &self.unused)))
    }

    /// The proved narrowing of `pattern`.
    ///
    /// ```
    /// # use std::sync::Arc;
    /// # use leastwise_iam::{ActionName, Catalog, Narrower, Outcome, Pattern, Style, Unproved, Universe};
    /// # use leastwise_iam::narrow::NarrowError;
    /// # let universe = Universe::new(Catalog::embedded(), None, []);
    /// let unused = ActionName::parse("sqs:PurgeQueue").into_iter().collect();
    /// let narrower = Narrower::new(Arc::new(universe), Arc::new(unused));
    /// let narrow = |text, style| narrower.narrow(&Pattern::parse(text).unwrap(), style);
    /// assert_eq!(narrow("sqs:Purge*", Style::Narrow).unwrap().outcome, Outcome::Removed);
    /// let refused = Unproved::Refused(NarrowError::ExplicitEverything);
    /// assert_eq!(narrow("*", Style::Explicit).unwrap_err(), refused);
    /// ```
    ///
    /// # Errors
    ///
    /// The pattern is not narrowed, or its replacement did not prove. There is nothing to offer then.
    pub fn narrow(&self, pattern: &Pattern, style: Style) -> Result<Arc<Narrowing>, Unproved> {
        let [narrow, explicit] = &self.narrowings;
        let memory = match style {
            Style::Narrow => narrow,
            Style::Explicit => explicit,
        };
        remembered(memory, pattern, || self.narrow_and_prove(pattern, style))
    }

    fn narrow_and_prove(&self, pattern: &Pattern, style: Style) -> Proved {
        let mut narrowing = narrow(pattern, &self.universe, &self.unused, style)?;
        let in_its_place = match &narrowing.outcome {
            Outcome::Untouched => std::slice::from_ref(pattern),
            Outcome::Removed => &[],
            Outcome::Replaced(entries) => entries,
        };
        prove(pattern, in_its_place, &self.universe, &self.unused)?;
        narrowing.look = remembered(&self.looks, pattern, || Arc::clone(&narrowing.look));
        Ok(Arc::new(narrowing))
    }
}

fn remembered<T: Clone>(
    memory: &RwLock<FxHashMap<Box<str>, T>>,
    pattern: &Pattern,
    compute: impl FnOnce() -> T,
) -> T {
    // A map that a panic left behind is whole: nothing else happens under the lock.
    let known = memory.read().unwrap_or_else(PoisonError::into_inner).get(pattern.as_str()).cloned();
    known.unwrap_or_else(|| {
        let computed = compute();
        let mut memory = memory.write().unwrap_or_else(PoisonError::into_inner);
        if memory.len() >= CAPACITY {
            memory.clear();
        }
        memory.entry(pattern.as_str().into()).or_insert(computed).clone()
    })
}
