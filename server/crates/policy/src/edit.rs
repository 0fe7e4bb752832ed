//! Minimal edits of action lists.

use crate::{Document, Source, Span};

/// Bytes of a text that are replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEdit {
    /// The bytes that go.
    pub span: Span,
    /// The text that comes.
    pub text: String,
}

/// What becomes of one entry: these entries in its place (none: it is removed).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryChange {
    /// [`crate::Statement::index`].
    pub statement: usize,
    /// [`crate::Entry::index`].
    pub entry: usize,
    /// The decoded strings that stand in its place.
    pub replacement: Vec<String>,
}

/// Why an edit is not made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// The document does not read strictly.
    #[error("{0}")]
    Barrier(String),
    /// No statement would be left; AWS refuses an empty policy.
    #[error("no statement would be left")]
    EmptiesPolicy,
    /// A change names a statement or entry that is not there, or names one twice.
    #[error("the change does not fit the document")]
    NoSuchEntry,
}

/// The edits that carry out `changes` in `document`, sorted, not overlapping. A statement whose last entry goes
/// is removed with its comma. Indentation, comments, commas, line ends and key order stay.
pub fn edits(
    source: &Source,
    document: &Document,
    changes: &[EntryChange],
) -> Result<Vec<TextEdit>, EditError> {
    let _ = (source, document, changes);
    unimplemented!()
}

/// The text after `edits`, or `None` where they overlap or do not fit it.
pub fn apply(text: &str, edits: &[TextEdit]) -> Option<String> {
    let _ = (text, edits);
    unimplemented!()
}
