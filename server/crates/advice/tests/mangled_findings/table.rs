//! Every kind of damage at every place of every format.

use leastwise_advice::findings::{self, Format};
use leastwise_advice::report::Report;
use leastwise_advice::{FindingsFile, Rule};

use crate::{assert_no_more, places, read, replaced, reports};

/// One answer of each format, on one line, with what it says in few words.
pub(crate) const ANSWERS: [(Format, &str); 11] = [
    (
        Format::GetFindingV2,
        r#"{"id": "a", "resource": "arn:aws:iam::1:role/A", "status": "ACTIVE", "analyzedAt": "2026-03-01T10:00:00Z", "findingType": "UnusedPermission", "findingDetails": [{"unusedPermissionDetails": {"serviceNamespace": "s3", "lastAccessed": "2026-02-01T00:00:00Z", "actions": [{"action": "GetBucketAcl"}]}}]}"#,
    ),
    (
        Format::ListFindingsV2,
        r#"{"findings": [{"id": "a", "resource": "arn:aws:iam::1:role/A", "status": "ACTIVE", "analyzedAt": "2026-03-01T10:00:00Z", "findingType": "UnusedPermission"}], "nextToken": null}"#,
    ),
    (
        Format::FindingRecommendation,
        r#"{"startedAt": "2026-03-01T10:00:00Z", "resourceArn": "arn:aws:iam::1:role/A", "recommendationType": "UnusedPermissionRecommendation", "status": "SUCCEEDED", "recommendedSteps": [{"unusedPermissionsRecommendedStep": {"recommendedAction": "DETACH_POLICY", "existingPolicyId": "p"}}]}"#,
    ),
    (
        Format::RecommendedPolicyV2,
        r#"{"Status": "SUCCEEDED", "RecommendationType": "UNUSED_PERMISSION_RECOMMENDATION", "ResourceArn": "arn:aws:iam::1:role/A", "RecommendationSteps": [{"UnusedPermissions": {"RecommendedAction": "DETACH_POLICY", "ExistingPolicyId": "p"}}]}"#,
    ),
    (
        Format::ServiceLastAccessed,
        r#"{"JobStatus": "COMPLETED", "JobType": "ACTION_LEVEL", "JobCreationDate": "2026-03-01T10:00:00Z", "JobCompletionDate": "2026-03-01T10:00:05Z", "ServicesLastAccessed": [{"ServiceName": "Amazon S3", "ServiceNamespace": "s3", "LastAuthenticated": "2026-02-28T00:00:00Z", "TotalAuthenticatedEntities": 1, "TrackedActionsLastAccessed": [{"ActionName": "GetBucketAcl"}]}]}"#,
    ),
    (
        Format::AdvisorData,
        r#"{"arn:aws:iam::1:role/A": [{"lastAuthenticated": 0, "lastUpdated": "Mon, 13 Mar 2017 00:00:00 GMT", "serviceNamespace": "sqs", "totalAuthenticatedEntities": 0}]}"#,
    ),
    (
        Format::EventBridge,
        r#"{"source": "aws.access-analyzer", "detail-type": "Unused Access Finding for IAM entities", "resources": ["arn:aws:access-analyzer:x:1:analyzer/u"], "detail": {"findingId": "a", "resource": "arn:aws:iam::1:role/A", "status": "ACTIVE", "findingType": "UnusedPermission", "numberOfUnusedActions": 3}}"#,
    ),
    (
        Format::SecurityHub,
        r#"{"Findings": [{"Id": "arn:aws:access-analyzer:x:1:analyzer/u/arn:aws:iam::1:role/A/UnusedPermissions", "ProductArn": "arn:aws:securityhub:x::product/aws/access-analyzer", "RecordState": "ACTIVE", "Resources": [{"Type": "AwsIamRole", "Id": "arn:aws:iam::1:role/A"}], "ProductFields": {"findingType": "UnusedPermission", "findingId": "a", "numberOfUnusedActions": "3"}}]}"#,
    ),
    (
        Format::AccessAdvisorRows,
        r#"{"rows": [{"principal_arn": "arn:aws:iam::1:role/A", "service_namespace": "s3", "last_authenticated": "2026-02-28T00:00:00Z", "total_authenticated_entities": 1, "tracked_actions_last_accessed": [{"ActionName": "GetBucketAcl", "LastAccessedTime": null}]}]}"#,
    ),
    (
        Format::OcsfIamAnalysis,
        r#"{"class_uid": 2008, "finding_info": {"uid": "a", "types": ["UnusedPermission"]}, "time": 1772359200000, "status_id": 1, "resources": [{"type": "AWS::IAM::Role", "uid": "arn:aws:iam::1:role/A"}], "permission_analysis_results": [{"service_privilege_analysis_list": [{"name": "s3", "privilege_attack_info_list": [{"privilege_info_list": [{"name": "GetBucketAcl", "is_unused": true}]}]}]}]}"#,
    ),
    (Format::BareList, r#"[{"serviceNamespace": "s3", "actions": ["GetBucketAcl"]}]"#),
];

/// The file that a text is, if it is one, after what holds of every text was checked.
fn checked(text: &str) -> Option<FindingsFile> {
    read(text);
    findings::read("/w/f.json", text)
}

/// The file does not count, and one diagnostic says where it breaks; or it is not ours.
pub(crate) fn assert_left_out(format: Format, text: &str) {
    let Some(file) = checked(text) else { return };
    let shown = text.get(..300).unwrap_or(text);
    assert!(file.broken, "{} counts: {shown}", format.name());
    assert_eq!(file.problems.len(), 1, "{}: {shown}", format.name());
    assert_eq!(file.problems[0].rule, Rule::UnreadableFinding, "{}: {shown}", format.name());
}

#[test]
fn every_format_is_here_and_reads_whole() {
    assert_eq!(ANSWERS.map(|(format, _)| format), Format::ALL);
    for (format, text) in ANSWERS {
        for text in [text.to_owned(), format!("\u{feff}{text}"), text.replace(", \"", ",\r\n\t\"")] {
            let file = checked(&text).unwrap_or_else(|| panic!("{} is not recognised", format.name()));
            assert_eq!((file.format, file.broken, file.problems.len()), (format, false, 0), "{text}");
        }
    }
}

#[test]
fn cut_short_anywhere() {
    for (format, text) in ANSWERS {
        (0..text.len()).for_each(|at| assert_left_out(format, &text[..at]));
    }
}

#[test]
fn any_key_twice() {
    for (format, text) in ANSWERS {
        for place in places(text, true) {
            let member = &text[place.start..place.end];
            assert_left_out(format, &replaced(text, place, &format!("{member}, {member}")));
        }
    }
}

#[test]
fn any_value_of_a_wrong_type_or_null_or_gone() {
    for (format, text) in ANSWERS {
        for place in places(text, false) {
            for wrong in ["true", "-7", "1e999", "\"\\u001b*\"", "{}", "[[]]", "{\"id\": [null]}"] {
                assert_no_more(text, &replaced(text, place, wrong));
            }
            // A list that is empty or not there has a meaning of its own in some places.
            for wrong in ["null", "[]"] {
                checked(&replaced(text, place, wrong));
            }
        }
        for place in places(text, true) {
            checked(&replaced(text, place, "\"other\": 0"));
        }
        assert!(checked(text).is_some_and(|file| file.format == format));
    }
}

#[test]
fn nested_deeply_anywhere() {
    for (format, text) in ANSWERS {
        for place in places(text, false) {
            let open = "[".repeat(20_000);
            assert_left_out(format, &replaced(text, place, &open));
            let closed = format!("{open}{}", "]".repeat(20_000));
            assert_no_more(text, &replaced(text, place, &closed));
        }
    }
}

#[test]
fn huge_strings_and_lists() {
    let long = format!("\"{}\"", "A".repeat(100_000));
    for (_, text) in ANSWERS {
        for place in places(text, false) {
            let value = &text[place.start..place.end];
            if value.starts_with('"') {
                let file = checked(&replaced(text, place, &long));
                let problems = file.iter().flat_map(|file| &file.problems);
                assert!(problems.map(|problem| problem.message.len()).all(|length| length < 500), "{value}");
            } else if let Some(elements) = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                let many = vec![elements; 500].join(", ");
                let file = checked(&replaced(text, place, &format!("[{many}]")));
                assert!(file.is_none_or(|file| file.problems.len() <= 100), "{value}");
            }
        }
    }
}

#[test]
fn names_of_actions_that_are_none() {
    for (format, between) in [
        (Format::GetFindingV2, r#""}, {"action": ""#),
        (Format::ServiceLastAccessed, r#""}, {"ActionName": ""#),
        (Format::BareList, r#"", ""#),
    ] {
        let (_, text) = ANSWERS.into_iter().find(|(other, _)| *other == format).unwrap();
        for wrong in
            ["Get*", "*", "Get?ucketAcl", "s3:Get*", "Get BucketAcl", "GétBucketAcl", "", "a:b:c", "\\u0000"]
        {
            let text = text.replace("GetBucketAcl", &format!("{wrong}{between}GetBucketCORS"));
            let file = checked(&text).unwrap();
            assert!(!file.broken, "{text}");
            let [problem] = file.problems.as_slice() else { panic!("{text}: {:?}", file.problems) };
            assert_eq!(problem.span.text(&text), Some(&*format!("\"{wrong}\"")), "{text}");
            let reports = reports(Some(file));
            let usages: Vec<_> = reports.list.iter().map(Report::usage).collect();
            let unused = usages.iter().flat_map(|usage| usage.unused().iter());
            assert_eq!(
                unused.map(|action| action.as_str()).collect::<Vec<_>>(),
                ["s3:GetBucketCORS"],
                "{text}"
            );
        }
    }
}

/// It may have told that the finding is archived by now, or was replaced.
#[test]
fn what_lists_a_finding_and_does_not_read_silences_it() {
    let finding = || findings::read("/w/f.json", ANSWERS[0].1).unwrap();
    let read = |text: &str| findings::read("/w/list.json", text).unwrap();
    let is_silent = |list: FindingsFile| reports([finding(), list]).list[0].silent.is_some();
    for (format, dates, states) in [
        (Format::ListFindingsV2, "analyzedAt", "status"),
        (Format::EventBridge, "analyzedAt", "status"),
        (Format::SecurityHub, "UpdatedAt", "RecordState"),
    ] {
        let (_, list) = ANSWERS.into_iter().find(|(other, _)| *other == format).unwrap();
        let member = |state: &str| list.replacen(&format!("\"{states}\": \"ACTIVE\""), state, 1);
        assert!(!is_silent(read(list)), "{format}");
        for state in ["\"ARCHIVED\"", "\"ARCHIVD\"", "[\"ACTIVE\"]", "7"] {
            let text = member(&format!("\"{states}\": {state}"));
            assert!(is_silent(read(&text)), "{text}");
        }
        for (state, silent) in [
            (format!("\"{states}\": \"ACTIVE\", \"{states}\": \"ARCHIVED\""), true),
            (format!("\"{states}\": \"ACTIVE\", \"{dates}\": \"soon\""), true),
            (format!("\"{states}\": null, \"Workflow\": {{\"Status\": \"NOTIFIED\"}}"), false),
        ] {
            // The list has the date already.
            let text = member(&state).replacen(", \"analyzedAt\": \"2026-03-01T10:00:00Z\"", "", 1);
            assert_eq!(is_silent(read(&text)), silent, "{text}");
        }
        assert!(is_silent(read(&list[..list.len() - 1])), "{format}");
        assert!(is_silent(read(list).unread("is UTF-16")), "{format}");
        assert!(is_silent(read(list).half_written("").unwrap()), "{format}");
    }
}

#[test]
fn what_people_decided_in_security_hub_counts() {
    let finding = || findings::read("/w/f.json", ANSWERS[0].1).unwrap();
    let (_, list) = ANSWERS.into_iter().find(|(format, _)| *format == Format::SecurityHub).unwrap();
    for (decided, silent) in [
        (r#"{"Status": "NEW"}"#, false),
        (r#"{"Status": "ASSIGNED"}"#, false),
        (r#"{"Status": "NOTIFIED"}"#, false),
        (r#"{"Status": "SUPPRESSED"}"#, true),
        (r#"{"Status": "RESOLVED"}"#, true),
        (r#"{"Status": "DONE"}"#, true),
        (r#""RESOLVED?""#, true),
    ] {
        let text = list.replacen("\"RecordState\"", &format!("\"Workflow\": {decided}, \"RecordState\""), 1);
        let list = findings::read("/w/list.json", &text).unwrap();
        assert_eq!(reports([finding(), list]).list[0].silent.is_some(), silent, "{text}");
    }
}
