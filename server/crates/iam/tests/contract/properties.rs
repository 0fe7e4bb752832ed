//! The contract over random patterns, random unused actions and every service of the catalog, checked by a
//! matcher that is too simple to be wrong.

use leastwise_iam::{ActionName, Outcome, Pattern, Style, inclusion::includes, token::borders, tree};
use proptest::prelude::*;

use crate::random::{Case, case, cases, granted, matches, naive, narrower, starts_with};

/// Exact, untouched where nothing is unused, sorted, and none covered by another: rules 1, 4 and 5.
fn holds_to_the_contract(case: &Case, style: Style) -> Result<(), TestCaseError> {
    let narrower = narrower(case);
    let narrowing = narrower.narrow(&case.pattern, style).unwrap();
    let granted = granted(case, &narrower);
    let (mut unused, mut kept): (Vec<_>, Vec<_>) = granted.iter().partition(|(_, unused)| *unused);
    prop_assert_eq!(narrowing.granted, granted.len());
    prop_assert_eq!(narrowing.unused.iter().map(ActionName::name).collect::<Vec<_>>(), texts(&unused));
    let entries = match &narrowing.outcome {
        Outcome::Untouched => {
            prop_assert!(unused.is_empty());
            return Ok(());
        }
        Outcome::Removed => &Vec::new(),
        Outcome::Replaced(entries) => entries,
    };
    prop_assert!(!unused.is_empty());
    prop_assert_eq!(entries.is_empty(), kept.is_empty());
    kept.retain(|(name, _)| !entries.iter().any(|entry| matches(entry, name)));
    unused.retain(|(name, _)| entries.iter().any(|entry| matches(entry, name)));
    prop_assert!(kept.is_empty(), "lost {kept:?} in {entries:?}");
    prop_assert!(unused.is_empty(), "still granted {unused:?} by {entries:?}");
    prop_assert!(entries.is_sorted_by_key(|entry| entry.as_str().to_ascii_lowercase()));
    for entry in entries {
        prop_assert_eq!(entry.service(), case.pattern.service());
        prop_assert_eq!(includes(&case.pattern, entry), Ok(true), "{} is wider", entry);
        let others = entries.iter().filter(|other| *other != entry);
        prop_assert!(
            others.into_iter().all(|other| includes(other, entry) == Ok(false)),
            "{entry} is redundant"
        );
        prop_assert!(style == Style::Narrow || entry.is_plain());
    }
    Ok(())
}

fn texts(names: &[&(String, bool)]) -> Vec<String> {
    names.iter().map(|(name, _)| name.clone()).collect()
}

/// Rule 3 for a pattern with one wildcard, a final star: each kept name is granted by its shortest safe prefix
/// at a border or by a shorter one, or by itself where it has none or is alone below it; and a written prefix
/// ends at a border behind which the next shorter prefix is unsafe.
fn is_least_general(case: &Case) -> Result<(), TestCaseError> {
    let narrower = narrower(case);
    let narrowing = narrower.narrow(&case.pattern, Style::Narrow).unwrap();
    let Outcome::Replaced(entries) = &narrowing.outcome else { return Ok(()) };
    let granted = granted(case, &narrower);
    let stem = case.pattern.stem().len();
    let is_safe = |prefix: &str| !granted.iter().any(|(name, unused)| *unused && starts_with(name, prefix));
    let below = |prefix: &str| granted.iter().filter(|(name, _)| starts_with(name, prefix)).count();
    let prefixes = |name: &str| -> Vec<String> {
        borders(name)
            .into_iter()
            .filter(|&border| border > stem)
            .map(|border| name[..border].to_owned())
            .collect()
    };
    for (name, _) in granted.iter().filter(|(_, unused)| !unused) {
        let entry = entries.iter().find(|entry| matches(entry, name)).unwrap();
        let shortest = prefixes(name).into_iter().find(|prefix| is_safe(prefix));
        match shortest.filter(|prefix| below(prefix) > 1) {
            Some(prefix) => {
                prop_assert!(starts_with(&prefix, entry.stem()) && !entry.is_plain(), "{name}: {entry}")
            }
            None if entry.is_plain() => prop_assert_eq!(entry.name(), name),
            None => prop_assert!(entry.stem().len() < name.len(), "{name}: {entry}"),
        }
    }
    for entry in entries.iter().filter(|entry| !entry.is_plain()) {
        let ends_there = |name: &str| {
            let prefixes = prefixes(name);
            let at = prefixes.iter().position(|prefix| prefix.eq_ignore_ascii_case(entry.stem()));
            at.is_some_and(|at| at == 0 || !is_safe(&prefixes[at - 1]))
        };
        prop_assert!(granted.iter().any(|(name, unused)| !unused && ends_there(name)), "{entry}");
    }
    Ok(())
}

/// Each entry of the replacement is chosen at exactly one node of the tree.
fn is_drawn_once(case: &Case) -> Result<(), TestCaseError> {
    fn chosen(node: &tree::Node, out: &mut Vec<Pattern>) -> Result<(), TestCaseError> {
        prop_assert_eq!(node.safe, node.unused == 0);
        prop_assert!(node.children.iter().all(|child| starts_with(&child.prefix, &node.prefix)));
        let below: usize = node.children.iter().map(|child| child.unused).sum();
        prop_assert_eq!(node.unused, below + usize::from(node.action == Some(false)));
        out.extend(node.chosen.iter().cloned());
        node.children.iter().try_for_each(|child| chosen(child, out))
    }
    let narrower = narrower(case);
    let trees = tree::trees(&case.pattern, narrower.universe(), narrower.unused());
    let mut drawn = Vec::new();
    trees.iter().try_for_each(|(_, root)| chosen(root, &mut drawn))?;
    drawn.sort_by(Pattern::cmp_folded);
    match &narrower.narrow(&case.pattern, Style::Narrow).unwrap().outcome {
        Outcome::Untouched => prop_assert!(trees.is_empty()),
        Outcome::Removed => prop_assert!(trees.len() == 1 && drawn.is_empty()),
        Outcome::Replaced(entries) => prop_assert_eq!(&drawn, entries),
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn a_replacement_holds_to_the_contract(case in case()) {
        holds_to_the_contract(&case, Style::Narrow)?;
        holds_to_the_contract(&case, Style::Explicit)?;
    }

    #[test]
    fn a_replacement_is_the_least_general(case in case(), length in 0..14usize) {
        let name = case.pattern.name();
        let text = format!("{}:{}*", case.service, &name[..length.min(name.len())].replace(['*', '?'], ""));
        is_least_general(&Case { pattern: Pattern::parse(&text).unwrap(), ..case })?;
    }

    #[test]
    fn a_tree_shows_each_entry_once(case in case()) {
        is_drawn_once(&case)?;
    }

    #[test]
    fn matching_is_as_defined(glob in "[abAB*?]{1,7}", text in "[abAB]{1,9}") {
        let pattern = Pattern::parse(&format!("x:{glob}")).unwrap();
        prop_assert_eq!(pattern.matches("X", &text), naive(glob.as_bytes(), text.as_bytes()));
    }
}
