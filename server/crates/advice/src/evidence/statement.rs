//! What a whole statement grants, service by service.

use std::collections::BTreeMap;

use jiff::Timestamp;
use leastwise_iam::{ActionName, Pattern};
use leastwise_policy::{ActionElement, ActionKey, Effect};

use super::deny::Denies;
use super::reason::Grounds;
use super::{Counts, granted};
use crate::analysis::Analysis;

/// What a statement grants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementEvidence {
    /// Whom the findings are about: "role MyRole".
    pub who: String,
    /// Over all services.
    pub counts: Counts,
    /// The services, those with the most unused actions first.
    pub services: Vec<ServiceEvidence>,
}

/// What a statement grants of one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceEvidence {
    /// The service prefix: `s3`.
    pub service: Box<str>,
    /// How many of its actions the statement grants, and why they are unused or kept.
    pub counts: Counts,
    /// The last known use of the service by any of the policy's principals.
    pub last_use: Option<Timestamp>,
}

impl Analysis {
    /// What one Allow statement grants, by [`leastwise_policy::Statement::index`], each action counted once; `None`
    /// where the document is not judged or the statement is not a literal Allow.
    pub fn statement_evidence(&self, document: usize, statement: usize) -> Option<StatementEvidence> {
        let view = self.views.get(document)?.as_ref()?;
        let document = self.source.documents.get(document)?;
        let statement = document.statement(statement)?;
        let actions = statement.actions.as_ref()?;
        if statement.opaque || statement.effect != Effect::Allow {
            return None;
        }
        let grounds = Grounds::of(&view.standing, &self.known);
        let denies = view.denies.get_or_init(|| Denies::read(&self.source, document));
        let mut counts = Counts::default();
        let mut services: BTreeMap<String, Counts> = BTreeMap::new();
        for action in all_granted(actions, &grounds)? {
            let (kind, denied) = (grounds.reason(&action).kind(), denies.of(&action));
            counts.add(kind, denied);
            services.entry(action.service().to_owned()).or_default().add(kind, denied);
        }
        let mut services: Vec<ServiceEvidence> = services
            .into_iter()
            .map(|(service, counts)| {
                let last_use = grounds.last_use(&service);
                ServiceEvidence { service: service.into(), counts, last_use }
            })
            .collect();
        services.sort_by_key(|service| std::cmp::Reverse(service.counts.unused()));
        Some(StatementEvidence { who: view.standing.who.clone(), counts, services })
    }
}

/// The known actions that an `Action` list grants, or that a `NotAction` list leaves granted, each once. `None` for a
/// `NotAction` with an entry that does not read, since what it excludes cannot be known.
fn all_granted(actions: &ActionElement, grounds: &Grounds<'_>) -> Option<Vec<ActionName>> {
    let patterns: Vec<Pattern> =
        actions.entries.iter().filter_map(|entry| Pattern::parse(&entry.text).ok()).collect();
    Some(match actions.key {
        ActionKey::Action => {
            let mut all: Vec<ActionName> =
                patterns.iter().flat_map(|pattern| granted(pattern, grounds.universe)).collect();
            all.sort();
            all.dedup();
            all
        }
        ActionKey::NotAction if patterns.len() < actions.entries.len() || !actions.opaque.is_empty() => {
            return None;
        }
        ActionKey::NotAction => {
            let excluded =
                |service: &str, name: &str| patterns.iter().any(|pattern| pattern.matches(service, name));
            let of = |service| {
                let names = grounds.universe.names(service).iter();
                names
                    .filter(move |name| !excluded(service, name))
                    .filter_map(move |name| ActionName::new(service, name).ok())
            };
            grounds.universe.services().flat_map(of).collect()
        }
    })
}
