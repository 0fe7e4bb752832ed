//! Policies near their quota, and fixes that would break it. IAM counts 6,144 characters for a managed policy and
//! 10,240, 2,048 and 5,120 for the inline policies of a role, a user and a group, white space not counted.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::sync::Arc;

use leastwise_advice::fix::{Choice, PolicyFixOptions};
use leastwise_advice::{Analysis, EntryRef, PolicyInput, Rule, World, WorldInput, findings, quota};
use leastwise_policy::{Source, edit};

/// One unused action in each of two services makes `ec2:*` and `s3:*` long.
fn finding(principal: &str) -> String {
    format!(
        r#"{{"id": "f", "status": "ACTIVE", "analyzedAt": "2026-09-01T00:00:00Z", "findingType": "UnusedPermission",
        "resource": "arn:aws:iam::123456789012:{principal}",
        "findingDetails": [
            {{"unusedPermissionDetails": {{"serviceNamespace": "s3", "actions": [{{"action": "GetBucketAcl"}}]}}}},
            {{"unusedPermissionDetails": {{"serviceNamespace": "sqs", "actions": [{{"action": "CreateQueue"}}]}}}},
            {{"unusedPermissionDetails": {{"serviceNamespace": "rds", "actions": [{{"action": "AddTagsToResource"}}]}}}}
        ]}}"#
    )
}

/// A policy of exactly `size` characters that count, with some that do not.
fn policy(actions: &str, size: usize) -> String {
    let with = |padding: &str| {
        format!(
            "{{\n  \"Statement\": {{\"Effect\": \"Allow\", \"Action\": [{actions}], \"Resource\": \"{padding}\"}}\n}}"
        )
    };
    let padding = size.checked_sub(quota::characters(&with(""))).unwrap();
    with(&"a".repeat(padding))
}

fn analysis(principal: &str, text: &str) -> Analysis {
    let source = Arc::new(Source::read(text));
    let path: Arc<str> = "/w/P.json".into();
    let world = World::new(WorldInput {
        findings: vec![Arc::new(findings::read("/w/f.json", &finding(principal)).unwrap())],
        policies: vec![PolicyInput { path: Arc::clone(&path), source: Arc::clone(&source) }],
        roots: vec!["/w".into()],
        ..WorldInput::new("2026-09-26".parse().unwrap())
    });
    world.analyse(&path, source)
}

fn said(principal: &str, text: &str) -> Option<String> {
    let analysis = analysis(principal, text);
    let mut advice = analysis.advice.iter().filter(|advice| advice.rule == Rule::SizeQuota);
    advice.next().map(|advice| advice.message.clone())
}

fn wrapped(key: &str, text: &str) -> String {
    format!(r#"{{"{key}": "P", "PolicyName": "p", "PolicyDocument": {text}}}"#)
}

#[test]
fn a_policy_of_a_known_kind_is_told_when_nine_tenths_are_used_up() {
    let table = [
        ("RoleName", "role/P", 9_215, None),
        (
            "RoleName",
            "role/P",
            9_216,
            Some(
                "9,216 of the 10,240 characters of a role's inline policies together (white space is not counted)",
            ),
        ),
        ("RoleName", "role/P", 10_240, Some("10,240 of the 10,240 characters of")),
        ("RoleName", "role/P", 10_241, Some("not counted), so AWS refuses it")),
        ("UserName", "user/P", 1_843, None),
        ("UserName", "user/P", 2_049, Some("2,049 of the 2,048 characters of a user's inline")),
    ];
    for (key, principal, size, expected) in table {
        let said = said(principal, &wrapped(key, &policy(r#""s3:ListBucket""#, size)));
        match (&said, expected) {
            (None, None) => {}
            (Some(said), Some(expected)) if said.contains(expected) => {}
            other => panic!("{key} {size}: {other:?}"),
        }
    }
}

#[test]
fn of_an_unknown_kind_all_limits_are_named_over_the_smallest() {
    let text = |size| policy(r#""s3:ListBucket""#, size);
    assert_eq!(said("role/P", &text(6_144)), None);
    assert_eq!(
        said("role/P", &text(6_145)).unwrap(),
        "this policy has 6,145 characters (white space is not counted), over the 6,144 of a managed policy, under the \
         10,240 of a role's inline policies together"
    );
    assert!(
        said("role/P", &text(10_241))
            .unwrap()
            .ends_with("over the 6,144 of a managed policy and 10,240 of a role's inline policies together")
    );
    assert_eq!(said("user/P", &text(2_048)), None);
    assert!(
        said("user/P", &text(2_049)).unwrap().contains("over the 2,048 of a user's inline policies together")
    );
}

#[test]
fn a_fix_that_breaks_a_quota_says_so_and_is_left_to_a_person() {
    let before = policy(r#""s3:*", "lambda:GetFunction""#, 6_000);
    let analysis = analysis("role/P", &before);
    let fixes = analysis.entry_fixes(EntryRef { document: 0, statement: 0, entry: 0 });
    assert!(fixes.iter().all(|fix| !fix.preferred && fix.disabled.is_none()), "{fixes:?}");
    let after = edit::apply(&before, &fixes[0].edits).unwrap();
    let size = quota::characters(&after);
    assert!(size > 6_144);
    let thousands = format!("{},{:03}", size / 1_000, size % 1_000);
    let over = format!(" entries ({thousands} characters, over the 6,144 of a managed policy, 1 of ");
    assert!(fixes[0].title.contains(&over), "{}", fixes[0].title);
    assert_eq!(analysis.policy_fix(0).map(|fix| fix.title), None);
}

#[test]
fn a_policys_fix_leaves_what_would_break_its_quota() {
    let before = policy(r#""sqs:*", "s3:*", "rds:AddTagsToResource""#, 5_800);
    let fix = analysis("role/P", &before).policy_fix(0).unwrap();
    assert_eq!(
        fix.title,
        "Remove everything unused in this policy (1 entry removed, 1 narrowed, 1 entry left to you)"
    );
    let after = edit::apply(&before, &fix.edits).unwrap();
    assert!(after.contains("\"s3:*\"") && !after.contains("\"sqs:*\""));
    assert!((5_800..=6_144).contains(&quota::characters(&after)), "{}", quota::characters(&after));
}

#[test]
fn a_policys_fix_takes_what_would_break_its_quota_where_that_is_accepted() {
    let before = policy(r#""sqs:*", "s3:*", "rds:AddTagsToResource""#, 5_800);
    let analysis = analysis("role/P", &before);
    assert_eq!(analysis.choices(0, &[]).into_iter().collect::<Vec<_>>(), [Choice::OverQuota]);
    let accepted = [Choice::OverQuota];
    assert!(analysis.choices(0, &accepted).is_empty());
    let options = PolicyFixOptions { accepted: &accepted, ..PolicyFixOptions::default() };
    let fix = analysis.policy_fix_with(0, options).unwrap();
    assert!(
        fix.title.ends_with(" characters, over the 6,144 of a managed policy, 1 entry removed, 2 narrowed)"),
        "{}",
        fix.title
    );
    let after = edit::apply(&before, &fix.edits).unwrap();
    assert!(!after.contains("\"s3:*\"") && quota::characters(&after) > 6_144);
}

#[test]
fn a_policy_that_is_too_large_may_become_smaller() {
    let before = wrapped("RoleName", &policy(r#""s3:GetBucketAcl", "s3:ListBucket""#, 10_400));
    let analysis = analysis("role/P", &before);
    let fixes = analysis.entry_fixes(EntryRef { document: 0, statement: 0, entry: 0 });
    assert_eq!(fixes[0].title, "Remove `s3:GetBucketAcl` (10,382 of 10,240 characters)");
    assert!(fixes[0].preferred && analysis.policy_fix(0).unwrap().disabled.is_none());
}
