//! The steps of a recommendation, which IAM Access Analyzer and Security Hub give in the same fields.

use std::sync::Arc;

use super::super::mistake::Mistake;
use super::super::normal::{PolicyText, RecommendationStatus, RecommendedAction, RecommendedStep};
use super::super::reader::Reader;
use super::super::value::Value;

/// Whether a value says that it is a recommendation about unused permissions, in the API's spelling or in that of its
/// samples (`UNUSED_PERMISSION_RECOMMENDATION`).
pub(super) fn is_recommendation(value: Value<'_>) -> bool {
    value.text("recommendationType").is_some_and(|kind| {
        let letters: String = kind.chars().filter(|c| *c != '_').map(|c| c.to_ascii_lowercase()).collect();
        letters == "unusedpermissionrecommendation"
    })
}

/// `None` where the status does not read: nobody knows whether there is a recommendation.
pub(super) fn status(value: Value<'_>, reader: &mut Reader) -> Option<RecommendationStatus> {
    let written = value.get("status")?;
    match written.as_str().as_deref() {
        Some("SUCCEEDED") => Some(RecommendationStatus::Succeeded),
        Some("IN_PROGRESS") => Some(RecommendationStatus::InProgress),
        Some("FAILED") => Some(RecommendationStatus::Failed(value.failure())),
        _ => {
            let message = "a status is SUCCEEDED, FAILED or IN_PROGRESS; the recommendation is left out";
            reader.mistake(Mistake::Status, written.span(), message);
            None
        }
    }
}

/// The steps in the list of a key, each in a union with `variant` as its only key, and whether all of them read.
pub(super) fn steps(
    value: Value<'_>,
    key: &str,
    variant: &str,
    reader: &mut Reader,
) -> (Vec<RecommendedStep>, bool) {
    let Some(list) = value.given(key) else { return (Vec::new(), true) };
    let Some(items) = list.items() else {
        reader.mistake(Mistake::Shape, list.span(), format!("`{key}` is a list; the steps are left out"));
        return (Vec::new(), false);
    };
    let read: Vec<_> = items.map(|item| step(item.given(variant).unwrap_or(item), reader)).collect();
    let all = read.iter().all(Option::is_some);
    (read.into_iter().flatten().collect(), all)
}

fn step(value: Value<'_>, reader: &mut Reader) -> Option<RecommendedStep> {
    let action = match value.text("recommendedAction").as_deref() {
        Some("CREATE_POLICY") => RecommendedAction::CreatePolicy,
        Some("DETACH_POLICY") => RecommendedAction::DetachPolicy,
        _ => {
            let at = value.get("recommendedAction").unwrap_or(value).span();
            let message = "a recommended action is CREATE_POLICY or DETACH_POLICY; this step is left out";
            reader.mistake(Mistake::Policy, at, message);
            return None;
        }
    };
    let mut policy = |key: &str| {
        let written = value.given(key)?;
        let text = written.as_str();
        if text.is_none() {
            let message = format!("`{key}` is a policy in a string; this one is left out");
            reader.mistake(Mistake::Policy, written.span(), message);
        }
        Some(PolicyText { text: Arc::from(&*text?), span: written.span() })
    };
    let (existing, recommended) = (policy("existingPolicy"), policy("recommendedPolicy"));
    Some(RecommendedStep {
        action,
        policy: value.text("existingPolicyId").map(|id| id.into()),
        policy_updated_at: value.given("policyUpdatedAt").and_then(|date| reader.date(date)),
        existing,
        recommended,
        span: value.span(),
    })
}
