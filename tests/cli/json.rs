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
    let mut report = report(&sandbox, &[]);
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
    let advice = report["policies"][0]["advice"].as_array().unwrap();
    assert!(!advice.is_empty());
    for item in advice.iter().filter(|item| !item["entry"].is_null()) {
        let point = |end: &str, key: &str| item["location"][end][key].as_u64().unwrap() as usize;
        let (start, end) = (point("start", "offset"), point("end", "offset"));
        assert_eq!(policy[start..end].trim_matches('"'), item["entry"]["text"]);
        let line = policy.trim_start_matches('\u{feff}').lines().nth(point("start", "line") - 1).unwrap();
        let shown: String = line
            .chars()
            .skip(point("start", "column") - 1)
            .take(policy[start..end].chars().count())
            .collect();
        assert_eq!(shown, policy[start..end]);
    }
}

#[test]
fn a_day_that_is_not_replayed_is_null() {
    let sandbox = Sandbox::new(&[("MyRole.json", POLICY), ("finding.json", &example())]);
    let output = sandbox.output(&["check", "--format", "json", "--exit-zero"]);
    assert_eq!(output.status.code(), Some(0));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(report["as_of"].is_null());
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
