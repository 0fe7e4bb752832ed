use std::sync::Arc;

use leastwise_policy::{CursorTarget, Source};

use super::*;
use crate::findings;
use crate::{World, WorldInput};

const FINDINGS: &str = r#"[{"serviceNamespace": "sqs", "actions": ["DeleteMessage", "DeleteQueue"]}]"#;

fn hover(marked: &str, judged: bool, markup: Markup) -> Option<String> {
    let offset = marked.find('|').unwrap();
    let source = Arc::new(Source::read(marked.replacen('|', "", 1)));
    let path: Arc<str> = "/w/policy.json".into();
    let findings = judged.then(|| Arc::new(findings::read("/w/findings.json", FINDINGS).unwrap()));
    let world = World::new(WorldInput {
        as_of: Some("2024-06-15".parse().unwrap()),
        findings: findings.into_iter().collect(),
        policies: vec![crate::PolicyInput { path: Arc::clone(&path), source: Arc::clone(&source) }],
        roots: vec!["/w".into()],
        ..WorldInput::new("2024-06-15".parse().unwrap())
    });
    let place = |place: &crate::findings::Place| place.file.to_string();
    let rendering = Rendering { names: 3, place: &place, only_kept: false };
    let at = CursorTarget::at(&source, offset)?;
    let hover = world.analyse(&path, source).hover(&at, markup, &rendering)?;
    assert_eq!(hover.span, at.span());
    let parts = hover.parts.into_iter().map(|part| match part {
        Part::Text(text) => text,
        Part::Trees(trees) => format!("{} tree(s)\n", trees.len()),
    });
    Some(parts.collect::<Vec<_>>().join("---\n"))
}

const WILDCARD: &str =
    r#"{"Statement": {"Effect": "Allow", "Action": ["sqs:|Delete*", "sqs:ListQueues"], "Resource": "*"}}"#;

#[test]
fn a_judged_wildcard_shows_its_evidence() {
    let text = hover(WILDCARD, true, Markup::Plain).unwrap();
    assert!(text.starts_with("sqs:Delete* grants 2 actions"), "{text}");
    assert!(text.contains("DeleteMessage, DeleteQueue") && !text.contains("tree"), "{text}");
    let all = hover(&WILDCARD.replace("Delete*", "*"), true, Markup::Markdown).unwrap();
    assert!(all.starts_with("`sqs:*` grants ") && all.contains("---\n1 tree(s)\n"), "{all}");
}

#[test]
fn an_action_shows_its_reason_and_what_the_catalog_says() {
    let text = hover(&WILDCARD.replace("Delete*", "DeleteQueue"), true, Markup::Markdown).unwrap();
    assert!(text.contains("unused, named in /w/findings.json"), "{text}");
    assert!(
        text.ends_with(
            "---\n- Amazon SQS, access level write, on queue\n\
         - AWS tracks its last use, so a finding can report it unused\n---\n\
         [Service Authorization Reference](https://docs.aws.amazon.com/service-authorization/latest/reference/\
         list_sqs.html#list_sqs-action-DeleteQueue)\n"
        ),
        "{text}"
    );
}

#[test]
fn the_key_shows_what_the_statement_grants_by_service() {
    let text = hover(&WILDCARD.replace('|', "").replace("Action", "Acti|on"), true, Markup::Plain).unwrap();
    assert!(text.starts_with("This statement grants 3 actions"), "{text}");
    assert!(text.contains("- sqs: 3 actions, 2 unused"), "{text}");
}

#[test]
fn without_findings_the_catalog_speaks_alone() {
    let text = hover(WILDCARD, false, Markup::Plain).unwrap();
    assert_eq!(text, "sqs:Delete* stands for 2 actions of the catalog of 2026-09-26: 2 write\n");
    let left_out = hover(&WILDCARD.replace("Action", "NotAction"), false, Markup::Markdown).unwrap();
    assert!(left_out.starts_with("`sqs:Delete*` leaves out 2 actions"), "{left_out}");
    let plain = hover(&WILDCARD.replace("Delete*", "DeleteQueue"), false, Markup::Plain).unwrap();
    assert!(plain.starts_with("- Amazon SQS"), "{plain}");
    assert_eq!(hover(&WILDCARD.replace("Delete*", "NoSuchAction"), false, Markup::Plain), None);
    assert_eq!(hover(&WILDCARD.replace("sqs:|Delete*", "|not a pattern"), false, Markup::Plain), None);
}
