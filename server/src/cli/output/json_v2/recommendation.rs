//! What AWS recommends for a policy beside what it becomes here.

use leastwise_advice::recommendation::{Comparison, Difference};
use leastwise_iam::ActionName;
use serde::Serialize;

use crate::cli::texts::Texts;

#[derive(Serialize)]
pub(super) struct Recommendation<'a> {
    document: usize,
    path: String,
    line: usize,
    column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    made_on: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy_updated_on: Option<String>,
    equal: bool,
    differences: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    statement: Option<usize>,
    kind: &'static str,
    actions: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
}

pub(super) fn recommendation<'a>(
    comparison: &'a Comparison,
    texts: &Texts<'_>,
) -> Option<Recommendation<'a>> {
    let file = texts.get(&comparison.place.file)?;
    let at = file.lines().position(comparison.place.span.start);
    let item = |difference: &'a Difference| Item {
        statement: difference.statement,
        kind: difference.kind.name(),
        actions: difference.actions.iter().map(ActionName::as_str).collect(),
        why: difference.why.as_deref(),
    };
    Some(Recommendation {
        document: comparison.document,
        path: file.path.clone(),
        line: at.line,
        column: at.column,
        made_on: comparison.made_on.map(|day| day.to_string()),
        policy_updated_on: comparison.policy_updated_on.map(|day| day.to_string()),
        equal: comparison.equal(),
        differences: comparison.differences.iter().map(item).collect(),
    })
}
