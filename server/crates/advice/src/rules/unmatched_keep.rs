//! `unmatched-keep`: a kept action that no policy grants.

use leastwise_iam::{Pattern, Universe, inclusion::includes};
use leastwise_policy::{ActionKey, Effect, Source};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::settings::SettingsFile;
use crate::world::Known;
use crate::{Advice, Rule};

pub(crate) fn check(file: &SettingsFile, known: &Known, advice: &mut Vec<Advice>) {
    if file.keep.is_empty() {
        return;
    }
    // What the policies of each table may grant together; most tables are about all of them.
    let mut covered: Vec<Option<Policy>> = file.keep.iter().map(|_| None).collect();
    let mut all = None;
    for (path, source) in known.policies_of(file) {
        let policy = Policy::new(source);
        for place in file.keep_of(path) {
            if let Some(one) = covered.get_mut(place).filter(|_| !is_about_all(file, place)) {
                one.get_or_insert_default().add(&policy);
            }
        }
        all.get_or_insert_with(Policy::default).add(&policy);
    }
    for (place, keep) in file.keep.iter().enumerate() {
        let action = keep.action.as_str();
        let narrow = || covered.get(place).and_then(Option::as_ref);
        let covered = if is_about_all(file, place) { all.as_ref() } else { narrow() };
        let is_called_so = covered.is_some();
        if covered.is_some_and(|policy| policy.grants(&keep.action, &known.joined.universe)) {
            continue;
        }
        let message = match is_called_so {
            false => format!("`{action}` is kept in no policy: none is called so"),
            true => format!("`{action}` is kept, but no policy that this is about allows it"),
        };
        advice.push(Advice::note(keep.span, Rule::UnmatchedKeep, message));
    }
}

/// Whether a table has no globs.
fn is_about_all(file: &SettingsFile, place: usize) -> bool {
    file.keep.get(place).is_some_and(|keep| keep.policy.is_none())
}

/// What the policies of one file, or of several, may grant, read once for all kept actions.
#[derive(Default)]
struct Policy {
    /// What is not literal, or says what it does not grant, may grant anything.
    anything: bool,
    /// By folded service; those of `*` under the empty text.
    granted: FxHashMap<String, FxHashSet<Pattern>>,
}

impl Policy {
    fn new(source: &Source) -> Policy {
        let mut policy = Policy::default();
        let statements = source.documents.iter().flat_map(|document| &document.statements);
        for statement in statements.filter(|statement| statement.effect != Effect::Deny) {
            match &statement.actions {
                Some(actions) if statement.is_literal() && actions.key == ActionKey::Action => {
                    let entries = actions.entries.iter();
                    for pattern in entries.filter_map(|entry| Pattern::parse(&entry.text).ok()) {
                        policy.granted.entry(service_of(&pattern)).or_default().insert(pattern);
                    }
                }
                _ => policy.anything = true,
            }
        }
        policy
    }

    fn add(&mut self, other: &Policy) {
        self.anything |= other.anything;
        for (service, patterns) in &other.granted {
            self.granted.entry(service.clone()).or_default().extend(patterns.iter().cloned());
        }
    }

    /// Whether an Allow may grant an action of `kept`.
    fn grants(&self, kept: &Pattern, universe: &Universe) -> bool {
        let of = |service: &str| self.granted.get(service).into_iter().flatten();
        let meets = |granted: &Pattern| meet(granted, kept, universe);
        self.anything
            || of("").any(meets)
            || match kept.service() {
                None => self.granted.values().flatten().any(meets),
                Some(_) => of(&service_of(kept)).any(meets),
            }
    }
}

fn service_of(pattern: &Pattern) -> String {
    pattern.service().map(str::to_ascii_lowercase).unwrap_or_default()
}

/// Whether some action is matched by both patterns.
fn meet(one: &Pattern, other: &Pattern, universe: &Universe) -> bool {
    if includes(one, other) == Ok(true) || includes(other, one) == Ok(true) {
        return true;
    }
    let (Some(service), Some(same)) = (one.service(), other.service()) else { return true };
    let of_both = |service: &str, name: &str| one.matches(service, name) && other.matches(service, name);
    service.eq_ignore_ascii_case(same) && universe.names(service).iter().any(|name| of_both(service, name))
}

#[cfg(test)]
mod tests {
    use leastwise_iam::Catalog;

    use super::*;

    #[test]
    fn patterns_meet_where_some_action_is_matched_by_both() {
        let universe = Universe::new(Catalog::embedded(), None, []);
        let table = [
            ("s3:GetBucketAcl", "s3:Get*", true),
            ("s3:GetBucketAcl", "S3:GETBUCKETACL", true),
            ("s3:*Acl", "s3:Get*", true),
            ("s3:*Acl", "s3:List*", false),
            ("s3:GetBucketAcl", "s3:GetBucketPolicy", false),
            ("s3:NotInTheCatalog", "s3:Not*", true),
            ("s3:Get*", "ec2:Get*", false),
            ("s3:Get*", "*", true),
        ];
        for (one, other, expected) in table {
            let (one, other) = (Pattern::parse(one).unwrap(), Pattern::parse(other).unwrap());
            assert_eq!(meet(&one, &other, &universe), expected, "{one:?} {other:?}");
            assert_eq!(meet(&other, &one, &universe), expected, "{other:?} {one:?}");
        }
    }
}
