//! The event "Unused Access Finding for IAM entities" of EventBridge: a finding with counts, without actions.
//!
//! Source: "Monitoring IAM Access Analyzer with Amazon EventBridge", IAM User Guide.

use super::super::answers::Answer;
use super::super::reader::{Reader, analyzer};
use super::super::value::Value;
use super::head::{Head, kind};

pub(super) fn recognizes(answer: Answer<'_>) -> bool {
    let is_findings = answer.value.text("source").is_some_and(|source| source == "aws.access-analyzer");
    is_findings && answer.value.get("detail").and_then(kind).is_some()
}

pub(super) fn read(answer: Answer<'_>, reader: &mut Reader) {
    let Some(detail) = answer.value.get("detail") else { return };
    let Some(mut head) = Head::read(Answer { value: detail, around: answer.around }, reader) else { return };
    let resources = answer.value.get("resources").and_then(|resources| resources.items());
    head.analyzer = resources.into_iter().flatten().filter_map(Value::as_str).find_map(|arn| analyzer(&arn));
    let count = |key| detail.given(key).and_then(Value::count);
    head.without_details([count("numberOfUnusedServices"), count("numberOfUnusedActions")], reader);
}
