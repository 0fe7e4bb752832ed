//! `leastwise/unusedAccess`: the principals of the findings, and how much of each service they leave unused.

use std::sync::Arc;

use leastwise_advice::report::{Report, Subject};
use serde::Serialize;
use tokio::task::spawn_blocking;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::Uri;

use crate::lsp::guard::internal_error;
use crate::lsp::knowledge::Knowledge;
use crate::lsp::state::State;
use crate::workspace::world::{days, today};

/// The answer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UnusedAccess {
    /// How many findings files there are.
    findings: usize,
    /// Sorted by name.
    principals: Vec<PrincipalAccess>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PrincipalAccess {
    /// Stands for the principal in `leastwise/unusedActions`.
    id: String,
    /// The name, or the name of the findings file if that names no principal.
    name: String,
    /// "role", "user" or, if the findings name no principal, "unnamed".
    kind: &'static str,
    /// The ARN, where the findings name one.
    arn: Option<String>,
    /// How many actions are unused.
    unused: usize,
    /// How many days ago the analyzer looked.
    age_days: Option<i64>,
    /// Why nothing is reported, as a clause.
    silent: Option<String>,
    /// Whether a policy of the workspace belongs to the principal.
    attributed: bool,
    /// The first of its findings files.
    file: Option<Uri>,
    /// The services with unused actions, by prefix.
    services: Vec<ServiceAccess>,
}

#[derive(Debug, Serialize)]
struct ServiceAccess {
    service: String,
    unused: usize,
}

/// Answers with `null` before the first look at the disk.
pub async fn handle(state: &Arc<State>) -> Result<Option<UnusedAccess>> {
    let Some(knowledge) = state.knowledge() else { return Ok(None) };
    let state = Arc::clone(state);
    let access = spawn_blocking(move || unused_access(&state, &knowledge));
    access.await.map(Some).map_err(|_| internal_error("leastwise/unusedAccess"))
}

fn unused_access(state: &State, knowledge: &Knowledge) -> UnusedAccess {
    let today = state.configuration.settings().as_of.unwrap_or_else(today);
    let reports = &knowledge.world.reports().list;
    let mut principals: Vec<PrincipalAccess> = reports
        .iter()
        .enumerate()
        .map(|(index, report)| PrincipalAccess {
            attributed: knowledge.world.is_attributed(index),
            file: report.files.first().and_then(|file| state.uri(knowledge, file)),
            age_days: report.analyzed_at.map(|at| days(at, today)),
            ..principal(report)
        })
        .collect();
    principals.sort_by(|one, other| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
    UnusedAccess { findings: knowledge.findings().count(), principals }
}

fn principal(report: &Report) -> PrincipalAccess {
    let (name, kind, arn) = match &report.subject {
        Subject::Named(principal) => {
            let kind = match principal.kind {
                leastwise_advice::principal::PrincipalKind::Role => "role",
                leastwise_advice::principal::PrincipalKind::User => "user",
            };
            (principal.name.to_string(), kind, Some(principal.arn.to_string()))
        }
        Subject::NameOnly(name) => (name.to_string(), "unnamed", None),
        Subject::File(path) => (path.rsplit('/').next().unwrap_or(path).to_owned(), "unnamed", None),
    };
    let usage = report.usage();
    let services = usage.unused().services().map(|service| ServiceAccess {
        service: service.to_owned(),
        unused: usage.unused().service(service).len(),
    });
    let mut services: Vec<ServiceAccess> = services.collect();
    services.sort_by(|one, other| one.service.cmp(&other.service));
    PrincipalAccess {
        id: id(report).to_owned(),
        name,
        kind,
        arn,
        unused: usage.unused().len(),
        age_days: None,
        silent: report.silent.clone(),
        attributed: false,
        file: None,
        services,
    }
}

/// What stands for a report from one world to the next.
pub(super) fn id(report: &Report) -> &str {
    match &report.subject {
        Subject::Named(principal) => &principal.arn,
        Subject::NameOnly(name) => name.as_written(),
        Subject::File(path) => path,
    }
}
