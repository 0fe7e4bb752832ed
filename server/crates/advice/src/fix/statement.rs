//! Everything unused out of one statement.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::choice::{Choice, Leaves};
use super::plan::{Change, plan};
use super::title::Title;
use super::{Fix, FixKind};
use crate::analysis::{Analysis, EntryRef, View};
use crate::words::count;

impl Analysis {
    /// Everything unused out of one statement, by [`leastwise_policy::Statement::index`]; `None` where nothing is, or
    /// where only what is left to a person.
    pub fn statement_fix(&self, document: usize, statement: usize) -> Option<Fix> {
        let view = self.views.get(document)?.as_ref()?;
        let Changes { changes, .. } = self.changes(view, document, &[], |at| at.statement == statement);
        if changes.is_empty() {
            return None;
        }
        let edits = plan(self, view, document, &changes).map_err(String::from);
        let over = edits.as_ref().ok().and_then(|edits| self.over_quota(view, document, edits));
        let title = Title::new("Remove everything unused in this statement".to_owned())
            .facts(over.map(|over| over.words))
            .facts([amount(&changes)])
            .facts(self.age(view))
            .objections(self.replayed(&self.dropped_by(&changes)))
            .to_string();
        Some(Fix::planned(FixKind::Statement, title, view, edits))
    }

    /// The changes of the entries of a document that are wanted and not left to a person, in the order of the text, and
    /// how many are.
    pub(super) fn changes(
        &self,
        view: &View,
        document: usize,
        accepted: &[Choice],
        wanted: impl Fn(EntryRef) -> bool,
    ) -> Changes {
        let mut all = Changes { changes: Vec::new(), left: 0, needed: BTreeSet::new() };
        let span = self.source.documents.get(document).map(|document| document.span).unwrap_or_default();
        for advice in self.advice_in(span) {
            let Some(at) = advice.entry.filter(|at| at.document == document && wanted(*at)) else { continue };
            let Some((pattern, _)) = self.pattern(at) else { continue };
            let Ok(narrowing) = self.narrowing(view, &pattern) else {
                all.left += 1;
                continue;
            };
            match self.leaves(view, &pattern, &narrowing, accepted) {
                None => all.changes.extend(Change::new(at, &narrowing.outcome)),
                Some(why) => {
                    all.left += 1;
                    all.needed.extend(match why {
                        Leaves::Choice(choice) => Some(choice),
                        Leaves::Always => None,
                    });
                }
            }
        }
        all.changes.sort_by_key(|change| change.at);
        self.keep_beside_what_may_vanish(document, &mut all);
        all
    }

    /// Leaves lists alone of which nothing would be left but what may be filled in with nothing, or nothing at all where no
    /// statement may be removed.
    fn keep_beside_what_may_vanish(&self, document: usize, all: &mut Changes) {
        let Some(document) = self.source.documents.get(document) else { return };
        let actions = |statement: usize| document.statement(statement)?.actions.as_ref();
        let may_empty = |changes: &[Change]| {
            let Some(actions) = changes.first().and_then(|first| actions(first.at.statement)) else {
                return false;
            };
            (!actions.opaque.is_empty() || document.is_merged)
                && actions.opaque.iter().all(|entry| entry.may_vanish)
                && changes.len() == actions.entries.len()
                && changes.iter().all(|change| change.replacement.is_empty())
        };
        let lists = all.changes.chunk_by(|one, next| one.at.statement == next.at.statement);
        let kept: FxHashSet<usize> = lists
            .filter(|list| may_empty(list))
            .filter_map(|list| Some(list.first()?.at.statement))
            .collect();
        let before = all.changes.len();
        all.changes.retain(|change| !kept.contains(&change.at.statement));
        all.left += before - all.changes.len();
    }
}

/// What a document needs.
pub(super) struct Changes {
    pub(super) changes: Vec<Change>,
    /// How many entries need a manual choice.
    pub(super) left: usize,
    /// The choices that would take some of them.
    pub(super) needed: BTreeSet<Choice>,
}

/// "8 entries removed, 1 narrowed".
pub(super) fn amount(changes: &[Change]) -> String {
    let removed = changes.iter().filter(|change| change.replacement.is_empty()).count();
    match (removed, changes.len() - removed) {
        (removed, 0) => format!("{} removed", count(removed, "entry")),
        (0, narrowed) => format!("{} narrowed", count(narrowed, "entry")),
        (removed, narrowed) => format!("{} removed, {narrowed} narrowed", count(removed, "entry")),
    }
}
