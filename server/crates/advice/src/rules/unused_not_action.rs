//! `unused-not-action`: an Allow with `NotAction` grants everything but its list, and so everything unused that the list
//! does not name. AWS gives no recommendation for such a policy.

use leastwise_iam::{ActionName, Pattern, Service, Universe};
use leastwise_policy::{ActionKey, Document, Statement};

use super::may_be_judged;
use crate::standing::Standing;
use crate::words::{count, list};
use crate::{Advice, Rule};

/// What a `NotAction` list leaves granted although it is unused.
pub(crate) struct StillGranted {
    /// The actions that every principal's findings report by name, sorted.
    pub(crate) named: Vec<ActionName>,
    /// The others, which are unused because their whole service is.
    pub(crate) of_whole_services: Vec<ActionName>,
}

impl StillGranted {
    /// `None` where the statement is no Allow with `NotAction` that may be checked, or where an entry of it is unknown, and
    /// with it what the list excludes.
    pub(crate) fn by(
        document: &Document,
        statement: &Statement,
        standing: &Standing,
    ) -> Option<StillGranted> {
        if !may_be_judged(document, statement, ActionKey::NotAction) {
            return None;
        }
        let entries = &statement.actions.as_ref().filter(|actions| actions.opaque.is_empty())?.entries;
        let excluded: Vec<Pattern> =
            entries.iter().map(|entry| Pattern::parse(&entry.text).ok()).collect::<Option<_>>()?;
        let mut still = StillGranted { named: Vec::new(), of_whole_services: Vec::new() };
        let unused = standing.narrower.unused();
        for service in unused.services() {
            let reaches =
                |pattern: &&Pattern| pattern.service().is_none_or(|own| own.eq_ignore_ascii_case(service));
            let here: Vec<&Pattern> = excluded.iter().filter(reaches).collect();
            for action in unused.service(service) {
                if here.iter().any(|pattern| pattern.matches(service, action.name())) {
                    continue;
                }
                match standing.reported(action).any(|reported| reported.whole_service) {
                    true => still.of_whole_services.push(action.clone()),
                    false => still.named.push(spelled(action, standing.narrower.universe())),
                }
            }
        }
        Some(still)
    }
}

pub(crate) fn check(document: &Document, statement: &Statement, standing: &Standing) -> Option<Advice> {
    let still = StillGranted::by(document, statement, standing)?;
    let first = still.named.first().or(still.of_whole_services.first())?;
    let mut services: Vec<&str> = still.of_whole_services.iter().map(ActionName::service).collect();
    services.dedup();
    let named: Vec<String> = still.named.iter().map(|action| format!("`{action}`")).collect();
    let what = match (named.as_slice(), services.as_slice()) {
        (named, []) => list(named, MOST_NAMED),
        ([], services) => format!("{} as a whole", list(services, MOST_NAMED)),
        (named, services) => {
            format!("{}, besides {} as a whole", list(named, MOST_NAMED), list(services, MOST_NAMED))
        }
    };
    let unused = named.len() + still.of_whole_services.len();
    let message = format!(
        "`NotAction` grants all but its list, and so {} not used by {}: {what}",
        count(unused, "action"),
        standing.by_whom(),
    );
    let key = statement.actions.as_ref()?.key_span;
    let mut advice = Advice::note(key, Rule::UnusedNotAction, message);
    advice.related = standing.reported(first).map(|reported| reported.related(first)).collect();
    Some(advice)
}

/// An action in the universe's spelling.
fn spelled(action: &ActionName, universe: &Universe) -> ActionName {
    let service = universe.catalog().service(action.service()).map(Service::prefix);
    let name = universe.name(action.service(), action.name());
    let spelled = service.zip(name).and_then(|(service, name)| ActionName::new(service, name).ok());
    spelled.unwrap_or_else(|| action.clone())
}

/// More actions, or services, are counted.
const MOST_NAMED: usize = 3;
