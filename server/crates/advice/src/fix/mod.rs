//! Fixes: proved edits with a title.

mod choice;
mod entry;
mod keep;
mod not_action;
mod plan;
mod policy;
mod proof;
mod remove_service;
mod size;
mod statement;
mod title;

pub use self::choice::Choice;
pub use self::policy::{Left, PolicyFixOptions};

use self::choice::Leaves;
use self::plan::NoEdits;

use leastwise_iam::{Narrowing, Outcome, Pattern, Style};
use leastwise_policy::TextEdit;
use leastwise_policy::edit::empties;

use crate::analysis::{Analysis, EntryRef, View};
use crate::rules::is_judged;
use crate::visible::visible;
use crate::{Advice, Rule};

/// What a fix does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FixKind {
    /// Takes an entry out.
    Remove,
    /// Puts the least-general replacement in an entry's place.
    Narrow,
    /// Puts the kept actions, by name, in an entry's place.
    WriteOut,
    /// Takes out all of a service that was never used, also what no finding names.
    RemoveService,
    /// Appends names to a `NotAction` list.
    Exclude,
    /// Everything unused in one statement.
    Statement,
    /// Everything unused in one policy, or in all policies of one file.
    Policy,
}

/// A fix. Its edits were proved on the document, or there are none and `disabled` says why.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What it does.
    pub kind: FixKind,
    /// What it does, in a few words for a menu: "Narrow `s3:Get*` to 7 entries (22 of 63 actions removed)".
    pub title: String,
    /// The one fix of its advice that an editor may apply without asking which.
    pub preferred: bool,
    /// Whether every principal of the document was attributed by a setting or a flag; what acts unasked (on save,
    /// in a pipeline) takes only such fixes.
    pub explicit: bool,
    /// The edits, sorted and not overlapping.
    pub edits: Vec<TextEdit>,
    /// Why it cannot be applied, as a clause.
    pub disabled: Option<String>,
}

impl Fix {
    /// A fix with what came of planning its edits.
    fn planned(kind: FixKind, title: String, view: &View, edits: Result<Vec<TextEdit>, String>) -> Fix {
        let (edits, disabled) = match edits {
            Ok(edits) => (edits, None),
            Err(why) => (Vec::new(), Some(visible(&why).into_owned())),
        };
        // A menu shows what names and reasons hold.
        let title = visible(&title).into_owned();
        Fix { kind, title, preferred: false, explicit: view.standing.explicit, edits, disabled }
    }
}

impl Analysis {
    /// The fixes of what an advice is about, the preferred one first: those of its entry, or those of its rule.
    pub fn fixes(&self, advice: &Advice) -> Vec<Fix> {
        match (advice.entry, advice.rule) {
            (Some(at), _) => self.entry_fixes(at),
            (None, Rule::UnusedNotAction) => self.not_action_fix_of(advice).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    fn not_action_fix_of(&self, advice: &Advice) -> Option<Fix> {
        let index = self.document_of(advice)?;
        let statements = &self.source.documents.get(index)?.statements;
        let statement = statements.iter().find(|statement| statement.span.contains(advice.span))?;
        self.not_action_fix(index, statement.index)
    }

    /// The preferred replacement of an entry (empty: the entry goes), proved for the pattern, or why there is none: also
    /// where the document may not be edited, or is rather to be detached.
    ///
    /// # Errors
    /// A clause that says why the entry is not replaced.
    pub fn replacement(&self, at: EntryRef) -> Result<Vec<Pattern>, String> {
        let (pattern, view) = self.pattern(at).ok_or("it is not judged")?;
        if let Some(barrier) = &view.barrier {
            return Err(barrier.clone());
        }
        if view.detached {
            return Err(NoEdits::EmptiesPolicy.into());
        }
        let narrowing = self.narrowing(view, &pattern)?;
        Ok(match &narrowing.outcome {
            Outcome::Untouched => vec![pattern],
            Outcome::Removed => {
                match self.source.documents.get(at.document).and_then(|it| empties(it, at.statement)) {
                    Some(why) => return Err(NoEdits::from(why).into()),
                    None => Vec::new(),
                }
            }
            Outcome::Replaced(entries) => entries.clone(),
        })
    }

    /// The proved narrowing of a pattern in the style of the settings; `*` is never written out.
    fn narrowing(&self, view: &View, pattern: &Pattern) -> Result<std::sync::Arc<Narrowing>, String> {
        let style = if pattern.is_everything() { Style::Narrow } else { self.settings.style };
        view.standing.narrower.narrow(pattern, style).map_err(|error| error.to_string())
    }

    /// The pattern of an entry of a judged statement.
    pub(crate) fn pattern(&self, at: EntryRef) -> Option<(Pattern, &View)> {
        let view = self.views.get(at.document)?.as_ref()?;
        let document = self.source.documents.get(at.document)?;
        let statement = document.statement(at.statement).filter(|one| is_judged(document, one))?;
        let entry = statement.actions.as_ref()?.entry(at.entry)?;
        Some((Pattern::parse(&entry.text).ok()?, view))
    }

    /// Whether a fix needs a manual choice.
    fn is_left(&self, view: &View, pattern: &Pattern, narrowing: &Narrowing) -> bool {
        self.leaves(view, pattern, narrowing, &[]).is_some()
    }

    /// Why the fix of a whole policy leaves an entry: it is costly, which can be accepted beforehand; the wildcard may
    /// grant more than the catalog knows; a setting kept something of it until a day that is over; or AWS tracks no action
    /// of a whole service. `None` where it takes the entry, but for the quota of all of them together.
    fn leaves(
        &self,
        view: &View,
        pattern: &Pattern,
        narrowing: &Narrowing,
        accepted: &[Choice],
    ) -> Option<Leaves> {
        let needs_a_look = self.behind(pattern).is_some()
            || view.standing.expired_keep(&narrowing.unused).is_some()
            || self.untracked(view, &narrowing.unused).is_some();
        if needs_a_look {
            return Some(Leaves::Always);
        }
        let is_open = !accepted.contains(&Choice::ManyEntries);
        let is_costly = is_open && self.is_costly(pattern, &narrowing.outcome);
        is_costly.then_some(Leaves::Choice(Choice::ManyEntries))
    }

    /// Whether a replacement costs much: that of `*`, and one of more entries than the settings allow.
    fn is_costly(&self, pattern: &Pattern, outcome: &Outcome) -> bool {
        let most = self.settings.max_entries;
        match outcome {
            Outcome::Replaced(entries) => pattern.is_everything() || (most > 0 && entries.len() > most),
            _ => false,
        }
    }
}
