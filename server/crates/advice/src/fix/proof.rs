//! The proof of a fix on its document: the document is the old one but for the edited lists (proved by the policy
//! crate with another JSON reader), and each edited list grants exactly what it should, over all known actions.

use std::fmt;

use leastwise_iam::{ActionSet, Narrower, Pattern, Universe, inclusion::includes};
use leastwise_policy::proof::ListChange;
use leastwise_policy::{Document, EntryChange, Source};

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
    for list in &lists {
        let is_changed = |index: usize| {
            changes.iter().any(|change| change.statement == list.statement && change.entry == index)
        };
        prove_list(list, is_changed, narrower)?;
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
    for entry in &after {
        let is_inside = before.iter().any(|(_, old)| includes(old, entry) == Ok(true));
        if !is_inside {
            return Err(Violation(format!("`{}` would grant more than before", entry.as_str())));
        }
    }
    let (universe, unused) = (narrower.universe(), narrower.unused());
    for service in reached(&before, universe) {
        let here = |pattern: &&Pattern| pattern.service().is_none_or(|own| own.eq_ignore_ascii_case(service));
        let old: Vec<_> = before.iter().filter(|(_, pattern)| here(&pattern)).collect();
        let new: Vec<_> = after.iter().filter(here).collect();
        prove_service(service, &old, &new, universe, unused)?;
    }
    Ok(())
}

fn prove_service(
    service: &str,
    before: &[&(bool, Pattern)],
    after: &[&Pattern],
    universe: &Universe,
    unused: &ActionSet,
) -> Result<(), Violation> {
    for name in universe.names(service) {
        let name = &*name.spelled;
        let is_unused = unused.contains(service, name);
        let wanted = before
            .iter()
            .any(|(changed, pattern)| !(*changed && is_unused) && pattern.matches(service, name));
        let granted = after.iter().any(|pattern| pattern.matches(service, name));
        match (wanted, granted) {
            (true, false) => return Err(Violation(format!("{service}:{name} would be lost"))),
            (false, true) => return Err(Violation(format!("{service}:{name} would still be granted"))),
            _ => {}
        }
    }
    Ok(())
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
