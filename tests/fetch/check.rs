//! What was fetched, as `check` and `fix` take it.

use crate::sandbox::{ACCOUNT, ANALYZER, Sandbox};

const POLICY: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "s3:GetBucketAcl",
        "s3:ListBucket"
      ],
      "Resource": "*"
    }
  ]
}
"#;

/// A workspace with the policy of a role, and what was fetched about it.
fn fetched() -> Sandbox {
    let sandbox = Sandbox::new(&[("1-a", "App", "2026-09-01")]);
    std::fs::create_dir(sandbox.path("policies")).unwrap();
    std::fs::write(sandbox.path("policies/App.json"), POLICY).unwrap();
    assert_eq!(sandbox.run(&[]).code, Some(0));
    sandbox
}

/// Runs another command on the day after the listing.
fn run(sandbox: &Sandbox, args: &[&str]) -> (Option<i32>, String) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_leastwise"));
    command.args(args).args(["--as-of", "2026-10-02"]).current_dir(sandbox.path("")).env_clear();
    let output = command.output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(text).unwrap())
}

#[test]
fn check_shows_the_unused_entry_on_its_line_with_nothing_configured() {
    let sandbox = fetched();
    for paths in [&["check"][..], &["check", "policies"][..], &["check", "policies/App.json"][..]] {
        let (code, text) = run(&sandbox, paths);
        assert_eq!(code, Some(1), "{paths:?}: {text}");
        assert!(text.contains("policies/App.json:7:9"), "{paths:?}: {text}");
        assert!(text.contains(&format!("aws/aws/{ACCOUNT}/findings/App--1-a.json")), "{paths:?}: {text}");
        assert!(!text.contains("incomplete-finding"), "{paths:?}: {text}");
    }
}

#[test]
fn a_folder_made_by_fetch_is_no_consent_and_a_findings_file_is() {
    let sandbox = fetched();
    let policy = || std::fs::read_to_string(sandbox.path("policies/App.json")).unwrap();
    for args in [
        &["fix"][..],
        &["fix", "--findings", "aws"][..],
        &["fix", "--findings", "."][..],
        &["fix", "policies", "--findings", &format!("aws/aws/{ACCOUNT}/findings")][..],
    ] {
        let (code, text) = run(&sandbox, args);
        assert_eq!(code, Some(1), "{args:?}: {text}");
        assert!(text.contains("leastwise fetch"), "{args:?}: {text}");
        assert_eq!(policy(), POLICY, "{args:?}");
    }
    // Kept in git, it is still the same folder.
    std::fs::remove_file(sandbox.path("aws/.gitignore")).unwrap();
    let (_, text) = run(&sandbox, &["fix", "--findings", "aws"]);
    assert_eq!(policy(), POLICY, "{text}");
    let finding = format!("aws/aws/{ACCOUNT}/findings/App--1-a.json");
    let (code, text) = run(&sandbox, &["fix", "--findings", &finding]);
    assert_eq!(code, Some(0), "{text}");
    assert_eq!(policy(), POLICY.replace("        \"s3:GetBucketAcl\",\n", ""));
}

/// An older finding of the same analyzer, saved by hand: it reports more.
fn older(id: &str, analyzed: &str) -> String {
    format!(
        r#"{{"analyzerArn": "{ANALYZER}", "id": "{id}", "findingType": "UnusedPermission", "status": "ACTIVE",
            "resource": "arn:aws:iam::{ACCOUNT}:role/App", "resourceType": "AWS::IAM::Role",
            "resourceOwnerAccount": "{ACCOUNT}", "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "{analyzed}",
            "analyzedAt": "{analyzed}", "findingDetails": [{{"unusedPermissionDetails": {{"serviceNamespace": "s3",
            "actions": [{{"action": "ListBucket"}}, {{"action": "GetBucketAcl"}}]}}}}]}}"#
    )
}

#[test]
fn a_finding_that_its_analyzer_no_longer_lists_does_not_count() {
    let sandbox = fetched();
    std::fs::write(sandbox.path("old.json"), older("0-z", "2026-08-01T00:00:00Z")).unwrap();
    let (_, text) = run(&sandbox, &["check"]);
    assert!(text.contains("policies/App.json:7:9") && !text.contains("policies/App.json:8:9"), "{text}");

    // Its analyzer is unknown, as if it was saved by hand.
    let nameless =
        older("0-z", "2026-08-01T00:00:00Z").replace(&format!("\"analyzerArn\": \"{ANALYZER}\", "), "");
    std::fs::write(sandbox.path("old.json"), nameless).unwrap();
    let (_, text) = run(&sandbox, &["check"]);
    assert!(text.contains("policies/App.json:7:9") && !text.contains("policies/App.json:8:9"), "{text}");

    // The analyzer lists nothing about the role any more: it counts as using everything.
    sandbox.findings(&[]);
    assert_eq!(sandbox.run(&[]).code, Some(0));
    let (_, text) = run(&sandbox, &["check"]);
    assert!(!text.contains("policies/App.json:7:9: ") && !text.contains("warning[unused"), "{text}");
}

#[test]
fn details_that_are_older_than_what_is_listed_do_not_count() {
    let sandbox = fetched();
    sandbox.findings(&[("1-a", "App", "2026-09-05")]);
    sandbox.fault("case \"$all\" in *get-finding*) exit 1;; esac\n");
    assert_eq!(sandbox.run(&["--no-attachments"]).code, Some(1));
    let (_, text) = run(&sandbox, &["check"]);
    assert!(!text.contains("warning[unused"), "{text}");
    assert!(text.contains("role App counts as using everything"), "{text}");
}

#[test]
fn an_unchanged_finding_is_as_new_as_its_last_listing() {
    let sandbox = fetched();
    let path = sandbox.path(&format!("aws/aws/{ACCOUNT}/findings/App--1-a.json"));
    let text = std::fs::read_to_string(&path).unwrap();
    // Analyzed for the first time long ago; the listing says that it was still so on the first of October.
    let long_ago = text.replace(r#""analyzedAt": "2026-10-01"#, r#""analyzedAt": "2026-02-01"#);
    assert_ne!(long_ago, text);
    std::fs::write(&path, long_ago).unwrap();
    let (_, text) = run(&sandbox, &["check"]);
    assert!(text.contains("policies/App.json:7:9") && !text.contains("stale-finding"), "{text}");
}
