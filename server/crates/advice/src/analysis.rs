//! The advice on one policy file.

use std::sync::Arc;

use leastwise_iam::{ActionName, Pattern};
use leastwise_policy::{Source, Span};

use crate::{Fix, Level, Rule};

/// One entry of one statement of one document of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryRef {
    /// The index into [`Source::documents`].
    pub document: usize,
    /// [`leastwise_policy::Statement::index`].
    pub statement: usize,
    /// [`leastwise_policy::Entry::index`].
    pub entry: usize,
}

/// Something to say about a place in a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Advice {
    /// The place.
    pub span: Span,
    /// The rule.
    pub rule: Rule,
    /// The level.
    pub level: Level,
    /// What is the matter, in one sentence without a full stop.
    pub message: String,
    /// The text at the place has no use, so that an editor may fade it.
    pub unnecessary: bool,
    /// Other places that have to do with it.
    pub related: Vec<Related>,
    /// The entry that it is about, for rules about entries.
    pub entry: Option<EntryRef>,
    /// The actions that the entry grants and that are unused.
    pub unused: Vec<ActionName>,
    /// How many catalogued actions the entry grants.
    pub granted: usize,
}

/// Another place that has to do with an advice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The file, as it was named to the [`crate::World`].
    pub file: Arc<str>,
    /// The place in it.
    pub span: Span,
    /// What is there.
    pub message: String,
}

/// All that there is to say about one policy file, and the means to fix it.
#[derive(Debug)]
pub struct Analysis {
    /// The advice, in the order of the text.
    pub advice: Vec<Advice>,
    /// How many policy documents of the file were judged against at least one finding.
    pub judged: usize,
    /// The file.
    pub source: Arc<Source>,
}

impl Analysis {
    /// The preferred replacement of an entry as it would be written (empty: the entry goes), proved for the
    /// pattern, or why there is none.
    pub fn replacement(&self, entry: EntryRef) -> Result<Vec<Pattern>, String> {
        let _ = entry;
        unimplemented!()
    }
    /// The fixes of one entry, each proved on the document, the preferred one first. Where one could not be
    /// offered it says why in [`Fix::disabled`].
    pub fn entry_fixes(&self, entry: EntryRef) -> Vec<Fix> {
        let _ = entry;
        unimplemented!()
    }
    /// Everything unused out of one statement.
    pub fn statement_fix(&self, document: usize, statement: usize) -> Option<Fix> {
        let _ = (document, statement);
        unimplemented!()
    }
    /// Everything unused out of one policy document, with what is not left to a person.
    pub fn policy_fix(&self, document: usize) -> Option<Fix> {
        let _ = document;
        unimplemented!()
    }
    /// [`Analysis::policy_fix`] of every document of the file, as one fix.
    pub fn file_fix(&self) -> Option<Fix> {
        unimplemented!()
    }
    /// The advice whose place touches `span`.
    pub fn advice_at(&self, span: Span) -> impl Iterator<Item = &Advice> {
        self.advice.iter().filter(move |advice| advice.span.touches(span))
    }
}
