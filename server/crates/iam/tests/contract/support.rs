//! What the suites share: a narrower from plain texts, and results as plain texts.

use std::sync::Arc;

use leastwise_iam::{ActionName, ActionSet, Catalog, Narrower, Outcome, Pattern, Style, Universe};

pub(crate) fn actions(texts: &[&str]) -> ActionSet {
    texts.iter().map(|text| ActionName::parse(text).unwrap()).collect()
}

pub(crate) fn pattern(text: &str) -> Pattern {
    Pattern::parse(text).unwrap()
}

/// A narrower over the embedded catalog, in which the unused actions are mentioned as a finding's are.
pub(crate) fn narrower(unused: &[&str], as_of: Option<&str>) -> Narrower {
    let unused = actions(unused);
    let as_of = as_of.map(|day| day.parse().unwrap());
    let universe = Universe::new(Catalog::embedded(), as_of, unused.iter().cloned());
    Narrower::new(Arc::new(universe), Arc::new(unused))
}

/// The proved replacement: `untouched`, `removed`, or the entries behind each other.
pub(crate) fn outcome(narrower: &Narrower, text: &str, style: Style) -> String {
    match narrower.narrow(&pattern(text), style) {
        Ok(narrowing) => match &narrowing.outcome {
            Outcome::Untouched => "untouched".to_owned(),
            Outcome::Removed => "removed".to_owned(),
            Outcome::Replaced(entries) => entries.iter().map(Pattern::as_str).collect::<Vec<_>>().join(" "),
        },
        Err(unproved) => format!("error: {unproved}"),
    }
}
