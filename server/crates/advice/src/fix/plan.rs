//! From entries that are to change to edits that are proved.

use leastwise_iam::stems::Stems;
use leastwise_iam::{Narrower, Outcome, Pattern, inclusion::includes};
use leastwise_policy::edit::{Editor, apply};
use leastwise_policy::{Document, EditError, EntryChange, TextEdit};
use rustc_hash::{FxHashMap, FxHashSet};

use super::proof::{self, Edited};
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
    /// What would be left may be filled in with nothing; why that is not done, as a clause.
    MayEmpty(String),
    /// Any other reason, as a clause.
    Because(String),
}

impl From<EditError> for NoEdits {
    fn from(error: EditError) -> NoEdits {
        match error {
            EditError::EmptiesPolicy => NoEdits::EmptiesPolicy,
            EditError::MayEmpty => NoEdits::MayEmpty(error.to_string()),
            error => NoEdits::Because(error.to_string()),
        }
    }
}

impl From<NoEdits> for String {
    fn from(reason: NoEdits) -> String {
        match reason {
            NoEdits::EmptiesPolicy => "nothing would be left of the policy: detach it instead".to_owned(),
            NoEdits::MayEmpty(why) | NoEdits::Because(why) => why,
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

/// Edits of one document that are not proved yet.
pub(super) struct Draft<'a> {
    document: &'a Document,
    narrower: &'a Narrower,
    changes: Vec<EntryChange>,
    pub(super) edits: Vec<TextEdit>,
}

/// The edits of all `changes` in one document, to be proved against what is unused there. `changes` are in the order of
/// the text.
pub(super) fn draft<'a>(
    analysis: &'a Analysis,
    view: &'a View,
    document: usize,
    changes: &[Change],
    editor: &Editor<'_>,
) -> Result<Draft<'a>, NoEdits> {
    let because = |why: String| NoEdits::Because(why);
    if let Some(barrier) = &view.barrier {
        return Err(because(barrier.clone()));
    }
    let document =
        analysis.source.documents.get(document).ok_or_else(|| because("the document is gone".to_owned()))?;
    let changes = written(document, changes);
    let edits = editor.edits(document, &changes)?;
    Ok(Draft { document, narrower: &view.standing.narrower, changes, edits })
}

/// Proves drafts of different documents together, on the text that all of them give. They are in the order of the text.
///
/// # Errors
/// A clause that says why.
pub(super) fn prove(analysis: &Analysis, drafts: &[&Draft<'_>]) -> Result<(), String> {
    let source = &analysis.source;
    let edits: Vec<TextEdit> = drafts.iter().flat_map(|draft| draft.edits.iter().cloned()).collect();
    let after = apply(&source.text, &edits).ok_or("the edits do not fit the text")?;
    let edited: Vec<Edited<'_>> = drafts
        .iter()
        .map(|draft| Edited { document: draft.document, changes: &draft.changes, narrower: draft.narrower })
        .collect();
    proof::prove(source, &edited, &after).map_err(|violation| format!("it could not be proved: {violation}"))
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
    let draft = draft(analysis, view, document, changes, &Editor::new(&analysis.source))?;
    let draft = Draft { narrower, ..draft };
    prove(analysis, &[&draft]).map_err(NoEdits::Because)?;
    Ok(draft.edits)
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

/// The different entries of one list as it will be.
struct Siblings<'a>(Stems<'a, Origins>);

/// Where entries of one text come from.
#[derive(Clone, Copy, Default)]
struct Origins {
    untouched: bool,
    /// The first and the last change in whose replacement it stands.
    changes: Option<(usize, usize)>,
}

impl<'a> Siblings<'a> {
    fn new(untouched: &'a [Pattern], list: &'a [Change]) -> Siblings<'a> {
        let mut siblings: FxHashMap<&str, (&Pattern, Origins)> = FxHashMap::default();
        for pattern in untouched {
            siblings.entry(pattern.as_str()).or_insert((pattern, Origins::default())).1.untouched = true;
        }
        for (index, change) in list.iter().enumerate() {
            for pattern in &change.replacement {
                let (_, origins) = siblings.entry(pattern.as_str()).or_insert((pattern, Origins::default()));
                origins.changes = Some((origins.changes.map_or(index, |(first, _)| first), index));
            }
        }
        Siblings(siblings.into_values().collect())
    }

    /// Whether `pattern`, a replacement of the change `index`, is covered by an untouched entry, by an earlier
    /// replacement, or by a later one that is wider.
    fn cover(&self, pattern: &Pattern, index: usize) -> bool {
        let within = |wide: &Pattern, narrow: &Pattern| includes(wide, narrow) == Ok(true);
        self.0.may_include(pattern).any(|&(sibling, Origins { untouched, changes })| {
            let is_before = untouched || changes.is_some_and(|(first, _)| first < index);
            let is_after = changes.is_some_and(|(_, last)| last > index);
            match (is_before, is_after) {
                (true, _) => within(sibling, pattern),
                (false, true) => within(sibling, pattern) && !within(pattern, sibling),
                (false, false) => false,
            }
        })
    }
}
