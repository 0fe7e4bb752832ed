//! `aws accessanalyzer get-finding-recommendation`: what AWS would have the policies of a principal become.
//!
//! Source: the API's model of `GetFindingRecommendation`.

use super::super::answers::Answer;
use super::super::normal::Recommendation;
use super::super::reader::Reader;
use super::steps::{is_recommendation, status, steps};

pub(super) fn recognizes(answer: Answer<'_>) -> bool {
    let is_findings = ["startedAt", "recommendedSteps"].iter().any(|key| answer.value.get(key).is_some());
    is_findings && is_recommendation(answer.value)
}

pub(super) fn read(answer: Answer<'_>, reader: &mut Reader) {
    let value = answer.value;
    let Ok(principal) = reader.principal(value.get("resourceArn")) else { return };
    let Some(status) = status(value, reader) else { return };
    let (steps, all_read) = steps(value, "recommendedSteps", "unusedPermissionsRecommendedStep", reader);
    let recommendation = Recommendation {
        principal,
        status,
        started_at: value.given("startedAt").and_then(|date| reader.date(date)),
        completed_at: value.given("completedAt").and_then(|date| reader.date(date)),
        complete: value.given("nextToken").is_none(),
        damaged: !all_read,
        steps,
        span: value.span(),
    };
    reader.recommendations.push(recommendation);
}
