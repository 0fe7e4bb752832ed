//! Random sets of unused actions, and the findings file that reports one.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use fastrand::Rng;
use jiff::civil::{Date, date};
use serde_json::json;

use super::actions::{Actions, Id, matches};

/// Ids from here on are of actions that only the findings name.
const BEYOND: Id = 1 << 30;

/// The day of the analysis.
const DAY: Date = date(2026, 9, 1);

/// A set of unused actions.
pub(super) struct Unused<'a> {
    pub(super) actions: &'a Actions,
    ids: HashSet<Id>,
    /// Those that the findings name, and not only as part of a whole service.
    named: HashSet<Id>,
    /// What the findings name and the catalog lacks, in lower case.
    beyond: Vec<String>,
    pub(super) findings: String,
}

impl<'a> Unused<'a> {
    /// Draws a set for a document with these entries.
    pub(super) fn draw(actions: &'a Actions, entries: &[&str], principal: &str, rng: &mut Rng) -> Unused<'a> {
        let mut granted: BTreeSet<Id> = BTreeSet::new();
        for entry in entries {
            granted.extend(actions.granted(entry).iter());
        }
        let services: BTreeSet<&str> =
            granted.iter().map(|&id| actions.service_of(id).prefix.as_str()).collect();
        // Of `*` a part of the services is enough; a finding rarely lists more.
        let most = 40;
        let part = (most as f64 / services.len().max(1) as f64).min(1.0);
        let services: BTreeSet<&str> =
            services.into_iter().filter(|_| part >= 1.0 || rng.f64() < part).collect();
        let mut whole: BTreeSet<&str> = BTreeSet::new();
        if rng.u8(..3) == 0 {
            whole = services.iter().copied().filter(|_| rng.bool()).collect();
        }
        let density = *rng.choice(&[0.02, 0.15, 0.5, 0.85, 0.98, 1.0]).unwrap_or(&0.5);
        let mut ids: BTreeSet<Id> = granted
            .iter()
            .copied()
            .filter(|&id| services.contains(actions.service_of(id).prefix.as_str()))
            .filter(|_| rng.f64() < density)
            .collect();
        match rng.u8(..6) {
            0 => shorter_names(actions, &granted, &mut ids),
            1 => ids = rng.choice(&ids.iter().copied().collect::<Vec<_>>()).copied().into_iter().collect(),
            _ => {}
        }
        ids.retain(|&id| !whole.contains(actions.service_of(id).prefix.as_str()));
        let beyond =
            if rng.u8(..4) == 0 { beyond(actions, entries, &granted, &whole, rng) } else { Vec::new() };

        let mut named = ids.clone();
        named.extend((0..beyond.len()).map(|at| BEYOND + at as Id));
        let findings = findings(actions, &ids, &whole, &beyond, principal, rng);
        let mut all: HashSet<Id> = named.iter().copied().collect();
        all.extend(whole.iter().flat_map(|service| actions.whole_service(service, DAY)));
        let beyond = beyond.iter().map(|action| action.to_ascii_lowercase()).collect();
        Unused { actions, ids: all, named: named.into_iter().collect(), beyond, findings }
    }

    /// These actions, reported by name.
    #[cfg(test)]
    pub(super) fn of(actions: &'a Actions, names: &[&str]) -> Unused<'a> {
        let ids: HashSet<Id> = names.iter().flat_map(|name| actions.granted(name).to_vec()).collect();
        Unused { actions, named: ids.clone(), ids, beyond: Vec::new(), findings: String::new() }
    }

    pub(super) fn contains(&self, id: Id) -> bool {
        self.ids.contains(&id)
    }

    pub(super) fn is_named(&self, id: Id) -> bool {
        self.named.contains(&id)
    }

    /// What is reported by name.
    pub(super) fn named(&self) -> impl Iterator<Item = Id> {
        self.named.iter().copied()
    }

    /// The known actions that an entry grants, also those that only the findings name.
    pub(super) fn granted(&self, entry: &str) -> Vec<Id> {
        let mut granted = self.actions.granted(entry).to_vec();
        if !self.beyond.is_empty() {
            let folded = entry.to_ascii_lowercase();
            let beyond = self.beyond.iter().enumerate().filter(|(_, action)| matches(&folded, action));
            granted.extend(beyond.map(|(at, _)| BEYOND + at as Id));
        }
        granted
    }

    pub(super) fn spelled(&self, id: Id) -> &str {
        match id.checked_sub(BEYOND) {
            Some(at) => self.beyond.get(at as usize).map_or("", String::as_str),
            None => self.actions.spelled(id),
        }
    }

    /// The same set and all of a service that is never used.
    pub(super) fn with_service(&self, service: &str) -> HashSet<Id> {
        self.ids.iter().copied().chain(self.actions.whole_service(service, DAY)).collect()
    }
}

/// Only names that other granted names start with: `ListUser` beside `ListUsers`.
fn shorter_names(actions: &Actions, granted: &BTreeSet<Id>, ids: &mut BTreeSet<Id>) {
    let mut folded: Vec<(String, Id)> =
        granted.iter().map(|&id| (actions.spelled(id).to_ascii_lowercase(), id)).collect();
    folded.sort();
    let shorter: BTreeSet<Id> = folded
        .windows(2)
        .filter(|pair| pair[1].0.starts_with(pair[0].0.as_str()))
        .map(|pair| pair[0].1)
        .collect();
    if !shorter.is_empty() {
        *ids = shorter;
    }
}

/// Actions that the catalog lacks: cut and lengthened names of granted ones, unknown plain entries, other services.
fn beyond(
    actions: &Actions,
    entries: &[&str],
    granted: &BTreeSet<Id>,
    whole: &BTreeSet<&str>,
    rng: &mut Rng,
) -> Vec<String> {
    let granted: Vec<Id> = granted.iter().copied().collect();
    let mut names: BTreeSet<String> = BTreeSet::new();
    for _ in 0..rng.u8(1..4) {
        let Some(&id) = rng.choice(&granted) else { break };
        let name = actions.spelled(id);
        let colon = name.find(':').unwrap_or_default();
        let cut = rng.usize(colon + 2..=name.len());
        names.insert(match rng.bool() {
            true => name[..cut].to_owned(),
            false => format!("{name}Quux"),
        });
    }
    names.extend(
        entries.iter().filter(|entry| is_plain(entry)).filter(|_| rng.u8(..4) == 0).map(|&e| e.to_owned()),
    );
    names.insert("nosuchservice:DoThing".to_owned());
    let is_known = |name: &str| !actions.granted(name).is_empty();
    let service = |name: &str| name.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let mut seen = HashSet::new();
    names
        .into_iter()
        .filter(|name| !is_known(name) && !whole.contains(service(name).as_str()))
        .filter(|name| seen.insert(name.to_ascii_lowercase()))
        .collect()
}

fn is_plain(entry: &str) -> bool {
    let is_name = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    entry.split_once(':').is_some_and(|(service, name)| is_name(service) && is_name(name))
}

/// What `aws accessanalyzer get-finding-v2` would answer, in the spellings that people's files have.
fn findings(
    actions: &Actions,
    ids: &BTreeSet<Id>,
    whole: &BTreeSet<&str>,
    beyond: &[String],
    principal: &str,
    rng: &mut Rng,
) -> String {
    let mut services: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let names = ids.iter().map(|&id| actions.spelled(id)).chain(beyond.iter().map(String::as_str));
    for name in names {
        let Some((service, action)) = name.split_once(':') else { continue };
        let action = match rng.u8(..6) {
            0 => action.to_ascii_lowercase(),
            1 => name.to_owned(),
            _ => action.to_owned(),
        };
        services.entry(service.to_ascii_lowercase()).or_default().push(action);
    }
    let mut details: Vec<_> = services
        .iter()
        .map(|(service, names)| {
            let names: Vec<_> = names.iter().map(|name| json!({"action": name})).collect();
            json!({"unusedPermissionDetails": {"serviceNamespace": service, "actions": names}})
        })
        .collect();
    details.extend(
        whole.iter().map(|service| json!({"unusedPermissionDetails": {"serviceNamespace": service}})),
    );
    rng.shuffle(&mut details);
    json!({
        "id": "3b9d2c5e-0000-4000-8000-000000000000",
        "resource": principal,
        "status": "ACTIVE",
        "analyzedAt": format!("{DAY}T07:25:34Z"),
        "findingType": "UnusedPermission",
        "findingDetails": details,
    })
    .to_string()
}
