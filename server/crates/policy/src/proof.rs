//! The proof of an edit on the document: both texts are read again with another reader (serde_json) and
//! compared value by value.

use crate::{Document, EntryChange, Source};

/// What became of one edited list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListChange {
    /// [`crate::Statement::index`] before the edit.
    pub statement: usize,
    /// The entries before.
    pub before: Vec<String>,
    /// The entries after; `None` where the statement is gone.
    pub after: Option<Vec<String>>,
}

/// How an edited text breaks the contract.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Violation {
    /// One of the texts is not JSON (comments aside).
    #[error("the text does not read as JSON: {0}")]
    NotJson(String),
    /// Something besides the edited lists differs.
    #[error("more than the edited lists would change: {0}")]
    Differs(String),
    /// A list or the policy would be empty, which AWS refuses.
    #[error("an empty list would be left")]
    Empty,
}

/// Proves that `after` is the source's text with nothing changed but the lists that `changes` name in `document`,
/// and returns what became of those, for the caller to prove what they grant.
pub fn prove(
    source: &Source,
    document: &Document,
    changes: &[EntryChange],
    after: &str,
) -> Result<Vec<ListChange>, Violation> {
    let _ = (source, document, changes, after);
    unimplemented!()
}
