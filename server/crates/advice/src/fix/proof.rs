//! The proof of a fix on its document: the document is the old one but for the edited lists (proved by the policy
//! crate with another JSON reader), and each edited list grants exactly what it should, over all known actions.

use std::borrow::Cow;
use std::fmt;
use std::rc::Rc;

use leastwise_iam::stems::Stems;
use leastwise_iam::{Narrower, Pattern, inclusion::includes};
use leastwise_policy::proof::prove_all;
use leastwise_policy::{Document, EntryChange, Source};
use rustc_hash::{FxHashMap, FxHashSet};

/// How a planned edit breaks the contract.
#[derive(Debug)]
pub(super) struct Violation(String);

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What was changed in one document, and what is unused there.
pub(super) struct Edited<'a> {
    pub(super) document: &'a Document,
    pub(super) changes: &'a [EntryChange],
    pub(super) narrower: &'a Narrower,
}

/// Proves that `after` is the source's text with nothing changed but the lists that are named, and that it grants what
/// `source` grants minus the unused actions of the changed entries, and nothing else.
pub(super) fn prove(source: &Source, edited: &[Edited<'_>], after: &str) -> Result<(), Violation> {
    let changes: Vec<(&Document, &[EntryChange])> =
        edited.iter().map(|one| (one.document, one.changes)).collect();
    let lists = prove_all(source, &changes, after).map_err(|violation| Violation(violation.to_string()))?;
    let mut prover: Option<Prover<'_>> = None;
    for (one, lists) in edited.iter().zip(lists) {
        let known = prover.take().filter(|prover| std::ptr::eq(prover.narrower, one.narrower));
        let prover = prover.insert(known.unwrap_or_else(|| Prover::new(one.narrower)));
        let changed: FxHashSet<(usize, usize)> =
            one.changes.iter().map(|change| (change.statement, change.entry)).collect();
        for list in lists {
            let is_changed = |entry| changed.contains(&(list.statement, entry));
            let changed = (0..list.before.len()).map(is_changed).collect();
            prover.prove(List { before: list.before, changed, after: list.after })?;
        }
    }
    Ok(())
}

/// What became of a list.
#[derive(PartialEq, Eq, Hash)]
struct List {
    before: Vec<String>,
    /// Which of them were changed.
    changed: Vec<bool>,
    /// `None` where the statement is gone.
    after: Option<Vec<String>>,
}

/// Proves lists against one set of unused actions.
struct Prover<'n> {
    narrower: &'n Narrower,
    /// By folded prefix.
    services: FxHashMap<String, Service<'n>>,
    /// Generated policies say the same many times.
    proved: FxHashSet<List>,
}

impl<'n> Prover<'n> {
    fn new(narrower: &'n Narrower) -> Prover<'n> {
        Prover { narrower, services: FxHashMap::default(), proved: FxHashSet::default() }
    }

    /// Every new entry lies inside an old one, and over the universe the list grants what the unchanged entries grant, and
    /// what the changed ones grant minus the unused.
    fn prove(&mut self, list: List) -> Result<(), Violation> {
        if self.proved.contains(&list) {
            return Ok(());
        }
        // Entries that AWS refuses, or that are filled in elsewhere, grant nothing that could be judged. They must stay, as
        // the policy crate proved of what no change names.
        let is_unknown = |(&changed, text): (&bool, &String)| changed && Pattern::parse(text).is_err();
        if std::iter::zip(&list.changed, &list.before).any(is_unknown) {
            return Err(Violation("an entry that is no action would change".to_owned()));
        }
        let read = |text: &String| Pattern::parse(text).ok();
        let before: Vec<(bool, Pattern)> = std::iter::zip(&list.changed, &list.before)
            .filter_map(|(&changed, text)| Some((changed, read(text)?)))
            .collect();
        let after: Vec<Pattern> = list.after.iter().flatten().filter_map(read).collect();
        prove_inside(&before, &after)?;
        let before = before.iter().map(|(changed, old)| (if *changed { CHANGED } else { UNCHANGED }, old));
        let entries: Vec<(u8, &Pattern)> = before.chain(after.iter().map(|new| (AFTER, new))).collect();
        for (service, entries) in by_service(&entries, self.narrower) {
            let folded = service.to_ascii_lowercase();
            let known = self.services.entry(folded).or_insert_with(|| Service::new(service, self.narrower));
            known.prove(service, &entries)?;
        }
        self.proved.insert(list);
        Ok(())
    }
}

/// Every new entry is an old one or lies inside one.
fn prove_inside(before: &[(bool, Pattern)], after: &[Pattern]) -> Result<(), Violation> {
    let mut old: FxHashSet<&str> = FxHashSet::default();
    let different = before.iter().filter(|(_, pattern)| old.insert(pattern.as_str()));
    let stems: Stems<'_, ()> = different.map(|(_, pattern)| (pattern, ())).collect();
    let is_inside = |new: &Pattern| {
        old.contains(new.as_str()) || stems.may_include(new).any(|(old, ())| includes(old, new) == Ok(true))
    };
    match after.iter().find(|new| !is_inside(new)) {
        Some(new) => Err(Violation(format!("`{}` would grant more than before", new.as_str()))),
        None => Ok(()),
    }
}

/// The entries of each service that the old ones can reach, those for everything with all of them.
fn by_service<'e>(
    entries: &[(u8, &'e Pattern)],
    narrower: &'e Narrower,
) -> Vec<(&'e str, Vec<(u8, &'e Pattern)>)> {
    let mut everything: Vec<(u8, &Pattern)> = Vec::new();
    let mut by_service: FxHashMap<String, Vec<(u8, &Pattern)>> = FxHashMap::default();
    let mut reached: Vec<&str> = Vec::new();
    for &(side, pattern) in entries {
        match pattern.service() {
            None => everything.push((side, pattern)),
            Some(service) => {
                let entries = by_service.entry(service.to_ascii_lowercase()).or_default();
                if entries.is_empty() {
                    reached.push(service);
                }
                entries.push((side, pattern));
            }
        }
    }
    if !everything.is_empty() {
        reached = narrower.universe().services().collect();
    }
    let of = |service: &str| {
        let own = by_service.get(&service.to_ascii_lowercase()).into_iter().flatten();
        own.chain(&everything).copied().collect()
    };
    reached.into_iter().map(|service| (service, of(service))).collect()
}

/// Which entries grant an action.
const UNCHANGED: u8 = 1;
const CHANGED: u8 = 2;
const AFTER: u8 = 4;

/// The actions of one service.
struct Service<'n> {
    names: &'n [Cow<'static, str>],
    /// Their places by folded name: a list may have hundreds of entries without wildcards.
    places: FxHashMap<String, usize>,
    /// Which of them are unused.
    unused: Vec<bool>,
    /// What the wildcards that were asked about grant, by the text of their names.
    granted: FxHashMap<Box<str>, Rc<[usize]>>,
}

impl<'n> Service<'n> {
    fn new(service: &str, narrower: &'n Narrower) -> Service<'n> {
        let names = narrower.universe().names(service);
        Service {
            names,
            places: names.iter().map(|name| name.to_ascii_lowercase()).zip(0..).collect(),
            unused: names.iter().map(|name| narrower.unused().contains(service, name)).collect(),
            granted: FxHashMap::default(),
        }
    }

    /// The places of the names that a pattern grants.
    fn granted(&mut self, service: &str, pattern: &Pattern) -> Rc<[usize]> {
        if pattern.is_plain() {
            let place = self.places.get(&pattern.name().to_ascii_lowercase());
            return place.into_iter().copied().collect();
        }
        if let Some(known) = self.granted.get(pattern.name()) {
            return Rc::clone(known);
        }
        let grants = |(_, name): &(usize, &Cow<'_, str>)| pattern.matches(service, name);
        let places: Rc<[usize]> =
            self.names.iter().enumerate().filter(grants).map(|(place, _)| place).collect();
        self.granted.insert(pattern.name().into(), Rc::clone(&places));
        places
    }

    fn prove(&mut self, service: &str, entries: &[(u8, &Pattern)]) -> Result<(), Violation> {
        let mut granted_by = vec![0; self.names.len()];
        for (side, pattern) in entries {
            for &place in &*self.granted(service, pattern) {
                if let Some(sides) = granted_by.get_mut(place) {
                    *sides |= side;
                }
            }
        }
        for ((name, &unused), by) in self.names.iter().zip(&self.unused).zip(granted_by) {
            let wanted = by & UNCHANGED != 0 || (by & CHANGED != 0 && !unused);
            match (wanted, by & AFTER != 0) {
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use leastwise_iam::{ActionName, ActionSet, Catalog, Universe};

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
        let list = List {
            before: texts(before).iter().map(|text| text.trim_start_matches('-').to_owned()).collect(),
            changed: texts(before).iter().map(|text| text.starts_with('-')).collect(),
            after: Some(texts(after)),
        };
        match Prover::new(&narrower).prove(list) {
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
            ("-s3:GetBucketAcl ${x} sqs:*", "${x} sqs:*", "proved"),
            ("-${x} sqs:*", "sqs:*", "an entry that is no action would change"),
            ("-s3 sqs:*", "s3:* sqs:*", "an entry that is no action would change"),
        ] {
            assert_eq!(verdict(before, after), expected, "{before} to {after}");
        }
    }
}
