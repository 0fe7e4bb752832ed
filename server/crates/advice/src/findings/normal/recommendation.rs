//! AWS's own recommendations: what it would have each policy of a principal become. A cross-check of what leastwise
//! says, never a source of unused actions.

use std::sync::Arc;

use jiff::Timestamp;
use leastwise_policy::Span;
use rustc_hash::FxHashMap;

use crate::FindingsFile;
use crate::findings::Place;
use crate::principal::Principal;

/// One recommendation, or one page of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Recommendation {
    /// The principal whose policies it is about.
    pub principal: Option<Principal>,
    /// Whether there is one.
    pub status: RecommendationStatus,
    /// When AWS began to make it; pages of one recommendation have the same. Security Hub does not say.
    pub started_at: Option<Timestamp>,
    /// When it was done.
    pub completed_at: Option<Timestamp>,
    /// The last page is there; `false` for a page of a longer answer.
    pub complete: bool,
    /// A step does not read, so that nobody knows what else is to be done.
    pub damaged: bool,
    /// What to do, in AWS's order.
    pub steps: Vec<RecommendedStep>,
    /// The recommendation in its file.
    pub span: Span,
}

/// What came of asking for a recommendation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecommendationStatus {
    /// It is there.
    Succeeded,
    /// AWS is still at it.
    InProgress,
    /// There is none, and why, in AWS's words.
    Failed(Box<str>),
}

/// One step of a recommendation.
#[derive(Clone, Debug, PartialEq)]
pub struct RecommendedStep {
    /// What to do.
    pub action: RecommendedAction,
    /// The policy: the ARN of a managed one, the name of an inline one.
    pub policy: Option<Box<str>>,
    /// When the policy was last changed; unknown for inline policies.
    pub policy_updated_at: Option<Timestamp>,
    /// The text of the policy as AWS saw it, in Security Hub's format.
    pub existing: Option<PolicyText>,
    /// The text that AWS would have instead.
    pub recommended: Option<PolicyText>,
    /// The step in its file.
    pub span: Span,
}

/// What a step tells to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RecommendedAction {
    /// Create the recommended policy, in the place of the existing one.
    CreatePolicy,
    /// Detach the existing policy.
    DetachPolicy,
}

/// A policy that stands in a string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyText {
    /// The policy's own text.
    pub text: Arc<str>,
    /// The string in the findings file, with its quotes.
    pub span: Span,
}

/// The recommendations of all files that succeeded, the pages of each joined, each with where its first page stands.
/// Of several for one principal only the newest is among them: AWS makes a new one whenever it is asked.
///
/// Pages join with equal principal and start. Without a start (Security Hub's format) nothing joins.
pub fn join_pages(files: &[Arc<FindingsFile>]) -> Vec<(Place, Recommendation)> {
    let mut joined: Vec<(Place, Recommendation)> = Vec::new();
    let mut known: FxHashMap<(Option<Principal>, Timestamp), usize> = FxHashMap::default();
    let mut newest: FxHashMap<Principal, Option<Timestamp>> = FxHashMap::default();
    let readable = files.iter().filter(|file| !file.broken);
    let pages = readable.flat_map(|file| file.recommendations.iter().map(move |page| (file, page)));
    for (file, page) in pages.filter(|(_, page)| page.status == RecommendationStatus::Succeeded) {
        if let Some(principal) = page.principal.clone() {
            let newest = newest.entry(principal).or_default();
            *newest = page.started_at.max(*newest);
        }
        let first = page.started_at.and_then(|at| known.get(&(page.principal.clone(), at)));
        if let Some((_, whole)) = first.and_then(|&at| joined.get_mut(at)) {
            // The same page may have been saved twice.
            let new = page.steps.iter().filter(|step| !whole.steps.iter().any(|one| one.says(step)));
            let new: Vec<RecommendedStep> = new.cloned().collect();
            whole.steps.extend(new);
            whole.complete |= page.complete;
            whole.damaged |= page.damaged;
            continue;
        }
        known.extend(page.started_at.map(|at| ((page.principal.clone(), at), joined.len())));
        joined.push((Place { file: Arc::clone(&file.path), span: page.span }, page.clone()));
    }
    joined.retain(|(_, one)| {
        let newest = one.principal.as_ref().and_then(|principal| newest.get(principal));
        newest.is_none_or(|newest| *newest == one.started_at)
    });
    joined
}

impl RecommendedStep {
    /// Whether two steps say the same, wherever they stand.
    fn says(&self, other: &RecommendedStep) -> bool {
        let text = |text: &Option<PolicyText>| text.as_ref().map(|text| Arc::clone(&text.text));
        (self.action, &self.policy) == (other.action, &other.policy)
            && text(&self.existing) == text(&other.existing)
            && text(&self.recommended) == text(&other.recommended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page with one step for each policy.
    fn page(role: &str, started_at: &str, policies: &[&str], more: bool) -> String {
        let step = |policy: &&str| {
            format!(
                r#"{{"unusedPermissionsRecommendedStep": {{"recommendedAction": "DETACH_POLICY", "existingPolicyId": "{policy}"}}}}"#
            )
        };
        format!(
            r#"{{"resourceArn": "arn:aws:iam::1:role/{role}", "startedAt": "{started_at}", "status": "SUCCEEDED",
               "recommendationType": "UnusedPermissionRecommendation", "recommendedSteps": [{}]{}}}"#,
            policies.iter().map(step).collect::<Vec<_>>().join(","),
            if more { r#", "nextToken": "x""# } else { "" }
        )
    }

    #[test]
    fn a_step_that_does_not_read_is_missing_from_the_whole_whatever_page_it_stands_on() {
        let at = "2025-03-02T10:00:00Z";
        for damaged in [0, 1] {
            let mut texts = [page("A", at, &["p"], true), page("A", at, &["q"], false)];
            texts[damaged] = texts[damaged].replace("DETACH_POLICY", "SHRINK_POLICY");
            for order in [[0, 1], [1, 0]] {
                let read = |at: usize| crate::findings::read(&format!("{at}.json"), &texts[at]).map(Arc::new);
                let files: Vec<_> = order.into_iter().filter_map(read).collect();
                let [(_, whole)] = join_pages(&files).try_into().unwrap();
                assert!(whole.complete && whole.damaged && whole.steps.len() == 1, "{whole:?}");
            }
        }
    }

    #[test]
    fn pages_of_one_recommendation_join_and_only_the_newest_of_a_principal_stays() {
        let (old, new) = ("2025-03-01T10:00:00Z", "2025-03-02T10:00:00Z");
        let texts = [
            page("A", old, &["gone"], false),
            page("A", new, &["p", "q"], true),
            page("B", old, &["other"], true),
            page("A", new, &["q", "r"], false),
        ];
        let read = |(at, text): (usize, &String)| crate::findings::read(&format!("{at}.json"), text);
        let files: Vec<_> = texts.iter().enumerate().filter_map(read).map(Arc::new).collect();
        let joined = join_pages(&files);
        let shown: Vec<_> = joined
            .iter()
            .map(|(place, one)| {
                let policies: Vec<_> = one.steps.iter().filter_map(|step| step.policy.as_deref()).collect();
                format!("{} {} {}", place.file, policies.join(","), one.complete)
            })
            .collect();
        assert_eq!(shown, ["1.json p,q,r true", "2.json other false"]);
    }
}
