use std::sync::Arc;

use leastwise_iam::Catalog;
use leastwise_policy::Source;

use super::*;
use crate::analysis::EntryRef;
use crate::findings::{self, Place};
use crate::hover::Markup;
use crate::settings::SettingsFileInput;
use crate::{PolicyInput, SettingsFile, SettingsInput, World, WorldInput};
use render::Rendering;

const CATALOG: &str = "leastwise catalog 1\ndate 2026-09-26\nsource test\nservices 2\nactions 12\n\n\
    iam 3 IAM\n  DeleteRole permissions-management tracked 2016-05-08\n  \
    GetRole read tracked 2016-05-08\n  PassRole write untracked 2016-05-08\n\n\
    s3 9 Amazon S3\n  DeleteBucket write tracked 2016-05-08\n  GetAcl read tracked 2016-05-08\n  \
    GetLogging read unknown 2016-05-08\n  GetNew read tracked 2026-01-01\n  GetObject read untracked 2016-05-08\n  \
    GetPolicy read tracked 2016-05-08\n  ListBucket list untracked 2016-05-08\n  \
    PutAcl permissions-management tracked 2016-05-08\n  PutObject write untracked 2016-05-08\n";

/// A finding about `role/{role}` of 2025-06-01.
fn finding(role: &str, details: &str) -> String {
    format!(
        r#"{{"id": "f-{role}", "status": "ACTIVE", "resource": "arn:aws:iam::123456789012:role/{role}",
            "analyzedAt": "2025-06-01T00:00:00Z", "findingDetails": [{details}]}}"#
    )
}

const S3: &str = r#"{"unusedPermissionDetails": {"serviceNamespace": "s3", "actions": [
    {"action": "GetPolicy", "lastAccessed": "2024-01-03T00:00:00Z"}, {"action": "GetAcl"}, {"action": "PutAcl"},
    {"action": "GetQuux"}]}}"#;
const IAM: &str = r#"{"unusedPermissionDetails": {"serviceNamespace": "iam"}}"#;

fn analysis(path: &str, policy: &str, texts: &[(&str, &str)]) -> Analysis {
    analysis_under("", path, policy, texts)
}

/// With a `leastwise.toml` of this text.
fn analysis_under(settings: &str, path: &str, policy: &str, texts: &[(&str, &str)]) -> Analysis {
    analysis_by(Catalog::parse(CATALOG).unwrap(), settings, path, policy, texts)
}

fn analysis_by(
    catalog: Catalog,
    settings: &str,
    path: &str,
    policy: &str,
    texts: &[(&str, &str)],
) -> Analysis {
    let file = Arc::new(SettingsFile::read("/w/leastwise.toml", settings));
    let read = |(path, text): &(&str, &str)| Arc::new(findings::read(path, text).unwrap());
    let source = Arc::new(Source::read(policy));
    let world = World::new(WorldInput {
        catalog: Arc::new(catalog),
        file_problems: Vec::new(),
        links: Vec::new(),
        links_out: Vec::new(),
        unread: Vec::new(),
        unseen: Vec::new(),
        sources: Vec::new(),
        settings: SettingsInput {
            files: vec![SettingsFileInput { file, whole: true }],
            ..SettingsInput::default()
        },
        as_of: None,
        today: "2026-09-26".parse().unwrap(),
        findings: texts.iter().map(read).collect(),
        findings_named: false,
        findings_fetched: false,
        policies: vec![PolicyInput { path: path.into(), source: Arc::clone(&source) }],
        roots: Vec::new(),
    });
    world.analyse(path, source)
}

fn entry(statement: usize, entry: usize) -> EntryRef {
    EntryRef { document: 0, statement, entry }
}

fn rendering(names: usize) -> Rendering<'static> {
    Rendering { names, place: &|place: &Place| place.file.to_string(), only_kept: false }
}

#[test]
fn each_action_stands_under_its_level_with_its_reason() {
    let policy = r#"{"Statement": [
        {"Effect": "Allow", "Action": ["s3:*", "iam:*"], "Resource": "*"},
        {"Effect": "Deny", "Action": "s3:PutAcl", "Resource": "*"},
        {"Effect": "Deny", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b"}
    ]}"#;
    let found = finding("A", &[S3, IAM].join(","));
    let analysis = analysis("A.json", policy, &[("f.json", &found)]);
    let s3 = analysis.evidence(entry(0, 0)).unwrap();
    insta::assert_snapshot!(render::text(&s3, &rendering(10)));
    let iam = analysis.evidence(entry(0, 1)).unwrap();
    insta::assert_snapshot!(render::markdown(&iam, &rendering(10)));
    assert_eq!((s3.counts.denied, s3.counts.may_be_denied), (1, 6));
    assert_eq!((s3.counts.granted(), s3.counts.unused(), s3.counts.of(Kind::Newer)), (10, 4, 1));
    assert_eq!(iam.counts.of(Kind::NeverObservable), 1);
}

#[test]
fn an_action_that_only_a_refreshed_list_has_stays_where_the_whole_service_is_unused() {
    let file =
        r#"{"Name": "iam", "Actions": [{"Name": "DeleteRole"}, {"Name": "GetRole"}, {"Name": "GetQuux"}]}"#;
    let file = leastwise_iam::catalog::reference::read(file).unwrap().unwrap();
    let catalog = Catalog::parse(CATALOG).unwrap().refreshed(&[file], "services");
    let policy = r#"{"Statement": {"Effect": "Allow", "Action": "iam:*", "Resource": "*"}}"#;
    // The analyzer looked after the catalog's day: that alone does not say that it knew of the action.
    let found = finding("A", IAM).replace("2025-06-01", "2026-09-27");
    let analysis = analysis_by(catalog, "", "A.json", policy, &[("f.json", &found)]);
    let evidence = analysis.evidence(entry(0, 0)).unwrap();
    insta::assert_snapshot!(render::text(&evidence, &rendering(10)));
}

#[test]
fn a_shared_policy_names_who_keeps_an_action() {
    let policy = r#"{"Statement": {"Effect": "Allow", "Action": "s3:*Acl", "Resource": "*"}}"#;
    let (a, b) = (
        finding("A", S3),
        finding(
            "B",
            r#"{"unusedPermissionDetails": {"serviceNamespace": "s3", "actions": [{"action": "PutAcl"}]}}"#,
        ),
    );
    let settings = "[[attach]]\npolicy = 'shared.json'\nprincipals = ['role/A', 'role/B']\n";
    let analysis = analysis_under(settings, "/w/shared.json", policy, &[("a.json", &a), ("b.json", &b)]);
    let evidence = analysis.evidence(entry(0, 0)).unwrap();
    insta::assert_snapshot!(render::text(&evidence, &rendering(10)));
}

/// Findings of two analyzers, whose windows differ.
#[test]
fn what_one_finding_reports_and_another_does_not_is_disputed_with_both_places() {
    let policy = r#"{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}"#;
    let one = finding("A", S3);
    let other = finding(
        "A",
        r#"{"unusedPermissionDetails": {"serviceNamespace": "s3", "actions": [{"action": "GetPolicy"}]}}"#,
    );
    let other = other.replace(
        "\"f-A\"",
        "\"g-A\", \"analyzerArn\": \"arn:aws:access-analyzer:eu-west-1:123456789012:analyzer/year\"",
    );
    let analysis = analysis("A.json", policy, &[("month.json", &one), ("year.json", &other)]);
    let evidence = analysis.evidence(entry(0, 0)).unwrap();
    insta::assert_snapshot!(render::text(&evidence, &rendering(10)));
}

#[test]
fn an_action_is_called_used_only_with_a_date() {
    let policy = r#"{"Statement": {"Effect": "Allow", "Action": "s3:*Acl", "Resource": "*"}}"#;
    let report = r#"{"JobStatus": "COMPLETED", "JobType": "ACTION_LEVEL", "JobCreationDate": "2026-01-01T00:00:00Z",
        "JobCompletionDate": "2026-01-01T00:00:01Z", "ServicesLastAccessed": [
            {"ServiceName": "Amazon S3", "ServiceNamespace": "s3", "LastAuthenticated": "2025-12-31T00:00:00Z",
             "TotalAuthenticatedEntities": 1, "TrackedActionsLastAccessed": [
                {"ActionName": "GetAcl", "LastAccessedTime": "2025-12-31T00:00:00Z"}, {"ActionName": "PutAcl"}]}]}"#;
    let analysis = analysis("folder/policy.json", policy, &[("folder/report.json", report)]);
    let evidence = analysis.evidence(entry(0, 0)).unwrap();
    insta::assert_snapshot!(render::text(&evidence, &rendering(10)));
    let statement = analysis.statement_evidence(0, 0).unwrap();
    insta::assert_snapshot!(render::statement(&statement, &rendering(10), Markup::Markdown));
}

#[test]
fn long_lists_are_folded_but_never_by_one() {
    let policy = r#"{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}"#;
    let more = r#", {"unusedPermissionDetails": {"serviceNamespace": "s3", "actions": ["GetLogging"]}}"#;
    let found = finding("A", &(S3.to_owned() + more));
    let analysis = analysis("A.json", policy, &[("f.json", &found)]);
    let evidence = analysis.evidence(entry(0, 0)).unwrap();
    let shown = |names| render::text(&evidence, &rendering(names));
    assert!(shown(1).contains("GetAcl and 2 more\n") && shown(1).contains("GetQuux"), "{}", shown(1));
    assert!(shown(2).contains("GetAcl, GetLogging, GetPolicy") && !shown(2).contains("more"), "{}", shown(2));
    let kept = render::text(&evidence, &Rendering { only_kept: true, ..rendering(9) });
    assert!(!kept.contains("GetAcl") && kept.contains("GetObject"), "{kept}");
}

#[test]
fn what_is_not_judged_has_no_evidence() {
    let policy = r#"{"Statement": [
        {"Effect": "Allow", "Action": ["s3:Foo", "s3:Foo*", "nonsense"], "Resource": "*"},
        {"Effect": "Deny", "Action": "s3:GetAcl", "Resource": "*"},
        {"Effect": "Allow", "NotAction": "s3:GetAcl", "Resource": "*"}
    ]}"#;
    let found = finding("A", S3);
    let judged = analysis("A.json", policy, &[("f.json", &found)]);
    let text = |at| judged.evidence(at).map(|evidence| render::text(&evidence, &rendering(9)));
    assert_eq!(
        text(entry(0, 0)).unwrap(),
        "s3:Foo grants 1 action to role A: kept (not in the catalog)\n  unknown level (1)\n    kept, not in the catalog: Foo\n"
    );
    assert_eq!(text(entry(0, 1)).unwrap(), "s3:Foo* grants no known action\n");
    for none in [entry(0, 2), entry(0, 3), entry(1, 0), entry(2, 0), entry(3, 0)] {
        assert!(text(none).is_none(), "{none:?}");
    }
    let nobodys = analysis("B.json", policy, &[("f.json", &found)]);
    assert!(nobodys.evidence(entry(0, 0)).is_none());
}

#[test]
fn a_statement_is_summed_up_by_service() {
    let policy = r#"{"Statement": [
        {"Effect": "Allow", "Action": ["s3:*", "iam:*", "S3:Get*"], "Resource": "*"},
        {"Effect": "Allow", "NotAction": ["iam:*", "s3:Get*"], "Resource": "*"},
        {"Effect": "Allow", "NotAction": ["iam:*", "nonsense"], "Resource": "*"},
        {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}
    ]}"#;
    let found = finding("A", &[S3, IAM].join(","));
    let analysis = analysis("A.json", policy, &[("f.json", &found)]);
    let statement = |index| analysis.statement_evidence(0, index);
    let sums = |evidence: StatementEvidence| {
        let sum = |it: &ServiceEvidence| (it.service.to_string(), it.counts.granted(), it.counts.unused());
        evidence.services.iter().map(sum).collect::<Vec<_>>()
    };
    assert_eq!(sums(statement(0).unwrap()), [("s3".to_owned(), 10, 4), ("iam".to_owned(), 3, 2)]);
    assert_eq!(sums(statement(1).unwrap()), [("s3".to_owned(), 4, 1)]);
    assert!(statement(2).is_none() && statement(3).is_none() && statement(4).is_none());
    insta::assert_snapshot!(render::statement(&statement(0).unwrap(), &rendering(1), Markup::Markdown));
}
