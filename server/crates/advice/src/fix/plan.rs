//! From entries that are to change to edits that are proved.

use leastwise_iam::{Narrower, Outcome, Pattern, inclusion::includes};
use leastwise_policy::edit::{apply, edits};
use leastwise_policy::{Document, EditError, EntryChange, TextEdit};
use rustc_hash::{FxHashMap, FxHashSet};

use super::proof;
use crate::analysis::{Analysis, EntryRef, View};

/// What is to stand in an entry's place, before its siblings are looked at.
pub(super) struct Change {
    pub(super) at: EntryRef,
    pub(super) replacement: Vec<Pattern>,
}

/// Why there are no edits.
pub(super) enum NoEdits {
    /// No statement would be left.
    EmptiesPolicy,
    /// Any other reason, as a clause.
    Because(String),
}

impl From<NoEdits> for String {
    fn from(reason: NoEdits) -> String {
        match reason {
            NoEdits::EmptiesPolicy => "nothing would be left of the policy: detach it instead".to_owned(),
            NoEdits::Because(why) => why,
        }
    }
}

impl Change {
    /// The change that a narrowing asks for; `None` where it asks for none.
    pub(super) fn new(at: EntryRef, outcome: &Outcome) -> Option<Change> {
        let replacement = match outcome {
            Outcome::Untouched => return None,
            Outcome::Removed => Vec::new(),
            Outcome::Replaced(entries) => entries.clone(),
        };
        Some(Change { at, replacement })
    }
}

/// The edits of all `changes` in one document, proved on the document. `changes` are in the order of the text.
pub(super) fn plan(
    analysis: &Analysis,
    view: &View,
    document: usize,
    changes: &[Change],
) -> Result<Vec<TextEdit>, NoEdits> {
    plan_against(&view.standing.narrower, analysis, view, document, changes)
}

/// As [`plan`], proved against another set of unused actions.
pub(super) fn plan_against(
    narrower: &Narrower,
    analysis: &Analysis,
    view: &View,
    document: usize,
    changes: &[Change],
) -> Result<Vec<TextEdit>, NoEdits> {
    let because = |why: String| NoEdits::Because(why);
    if let Some(barrier) = &view.barrier {
        return Err(because(barrier.clone()));
    }
    let source = &analysis.source;
    let document =
        source.documents.get(document).ok_or_else(|| because("the document is gone".to_owned()))?;
    let changes = written(document, changes);
    let edits = edits(source, document, &changes).map_err(|error| match error {
        EditError::EmptiesPolicy => NoEdits::EmptiesPolicy,
        error => because(error.to_string()),
    })?;
    let after =
        apply(&source.text, &edits).ok_or_else(|| because("the edits do not fit the text".to_owned()))?;
    proof::prove(source, document, &changes, &after, narrower)
        .map_err(|violation| because(format!("it could not be proved: {violation}")))?;
    Ok(edits)
}

/// What is written for each change: a replacement that a sibling of the same list covers is left out, be it an
/// untouched entry or another replacement.
fn written(document: &Document, changes: &[Change]) -> Vec<EntryChange> {
    let mut out = Vec::with_capacity(changes.len());
    for list in changes.chunk_by(|a, b| a.at.statement == b.at.statement) {
        let Some(first) = list.first() else { continue };
        let entries = document
            .statement(first.at.statement)
            .and_then(|statement| statement.actions.as_ref())
            .map(|actions| &actions.entries);
        let changed: FxHashSet<usize> = list.iter().map(|change| change.at.entry).collect();
        let untouched: Vec<Pattern> = match list.iter().any(|change| !change.replacement.is_empty()) {
            true => entries
                .into_iter()
                .flatten()
                .filter(|entry| !changed.contains(&entry.index))
                .filter_map(|entry| Pattern::parse(&entry.text).ok())
                .collect(),
            false => Vec::new(),
        };
        let siblings = Siblings::new(&untouched, list);
        for (index, change) in list.iter().enumerate() {
            let kept = change.replacement.iter().filter(|pattern| !siblings.cover(pattern, index));
            out.push(EntryChange {
                statement: change.at.statement,
                entry: change.at.entry,
                replacement: kept.map(|pattern| pattern.as_str().to_owned()).collect(),
            });
        }
    }
    out
}

/// The entries of one list as it will be, by service.
struct Siblings<'a> {
    /// Each with the index of its change; `None` for untouched entries.
    by_service: FxHashMap<String, Vec<(Option<usize>, &'a Pattern)>>,
}

impl<'a> Siblings<'a> {
    fn new(untouched: &'a [Pattern], list: &'a [Change]) -> Siblings<'a> {
        let mut by_service: FxHashMap<String, Vec<_>> = FxHashMap::default();
        let replaced = list
            .iter()
            .enumerate()
            .flat_map(|(i, change)| change.replacement.iter().map(move |p| (Some(i), p)));
        for (index, pattern) in untouched.iter().map(|pattern| (None, pattern)).chain(replaced) {
            by_service.entry(key(pattern)).or_default().push((index, pattern));
        }
        Siblings { by_service }
    }

    /// Whether `pattern`, a replacement of the change `index`, is covered by an untouched entry, by an earlier
    /// replacement, or by a later one that is wider.
    fn cover(&self, pattern: &Pattern, index: usize) -> bool {
        let within = |wide: &Pattern, narrow: &Pattern| includes(wide, narrow) == Ok(true);
        [key(pattern), String::new()].iter().filter_map(|key| self.by_service.get(key)).flatten().any(
            |&(other, sibling)| match other {
                None => within(sibling, pattern),
                Some(other) if other < index => within(sibling, pattern),
                Some(other) if other > index => within(sibling, pattern) && !within(pattern, sibling),
                Some(_) => false,
            },
        )
    }
}

/// The folded service of a pattern; empty for `*`.
fn key(pattern: &Pattern) -> String {
    pattern.service().map(str::to_ascii_lowercase).unwrap_or_default()
}
