//! The dual of narrowing: random `NotAction` lists and findings. The fix excludes what is reported by name and nothing
//! else, and touches nothing else.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::sync::Arc;

use leastwise_advice::{FixKind, PolicyInput, World, WorldInput, findings};
use leastwise_iam::Catalog;
use leastwise_policy::{Source, edit};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use regex::Regex;
use serde_json::{Value, json};

const SERVICES: [&str; 4] = ["s3", "sqs", "sts", "iam"];

/// All actions of these services, folded.
fn actions() -> Vec<String> {
    let catalog = Catalog::embedded();
    let of = |service: &&str| {
        let actions = catalog.service(service).unwrap().actions().iter();
        actions.map(|action| format!("{service}:{}", action.name)).collect::<Vec<_>>()
    };
    SERVICES.iter().flat_map(of).collect()
}

/// The actions that a list's entries match: those without wildcards by equality, the others by regular expressions.
fn matched(list: &[String], actions: &[String]) -> BTreeSet<String> {
    let (wild, plain): (Vec<&String>, Vec<&String>) =
        list.iter().partition(|entry| entry.contains(['*', '?']));
    let pattern = |entry: &&String| regex::escape(entry).replace(r"\*", ".*").replace(r"\?", ".");
    let wild: Vec<Regex> =
        wild.iter().map(|entry| Regex::new(&format!(r"(?i)\A{}\z", pattern(entry))).unwrap()).collect();
    let is_matched = |action: &&String| {
        plain.iter().any(|entry| entry.eq_ignore_ascii_case(action))
            || wild.iter().any(|pattern| pattern.is_match(action))
    };
    actions.iter().filter(is_matched).cloned().collect()
}

/// An entry made of an action: cut short, with a wildcard inside, or as it is.
fn entry(action: &str, length: usize, mark: &str) -> String {
    let (service, name) = action.split_once(':').unwrap();
    let at = length.min(name.len());
    match mark {
        "" => action.to_owned(),
        "*" => format!("{service}:{}*", &name[..at]),
        mark => format!("{service}:{}{mark}{}", &name[..at], &name[(at + 1).min(name.len())..]),
    }
}

fn world(unused: &BTreeSet<&String>, text: &str) -> World {
    let details: Vec<Value> = unused
        .iter()
        .map(|action| {
            let (service, name) = action.split_once(':').unwrap();
            json!({"unusedPermissionDetails": {"serviceNamespace": service, "actions": [{"action": name}]}})
        })
        .collect();
    let finding = json!({
        "id": "1", "resource": "arn:aws:iam::111122223333:role/MyRole", "status": "ACTIVE",
        "analyzedAt": "2026-09-01T00:00:00Z", "findingType": "UnusedPermission", "findingDetails": details,
    });
    let source = Arc::new(Source::read(text));
    World::new(WorldInput {
        findings: vec![Arc::new(findings::read("/w/finding.json", &finding.to_string()).unwrap())],
        policies: vec![PolicyInput { path: "/w/MyRole.json".into(), source }],
        roots: vec!["/w".into()],
        ..WorldInput::new(jiff::civil::date(2026, 9, 26))
    })
}

/// The `NotAction` list of the one statement, and the statement without it.
fn list(text: &str) -> (Vec<String>, Value) {
    let mut policy: Value = serde_json::from_str(text).unwrap();
    let list = policy["Statement"][0]["NotAction"].take();
    let entries = match &list {
        Value::String(only) => vec![only.clone()],
        list => serde_json::from_value(list.clone()).unwrap(),
    };
    (entries, policy)
}

/// Each case reads a finding and a policy, so that fewer are enough unless `PROPTEST_CASES` asks for more.
fn config() -> ProptestConfig {
    let config = ProptestConfig::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { config.cases } else { 64 };
    ProptestConfig { cases, ..config }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_reported_by_name_is_excluded_and_nothing_else(
        excluded in vec((any::<Index>(), 0..12usize, select(vec!["", "*", "*", "?"])), 1..6),
        reported in vec(any::<Index>(), 1..20),
    ) {
        let actions = actions();
        let excluded: Vec<String> =
            excluded.iter().map(|(index, length, mark)| entry(index.get::<String>(&actions), *length, mark)).collect();
        let reported: BTreeSet<&String> = reported.iter().map(|index| index.get(&actions)).collect();
        let policy = json!({"Statement": [
            {"Sid": "A", "Effect": "Allow", "NotAction": excluded, "Resource": "*"},
        ]});
        let before = serde_json::to_string_pretty(&policy).unwrap();
        let world = world(&reported, &before);
        let analysis = world.analyse("/w/MyRole.json", Arc::new(Source::read(before.as_str())));

        let texts = |list: &[String]| matched(list, &actions);
        let (old, rest) = list(&before);
        let wanted: BTreeSet<String> =
            texts(&old).into_iter().chain(reported.iter().map(|action| (*action).clone())).collect();
        let Some(fix) = analysis.not_action_fix(0, 0) else {
            prop_assert_eq!(wanted, texts(&old));
            return Ok(());
        };
        prop_assert_eq!((fix.kind, &fix.disabled, fix.preferred), (FixKind::Exclude, &None, false));
        let after = edit::apply(&before, &fix.edits).unwrap();
        let (new, same) = list(&after);
        prop_assert_eq!(same, rest);
        prop_assert!(new.starts_with(&old) && new[old.len()..].iter().all(|entry| !entry.contains(['*', '?'])));
        prop_assert_eq!(texts(&new), wanted);
        let again = world.analyse("/w/MyRole.json", Arc::new(Source::read(after.as_str())));
        prop_assert!(again.not_action_fix(0, 0).is_none());
    }
}
