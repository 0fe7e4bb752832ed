//! What goes beyond one service of the catalog: `*` over all of them, and names with words that end anywhere.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use leastwise_iam::{ActionName, Catalog, Narrower, Outcome, Pattern, Style, Universe};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::random::{cases, matches, regex_matches};

/// `*` with some unused actions of some services: untouched services stay whole, in the others nothing is lost and
/// nothing unused left, and nothing is written for any other service.
fn everything_is_exact(unused: &[(Index, Index)], style: &str) -> Result<(), TestCaseError> {
    let catalog = Catalog::embedded();
    let unused: BTreeSet<ActionName> = unused
        .iter()
        .map(|(service, action)| {
            let service = service.get(catalog.services());
            let name = &action.get(service.actions()).name;
            ActionName::parse(&format!("{}:{name}", service.prefix())).unwrap()
        })
        .collect();
    let universe = Arc::new(Universe::new(Arc::clone(&catalog), None, unused.iter().cloned()));
    let narrower = Narrower::new(Arc::clone(&universe), Arc::new(unused.iter().cloned().collect()));
    let narrowing = narrower.narrow(&Pattern::parse(style).unwrap(), Style::Narrow).unwrap();
    let Outcome::Replaced(entries) = &narrowing.outcome else {
        prop_assert!(unused.is_empty());
        return Ok(());
    };
    let mut by_service: BTreeMap<String, Vec<&Pattern>> = BTreeMap::new();
    for entry in entries {
        by_service.entry(entry.service().unwrap().to_ascii_lowercase()).or_default().push(entry);
    }
    for service in catalog.services() {
        let prefix = service.prefix().to_ascii_lowercase();
        let entries = by_service.remove(&prefix).unwrap_or_default();
        let unused: BTreeSet<String> = unused
            .iter()
            .filter(|action| action.service().eq_ignore_ascii_case(&prefix))
            .map(|action| action.name().to_ascii_lowercase())
            .collect();
        if unused.is_empty() && entries.len() == 1 && entries[0].name() == "*" {
            continue;
        }
        for action in service.actions() {
            let is_granted = entries.iter().any(|entry| matches(entry, &action.name));
            prop_assert_eq!(
                is_granted,
                !unused.contains(&action.name.to_ascii_lowercase()),
                "{}:{}",
                prefix,
                action.name
            );
        }
    }
    prop_assert!(by_service.is_empty(), "of no known service: {:?}", by_service.keys());
    Ok(())
}

proptest! {
    #![proptest_config(cases(12))]

    #[test]
    fn everything_is_narrowed_exactly(unused in vec(any::<(Index, Index)>(), 1..60), stars in "\\*|\\*:\\*") {
        everything_is_exact(&unused, &stars)?;
    }
}

proptest! {
    #![proptest_config(cases(1_000))]

    /// Where words end decides how a replacement reads, never what it grants: names of random letters, digits and signs
    /// have borders anywhere.
    #[test]
    fn words_never_change_what_a_replacement_grants(
        names in btree_set("[abAB1-]{1,7}", 2..40),
        unused in vec(any::<Index>(), 1..10),
        glob in "[aAbB]{0,2}[aAbB1*?-]{1,3}\\*?",
    ) {
        // Two spellings of one name are one action.
        let names: BTreeMap<String, String> =
            names.into_iter().map(|name| (name.to_ascii_lowercase(), name)).collect();
        let folded: Vec<&String> = names.keys().collect();
        let unused: BTreeSet<&String> = unused.iter().map(|index| *index.get(&folded)).collect();
        let action = |name: &str| ActionName::parse(&format!("made-up:{name}")).unwrap();
        let universe = Universe::new(Catalog::embedded(), None, names.values().map(|name| action(name)));
        let set = unused.iter().map(|name| action(name)).collect();
        let narrower = Narrower::new(Arc::new(universe), Arc::new(set));
        let pattern = Pattern::parse(&format!("made-up:{glob}")).unwrap();
        let narrowing = narrower.narrow(&pattern, Style::Narrow).unwrap();
        let entries = match &narrowing.outcome {
            Outcome::Untouched => vec![pattern.clone()],
            Outcome::Removed => Vec::new(),
            Outcome::Replaced(entries) => entries.clone(),
        };
        for name in names.keys() {
            let wanted = regex_matches(&glob, name) && !unused.contains(name);
            let granted = entries.iter().any(|entry| matches(entry, name));
            prop_assert_eq!(granted, wanted, "{} by {:?}", name, entries);
        }
    }
}
