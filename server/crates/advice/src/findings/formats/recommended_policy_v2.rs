//! `aws securityhub get-recommended-policy-v2`: as `get-finding-recommendation`, with the text of the existing policy.
//!
//! Source: the API's model of `GetRecommendedPolicyV2`.

use super::super::answers::Answer;
use super::super::normal::Recommendation;
use super::super::reader::Reader;
use super::steps::{is_recommendation, status, steps};

pub(super) fn recognizes(answer: Answer<'_>) -> bool {
    is_recommendation(answer.value) && answer.value.get("status").is_some()
}

pub(super) fn read(answer: Answer<'_>, reader: &mut Reader) {
    let value = answer.value;
    let Ok(principal) = reader.principal(value.get("resourceArn")) else { return };
    let Some(status) = status(value, reader) else { return };
    let (steps, all_read) = steps(value, "recommendationSteps", "unusedPermissions", reader);
    let recommendation = Recommendation {
        principal,
        status,
        started_at: None,
        completed_at: None,
        complete: value.given("nextToken").is_none(),
        damaged: !all_read,
        steps,
        span: value.span(),
    };
    reader.recommendations.push(recommendation);
}
