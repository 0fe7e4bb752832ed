//! `invalid-action`: an entry that AWS refuses when the policy is saved, and that therefore has no fix.

use leastwise_iam::Pattern;
use leastwise_policy::Document;

use crate::{Advice, Rule};

pub(crate) fn check(document: &Document, advice: &mut Vec<Advice>) {
    let literal = document.statements.iter().filter(|statement| !statement.opaque);
    for entry in
        literal.filter_map(|statement| statement.actions.as_ref()).flat_map(|actions| &actions.entries)
    {
        if let Err(error) = Pattern::check(&entry.text) {
            let message = format!("AWS refuses `{}`: {error}", entry.text);
            advice.push(Advice::note(entry.span, Rule::InvalidAction, message));
        }
    }
}
