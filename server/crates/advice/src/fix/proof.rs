//! The proof of a fix on its document: the document is the old one but for the edited lists (proved by the policy
//! crate with another JSON reader), and each edited list grants exactly what it should, over all known actions.

use std::fmt;

use leastwise_iam::{ActionSet, Narrower, Pattern, Universe, inclusion::includes};
use leastwise_policy::proof::ListChange;
use leastwise_policy::{Document, EntryChange, Source};
use rustc_hash::FxHashSet;

/// How a planned edit breaks the contract.
#[derive(Debug)]
pub(super) struct Violation(String);

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Proves that `after` grants what `source` grants minus the unused actions of the changed entries, and nothing else.
pub(super) fn prove(
    source: &Source,
    document: &Document,
    changes: &[EntryChange],
    after: &str,
    narrower: &Narrower,
) -> Result<(), Violation> {
    let lists = leastwise_policy::proof::prove(source, document, changes, after)
        .map_err(|violation| Violation(violation.to_string()))?;
    let changed: FxHashSet<(usize, usize)> =
        changes.iter().map(|change| (change.statement, change.entry)).collect();
    for list in &lists {
        prove_list(list, |index| changed.contains(&(list.statement, index)), narrower)?;
    }
    Ok(())
}

/// One list: every new entry lies inside an old one, and over the universe the list grants what the unchanged entries
/// grant, and what the changed ones grant minus the unused.
fn prove_list(
    list: &ListChange,
    is_changed: impl Fn(usize) -> bool,
    narrower: &Narrower,
) -> Result<(), Violation> {
    // Entries that AWS refuses grant nothing that could be judged; the policy crate proved that they stay.
    let read = |text: &String| Pattern::parse(text).ok();
    let before: Vec<(bool, Pattern)> = list
        .before
        .iter()
        .enumerate()
        .filter_map(|(index, text)| Some((is_changed(index), read(text)?)))
        .collect();
    let after: Vec<Pattern> = list.after.iter().flatten().filter_map(read).collect();
    let old: FxHashSet<&str> = before.iter().map(|(_, pattern)| pattern.as_str()).collect();
    for entry in &after {
        let is_inside =
            old.contains(entry.as_str()) || before.iter().any(|(_, old)| includes(old, entry) == Ok(true));
        if !is_inside {
            return Err(Violation(format!("`{}` would grant more than before", entry.as_str())));
        }
    }
    let (universe, unused) = (narrower.universe(), narrower.unused());
    for service in reached(&before, universe) {
        let of = |is_wanted: bool| before.iter().filter(move |(changed, _)| *changed == is_wanted);
        let service = Service {
            prefix: service,
            unchanged: Grant::of(service, of(false).map(|(_, pattern)| pattern)),
            changed: Grant::of(service, of(true).map(|(_, pattern)| pattern)),
            after: Grant::of(service, after.iter()),
        };
        service.prove(universe, unused)?;
    }
    Ok(())
}

/// What a list grants of one service before and after.
struct Service<'a> {
    prefix: &'a str,
    unchanged: Grant<'a>,
    changed: Grant<'a>,
    after: Grant<'a>,
}

impl Service<'_> {
    fn prove(&self, universe: &Universe, unused: &ActionSet) -> Result<(), Violation> {
        let service = self.prefix;
        for name in universe.names(service) {
            let folded = name.to_ascii_lowercase();
            let wanted = self.unchanged.has(service, &folded)
                || (self.changed.has(service, &folded) && !unused.contains(service, &folded));
            match (wanted, self.after.has(service, &folded)) {
                (true, false) => return Err(Violation(format!("{service}:{name} would be lost"))),
                (false, true) => {
                    return Err(Violation(format!("{service}:{name} would still be granted")));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// The entries of one service, those without wildcards by their names: a list may have hundreds of them.
struct Grant<'a> {
    plain: FxHashSet<String>,
    wild: Vec<&'a Pattern>,
}

impl<'a> Grant<'a> {
    fn of(service: &str, patterns: impl Iterator<Item = &'a Pattern>) -> Grant<'a> {
        let mut grant = Grant { plain: FxHashSet::default(), wild: Vec::new() };
        for pattern in patterns {
            match pattern.service() {
                Some(own) if !own.eq_ignore_ascii_case(service) => {}
                Some(_) if pattern.is_plain() => {
                    grant.plain.insert(pattern.name().to_ascii_lowercase());
                }
                _ => grant.wild.push(pattern),
            }
        }
        grant
    }

    /// Whether an entry grants the action of that name in lower case.
    fn has(&self, service: &str, folded: &str) -> bool {
        self.plain.contains(folded) || self.wild.iter().any(|pattern| pattern.matches(service, folded))
    }
}

/// The services that a list can reach.
fn reached<'a>(before: &'a [(bool, Pattern)], universe: &'a Universe) -> Vec<&'a str> {
    if before.iter().any(|(_, pattern)| pattern.is_everything()) {
        return universe.services().collect();
    }
    let mut services: Vec<&str> = before.iter().filter_map(|(_, pattern)| pattern.service()).collect();
    services.sort_unstable_by_key(|service| service.to_ascii_lowercase());
    services.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
    services
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use leastwise_iam::{ActionName, Catalog};

    use super::*;

    /// The verdict on a list of which the entries with a `-` before them change, with two unused actions.
    fn verdict(before: &str, after: &str) -> String {
        let unused: ActionSet = ["s3:GetBucketAcl", "iam:ListUsers"]
            .iter()
            .map(|name| ActionName::parse(name).unwrap())
            .collect();
        let universe = Universe::new(Catalog::embedded(), None, unused.iter().cloned());
        let narrower = Narrower::new(Arc::new(universe), Arc::new(unused));
        let texts = |list: &str| list.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let changed: Vec<bool> = texts(before).iter().map(|text| text.starts_with('-')).collect();
        let list = ListChange {
            statement: 0,
            before: texts(before).iter().map(|text| text.trim_start_matches('-').to_owned()).collect(),
            after: Some(texts(after)),
        };
        match prove_list(&list, |index| changed[index], &narrower) {
            Ok(()) => "proved".to_owned(),
            Err(violation) => violation.to_string(),
        }
    }

    #[test]
    fn what_is_lost_kept_or_wider_is_not_proved() {
        for (before, after, expected) in [
            ("-iam:ListUser* s3:Get*", "iam:ListUserPolicies iam:ListUserTags s3:Get*", "proved"),
            ("-IAM:listuser*", "IAM:ListUserpolicies iam:LISTUSERTAGS", "proved"),
            ("-s3:GetBucketAcl sqs:*", "sqs:*", "proved"),
            // An entry that stays may go on granting what is unused.
            ("-s3:GetBucketAcl s3:GetBucketA*", "s3:GetBucketA*", "proved"),
            ("s3:GetBucketAcl -s3:GetBucketAcl", "s3:GetBucketAcl", "proved"),
            ("-iam:ListUser*", "iam:ListUserPolicies", "iam:ListUserTags would be lost"),
            ("-iam:ListUser* sqs:*", "sqs:*", "iam:ListUserPolicies would be lost"),
            ("-iam:ListUser*", "iam:ListUser?*", "iam:ListUsers would still be granted"),
            ("-s3:GetBucketAcl", "s3:getbucketACL", "s3:GetBucketAcl would still be granted"),
            (
                "-iam:ListUser*",
                "iam:ListUserP* iam:ListUserT* iam:ListX",
                "`iam:ListX` would grant more than before",
            ),
            ("-s3:GetBucketAcl", "s3:GetBucketAc?x", "`s3:GetBucketAc?x` would grant more than before"),
            ("-iam:ListUser* sts:*", "iam:ListUserP* iam:ListUserT*", "sts:AssumeRole would be lost"),
            ("-*", "*", "iam:ListUsers would still be granted"),
        ] {
            assert_eq!(verdict(before, after), expected, "{before} to {after}");
        }
    }
}
