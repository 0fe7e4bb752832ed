//! The least-general replacement of a pattern.

use crate::{ActionName, ActionSet, Pattern, Universe};

/// How the kept actions are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Style {
    /// The shortest safe prefixes, `s3:GetObject*`.
    #[default]
    Narrow,
    /// Every kept action by name.
    Explicit,
}

/// What stands in a pattern's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing that it grants is unused: the entry keeps its very bytes.
    Untouched,
    /// All that it grants is unused.
    Removed,
    /// These entries, sorted without regard to case, none covered by another.
    Replaced(Vec<Pattern>),
}

/// A pattern seen against the universe and the unused actions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Narrowing {
    /// How many actions of the universe the pattern grants.
    pub granted: usize,
    /// Those of them that are unused, in the universe's spelling, sorted.
    pub unused: Vec<ActionName>,
    /// What stands in its place.
    pub outcome: Outcome,
}

/// Why a pattern is not narrowed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NarrowError {
    /// More than [`crate::inclusion::MAX_STARS`] stars.
    #[error("a pattern with more than {} stars is not narrowed", crate::inclusion::MAX_STARS)]
    TooManyStars,
    /// [`Style::Explicit`] asked of `*`.
    #[error("`*` is not written out")]
    ExplicitEverything,
}

/// Replaces `pattern` so that it grants exactly what it grants in `universe` minus `unused`.
pub fn narrow(
    pattern: &Pattern,
    universe: &Universe,
    unused: &ActionSet,
    style: Style,
) -> Result<Narrowing, NarrowError> {
    let _ = (pattern, universe, unused, style);
    unimplemented!()
}
