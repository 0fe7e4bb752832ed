//! Everything unused out of one policy, or out of all policies of a file.

use std::collections::BTreeSet;

use leastwise_iam::AccessLevel;
use leastwise_policy::edit::Editor;
use rustc_hash::FxHashSet;

use super::choice::Choice;
use super::plan::{Change, Draft, NoEdits, draft, prove};
use super::statement::amount;
use super::title::Title;
use super::{Fix, FixKind};
use crate::Advice;
use crate::analysis::{Analysis, EntryRef, View};
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

const TITLE: &str = "Remove everything unused in this policy";

/// What a policy's fix is to take.
#[derive(Clone, Copy, Debug, Default)]
pub struct PolicyFixOptions<'a> {
    /// Only entries that [`Analysis::is_at_level`] says are of one of these levels; all where there are none. Such an entry
    /// is fixed whole, its unused actions of other levels included, since its replacement is one.
    pub levels: &'a [AccessLevel],
    /// The choices that are made already.
    pub accepted: &'a [Choice],
}

/// What came of drafting the fix of a policy.
pub(super) struct Attempt<'a> {
    fix: Option<Drafted<'a>>,
    /// The choices that would take more.
    pub(super) needed: BTreeSet<Choice>,
}

/// The fix of one policy before it is proved.
struct Drafted<'a> {
    document: usize,
    view: &'a View,
    title: String,
    /// The error says why it cannot be applied, as a clause.
    draft: Result<Draft<'a>, String>,
}

impl Analysis {
    /// Everything unused out of one policy document, but for what is left to a person: `*`, a replacement of more
    /// entries than the settings allow or that would break a quota, a wildcard of a service for which the catalog is
    /// behind, the last statement of a policy that would be empty, and all that is reported without a window. `None`
    /// where there is nothing to do.
    pub fn policy_fix(&self, document: usize) -> Option<Fix> {
        self.policy_fix_with(document, PolicyFixOptions::default())
    }

    /// [`Analysis::policy_fix`] with options.
    pub fn policy_fix_with(&self, document: usize, options: PolicyFixOptions<'_>) -> Option<Fix> {
        let PolicyFixOptions { levels, accepted } = options;
        let editor = Editor::new(&self.source);
        let attempt = match levels {
            [] => self.drafted(document, TITLE, &editor, accepted, |_| true),
            levels => {
                let names: Vec<&str> = levels.iter().map(|level| level.as_str()).collect();
                let title =
                    format!("Fix the entries with unused {} actions in this policy", names.join(" or "));
                let is_at_level = |at: EntryRef| {
                    self.advice_about(at).is_some_and(|advice| self.is_at_level(advice, levels))
                };
                self.drafted(document, &title, &editor, accepted, is_at_level)
            }
        };
        Some(self.alone(attempt.fix?))
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

    /// Whether all fixes of a policy need a manual choice, since a last-accessed report has no observation window.
    pub fn lacks_window(&self, document: usize) -> bool {
        self.views.get(document).and_then(Option::as_ref).is_some_and(|view| view.standing.unwindowed)
    }

    /// The fix of a policy before it is proved, without what needs a choice that is not accepted.
    pub(super) fn drafted<'a>(
        &'a self,
        document: usize,
        title: &str,
        editor: &Editor<'_>,
        accepted: &[Choice],
        wanted: impl Fn(EntryRef) -> bool,
    ) -> Attempt<'a> {
        let mut needed = BTreeSet::new();
        let fix = self.draft_of(document, title, editor, accepted, wanted, &mut needed);
        Attempt { fix, needed }
    }

    fn draft_of<'a>(
        &'a self,
        document: usize,
        title: &str,
        editor: &Editor<'_>,
        accepted: &[Choice],
        wanted: impl Fn(EntryRef) -> bool,
        needed: &mut BTreeSet<Choice>,
    ) -> Option<Drafted<'a>> {
        // What is reported without a window is for a person to decide, entry by entry.
        let view = self.views.get(document)?.as_ref().filter(|view| !view.standing.unwindowed)?;
        let all = self.changes(view, document, accepted, wanted);
        let (mut changes, mut left) = (all.changes, all.left);
        needed.extend(all.needed);
        let mut edits = draft(self, view, document, &changes, editor);
        if matches!(edits, Err(NoEdits::EmptiesPolicy | NoEdits::MayEmpty(_))) {
            let last = changes.last()?.at.statement;
            left += changes.iter().filter(|change| change.at.statement == last).count();
            changes.retain(|change| change.at.statement != last);
            edits = draft(self, view, document, &changes, editor);
        }
        let mut over = None;
        while let Ok(drafted) = &edits {
            over = self.over_quota(view, document, &drafted.edits);
            if accepted.contains(&Choice::OverQuota) {
                break;
            }
            let excess = over.as_ref().map_or(0, |over| over.by_fix);
            let longest = self.leave_longest(&mut changes, excess);
            if longest == 0 {
                break;
            }
            needed.insert(Choice::OverQuota);
            left += longest;
            edits = draft(self, view, document, &changes, editor);
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
        Some(Drafted { document, view, title, draft: edits.map_err(String::from) })
    }

    /// The fix of one policy, proved.
    fn alone(&self, drafted: Drafted<'_>) -> Fix {
        let Drafted { view, title, draft, .. } = drafted;
        let edits = draft.and_then(|draft| prove(self, &[&draft]).map(|()| draft.edits));
        Fix::planned(FixKind::Policy, title, view, edits)
    }

    /// [`Analysis::policy_fix`] of every document of the file, as one fix; documents that cannot be fixed are left out
    /// unless all of them are.
    pub fn file_fix(&self) -> Option<Fix> {
        let mut drafted = self.all_drafted();
        drafted.retain(|one| one.draft.is_ok() || self.views.len() == 1);
        self.joined(drafted).0
    }

    /// [`Analysis::file_fix`] of the documents whose principals somebody named, for what acts on many files at once, and
    /// why each of the others that have something unused is left as it is.
    pub fn explicit_file_fix(&self) -> (Option<Fix>, Vec<Left>) {
        let mut left = Vec::new();
        let mut drafted = self.all_drafted();
        let fixable: FxHashSet<usize> = drafted.iter().map(|one| one.document).collect();
        drafted.retain(|one| {
            let why = match &one.draft {
                Ok(_) if one.view.standing.explicit => return true,
                Ok(_) => Left::NotExplicit,
                Err(why) => Left::Refused(why.clone()),
            };
            left.push(why);
            false
        });
        let is_left = |advice: &Advice| {
            advice.entry.is_some_and(|at| !advice.unused().is_empty() && !fixable.contains(&at.document))
        };
        left.extend(self.advice.iter().any(is_left).then_some(Left::ToPerson));
        let (fix, refused) = self.joined(drafted);
        left.extend(refused.into_iter().map(Left::Refused));
        match fix {
            Some(Fix { disabled: Some(why), .. }) => {
                left.push(Left::Refused(why));
                (None, left)
            }
            fix => (fix, left),
        }
    }

    fn all_drafted(&self) -> Vec<Drafted<'_>> {
        let editor = Editor::new(&self.source);
        let documents = 0..self.views.len();
        documents.filter_map(|document| self.drafted(document, TITLE, &editor, &[], |_| true).fix).collect()
    }

    /// Drafts as one fix, proved on the text that all of them give; where there are several, those that do not prove by
    /// themselves are left out, and it is said why.
    fn joined(&self, mut drafted: Vec<Drafted<'_>>) -> (Option<Fix>, Vec<String>) {
        if drafted.len() <= 1 {
            return (drafted.pop().map(|one| self.alone(one)), Vec::new());
        }
        let mut refused = Vec::new();
        let mut proved = self.prove_together(&drafted);
        if proved.is_err() {
            drafted.retain(|one| {
                let why =
                    one.draft.as_ref().map_or_else(|why| Err(why.clone()), |draft| prove(self, &[draft]));
                why.map_err(|why| refused.push(why)).is_ok()
            });
            proved = self.prove_together(&drafted);
        }
        if drafted.is_empty() {
            return (None, refused);
        }
        let together = proved.map_err(|_| "the fixes of its policies do not fit together".to_owned());
        let count = count(drafted.len(), "policy");
        let explicit = drafted.iter().all(|one| one.view.standing.explicit);
        let drafts = drafted.into_iter().filter_map(|one| one.draft.ok());
        let edits = together.map(|()| drafts.flat_map(|draft| draft.edits).collect::<Vec<_>>());
        let disabled = edits.as_ref().err().cloned();
        let fix = Fix {
            kind: FixKind::Policy,
            title: format!("Remove everything unused in this file ({count})"),
            preferred: false,
            explicit,
            edits: edits.unwrap_or_default(),
            disabled,
        };
        (Some(fix), refused)
    }

    fn prove_together(&self, drafted: &[Drafted<'_>]) -> Result<(), String> {
        let drafts: Result<Vec<&Draft<'_>>, &String> = drafted.iter().map(|one| one.draft.as_ref()).collect();
        prove(self, &drafts.map_err(String::clone)?)
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
