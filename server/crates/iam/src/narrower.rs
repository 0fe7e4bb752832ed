//! Narrowing with its proof, remembered.

use std::sync::Arc;

use crate::{ActionSet, Narrowing, Pattern, Style, Universe, narrow::NarrowError, proof::Violation};

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
#[derive(Debug)]
pub struct Narrower {
    _todo: (),
}

impl Narrower {
    /// A narrower with nothing remembered.
    pub fn new(universe: Arc<Universe>, unused: Arc<ActionSet>) -> Narrower {
        let _ = (universe, unused);
        unimplemented!()
    }
    /// The universe.
    pub fn universe(&self) -> &Arc<Universe> {
        unimplemented!()
    }
    /// The unused actions.
    pub fn unused(&self) -> &Arc<ActionSet> {
        unimplemented!()
    }
    /// How many actions `pattern` grants and which of them are unused, without replacing anything.
    /// This is what a keystroke needs.
    pub fn look(&self, pattern: &Pattern) -> Arc<Look> {
        let _ = pattern;
        unimplemented!()
    }
    /// The proved narrowing of `pattern`.
    pub fn narrow(&self, pattern: &Pattern, style: Style) -> Result<Arc<Narrowing>, Unproved> {
        let _ = (pattern, style);
        unimplemented!()
    }
}

/// What a pattern grants: counts, and the unused actions among it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// How many actions of the universe the pattern grants.
    pub granted: usize,
    /// Those of them that are unused, in the universe's spelling, sorted.
    pub unused: Vec<crate::ActionName>,
}
