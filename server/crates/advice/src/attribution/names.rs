//! Owners by the names of files and folders. A name is a guess: what contradicts it elsewhere in the path ends it.

use std::borrow::Cow;

use super::{Attribution, Basis, Location};
use crate::path::PathFacts;
use crate::principal::{Principal, PrincipalKind};
use crate::report::Reports;

/// Adds whoever the file or its folder is named like. What is ambiguous about the names, as a clause.
pub(super) fn add(
    location: Location<'_>,
    facts: &PathFacts,
    reports: &Reports,
    attribution: &mut Attribution,
) -> Option<String> {
    let named = |name| {
        let named = reports.named(name).filter(|(_, principal)| facts.contradicts(principal).is_none());
        let called =
            reports.by_name_only(name).filter(|(_, principal)| facts.contradicts(principal).is_none());
        let called = called.map(|(index, principal)| (index, principal.kind));
        named.map(|(index, principal)| (index, principal.kind)).chain(called).collect::<Vec<_>>()
    };
    let (by_stem, by_folder) = (named(location.stem), named(location.folder));
    let mut ambiguity = None;
    for (name, found) in [(location.folder, &by_folder), (location.stem, &by_stem)] {
        let is = |kind| found.iter().any(|(_, one)| *one == kind);
        if is(PrincipalKind::Role) && is(PrincipalKind::User) {
            ambiguity = Some(format!("a role and a user are both named {name}"));
        }
    }
    if ambiguity.is_none() && !by_stem.is_empty() && !by_folder.is_empty() && by_stem != by_folder {
        let Location { stem, folder, .. } = location;
        ambiguity = Some(format!("the file name matches {stem} but the folder name matches {folder}"));
    }
    by_stem.into_iter().for_each(|(index, _)| attribution.add(index, Basis::FileName));
    by_folder.into_iter().for_each(|(index, _)| attribution.add(index, Basis::FolderName));
    ambiguity
}

/// Whether the file or its folder is named like a principal, and nothing in the path contradicts it.
pub(crate) fn is_named_at(path: &str, facts: &PathFacts, principal: &Principal) -> bool {
    let Location { stem, folder, .. } = Location::of(path);
    let is_named = [stem, folder].iter().any(|name| name.eq_ignore_ascii_case(&principal.name));
    is_named && facts.contradicts(principal).is_none()
}

/// All whom the file or its folder is named like, each once.
pub(crate) fn named_at<'r>(
    path: &str,
    facts: &PathFacts,
    reports: &'r Reports,
) -> impl Iterator<Item = (usize, Cow<'r, Principal>)> {
    let mut found = Attribution::default();
    let location = Location::of(path);
    add(location, facts, reports, &mut found);
    found
        .subjects
        .into_iter()
        .filter_map(move |(index, _)| Some((index, reports.named_like(index, location)?)))
}
