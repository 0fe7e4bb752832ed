//! `unused-policy`: at least one Allow, and all that the Allow statements grant is unused. AWS refuses an empty
//! policy, so the advice is to detach it.

use leastwise_policy::{ActionKey, Document, Effect, Source, Span, Statement};

use super::{Granting, is_judged};
use crate::standing::Standing;
use crate::{Advice, Rule};

pub(crate) fn check(
    source: &Source,
    document: &Document,
    granting: &[Granting<'_>],
    standing: &Standing,
) -> Option<Advice> {
    // Statements that do not read whole may grant something that is used.
    if source.barrier(document).is_some() {
        return None;
    }
    let allows = || document.statements.iter().filter(|statement| statement.effect == Effect::Allow);
    let is_whole = |statement: &Statement| {
        // Every entry must have been judged: an entry that matches nothing known may grant something.
        is_judged(document, statement)
            && statement.actions.as_ref().is_some_and(|actions| {
                let judged = granting.iter().filter(|granting| granting.at.statement == statement.index);
                actions.key == ActionKey::Action && judged.count() == actions.entries.len()
            })
    };
    let all_unused = granting.iter().all(|granting| {
        let look = &granting.look;
        !look.unused.is_empty() && look.unused.len() == look.granted
    });
    if granting.is_empty() || !all_unused || !allows().all(is_whole) {
        return None;
    }
    let by_whom = standing.by_whom();
    let denies = document.statements.iter().filter(|statement| statement.effect == Effect::Deny).count();
    let message = match denies {
        0 => format!("nothing that this policy allows is used by {by_whom}: detach it"),
        _ => format!(
            "nothing that this policy allows is used by {by_whom}: remove the Allow statements and keep the policy, \
             its Deny statements still guard"
        ),
    };
    let brace = Span::new(document.span.start, document.span.start + 1);
    Some(Advice::note(brace, Rule::UnusedPolicy, message))
}
