//! Minimal edits of action lists.
//!
//! Bytes outside the entries concerned stay as they are: indentation, quotes, commas, comments, line ends, order of keys.
//! What an edit grants is not known here; that it does what it says is proved by [`crate::proof`], which shares no code
//! with this module.

mod entries;
mod layout;
mod lines;
mod list;
mod removal;
mod style;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::json::quote;
use crate::{ActionElement, Document, Source, Span, Statement};
use layout::NewList;
use lines::Lines;
use list::List;
use style::{Lists, Styles};

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
    /// What would be left may be filled in with nothing; AWS refuses an empty policy and an empty list.
    #[error(
        "what would be left may be filled in with nothing (`AWS::NoValue`), and AWS rejects an empty list"
    )]
    MayEmpty,
    /// A change names a statement or entry that is not there, or names one twice.
    #[error("the change does not fit the document")]
    NoSuchEntry,
}

/// The edits that carry out `changes` in `document`, sorted, not overlapping. A statement whose last entry goes
/// is removed with its comma. Indentation, comments, commas, line ends and key order stay.
///
/// ```
/// use leastwise_policy::{edit, EntryChange, Source};
///
/// let source = Source::read(r#"{"Statement": {"Effect": "Allow", "Action": ["s3:Get*", "s3:List*"]}}"#);
/// let change = |entry, replacement: &[&str]| EntryChange {
///     statement: 0,
///     entry,
///     replacement: replacement.iter().map(|&text| text.into()).collect(),
/// };
/// let narrower = change(0, &["s3:GetObject*", "s3:GetJobTagging"]);
/// let edits = edit::edits(&source, &source.documents[0], &[narrower, change(1, &[])]).unwrap();
/// assert_eq!(
///     edit::apply(&source.text, &edits).unwrap(),
///     r#"{"Statement": {"Effect": "Allow", "Action": ["s3:GetObject*", "s3:GetJobTagging"]}}"#,
/// );
/// ```
///
/// # Errors
///
/// Why the document is not edited.
pub fn edits(
    source: &Source,
    document: &Document,
    changes: &[EntryChange],
) -> Result<Vec<TextEdit>, EditError> {
    Editor::new(source).edits(document, changes)
}

/// Makes the edits of many documents of one file, whose lines and lists are looked at once.
pub struct Editor<'s> {
    source: &'s Source,
    lines: Lines<'s>,
    lists: OnceCell<Lists>,
}

impl<'s> Editor<'s> {
    /// For the documents of this source.
    pub fn new(source: &'s Source) -> Editor<'s> {
        Editor { source, lines: Lines::of(&source.text), lists: OnceCell::new() }
    }

    /// As [`edits`].
    ///
    /// # Errors
    ///
    /// Why the document is not edited.
    pub fn edits(&self, document: &Document, changes: &[EntryChange]) -> Result<Vec<TextEdit>, EditError> {
        if let Some(reason) = self.source.barrier(document) {
            return Err(EditError::Barrier(reason));
        }
        let Editor { source, lines, lists } = self;
        let styles = Styles { lines, source, lists, document };
        let mut edits = Vec::new();
        let mut gone = BTreeSet::new();
        for (index, replacements) in by_statement(changes)? {
            let actions = editable(document.statement(index).ok_or(EditError::NoSuchEntry)?)?;
            if !replacements.keys().all(|&entry| actions.entry(entry).is_some()) {
                return Err(EditError::NoSuchEntry);
            }
            let goes = |entry: usize| replacements.get(&entry).is_some_and(|texts| texts.is_empty());
            let all_go = actions.entries.iter().all(|entry| goes(entry.index));
            if all_go && actions.opaque.is_empty() {
                gone.insert(index);
            } else if all_go && actions.opaque.iter().all(|entry| entry.may_vanish) {
                return Err(EditError::MayEmpty);
            } else if actions.is_list {
                let list = List::read(lines.text, actions.value_span);
                edits.extend(entries::edits(lines, &styles, &list, actions, &replacements));
            } else {
                edits.extend(string_edit(lines, &styles, actions, &replacements));
            }
        }
        if document.statements.iter().all(|statement| gone.contains(&statement.index)) {
            return Err(EditError::EmptiesPolicy);
        }
        let may_go = |statement: &Statement| gone.contains(&statement.index) || statement.may_vanish;
        if !gone.is_empty() && document.statements.iter().all(may_go) {
            return Err(EditError::MayEmpty);
        }
        if !gone.is_empty() {
            let statements = List::read(lines.text, document.statement_span);
            edits.extend(removal::edits(lines, &statements, |index| gone.contains(&index)));
        }
        // An insertion comes before a removal that starts where it stands.
        edits.sort_by_key(|edit| edit.span);
        Ok(edits)
    }
}

impl fmt::Debug for Editor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Editor").finish_non_exhaustive()
    }
}

/// The text after `edits`, or `None` where they overlap or do not fit it. They must be sorted.
///
/// ```
/// use leastwise_policy::{edit, Span, TextEdit};
///
/// let edits = [TextEdit { span: Span::new(1, 2), text: "-".into() }, TextEdit { span: Span::new(3, 3), text: "!".into() }];
/// assert_eq!(edit::apply("abc", &edits).as_deref(), Some("a-c!"));
/// assert_eq!(edit::apply("ab", &edits), None);
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

/// The replacements of one list, by the index of the entry.
type Replacements<'c> = BTreeMap<usize, &'c [String]>;

fn by_statement(changes: &[EntryChange]) -> Result<BTreeMap<usize, Replacements<'_>>, EditError> {
    let mut statements: BTreeMap<usize, Replacements<'_>> = BTreeMap::new();
    for change in changes {
        let replacements = statements.entry(change.statement).or_default();
        if replacements.insert(change.entry, &change.replacement).is_some() {
            return Err(EditError::NoSuchEntry);
        }
    }
    Ok(statements)
}

fn editable(statement: &Statement) -> Result<&ActionElement, EditError> {
    if statement.opaque {
        return Err(EditError::Barrier("parts of the statement are filled in elsewhere".to_owned()));
    }
    statement.actions.as_ref().ok_or(EditError::NoSuchEntry)
}

/// A single string that stays one, or becomes a list in the style of the document.
fn string_edit(
    lines: &Lines<'_>,
    styles: &Styles<'_>,
    actions: &ActionElement,
    replacements: &Replacements<'_>,
) -> Option<TextEdit> {
    let entry = actions.entries.first()?;
    let new = match replacements.get(&entry.index)? {
        [same] if *same == entry.text => return None,
        [one] => quote(one),
        several => NewList::at(lines, styles, actions.key_span).write(several),
    };
    Some(TextEdit { span: entry.span, text: new })
}

#[cfg(test)]
mod tests;
