//! Everything unused out of one policy, or out of all policies of a file.

use std::sync::Arc;

use leastwise_iam::AccessLevel;
use leastwise_policy::edit::apply;
use leastwise_policy::{Source, TextEdit};

use super::plan::{Change, NoEdits, plan};
use super::statement::amount;
use super::title::Title;
use super::{Fix, FixKind};
use crate::Advice;
use crate::analysis::{Analysis, EntryRef};
use crate::evidence::level;
use crate::words::count;

/// Why something unused in a policy is left as it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Left {
    /// Nobody has named its principals; they were matched by name or folder only.
    NotExplicit,
    /// Why no fix can be applied, as a clause.
    Refused(String),
    /// What a person decides, entry by entry: see [`Analysis::policy_fix`].
    ToPerson,
}

impl Analysis {
    /// Everything unused out of one policy document, but for what is left to a person: `*`, a replacement of more
    /// entries than the settings allow or that would break a quota, a wildcard of a service for which the catalog is
    /// behind, the last statement of a policy that would be empty, and all that is reported without a window. `None`
    /// where there is nothing to do.
    pub fn policy_fix(&self, document: usize) -> Option<Fix> {
        self.policy_fix_of(document, "Remove everything unused in this policy", |_| true)
    }

    /// [`Analysis::policy_fix`] of some entries only: those that [`Analysis::is_at_level`] says are of one of `levels`.
    /// Such an entry is fixed whole, its unused actions of other levels included, since its replacement is one.
    pub fn policy_fix_at(&self, document: usize, levels: &[AccessLevel]) -> Option<Fix> {
        let names: Vec<&str> = levels.iter().map(|level| level.as_str()).collect();
        let title = format!("Fix the entries with unused {} actions in this policy", names.join(" or "));
        self.policy_fix_of(document, &title, |at| {
            let advice = self.advice.iter().find(|advice| advice.entry == Some(at));
            advice.is_some_and(|advice| self.is_at_level(advice, levels))
        })
    }

    /// Whether an advice is about an entry, and at least one of its unused actions has one of these access levels in
    /// the catalog.
    pub fn is_at_level(&self, advice: &Advice, levels: &[AccessLevel]) -> bool {
        advice.unused().iter().any(|action| levels.contains(&level(action, &self.known.joined.universe)))
    }

    /// Whether a person has said whose a policy document is, by a setting or a flag, or has named the findings. What acts
    /// unasked, and `leastwise fix`, touch no other.
    pub fn is_explicit(&self, document: usize) -> bool {
        self.views.get(document).and_then(Option::as_ref).is_some_and(|view| view.standing.explicit)
    }

    fn policy_fix_of(&self, document: usize, title: &str, wanted: impl Fn(EntryRef) -> bool) -> Option<Fix> {
        // What is reported without a window is for a person to decide, entry by entry.
        let view = self.views.get(document)?.as_ref().filter(|view| !view.standing.unwindowed)?;
        let all = self.changes(view, document, wanted);
        let (mut changes, mut left) = (all.changes, all.left);
        let mut edits = plan(self, view, document, &changes);
        if matches!(edits, Err(NoEdits::EmptiesPolicy)) {
            let last = changes.last()?.at.statement;
            left += changes.iter().filter(|change| change.at.statement == last).count();
            changes.retain(|change| change.at.statement != last);
            edits = plan(self, view, document, &changes);
        }
        let mut over = None;
        while let Ok(planned) = &edits {
            over = self.over_quota(view, document, planned);
            let excess = over.as_ref().map_or(0, |over| over.by_fix);
            let longest = self.leave_longest(&mut changes, excess);
            if longest == 0 {
                break;
            }
            left += longest;
            edits = plan(self, view, document, &changes);
        }
        if changes.is_empty() {
            return None;
        }
        let left = (left > 0).then(|| format!("{} left to you", count(left, "entry")));
        let title = Title::new(title.to_owned())
            .facts(over.map(|over| over.words))
            .facts([amount(&changes)].into_iter().chain(left).chain(self.age(view)))
            .objections(self.replayed(&self.dropped_by(&changes)))
            .to_string();
        Some(Fix::planned(FixKind::Policy, title, view, edits.map_err(String::from)))
    }

    /// [`Analysis::policy_fix`] of every document of the file, as one fix; documents that cannot be fixed are left out
    /// unless all of them are.
    pub fn file_fix(&self) -> Option<Fix> {
        let mut fixes = self.policy_fixes();
        fixes.retain(|(_, fix)| fix.disabled.is_none() || self.views.len() == 1);
        self.joined(fixes)
    }

    /// [`Analysis::file_fix`] of the documents whose principals somebody named, for what acts on many files at once, and
    /// why each of the others that have something unused is left as it is.
    pub fn explicit_file_fix(&self) -> (Option<Fix>, Vec<Left>) {
        let mut left = Vec::new();
        let mut fixes = self.policy_fixes();
        let fixable: Vec<usize> = fixes.iter().map(|(document, _)| *document).collect();
        fixes.retain(|(_, fix)| {
            let why = match &fix.disabled {
                None if fix.explicit => return true,
                None => Left::NotExplicit,
                Some(why) => Left::Refused(why.clone()),
            };
            left.push(why);
            false
        });
        let is_left = |advice: &Advice| {
            advice.entry.is_some_and(|at| !advice.unused().is_empty() && !fixable.contains(&at.document))
        };
        left.extend(self.advice.iter().any(is_left).then_some(Left::ToPerson));
        match self.joined(fixes) {
            Some(Fix { disabled: Some(why), .. }) => {
                left.push(Left::Refused(why));
                (None, left)
            }
            fix => (fix, left),
        }
    }

    fn policy_fixes(&self) -> Vec<(usize, Fix)> {
        (0..self.views.len()).filter_map(|document| Some((document, self.policy_fix(document)?))).collect()
    }

    fn joined(&self, mut fixes: Vec<(usize, Fix)>) -> Option<Fix> {
        if fixes.len() <= 1 {
            return fixes.pop().map(|(_, fix)| fix);
        }
        let edits: Vec<TextEdit> = fixes.iter().flat_map(|(_, fix)| fix.edits.iter().cloned()).collect();
        let proved = self.prove_together(&fixes, &edits);
        Some(Fix {
            kind: FixKind::Policy,
            title: format!("Remove everything unused in this file ({})", count(fixes.len(), "policy")),
            preferred: false,
            explicit: fixes.iter().all(|(_, fix)| fix.explicit),
            edits: if proved { edits } else { Vec::new() },
            disabled: (!proved).then(|| "the fixes of its policies do not fit together".to_owned()),
        })
    }

    /// Each document's fix was proved on a text in which the others were not yet fixed. Together they are right if the
    /// text read again has, in each document, the very bytes that its own fix gives.
    fn prove_together(&self, fixes: &[(usize, Fix)], edits: &[TextEdit]) -> bool {
        let Some(together) = apply(&self.source.text, edits) else { return false };
        let together = Source::read(Arc::<str>::from(together));
        let bytes = |source: &Source, document: usize| {
            let span = source.documents.get(document)?.span;
            span.text(&source.text).map(str::to_owned)
        };
        together.errors.is_empty()
            && together.documents.len() == self.source.documents.len()
            && (0..self.source.documents.len()).all(|document| {
                let own = fixes.iter().find(|(fixed, _)| *fixed == document);
                let alone = match own {
                    None => bytes(&self.source, document),
                    Some((_, fix)) => apply(&self.source.text, &fix.edits)
                        .and_then(|text| bytes(&Source::read(Arc::<str>::from(text)), document)),
                };
                alone.is_some() && alone == bytes(&together, document)
            })
    }

    /// What a replay of an earlier day drops beyond the findings, over all changes.
    pub(super) fn dropped_by(&self, changes: &[Change]) -> Vec<String> {
        if self.known.joined.today.is_none() {
            return Vec::new();
        }
        let dropped = changes.iter().filter_map(|change| {
            let (pattern, view) = self.pattern(change.at)?;
            let narrowing = self.narrowing(view, &pattern).ok()?;
            Some(self.dropped_beyond(&pattern, &narrowing.outcome))
        });
        let mut dropped: Vec<String> = dropped.flatten().collect();
        dropped.sort();
        dropped.dedup();
        dropped
    }
}
