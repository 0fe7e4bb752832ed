//! The recommendations of a workspace, and which of them speak about a document.

use std::sync::Arc;

use jiff::civil::Date;
use leastwise_policy::{Document, Source};

use crate::findings::{Place, PolicyText, RecommendedAction, RecommendedStep, join_pages};
use crate::principal::Principal;
use crate::{FindingsFile, day};

/// Every recommendation that AWS made.
#[derive(Debug, Default)]
pub(crate) struct Recommendations {
    list: Vec<RecommendedPolicy>,
}

/// What AWS would have one policy of one principal become.
#[derive(Debug)]
pub(crate) struct RecommendedPolicy {
    pub(crate) place: Place,
    pub(crate) made_on: Option<Date>,
    pub(crate) updated_on: Option<Date>,
    /// The policy as AWS saw it.
    pub(crate) existing: Option<Seen>,
    /// What it is to become; `None` where it is to be detached.
    pub(crate) recommended: Option<Source>,
    principal: Option<Principal>,
    /// The policy's name, without ARN and path.
    name: Option<Box<str>>,
}

/// A policy as AWS saw it.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) source: Source,
    whole: String,
}

impl Recommendations {
    /// All that the files have, the newest of each principal.
    pub(crate) fn new(files: &[Arc<FindingsFile>]) -> Recommendations {
        let mut list = Vec::new();
        for (place, recommendation) in join_pages(files) {
            for (index, step) in recommendation.steps.iter().enumerate() {
                let is_same = |other: &RecommendedStep| other.policy.is_some() && other.policy == step.policy;
                let recommended = match (step.action, &step.recommended) {
                    (RecommendedAction::CreatePolicy, Some(text)) => match read(text) {
                        Some(source) => Some(source),
                        None => continue,
                    },
                    (RecommendedAction::CreatePolicy, None) => continue,
                    // A policy that is replaced is also detached. The step that replaces it may stand on another page.
                    (RecommendedAction::DetachPolicy, _) => {
                        let replaces = |one: &RecommendedStep| {
                            one.action == RecommendedAction::CreatePolicy && is_same(one)
                        };
                        let repeated = recommendation.steps.iter().take(index).any(is_same);
                        let all_known = recommendation.complete && !recommendation.damaged;
                        if !all_known || repeated || recommendation.steps.iter().any(replaces) {
                            continue;
                        }
                        None
                    }
                };
                let existing = step.existing.as_ref().and_then(read);
                let seen = |source: Source| {
                    Some(Seen { whole: source.canonical_document(source.documents.first()?), source })
                };
                let existing = existing.and_then(seen);
                let name = step.policy.as_deref().and_then(|id| id.rsplit('/').next());
                list.push(RecommendedPolicy {
                    place: Place { file: Arc::clone(&place.file), span: step.span },
                    made_on: recommendation.completed_at.or(recommendation.started_at).map(day),
                    updated_on: step.policy_updated_at.map(day),
                    existing,
                    recommended,
                    principal: recommendation.principal.clone(),
                    name: name.map(Box::from),
                });
            }
        }
        Recommendations { list }
    }

    /// Those that speak about a document of these principals: its text is the one that AWS saw, or its wrapper or its file
    /// is called like the policy. `stem` is the file's name where it may speak for the document.
    pub(crate) fn about<'r>(
        &'r self,
        source: &Source,
        document: &Document,
        principals: &[&Principal],
        stem: Option<&str>,
    ) -> Vec<&'r RecommendedPolicy> {
        let mut of_theirs = self
            .list
            .iter()
            .filter(|one| one.principal.as_ref().is_some_and(|principal| principals.contains(&principal)))
            .peekable();
        if of_theirs.peek().is_none() {
            return Vec::new();
        }
        let whole = source.canonical_document(document);
        let name = document.container.policy_name.as_deref().or(stem);
        of_theirs
            .filter(|one| {
                let is_seen = one.existing.as_ref().is_some_and(|seen| seen.whole == whole);
                let is_called =
                    one.name.as_deref().zip(name).is_some_and(|(one, other)| one.eq_ignore_ascii_case(other));
                is_seen || is_called
            })
            .collect()
    }
}

/// A policy in a string, if it reads as exactly one.
fn read(text: &PolicyText) -> Option<Source> {
    let source = Source::read(Arc::clone(&text.text));
    let [document] = source.documents.as_slice() else { return None };
    source.barrier(document).is_none().then_some(source)
}
