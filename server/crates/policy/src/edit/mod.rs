//! Edits of action lists: which entries and statements change, and when a document is not edited at all. How they are
//! written is up to the syntax.
//!
//! What an edit grants is not known here; that it does what it says is proved by [`crate::proof`], which shares no code
//! with this module.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use leastwise_syntax::{EditBarrier, EditTarget, Member, Replacements};
pub use leastwise_syntax::{TextEdit, apply, apply_in};

use crate::{ActionElement, Document, Source, Span, Statement};

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
    /// The syntax of the file is only read.
    #[error("files in this syntax are not edited")]
    ReadOnly,
    /// The document does not read strictly.
    #[error("{0}")]
    Barrier(String),
    /// No statement would be left; AWS refuses an empty policy.
    #[error("no statement would be left")]
    EmptiesPolicy,
    /// What would be left may be filled in with nothing; AWS refuses an empty policy and an empty list.
    #[error(
        "what would be left may be filled in with nothing (`AWS::NoValue` or an empty list), and AWS rejects an empty list"
    )]
    MayEmpty,
    /// A statement would be gone that other documents replace, or that replaces others.
    #[error(
        "the document is merged with others by `sid`, so removing a statement may bring another one back"
    )]
    Merged,
    /// The syntax cannot edit what is to be edited.
    #[error("{0}")]
    Syntax(#[from] EditBarrier),
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
    /// One for each syntax that a document of the file is in.
    editors: Vec<(&'static str, Box<dyn leastwise_syntax::Editor + 's>)>,
}

impl<'s> Editor<'s> {
    /// For the documents of this source.
    pub fn new(source: &'s Source) -> Editor<'s> {
        let statements = source.documents.iter().flat_map(|document| &document.statements);
        let actions = statements.filter_map(|statement| statement.actions.as_ref());
        let alike: Vec<Span> = actions.map(|actions| actions.value_span).collect();
        let mut editors: Vec<(&'static str, _)> = Vec::new();
        for document in &source.documents {
            let syntax = source.tree.value(document.node).syntax();
            if editors.iter().all(|(name, _)| *name != syntax.name()) {
                editors.extend(syntax.editor(&source.tree, alike.clone()).map(|it| (syntax.name(), it)));
            }
        }
        Editor { source, editors }
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
        let tree = &self.source.tree;
        let syntax = tree.value(document.node).syntax().name();
        let editor = self.editors.iter().find(|(name, _)| *name == syntax);
        let (_, editor) = editor.ok_or(EditError::ReadOnly)?;
        let mut edits = Vec::new();
        let mut gone = BTreeSet::new();
        for (index, replacements) in by_statement(changes)? {
            let statement = document.statement(index).ok_or(EditError::NoSuchEntry)?;
            let actions = editable(statement)?;
            if !replacements.keys().all(|&entry| actions.entry(entry).is_some()) {
                return Err(EditError::NoSuchEntry);
            }
            let goes = |entry: usize| replacements.get(&entry).is_some_and(|texts| texts.is_empty());
            let all_go = actions.entries.iter().all(|entry| goes(entry.index));
            if all_go && actions.opaque.is_empty() {
                if document.is_merged {
                    return Err(EditError::Merged);
                }
                gone.insert(index);
            } else if all_go && actions.opaque.iter().all(|entry| entry.may_vanish) {
                return Err(EditError::MayEmpty);
            } else {
                let target = EditTarget {
                    document: tree.value(document.node),
                    object: tree.value(statement.node),
                    member: Member {
                        key: tree.value(actions.key_node),
                        value: tree.value(actions.value_node),
                    },
                };
                edits.extend(editor.replace(target, &replacements)?);
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
            let going = document.statements.iter().filter(|statement| gone.contains(&statement.index));
            let going = going.map(|statement| statement.node).collect();
            edits.extend(editor.remove(tree.value(document.statements_node), &going)?);
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

/// Why the removal of an entry would leave nothing, where it is the only one of its statement; `None` where something
/// stays.
pub fn empties(document: &Document, statement: usize) -> Option<EditError> {
    let actions = document.statement(statement)?.actions.as_ref().filter(|it| it.entries.len() == 1)?;
    if !actions.opaque.is_empty() {
        return actions.opaque.iter().all(|entry| entry.may_vanish).then_some(EditError::MayEmpty);
    }
    if document.is_merged {
        return Some(EditError::Merged);
    }
    let mut others = document.statements.iter().filter(|other| other.index != statement).peekable();
    match others.peek() {
        None => Some(EditError::EmptiesPolicy),
        Some(_) => others.all(|other| other.may_vanish).then_some(EditError::MayEmpty),
    }
}

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

#[cfg(test)]
mod tests;
