//! `[[keep]]`: an action that stays although it is reported unused.

use jiff::civil::Date;
use leastwise_iam::Pattern;
use leastwise_policy::Span;

use super::Globs;
use super::values::Values;

/// One `[[keep]]` table.
#[derive(Clone, Debug)]
pub struct Keep {
    /// The place of the table's head.
    pub span: Span,
    /// The actions.
    pub action: Pattern,
    /// Why they stay.
    pub reason: String,
    /// The last day on which they do.
    pub until: Option<Date>,
    /// The policies in which they do, relative to the file's folder; `None` for all.
    pub policy: Option<Globs>,
    /// A key of the table is wrong, so that it may have been meant to say more.
    pub damaged: bool,
}

impl Keep {
    /// `None` where the table does not say what stays.
    pub(super) fn new(values: &Values) -> Option<Keep> {
        Some(Keep {
            span: values.span,
            action: values.action("action")?.clone(),
            reason: values.text("reason").cloned().unwrap_or_else(|| "no reason is given".to_owned()),
            until: values.day("until").copied(),
            policy: values.globs("policy").cloned(),
            damaged: values.damaged,
        })
    }

    /// Whether its last day is over.
    pub fn is_expired(&self, today: Date) -> bool {
        self.until.is_some_and(|until| until < today)
    }

    /// Whether it is about the policy at a path relative to the file's folder.
    pub fn covers(&self, path: &str) -> bool {
        self.policy.as_ref().is_none_or(|globs| globs.matches(path))
    }
}
