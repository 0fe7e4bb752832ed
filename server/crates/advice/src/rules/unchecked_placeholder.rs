//! `unchecked-placeholder`: an entry or a statement that a template fills in, so that what it grants is unknown.

use leastwise_policy::{Document, Effect, Source, Span, Statement};

use crate::words::count;
use crate::{Advice, Rule};

/// More of them in one policy are counted.
const MOST: usize = 3;

/// A Deny grants nothing, so that nothing of it is to be checked.
pub(crate) fn check(source: &Source, document: &Document, advice: &mut Vec<Advice>) {
    let may_grant = |statement: &&Statement| statement.effect != Effect::Deny;
    let mut all = document.statements.iter().filter(may_grant).flat_map(places);
    let said: Vec<_> = all.by_ref().take(MOST).collect();
    let more = all.count();
    for (index, (span, what)) in said.iter().enumerate() {
        let rest = match more {
            more if more > 0 && index + 1 == said.len() => {
                format!(" (and so are {} of this policy)", count(more, "other part"))
            }
            _ => String::new(),
        };
        let what = shown(source, *span).unwrap_or_else(|| (*what).to_owned());
        let message = format!("not checked: {what} is filled in elsewhere{rest}");
        advice.push(Advice::note(*span, Rule::UncheckedPlaceholder, message));
    }
}

/// What is filled in of a statement, and what it is.
fn places(statement: &Statement) -> Vec<(Span, &'static str)> {
    if statement.opaque {
        return vec![(statement.span, "this statement")];
    }
    let opaque = statement.actions.iter().flat_map(|actions| &actions.opaque);
    opaque.map(|entry| (entry.span, "this entry")).collect()
}

/// A placeholder in a string, as it is written, where that is short.
fn shown(source: &Source, span: Span) -> Option<String> {
    const LONGEST: usize = 60;
    let text = span.text(&source.text)?.strip_prefix('"')?.strip_suffix('"')?;
    (text.len() <= LONGEST).then(|| format!("`{text}`"))
}
