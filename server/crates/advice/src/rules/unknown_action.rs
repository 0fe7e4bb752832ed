//! `unknown-action`: a plain action that the catalog lacks, or that AWS no longer lists. It says no more than that: AWS
//! itself uses actions that it does not document.

use std::sync::Arc;

use leastwise_iam::{ActionName, Catalog};
use leastwise_policy::Document;
use rustc_hash::FxHashMap;

use crate::catalog_facts::retired;
use crate::words::list;
use crate::world::Known;
use crate::{Advice, Rule};

/// So many names are shown as near.
const MOST_NEAR: usize = 3;
/// Near names are looked for of so many entries of a document only, so that a strange file costs no time.
const MOST_SEARCHES: usize = 32;

pub(crate) fn check(document: &Document, known: &Known, advice: &mut Vec<Advice>) {
    let catalog = known.joined.universe.catalog();
    // Each name is judged once, however often it stands in the document.
    let mut judged: FxHashMap<&str, Option<Arc<str>>> = FxHashMap::default();
    let mut searches = 0;
    let literal = document.statements.iter().filter(|statement| !statement.opaque);
    for entry in literal.flat_map(|statement| &statement.actions).flat_map(|actions| &actions.entries) {
        let judge = || {
            let name = ActionName::parse(&entry.text).ok()?;
            // A finding names it, so that AWS knows it: then it is the catalog that is behind.
            if known.beyond_catalog(name.service()).contains(&name) {
                return None;
            }
            message(&name, catalog, &mut searches).map(Arc::from)
        };
        if let Some(message) = judged.entry(&entry.text).or_insert_with(judge) {
            advice.push(Advice::note(entry.span, Rule::UnknownAction, message.to_string()));
        }
    }
}

fn message(name: &ActionName, catalog: &Catalog, searches: &mut usize) -> Option<String> {
    let edition = || catalog.edition(name.service());
    let Some(service) = catalog.service(name.service()) else {
        let prefixes = catalog.services().iter().map(|service| service.prefix());
        let near = nearest(name.service(), prefixes, searches);
        return Some(format!("the catalog of {} lacks the service `{}`{near}", edition(), name.service()));
    };
    match service.action(name.name()) {
        Some(action) => retired(action, catalog).map(|why| format!("`{name}` is retired: {why}")),
        None => {
            let current = service.actions().iter().filter(|action| action.retired.is_none());
            let near = nearest(name.name(), current.map(|action| &*action.name), searches);
            Some(format!("the catalog of {} lacks the action `{name}`{near}", edition()))
        }
    }
}

/// "; near: `GetObject` and `GetObjects`", or nothing.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>, searches: &mut usize) -> String {
    *searches += 1;
    if *searches > MOST_SEARCHES {
        return String::new();
    }
    let folded = name.to_ascii_lowercase();
    let most = (name.len() / 4).clamp(1, 4);
    let mut near: Vec<(usize, &str)> = known
        .filter(|other| other.len().abs_diff(name.len()) <= most)
        .map(|other| (strsim::osa_distance(&folded, &other.to_ascii_lowercase()), other))
        .filter(|(distance, _)| *distance <= most)
        .collect();
    near.sort();
    let near: Vec<String> = near.iter().take(MOST_NEAR).map(|(_, other)| format!("`{other}`")).collect();
    if near.is_empty() { String::new() } else { format!("; near: {}", list(&near, MOST_NEAR)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(name: &str) -> Option<String> {
        message(&ActionName::parse(name).unwrap(), &Catalog::embedded(), &mut 0)
    }

    #[test]
    fn what_the_catalog_lacks_is_said_with_the_nearest_names() {
        for (name, expected) in [
            (
                "sqs:DeleteQueu",
                Some("the catalog of 2026-09-26 lacks the action `sqs:DeleteQueu`; near: `DeleteQueue`"),
            ),
            ("SQS:deletequeue", None),
            ("sqs:Xyzzy", Some("the catalog of 2026-09-26 lacks the action `sqs:Xyzzy`")),
            ("lambada:Invoke", Some("the catalog of 2026-09-26 lacks the service `lambada`; near: `lambda`")),
        ] {
            assert_eq!(said(name).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn a_retired_action_is_named_as_such() {
        let catalog = Catalog::embedded();
        let (service, retired) = catalog
            .services()
            .iter()
            .find_map(|service| {
                let action = service.actions().iter().find(|action| action.retired.is_some())?;
                Some((service.prefix(), &action.name))
            })
            .unwrap();
        let said = said(&format!("{service}:{retired}")).unwrap();
        assert!(said.contains("is retired: AWS's public lists of 2026-09-26 no longer show it"), "{said}");
    }

    #[test]
    fn a_file_full_of_strange_names_is_not_searched_for_ever() {
        let mut searches = MOST_SEARCHES;
        let name = ActionName::parse("sqs:DeleteQueu").unwrap();
        let said = message(&name, &Catalog::embedded(), &mut searches).unwrap();
        assert!(!said.contains("near"), "{said}");
    }
}
