//! What the catalog says about an action, in words. What findings say is not known here.

use leastwise_iam::catalog::{LastSeen, never_observable};
use leastwise_iam::{AccessLevel, Action, ActionName, Catalog, Tracking};

use crate::words::list;

/// The most resource types that are named.
const MOST_TYPES: usize = 8;

/// What the catalog says about an action, one fact a line; empty where the catalog lacks it.
///
/// ```
/// use leastwise_advice::catalog_facts::facts;
/// use leastwise_iam::{ActionName, Catalog};
///
/// let facts = facts(&ActionName::parse("sqs:DeleteMessage").unwrap(), &Catalog::embedded());
/// assert_eq!(facts[0], "Amazon SQS, access level write, on queue");
/// ```
pub fn facts(name: &ActionName, catalog: &Catalog) -> Vec<String> {
    let Some(service) = catalog.service(name.service()) else { return Vec::new() };
    let Some(action) = service.action(name.name()) else { return Vec::new() };
    let mut first = vec![service.title().to_owned()];
    if action.level != AccessLevel::Unknown {
        first.push(format!("access level {}", action.level.as_str().replace('-', " ")));
    }
    if !action.resource_types.is_empty() {
        let types: Vec<&str> = action.resource_types.iter().collect();
        first.push(format!("on {}", list(&types, MOST_TYPES)));
    }
    let mut facts = vec![first.join(", "), tracking(name, action).to_owned()];
    facts.extend(retired(action, catalog));
    facts
}

/// Whether a finding can name the action.
fn tracking(name: &ActionName, action: &Action) -> &'static str {
    match action.tracking {
        _ if never_observable(name.service(), name.name()) => "No report can show its use",
        Tracking::Tracked => "AWS tracks its last use, so a finding can report it unused",
        Tracking::Untracked => "AWS does not track its last use, so no finding names it",
        _ => "Whether AWS tracks its last use is not known",
    }
}

/// That AWS no longer lists the action, where that is so.
pub(crate) fn retired(action: &Action, catalog: &Catalog) -> Option<String> {
    let last = match action.retired? {
        LastSeen::On(day) => format!("last seen {day}"),
        _ => "when it went is not known".to_owned(),
    };
    Some(format!("AWS's public lists of {} no longer show it ({last})", catalog.date()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str) -> Vec<String> {
        facts(&ActionName::parse(name).unwrap(), &Catalog::embedded())
    }

    #[test]
    fn each_fact_is_said_once_and_what_is_not_known_is_not_said() {
        assert_eq!(
            of("S3:GETOBJECT"),
            [
                "Amazon S3, access level read, on accesspointobject and object",
                "AWS does not track its last use, so no finding names it",
            ]
        );
        assert_eq!(of("iam:PassRole")[1], "No report can show its use");
        assert!(of("lambda:CreateFunction")[1].starts_with("AWS tracks its last use"));
        assert_eq!(of("s3:NoSuchAction"), [""; 0]);
        assert_eq!(of("no-such:Action"), [""; 0]);
    }
}
