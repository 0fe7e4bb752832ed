//! A naive matcher of its own: which of all known actions an entry grants.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use leastwise_iam::Catalog;
use leastwise_iam::catalog::FirstSeen;
use regex::bytes::Regex;

/// An action's place among all of them.
pub(super) type Id = u32;

/// Every action of the catalog, in lower case.
pub(super) struct Actions {
    pub(super) services: Vec<Service>,
    by_prefix: HashMap<String, usize>,
    never_observable: BTreeSet<String>,
    granted: Mutex<HashMap<String, Arc<[Id]>>>,
    spelled: Vec<String>,
}

pub(super) struct Service {
    pub(super) prefix: String,
    pub(super) ids: std::ops::Range<Id>,
    names: Vec<String>,
    first_seen: Vec<FirstSeen>,
}

impl Actions {
    /// `never_observable` is the text of the list of that name.
    pub(super) fn new(catalog: &Catalog, never_observable: &str) -> Actions {
        let mut actions = Actions {
            services: Vec::new(),
            by_prefix: HashMap::new(),
            never_observable: never_observable
                .lines()
                .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
                .map(|line| line.trim().to_ascii_lowercase())
                .collect(),
            granted: Mutex::default(),
            spelled: Vec::new(),
        };
        for service in catalog.services() {
            let first = actions.spelled.len() as Id;
            let prefix = service.prefix().to_ascii_lowercase();
            actions.spelled.extend(
                service.actions().iter().map(|action| format!("{}:{}", service.prefix(), action.name)),
            );
            actions.by_prefix.insert(prefix.clone(), actions.services.len());
            actions.services.push(Service {
                prefix,
                ids: first..actions.spelled.len() as Id,
                names: service.actions().iter().map(|action| action.name.to_ascii_lowercase()).collect(),
                first_seen: service.actions().iter().map(|action| action.first_seen).collect(),
            });
        }
        actions
    }

    /// In AWS's spelling.
    pub(super) fn spelled(&self, id: Id) -> &str {
        self.spelled.get(id as usize).map_or("", String::as_str)
    }

    /// One of all actions, in AWS's spelling.
    pub(super) fn any(&self, rng: &mut fastrand::Rng) -> &str {
        rng.choice(&self.spelled).map_or("", String::as_str)
    }

    pub(super) fn service(&self, prefix: &str) -> Option<&Service> {
        self.services.get(*self.by_prefix.get(&prefix.to_ascii_lowercase())?)
    }

    pub(super) fn service_of(&self, id: Id) -> &Service {
        let at = self.services.partition_point(|service| service.ids.end <= id);
        &self.services[at]
    }

    /// What a whole unused service stands for: what was public on that day, but for what no report can show.
    pub(super) fn whole_service(&self, prefix: &str, day: jiff::civil::Date) -> Vec<Id> {
        let Some(service) = self.service(prefix) else { return Vec::new() };
        let is_meant = |at: &usize| {
            let name = format!("{}:{}", service.prefix, service.names[*at]);
            service.first_seen[*at].is_by(day) && !self.never_observable.contains(&name)
        };
        (0..service.names.len()).filter(is_meant).map(|at| service.ids.start + at as Id).collect()
    }

    /// The known actions that an entry grants, sorted.
    pub(super) fn granted(&self, entry: &str) -> Arc<[Id]> {
        let folded = entry.to_ascii_lowercase();
        let lock = || self.granted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(&folded) {
            return Arc::clone(known);
        }
        let granted: Arc<[Id]> = self.find(&folded).into();
        lock().insert(folded, Arc::clone(&granted));
        granted
    }

    fn find(&self, folded: &str) -> Vec<Id> {
        let (service, _) = folded.split_once(':').unwrap_or((folded, ""));
        let services = match service.contains(['*', '?']) {
            true => self.services.as_slice(),
            false => {
                self.by_prefix.get(service).map_or(&[][..], |&at| std::slice::from_ref(&self.services[at]))
            }
        };
        let mut found = Vec::new();
        for service in services {
            for (at, name) in service.names.iter().enumerate() {
                if matches(folded, &format!("{}:{name}", service.prefix)) {
                    found.push(service.ids.start + at as Id);
                }
            }
        }
        found
    }
}

/// Whether a lower-cased pattern matches a lower-cased action, both with their service: by a regular expression, so that
/// nothing is shared with the matcher of the product.
pub(super) fn matches(pattern: &str, action: &str) -> bool {
    if !pattern.contains(['*', '?']) {
        return pattern == action;
    }
    KNOWN.with_borrow_mut(|known| {
        if let Some(regex) = known.get(pattern) {
            return regex.is_match(action.as_bytes());
        }
        // A pattern too long for a regular expression matches nothing, which shows as an action that is lost.
        let Ok(regex) = regex(pattern) else { return false };
        let is_match = regex.is_match(action.as_bytes());
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        known.insert(pattern.to_owned(), regex);
        is_match
    })
}

thread_local! {
    static KNOWN: RefCell<HashMap<String, Regex>> = RefCell::default();
}

/// Compiled expressions are a few kilobytes each.
const MOST_KNOWN: usize = 5_000;

fn regex(pattern: &str) -> Result<Regex, regex::Error> {
    let piece = |c: char| match c {
        '*' => ".*".to_owned(),
        '?' => ".".to_owned(),
        c => regex::escape(c.encode_utf8(&mut [0; 4])),
    };
    let body: String = pattern.chars().map(piece).collect();
    Regex::new(&format!(r"(?s-u)\A{body}\z"))
}

/// Texts that a pattern matches, among them ones that no list of actions has: a wildcard is replaced by an unusual
/// letter, none, or several.
pub(super) fn samples(pattern: &str) -> Vec<String> {
    let fill =
        |star: &str, question: &str| pattern.replace('*', star).replace('?', question).to_ascii_lowercase();
    let mut samples = vec![fill("", "~"), fill("~", "~"), fill("~~~", "~"), fill(&"~".repeat(40), "~")];
    // One star at a time, so that the others do not make up for what it lacks.
    for (at, _) in pattern.match_indices('*') {
        let (before, after) = pattern.split_at(at);
        let text = [before.replace('*', ""), "~~".to_owned(), after.replace('*', "")].concat();
        samples.push(text.replace('?', "~").to_ascii_lowercase());
    }
    samples
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matcher_matches() {
        for (pattern, action, expected) in [
            ("*", "s3:getobject", true),
            ("*:*", "s3:getobject", true),
            ("s3:get*", "s3:getobject", true),
            ("s3:get?bject", "s3:getobject", true),
            ("s3:*tagging", "s3:getjobtagging", true),
            ("s3:*tagging", "s3:getjobtaggings", false),
            ("s3:get", "s3:getobject", false),
            ("s3:get*?", "s3:get", false),
            ("s3:get.bject", "s3:getobject", false),
            ("s3:*+", "s3:getobject", false),
        ] {
            assert_eq!(matches(pattern, action), expected, "{pattern} {action}");
        }
    }

    #[test]
    fn samples_of_a_pattern_match_it() {
        for pattern in ["s3:Get*", "s3:*Tag?ing*", "s3:GetObject"] {
            for sample in samples(pattern) {
                assert!(matches(&pattern.to_ascii_lowercase(), &sample), "{pattern} {sample}");
            }
        }
    }
}
