//! What the fix of a policy leaves to a manual choice, unless the choice is made beforehand.

use std::collections::BTreeSet;

use leastwise_iam::Outcome;
use leastwise_policy::edit::Editor;

use crate::analysis::{Analysis, EntryRef};

/// A choice that can be made beforehand, for all policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Choice {
    /// To let a policy grow over its quota.
    OverQuota,
    /// To replace `*`, and a wildcard by more entries than the settings allow.
    ManyEntries,
}

impl Choice {
    /// The name in flags and messages.
    pub fn name(self) -> &'static str {
        match self {
            Choice::OverQuota => "over-quota",
            Choice::ManyEntries => "many-entries",
        }
    }
}

impl Analysis {
    /// The choices with which [`Analysis::policy_fix_with`] would take more of a policy than with those of `accepted`.
    pub fn choices(&self, document: usize, accepted: &[Choice]) -> BTreeSet<Choice> {
        let editor = Editor::new(&self.source);
        let mut accepted = accepted.to_vec();
        let mut all = BTreeSet::new();
        // What is accepted may need another choice.
        loop {
            let new = self.drafted(document, "", &editor, &accepted, |_| true).needed;
            let before = all.len();
            all.extend(&new);
            accepted.extend(new);
            if all.len() == before {
                return all;
            }
        }
    }

    /// Which of its policy's [`Analysis::choices`] the fix of an entry needs first.
    pub fn choice_for(
        &self,
        at: EntryRef,
        choices: &BTreeSet<Choice>,
        accepted: &[Choice],
    ) -> Option<Choice> {
        let (pattern, view) = self.pattern(at)?;
        let narrowing = self.narrowing(view, &pattern).ok()?;
        let choice = match (self.leaves(view, &pattern, &narrowing, accepted), &narrowing.outcome) {
            (Some(Leaves::Choice(choice)), _) => choice,
            (None, Outcome::Replaced(_)) => Choice::OverQuota,
            _ => return None,
        };
        choices.contains(&choice).then_some(choice)
    }
}

/// Why the fix of a whole policy leaves an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leaves {
    /// It needs a choice.
    Choice(Choice),
    /// It needs a look at the very entry.
    Always,
}
