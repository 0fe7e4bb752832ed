//! The rules, one file each, and what they share: the entries of a document that findings can speak about.

pub(crate) mod encoded_policy;
pub(crate) mod excess_wildcard;
pub(crate) mod expired_keep;
pub(crate) mod incomplete_finding;
pub(crate) mod invalid_action;
pub(crate) mod invalid_policy;
pub(crate) mod recommendation_differs;
pub(crate) mod size_quota;
pub(crate) mod stale_catalog;
pub(crate) mod stale_finding;
pub(crate) mod unattributed_finding;
pub(crate) mod unchecked_placeholder;
pub(crate) mod unchecked_source;
pub(crate) mod unjudged_policy;
pub(crate) mod unknown_action;
pub(crate) mod unmatched_attach;
pub(crate) mod unmatched_keep;
pub(crate) mod unused_action;
pub(crate) mod unused_not_action;
pub(crate) mod unused_policy;
pub(crate) mod unused_principal;
pub(crate) mod unused_wildcard;

use std::sync::Arc;

use leastwise_iam::{ActionName, Look, Pattern};
use leastwise_policy::{ActionKey, Document, Effect, Entry, Statement};

use crate::Rule;
use crate::analysis::{Advice, EntryRef, Related};
use crate::report::Reported;
use crate::standing::Standing;
use crate::visible::visible;

/// An entry that grants something, seen against the unused actions.
pub(crate) struct Granting<'a> {
    pub(crate) at: EntryRef,
    pub(crate) entry: &'a Entry,
    pub(crate) pattern: Pattern,
    pub(crate) look: Arc<Look>,
}

/// Whether a statement grants by an `Action` list that leastwise may judge.
pub(crate) fn is_judged(document: &Document, statement: &Statement) -> bool {
    may_be_judged(document, statement, ActionKey::Action)
}

/// Whether a statement is kept out by a Sid that starts with `NOREPO`, the mark by which Repokid leaves it alone.
pub(crate) fn is_kept_out(statement: &Statement) -> bool {
    statement.sid.as_deref().is_some_and(|sid| sid.starts_with("NOREPO"))
}

/// Whether a statement grants by a list under `key` that leastwise may check: an Allow, not filled in elsewhere, and not
/// kept out. What a statement grants is not sure where it has a duplicate key.
pub(crate) fn may_be_judged(document: &Document, statement: &Statement, key: ActionKey) -> bool {
    // `allow` in another case is reported and, since the document has a flaw, never edited.
    let allows = match &statement.effect {
        Effect::Allow => true,
        Effect::Other(Some(effect)) => effect.eq_ignore_ascii_case("allow"),
        _ => false,
    };
    let is_exact = statement.effect == Effect::Allow;
    let flawed = is_exact && document.has_flaw_in(statement.span);
    let lists = statement.actions.as_ref().is_some_and(|actions| actions.key == key);
    allows && !flawed && !statement.opaque && !is_kept_out(statement) && lists
}

/// The entries of a document's judged statements that read as patterns.
pub(crate) fn granting<'a>(
    index: usize,
    document: &'a Document,
    standing: &'a Standing,
) -> impl Iterator<Item = Granting<'a>> {
    let judged = document.statements.iter().filter(|statement| is_judged(document, statement));
    judged.flat_map(move |statement| {
        let entries = statement.actions.iter().flat_map(|actions| &actions.entries);
        entries.filter_map(move |entry| {
            let pattern = Pattern::parse(&entry.text).ok()?;
            let look = standing.narrower.look(&pattern);
            let at = EntryRef { document: index, statement: statement.index, entry: entry.index };
            Some(Granting { at, entry, pattern, look })
        })
    })
}

impl Granting<'_> {
    /// The advice of a rule about this entry.
    fn advice(&self, rule: Rule, message: String, standing: &Standing) -> Advice {
        Advice {
            span: self.entry.span,
            rule,
            level: rule.default_level(),
            message: visible(&message).into_owned(),
            unnecessary: self.look.unused.len() == self.look.granted,
            related: self.reported(standing).into_iter().chain(self.was_kept(standing)).collect(),
            entry: Some(self.at),
            look: Some(Arc::clone(&self.look)),
        }
    }

    /// The table that kept something of this entry until its last day was over.
    fn was_kept(&self, standing: &Standing) -> Option<Related> {
        let (file, keep) = standing.expired_keep(&self.look.unused)?;
        let message = format!("it was kept until {}: {}", keep.until?, keep.reason);
        Some(Related::new(Arc::clone(file), keep.span, &message))
    }

    /// The first place of each service and finding that reports something of this entry.
    fn reported(&self, standing: &Standing) -> Vec<Related> {
        let mut related: Vec<Related> = Vec::new();
        let mut service = "";
        for action in &self.look.unused {
            if action.service() == service {
                continue;
            }
            service = action.service();
            related.extend(standing.reported(action).map(|reported| reported.related(action)));
            if related.len() >= MOST_RELATED {
                break;
            }
        }
        related
    }
}

impl Reported {
    /// The place where an action is reported.
    fn related(&self, action: &ActionName) -> Related {
        let message = match self.whole_service {
            true => format!("the whole service {} is reported unused here", action.service()),
            false => format!("{action} is reported unused here"),
        };
        Related::new(Arc::clone(&self.place.file), self.place.span, &message)
    }
}

/// More places than anybody follows are left out of an advice about `*`.
const MOST_RELATED: usize = 8;

impl Advice {
    /// An advice about a place, with nothing to fix.
    pub(crate) fn note(span: leastwise_policy::Span, rule: Rule, message: String) -> Advice {
        Advice {
            span,
            rule,
            level: rule.default_level(),
            message: visible(&message).into_owned(),
            unnecessary: false,
            related: Vec::new(),
            entry: None,
            look: None,
        }
    }
}
