//! Findings files that somebody or something has damaged: nothing panics, every place lies in the text, and nothing more
//! is reported unused than the whole file reports.
//!
//! A damaged name may be another valid name, and a key that is gone has a meaning of its own (without `actions` the whole
//! service is unused), so that nothing is claimed of those.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod random;
mod table;
mod wrappers;

use std::sync::{Arc, LazyLock};

use leastwise_advice::report::{Report, Reports};
use leastwise_advice::{FindingsFile, findings};
use leastwise_iam::{Catalog, Universe};
use leastwise_policy::Span;
use leastwise_policy::json::{self, Kind};

/// One text of each format that reports something, with one finding for each principal.
const TEXTS: [&str; 7] = [
    r#"{"id": "a-1", "analyzerArn": "arn:aws:access-analyzer:eu-west-1:1:analyzer/u", "resource": "arn:aws:iam::1:role/A", "resourceType": "AWS::IAM::Role",
 "status": "ACTIVE", "error": null, "analyzedAt": "2026-03-01T10:00:00+00:00", "findingType": "UnusedPermission", "findingDetails": [
  {"unusedPermissionDetails": {"serviceNamespace": "s3", "lastAccessed": "2026-02-01T00:00:00Z", "actions": [
    {"action": "GetBucketAcl"}, {"action": "s3:PutBucketAcl", "lastAccessed": "2025-01-01T00:00:00Z"}, "GetBucketCORS"]}},
  {"unusedPermissionDetails": {"serviceNamespace": "sqs", "lastAccessed": null}}]}"#,
    r#"[{"Id": "b-1", "Resource": "arn:aws:iam::1:user/b", "Status": "ARCHIVED", "AnalyzedAt": 1772359200, "FindingDetails": [
  {"UnusedPermissionDetails": {"ServiceNamespace": "s3", "Actions": [{"Action": "GetBucketAcl"}]}}]},
 {"Id": "b-2", "Resource": "arn:aws:iam::1:user/c", "FindingDetails": [
  {"UnusedPermissionDetails": {"ServiceNamespace": "sns", "Actions": null}, "ExternalAccessDetails": null}], "NextToken": "é"},
 {"Id": "b-3", "Resource": "arn:aws:iam::1:role/d", "FindingType": "UnusedIAMRole", "FindingDetails": [{"UnusedIamRoleDetails": {}}]}]"#,
    r#"{"finding": {"id": "c-1", "resource": "arn:aws:iam::1:role/A", "findingDetails": [{"unusedPermissionDetails": {"serviceNamespace": "s3", "actions": ["GetBucketAcl"]}}]}}
{"finding": {"id": "c-2", "resource": "arn:aws:iam::1:role/B", "findingDetails": [{"unusedPermissionDetails": {"serviceNamespace": "sqs"}}]}}
{"findings": [{"id": "c-3", "resource": "arn:aws:iam::1:role/C", "findingType": "UnusedPermission", "status": "ACTIVE"}]}
{"source": "aws.access-analyzer", "resources": ["arn:aws:access-analyzer:x:1:analyzer/u"], "detail": {"findingId": "c-4", "resource": "arn:aws:iam::1:role/D", "findingType": "UnusedPermission", "numberOfUnusedActions": 3}}
{"startedAt": "2026-03-01T10:00:00Z", "resourceArn": "arn:aws:iam::1:role/A", "recommendationType": "UnusedPermissionRecommendation", "status": "SUCCEEDED", "recommendedSteps": [
 {"unusedPermissionsRecommendedStep": {"recommendedAction": "CREATE_POLICY", "existingPolicyId": "p", "recommendedPolicy": "{}"}}]}"#,
    r#"{"JobStatus": "COMPLETED", "JobType": "ACTION_LEVEL", "JobCreationDate": "2026-03-01T10:00:00Z", "JobCompletionDate": "2026-03-01T10:00:05Z", "IsTruncated": false, "ServicesLastAccessed": [
 {"ServiceName": "Amazon S3", "ServiceNamespace": "s3", "LastAuthenticated": "2026-02-28T00:00:00Z", "TotalAuthenticatedEntities": 1, "TrackedActionsLastAccessed": [
   {"ActionName": "GetBucketAcl"}, {"ActionName": "ListAllMyBuckets", "LastAccessedEntity": "arn:aws:iam::1:role/A", "LastAccessedTime": "2026-02-28T00:00:00Z"}]},
 {"ServiceName": "AWS Lambda", "ServiceNamespace": "lambda", "TotalAuthenticatedEntities": 0}]}"#,
    r#"{"arn:aws:iam::1:role/A": [{"lastAuthenticated": 1489176000000, "lastUpdated": "Tue, 14 Mar 2017 00:00:00 GMT", "serviceNamespace": "s3", "totalAuthenticatedEntities": 1},
  {"lastAuthenticated": 0, "lastUpdated": "Mon, 13 Mar 2017 00:00:00 GMT", "serviceNamespace": "sqs", "totalAuthenticatedEntities": 0}], "count": 1, "page": 1, "total": 1}"#,
    r#"[{"serviceNamespace": "lambda", "actions": ["GetFunction", "lambda:ListFunctions"]}, {"serviceNamespace": "s3", "actions": ["GetBucketAcl"]}]"#,
    r#"{"a": {"b": [[{"id": "w-1", "resource": "arn:aws:iam::1:role/W", "findingDetails": [{"unusedPermissionDetails": {"serviceNamespace": "s3", "actions": ["GetBucketAcl"]}}]}]]}, "n": 1}
{"rows": [{"principal_arn": "arn:aws:iam::1:role/R", "service_namespace": "s3", "last_authenticated": "2026-02-28T00:00:00Z", "tracked_actions_last_accessed": [{"ActionName": "GetBucketAcl"}]}, {"principal_arn": "arn:aws:iam::1:role/R", "service_namespace": "sqs", "last_authenticated": null, "total_authenticated_entities": 0}]}
{"Findings": [{"class_uid": 2008, "time": 1772359200000, "status_id": 1, "finding_info": {"uid": "o-1", "types": ["UnusedPermission"]}, "resources": [{"uid": "arn:aws:iam::1:role/O"}], "permission_analysis_results": [{"unused_privileges_count": 2, "service_privilege_analysis_list": [{"name": "s3", "privilege_info_list": [{"name": "GetBucketAcl", "is_unused": true}, {"name": "PutBucketAcl", "is_unused": false}]}, {"name": "sqs", "all_privileges_unused": true}]}]}]}
{"Records": [{"body": "{\"id\": \"w-2\", \"resource\": \"arn:aws:iam::1:role/S\", \"findingDetails\": [{\"unusedPermissionDetails\": {\"serviceNamespace\": \"s3\", \"actions\": [\"GetBucketAcl\"]}}]}"}]}"#,
];

static CATALOG: LazyLock<Arc<Catalog>> = LazyLock::new(Catalog::embedded);

fn reports(files: impl IntoIterator<Item = FindingsFile>) -> Reports {
    let files: Vec<Arc<FindingsFile>> = files.into_iter().map(Arc::new).collect();
    let mentioned = files.iter().flat_map(|file| file.actions()).cloned();
    Reports::new(&files, &Arc::new(Universe::new(Arc::clone(&CATALOG), None, mentioned)))
}

/// Reads a damaged text and checks what holds of every text.
fn read(text: &str) -> Reports {
    let file = findings::read("/w/f.json", text);
    if let Some(file) = &file {
        spans(file).for_each(|span| assert!(span.text(text).is_some(), "{span:?} is no place in {text}"));
        assert!(!file.broken || file.problems.len() == 1, "{:?}", file.problems);
        assert!(findings::may_be_findings(text));
    }
    let broken = file.as_ref().is_some_and(|file| file.broken);
    let reports = reports(file);
    for report in &reports.list {
        assert!(report.silent.is_none() || report.usage().unused().is_empty());
        assert!(!broken || report.silent.is_some(), "a broken file speaks: {text}");
    }
    reports
}

fn spans(file: &FindingsFile) -> impl Iterator<Item = Span> {
    let in_findings = |finding: &Arc<findings::Finding>| {
        let details = finding.details();
        let services = details.services.iter().flat_map(|service| {
            service.extent.actions().iter().map(|action| action.span).chain([service.span])
        });
        services.chain(details.used.iter().map(|used| used.span)).collect::<Vec<_>>()
    };
    let steps = file.recommendations.iter().flat_map(|one| &one.steps);
    let texts = steps.clone().flat_map(|step| step.existing.iter().chain(&step.recommended));
    file.problems
        .iter()
        .map(|problem| problem.span)
        .chain(file.findings.iter().map(|finding| finding.span))
        .chain(file.findings.iter().flat_map(in_findings))
        .chain(file.unused_principals.iter().map(|one| one.span))
        .chain(file.incomplete.iter().map(|one| one.span))
        .chain(file.recommendations.iter().map(|one| one.span))
        .chain(steps.map(|step| step.span))
        .chain(texts.map(|text| text.span))
}

/// Everything that a damaged text reports, the whole text reports of the same subject.
fn assert_no_more(text: &str, damaged: &str) {
    let whole = reports(findings::read("/w/f.json", text));
    for report in &read(damaged).list {
        let before = whole.list.iter().find(|other| other.subject == report.subject);
        let usage = report.usage();
        let more = usage.unused().iter().find(|action| !before.is_some_and(|before| unused(before, action)));
        assert!(more.is_none(), "{more:?} of {:?} is new in {damaged}", report.subject);
    }
}

fn unused(report: &Report, action: &leastwise_iam::ActionName) -> bool {
    report.usage().unused().contains(action.service(), action.name())
}

/// The spans of all values of a text, or of all members of its objects.
fn places(text: &str, members: bool) -> Vec<Span> {
    let tree = json::parse(text);
    let mut open: Vec<json::Value<'_>> = tree.roots().collect();
    let mut out = Vec::new();
    while let Some(value) = open.pop() {
        if !members {
            out.push(value.span());
        }
        open.extend(value.elements());
        for member in value.members() {
            if members {
                out.push(Span::new(member.key.span().start, member.value.span().end));
            }
            open.push(member.value);
        }
        assert!(!matches!(value.kind(), Kind::Bad | Kind::Missing), "the text is whole");
    }
    out
}

fn replaced(text: &str, span: Span, by: &str) -> String {
    format!("{}{by}{}", &text[..span.start], &text[span.end..])
}

#[test]
fn the_whole_texts_report_what_the_damaged_ones_may_lose() {
    let counts =
        TEXTS.map(|text| read(text).list.iter().map(|report| report.usage().unused().len()).sum::<usize>());
    assert_eq!(counts.map(|count| count > 0), [true, false, true, true, true, true, true]);
}
