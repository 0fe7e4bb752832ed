//! `leastwise check --format json`.

use serde_json::Value;

use crate::fixtures::{DAY, POLICY, example};
use crate::sandbox::Sandbox;

fn report(sandbox: &Sandbox, args: &[&str]) -> Value {
    let output = sandbox.output(&[&["check", "--format", "json", "--as-of", DAY], args].concat());
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_report_has_the_documented_shape() {
    let sandbox = Sandbox::new(&[("roles/MyRole.json", POLICY), ("finding.json", &example())]);
    std::fs::write(sandbox.path("latin1.json"), [POLICY.as_bytes(), b"\xe9"].concat()).unwrap();
    let mut report = report(&sandbox, &["--evidence"]);
    assert_eq!(report["catalog"], leastwise_iam::Catalog::embedded().date().to_string());
    report["catalog"] = "[CATALOG]".into();
    insta::assert_json_snapshot!(report);
}

#[test]
fn offsets_are_bytes_of_the_file_and_columns_are_characters() {
    let policy = format!(
        "\u{feff}{}",
        POLICY.replace("\"Version\"", "\"Id\": \"\u{1f4da}\", \"Version\"").replace("\n    ", " ")
    );
    let sandbox = Sandbox::new(&[("MyRole.json", &policy), ("finding.json", &example())]);
    let report = report(&sandbox, &[]);
    let diagnostics = report["policies"][0]["diagnostics"].as_array().unwrap();
    assert!(!diagnostics.is_empty());
    for item in diagnostics.iter().filter(|item| !item["entry"].is_null()) {
        let number = |key: &str| item[key].as_u64().unwrap() as usize;
        let (start, end) = (number("offset"), number("end_offset"));
        assert_eq!(policy[start..end].trim_matches('"'), item["entry"]["text"]);
        let line = policy.trim_start_matches('\u{feff}').lines().nth(number("line") - 1).unwrap();
        assert_eq!(number("end_line"), number("line"));
        assert_eq!(number("end_column") - number("column"), policy[start..end].chars().count());
        let shown: String =
            line.chars().skip(number("column") - 1).take(policy[start..end].chars().count()).collect();
        assert_eq!(shown, policy[start..end]);
    }
}

#[test]
fn what_has_nothing_to_say_is_left_out() {
    let sandbox = Sandbox::new(&[("MyRole.json", POLICY), ("finding.json", &example())]);
    let output = sandbox.output(&["check", "--format", "json", "--exit-zero"]);
    assert_eq!(output.status.code(), Some(0));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let members = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert!(!members(&report).contains(&"as_of".to_owned()), "{report:#}");
    assert_eq!(members(&report["policies"][0]), ["checked", "diagnostics", "documents", "path"]);
    assert_eq!(members(&report["findings"][0]), ["diagnostics", "format", "path"]);
    let diagnostics = report["policies"][0]["diagnostics"].as_array().unwrap();
    assert!(diagnostics.iter().all(|one| !members(one).contains(&"evidence".to_owned())), "{report:#}");
}

#[test]
fn every_file_stands_on_a_line_of_its_own_with_the_summary_last() {
    let sandbox = Sandbox::new(&[
        ("roles/A.json", POLICY),
        ("roles/MyRole.json", POLICY),
        ("finding.json", &example()),
        ("leastwise.toml", ""),
    ]);
    let output = sandbox.output(&["check", "--format", "json", "--as-of", DAY]);
    let text = String::from_utf8(output.stdout).unwrap();
    for path in ["roles/A.json", "roles/MyRole.json", "finding.json", "leastwise.toml"] {
        let start = format!("{{\"path\":\"{path}\"");
        let line = text.lines().find(|line| line.starts_with(&start)).unwrap();
        let file: Value = serde_json::from_str(line.trim_end_matches(',')).unwrap();
        assert_eq!(file["path"], path);
    }
    assert!(text.lines().last().unwrap().starts_with("\"summary\":{"), "{text}");
}

#[test]
fn evidence_is_asked_for_with_json_only() {
    let sandbox = Sandbox::new(&[("MyRole.json", POLICY), ("finding.json", &example())]);
    assert_eq!(
        sandbox.run(&["check", "--evidence"]),
        "exit code: 2\n----- stderr\nerror: --evidence needs --format json\n"
    );
}

#[test]
fn a_recommendation_stands_beside_its_policy() {
    let text = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetBucketTagging", "s3:GetObject"], "Resource": "*"}]}"#;
    let recommended = r#"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:getobject\",\"Resource\":[\"*\"]}]}"#;
    let recommendation = |role: &str| {
        format!(
            r#"{{"startedAt": "2024-06-14T00:00:00Z", "completedAt": null, "resourceArn": "{role}", "status": "SUCCEEDED",
            "recommendationType": "UnusedPermissionRecommendation", "recommendedSteps": [{{"unusedPermissionsRecommendedStep": {{
            "recommendedAction": "CREATE_POLICY", "existingPolicyId": "MyRole", "recommendedPolicy": "{recommended}"}}}}]}}"#
        )
    };
    let files = |policy: &str| {
        let arn = "arn:aws:iam::111122223333:role/MyRole";
        let sandbox = Sandbox::new(&[
            ("roles/MyRole.json", policy),
            ("finding.json", &example()),
            ("recommendation.json", &recommendation(arn)),
        ]);
        report(&sandbox, &[])["policies"][0]["recommendations"].clone()
    };
    let same = files(text);
    assert_eq!((&same[0]["equal"], &same[0]["path"]), (&Value::from(true), &"recommendation.json".into()));
    assert_eq!(same[0]["made_on"], "2024-06-14");
    let different = files(&text.replace("s3:GetObject", "s3:GetO*"));
    assert_eq!(different[0]["equal"], false);
    let difference = &different[0]["differences"][0];
    assert_eq!((&difference["kind"], &difference["statement"]), (&"aws-drops".into(), &Value::from(0)));
    assert!(difference["actions"].as_array().unwrap().contains(&"s3:GetObjectAcl".into()));
}
