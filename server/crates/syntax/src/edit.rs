//! Minimal edits of a text, in its own style.
//!
//! Bytes outside the entries concerned stay as they are: indentation, quotes, commas, comments, line ends, order of keys.
//! What an edit means is not known here; that it does what it says is proved with the syntax's second reader.

mod lines;
mod list;
pub(crate) mod removal;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use lines::{Lines, has_line_end, is_blank};
pub(crate) use list::{List, replace};

use crate::{Member, NodeId, Span, Value};

/// Bytes of a text that are replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEdit {
    /// The bytes that go.
    pub span: Span,
    /// The text that comes.
    pub text: String,
}

/// A list of strings, or a single string in the place of one, that is to be edited.
#[derive(Clone, Copy, Debug)]
pub struct EditTarget<'a> {
    /// What the style is learned from: the innermost value around all that is edited together.
    pub document: Value<'a>,
    /// The object that has the member.
    pub object: Value<'a>,
    /// The key, and the list or string.
    pub member: Member<'a>,
}

/// The strings that come in the place of an element, by its index in the list (0 for a single string); none: the element is
/// removed.
pub type Replacements<'c> = BTreeMap<usize, &'c [String]>;

/// Why a syntax cannot edit a value that it can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EditBarrier {
    /// See [`Value::is_shared`].
    #[error("it has an anchor, and an alias uses it elsewhere in the file")]
    Shared,
    /// It is written in a way that a new value cannot take over, such as over several lines.
    #[error("an entry with escapes, several lines, a tag or an anchor is not edited; write it plainly")]
    Spelling,
}

/// Makes the edits of one text. Its lines and lists are read once. The tree must have no errors.
pub trait Editor {
    /// Replaces elements of a list, or a single string, by their replacements, of which something must be left. A string
    /// that is replaced by several becomes a list.
    ///
    /// # Errors
    ///
    /// Why it cannot be edited.
    fn replace(
        &self,
        target: EditTarget<'_>,
        replacements: &Replacements<'_>,
    ) -> Result<Vec<TextEdit>, EditBarrier>;

    /// Removes elements of a list, or blocks of an object, of which at least one must stay.
    ///
    /// # Errors
    ///
    /// Why it cannot be edited.
    fn remove(&self, parent: Value<'_>, going: &BTreeSet<NodeId>) -> Result<Vec<TextEdit>, EditBarrier>;
}

/// The text after `edits`, or `None` where they overlap or do not fit it. They must be sorted.
///
/// ```
/// use leastwise_syntax::{Span, TextEdit, apply};
///
/// let edits = [TextEdit { span: Span::new(1, 2), text: "-".into() }, TextEdit { span: Span::new(3, 3), text: "!".into() }];
/// assert_eq!(apply("abc", &edits).as_deref(), Some("a-c!"));
/// assert_eq!(apply("ab", &edits), None);
/// ```
pub fn apply(text: &str, edits: &[TextEdit]) -> Option<String> {
    apply_in(text, Span::new(0, text.len()), edits)
}

/// The part of a text at `span` after `edits`, or `None` where they overlap or do not lie in it. They must be sorted.
pub fn apply_in(text: &str, span: Span, edits: &[TextEdit]) -> Option<String> {
    let mut after = String::with_capacity(span.end - span.start);
    let mut at = span.start;
    for edit in edits {
        after.push_str(text.get(at..edit.span.start)?);
        // The bytes that go must be there, on borders of characters.
        edit.span.text(text)?;
        after.push_str(&edit.text);
        at = edit.span.end;
    }
    after.push_str(text.get(at..span.end)?);
    Some(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_applied_only_where_they_fit() {
        let edit = |start, end| TextEdit { span: Span::new(start, end), text: "x".to_owned() };
        for (edits, expected) in [
            (vec![], Some("aéb")),
            (vec![edit(0, 0), edit(0, 1), edit(1, 3), edit(4, 4)], Some("xxxbx")),
            (vec![edit(2, 3)], None),
            (vec![edit(1, 2)], None),
            (vec![edit(3, 5)], None),
            (vec![edit(1, 0)], None),
            (vec![edit(0, 3), edit(1, 3)], None),
            (vec![edit(3, 4), edit(0, 1)], None),
        ] {
            assert_eq!(apply("aéb", &edits).as_deref(), expected, "{edits:?}");
        }
    }
}
