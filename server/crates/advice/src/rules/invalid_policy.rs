//! `invalid-policy`: a policy that cannot be parsed, or that says something twice or in the wrong case, so that nobody
//! can tell what it grants. It counts as not checked.

use leastwise_policy::{Document, Source};

use crate::words::count;
use crate::{Advice, Rule};

/// More mistakes of one policy are counted.
const MOST: usize = 3;

/// The first place at which a file with a policy is no JSON: what follows may only be its consequence.
pub(crate) fn syntax(source: &Source) -> Option<Advice> {
    if source.policy_count() == 0 {
        return None;
    }
    let (first, rest) = source.errors().split_first()?;
    let more = match rest.len() {
        0 => String::new(),
        more => format!(" (and {} after it)", count(more, "error")),
    };
    let policies = match source.policy_count() {
        1 => "this policy counts",
        _ => "the policies in this file count",
    };
    let message = format!(
        "cannot parse this file: {}{more}; {policies} as not checked and cannot be fixed",
        first.message
    );
    Some(Advice::note(first.span, Rule::InvalidPolicy, message))
}

/// What keeps one document from being read strictly.
pub(crate) fn flaws(document: &Document, advice: &mut Vec<Advice>) {
    let shown = document.flaws.len().min(MOST);
    for (index, flaw) in document.flaws.iter().take(shown).enumerate() {
        let more = match document.flaws.len() - shown {
            more if more > 0 && index + 1 == shown => format!(" (and {} after it)", count(more, "mistake")),
            _ => String::new(),
        };
        let message =
            format!("{}{more}; this policy counts as not checked and cannot be fixed", flaw.message);
        advice.push(Advice::note(flaw.span, Rule::InvalidPolicy, message));
    }
}
