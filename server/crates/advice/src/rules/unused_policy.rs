//! `unused-policy`: at least one Allow, and all that the Allow statements grant is unused. AWS refuses an empty
//! policy, so the advice is to detach it.

use leastwise_policy::{Document, Effect, Source, Statement};

use super::{Granting, is_judged};
use crate::standing::Standing;
use crate::world::Known;
use crate::{Advice, Rule};

pub(crate) fn check(
    source: &Source,
    document: &Document,
    granting: &[Granting<'_>],
    standing: &Standing,
    known: &Known,
) -> Option<Advice> {
    // Statements that do not read whole may grant something that is used.
    if !source.reads_strictly(document) {
        return None;
    }
    // Owners that are not known may use it.
    if standing.out_of_reach.is_some() {
        return None;
    }
    // What is filled in elsewhere may grant something that is used.
    if !document.statements.iter().all(Statement::is_literal) {
        return None;
    }
    let allows = || document.statements.iter().filter(|statement| statement.effect == Effect::Allow);
    // Every entry must have been judged: an entry that does not read may grant something.
    let entries =
        |statement: &Statement| statement.actions.as_ref().map_or(0, |actions| actions.entries.len());
    let all_judged = allows().all(|statement| is_judged(document, statement))
        && granting.len() == allows().map(entries).sum::<usize>();
    let all_unused = granting.iter().all(|granting| {
        let look = &granting.look;
        // Where the catalog is behind, a wildcard may grant something that nobody here knows of.
        let is_known = granting.pattern.is_plain()
            || granting.pattern.service().is_none_or(|service| known.beyond_catalog(service).is_empty());
        !look.unused.is_empty() && look.unused.len() == look.granted && is_known
    });
    if granting.is_empty() || !all_unused || !all_judged {
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
    Some(Advice::note(document.span.opening(), Rule::UnusedPolicy, message))
}
