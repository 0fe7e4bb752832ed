//! A policy file, checked against fixed findings, and every fix that is offered for it: all that a fix does not name is the
//! same value, and what the lists grant is what they granted minus what is unused, each action looked at by itself.

use std::sync::{Arc, LazyLock};

use leastwise_advice::principal::PrincipalName;
use leastwise_advice::{Fix, SettingsInput, World, WorldInput, findings};
use leastwise_policy::{Effect, Source, edit};
use serde_json::Value;

use super::glob::matches;

/// Whoever has the policy does not use these.
const UNUSED: &[(&str, &[&str])] = &[
    ("s3", &["GetBucketAcl", "GetObjectTagging", "ListBucket", "DeleteBucketPolicy", "GetJobTagging"]),
    ("iam", &["ListUsers", "GetRole", "CreateAccessKey"]),
    ("sqs", &["PurgeQueue", "ReceiveMessage", "SendMessage"]),
    ("sts", &["AssumeRole", "GetSessionToken"]),
];

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let services = UNUSED.iter().map(|(service, actions)| {
        serde_json::json!({"unusedPermissionDetails": {"serviceNamespace": service, "actions": actions}})
    });
    let finding = serde_json::json!({
        "id": "f", "resource": "arn:aws:iam::111122223333:role/r", "resourceType": "AWS::IAM::Role", "status": "ACTIVE",
        "analyzedAt": "2026-03-01T00:00:00Z", "findingType": "UnusedPermission",
        "findingDetails": services.collect::<Vec<_>>(),
    });
    let file = findings::read("/w/finding.json", &finding.to_string()).expect("a finding");
    World::new(WorldInput {
        settings: SettingsInput {
            principals: Some(vec![PrincipalName::parse("role/r").expect("a role")]),
            ..SettingsInput::default()
        },
        findings: vec![Arc::new(file)],
        findings_named: true,
        roots: vec!["/w".into()],
        ..WorldInput::new(jiff::civil::date(2026, 3, 2))
    })
});

/// Reads the text of a policy file.
pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let source = Arc::new(Source::read(&*text));
    places(&source);
    let analysis = WORLD.analyse("/w/policy.json", Arc::clone(&source));
    for document in 0..source.documents.len() {
        if let Some(fix) = analysis.policy_fix(document) {
            check_fix(&source, document, &fix, Left::Nothing);
        }
    }
    for advice in analysis.advice.iter().take(8) {
        assert!(advice.span.text(&text).is_some(), "{:?}", advice.span);
        for fix in analysis.fixes(advice).iter().take(8) {
            let document = advice.entry.map_or(0, |at| at.document);
            check_fix(&source, document, fix, Left::Perhaps);
        }
    }
}

fn places(source: &Source) {
    for error in source.errors() {
        assert!(error.span.text(&source.text).is_some(), "{:?}", error.span);
    }
    for document in &source.documents {
        assert!(document.span.text(&source.text).is_some(), "{:?}", document.span);
        for statement in &document.statements {
            assert!(document.span.contains(statement.span));
            for entry in statement.actions.iter().flat_map(|actions| &actions.entries) {
                assert!(statement.span.contains(entry.span));
            }
        }
    }
    if source.errors().is_empty() {
        // What reads strictly is JSON to others, too, but for comments and numbers that no number type holds.
        let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
        let plain = !text.contains('/') && !text.contains(|digit: char| digit.is_ascii_digit());
        if plain && depth(text) < 100 {
            let strict = serde_json::from_str::<Value>(text);
            assert!(strict.is_ok(), "{strict:?}");
        }
    }
}

fn depth(text: &str) -> usize {
    text.bytes().filter(|byte| matches!(byte, b'{' | b'[')).count()
}

/// Whether a fix may leave something unused in the entries that it changes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Left {
    Nothing,
    Perhaps,
}

fn check_fix(source: &Source, document: usize, fix: &Fix, left: Left) {
    if fix.disabled.is_some() {
        return;
    }
    let after = edit::apply(&source.text, &fix.edits).expect("the edits fit the text");
    let again = Source::read(after.as_str());
    assert!(again.errors().is_empty(), "{:?}", again.errors());
    assert_eq!(again.documents.len(), source.documents.len(), "{after}");
    let (before, now) = (&source.documents[document], &again.documents[document]);
    let mut rest = now.statements.iter().peekable();
    for old in &before.statements {
        let entries = |statement: &leastwise_policy::Statement| -> Vec<String> {
            let actions = statement.actions.iter().flat_map(|actions| &actions.entries);
            actions.map(|entry| entry.text.clone()).collect()
        };
        let old_entries = entries(old);
        let is_same = |new: &leastwise_policy::Statement| {
            new.effect == old.effect
                && new.sid == old.sid
                && new.actions.as_ref().map(|actions| actions.key)
                    == old.actions.as_ref().map(|actions| actions.key)
                && value(source, old.span) == value(&again, new.span)
        };
        let new_entries = match rest.next_if(|new| is_same(new)) {
            Some(new) => entries(new),
            None => Vec::new(),
        };
        if old_entries == new_entries {
            continue;
        }
        assert!(old.effect == Effect::Allow, "{after}");
        let is_not =
            old.actions.as_ref().is_some_and(|actions| actions.key == leastwise_policy::ActionKey::NotAction);
        for (service, actions) in services() {
            for action in actions {
                let grants = |entries: &[String]| {
                    entries.iter().any(|entry| grants(entry, &service, &action)) != is_not
                };
                let (was, is) = (grants(&old_entries), grants(&new_entries));
                let unused = is_unused(&service, &action);
                assert!(was || !is, "{service}:{action} is new in {after}");
                assert!(is || !was || unused, "{service}:{action} is lost in {after}");
                let taken = left == Left::Nothing && old_entries != new_entries;
                assert!(
                    !(taken && is && unused && !kept(&old_entries, &new_entries, &service, &action)),
                    "{after}"
                );
            }
        }
    }
    assert!(rest.next().is_none(), "{after}");
}

/// Whether an entry that the fix did not change grants an action: it may be left to a person.
fn kept(old: &[String], new: &[String], service: &str, action: &str) -> bool {
    old.iter().any(|entry| new.contains(entry) && grants(entry, service, action))
}

/// A statement without its actions, by another reader.
fn value(source: &Source, span: leastwise_policy::Span) -> Option<Value> {
    let mut value: Value = serde_json::from_str(span.text(&source.text)?).ok()?;
    let members = value.as_object_mut()?;
    members.remove("Action");
    members.remove("NotAction");
    Some(value)
}

fn services() -> Vec<(String, Vec<String>)> {
    let catalog = WORLD.catalog();
    let names = |prefix: &&(&str, &[&str])| {
        let service = catalog.service(prefix.0)?;
        Some((prefix.0.to_owned(), service.actions().iter().map(|action| action.name.to_string()).collect()))
    };
    // One besides, of which nothing is unused.
    UNUSED.iter().chain(&[("kms", &[] as &[&str])]).filter_map(|service| names(&service)).collect()
}

fn grants(entry: &str, service: &str, action: &str) -> bool {
    match entry.split_once(':') {
        Some((prefix, name)) => {
            matches(prefix.as_bytes(), service.as_bytes()) && matches(name.as_bytes(), action.as_bytes())
        }
        None => entry == "*",
    }
}

fn is_unused(service: &str, action: &str) -> bool {
    UNUSED
        .iter()
        .any(|(of, actions)| *of == service && actions.iter().any(|one| one.eq_ignore_ascii_case(action)))
}
