//! `leastwise/unusedActions`: the unused actions of one principal in one service, with the places that grant them and
//! the places that report them.

use std::collections::HashMap;
use std::sync::Arc;

use leastwise_advice::findings::Place;
use leastwise_advice::{Advice, Analysis};
use leastwise_iam::ActionName;
use leastwise_policy::Span;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{Location, Uri};

use super::unused_access::id;
use crate::lsp::convert::position::Lines;
use crate::lsp::guard::internal_error;
use crate::lsp::knowledge::Knowledge;
use crate::lsp::report::Reporter;
use crate::lsp::state::State;
use crate::workspace::world::{days, today};

/// The request.
#[derive(Debug, Deserialize)]
pub struct UnusedActionsParams {
    /// As in the answer of `leastwise/unusedAccess`.
    principal: String,
    /// The prefix of the service.
    service: String,
}

/// One action of the answer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UnusedAction {
    /// The name with the service's prefix.
    action: String,
    /// The whole service is reported, not this action by name.
    whole_service: bool,
    /// How many days ago it was last tried, if the finding states it.
    last_used_days: Option<i64>,
    /// Where the finding says so.
    finding: Option<Location>,
    /// The entries of the workspace that grant it and need not.
    policies: Vec<Location>,
}

/// Answers with nothing where the world has moved on and knows no such principal any more.
pub async fn handle(state: &Arc<State>, params: UnusedActionsParams) -> Result<Vec<UnusedAction>> {
    let Some(knowledge) = state.knowledge() else { return Ok(Vec::new()) };
    let state = Arc::clone(state);
    let actions = spawn_blocking(move || Finder { state: &state, knowledge: &knowledge }.find(&params));
    actions.await.map_err(|_| internal_error("leastwise/unusedActions"))
}

struct Finder<'a> {
    state: &'a State,
    knowledge: &'a Knowledge,
}

impl Finder<'_> {
    fn find(&self, params: &UnusedActionsParams) -> Vec<UnusedAction> {
        let reports = &self.knowledge.world.reports().list;
        let found = reports.iter().enumerate().find(|(_, report)| id(report) == params.principal);
        let Some((index, report)) = found else { return Vec::new() };
        let today = self.state.configuration.settings().as_of.unwrap_or_else(today);
        let mut places = self.grants(index, &params.service);
        let usage = report.usage();
        let actions = usage.unused().service(&params.service).iter();
        actions
            .map(|action| {
                let reported = usage.reported().get(action);
                UnusedAction {
                    action: action.as_str().to_owned(),
                    whole_service: reported.is_some_and(|it| it.whole_service),
                    last_used_days: reported.and_then(|it| it.last_accessed).map(|at| days(at, today)),
                    finding: reported.and_then(|reported| self.finding(&reported.place)),
                    policies: places.remove(action).unwrap_or_default(),
                }
            })
            .collect()
    }

    fn finding(&self, place: &Place) -> Option<Location> {
        let lines = self.knowledge.file(&place.file)?.lines();
        Some(self.location(self.state.uri(self.knowledge, &place.file)?, lines, place.span))
    }

    fn location(&self, uri: Uri, lines: &Lines, span: Span) -> Location {
        Location { uri, range: lines.range(span, self.state.session().caps.encoding) }
    }

    /// Where the policies of the principal grant unused actions of the service.
    fn grants(&self, principal: usize, service: &str) -> HashMap<ActionName, Vec<Location>> {
        let open = self.state.documents.all();
        let open = open.iter().filter_map(|document| {
            let analysis = Reporter::new(self.state, self.knowledge).analysis(document, document.policy()?);
            Some(self.grants_in(&analysis, &document.identity.uri, principal, service))
        });
        let is_closed = |name: &str| self.state.documents.get(name).is_none();
        let closed = self.knowledge.policies.par_iter().filter(|file| is_closed(&file.name));
        // The results of a whole workspace are not held.
        let closed = closed.filter_map(|file| {
            let analysis = self.knowledge.world.analyse(&file.name, Arc::clone(&file.source));
            Some(self.grants_in(&analysis, &self.knowledge.uri(&file.path)?, principal, service))
        });
        let closed: Vec<_> = closed.filter(|grants| !grants.is_empty()).collect();
        let mut places: HashMap<ActionName, Vec<Location>> = HashMap::new();
        for (action, location) in open.chain(closed).flatten() {
            places.entry(action).or_default().push(location);
        }
        places
    }

    fn grants_in(
        &self,
        analysis: &Analysis,
        uri: &Uri,
        principal: usize,
        service: &str,
    ) -> Vec<(ActionName, Location)> {
        let about = analysis.advice.iter().filter(|advice| is_about(analysis, advice, principal));
        let about: Vec<&Advice> = about.collect();
        if about.is_empty() {
            return Vec::new();
        }
        let lines = Lines::new(&analysis.source.text);
        let of_service = |action: &&ActionName| action.service().eq_ignore_ascii_case(service);
        let grants = about.into_iter().flat_map(|advice| {
            let location = self.location(uri.clone(), &lines, advice.span);
            advice.unused().iter().filter(of_service).map(move |action| (action.clone(), location.clone()))
        });
        grants.collect()
    }
}

fn is_about(analysis: &Analysis, advice: &Advice, principal: usize) -> bool {
    let subjects = advice.entry.map_or(&[][..], |entry| analysis.subjects(entry.document));
    subjects.iter().any(|(subject, _)| *subject == principal)
}
