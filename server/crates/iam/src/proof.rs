//! The proof of a replacement, by code that shares nothing with the narrowing but the pattern type.

use crate::{ActionName, ActionSet, Pattern, Universe};

/// How a replacement breaks the contract.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Violation {
    /// A kept action is lost.
    #[error("{0} would be lost")]
    Lost(ActionName),
    /// An unused action is still granted.
    #[error("{0} is unused but would stay granted")]
    Kept(ActionName),
    /// An entry reaches outside the original.
    #[error("`{0}` would grant more than the original")]
    Wider(String),
    /// Inclusion could not be decided.
    #[error("`{0}` could not be compared with the original")]
    Undecided(String),
    /// The entries are not sorted, or one covers another.
    #[error("`{0}` is redundant or out of order")]
    Unstable(String),
}

/// Proves contract 1 (exact), 2 (never wider) and 5 (stable) of `replacement` for `original`.
pub fn prove(
    original: &Pattern,
    replacement: &[Pattern],
    universe: &Universe,
    unused: &ActionSet,
) -> Result<(), Violation> {
    let _ = (original, replacement, universe, unused);
    unimplemented!()
}
