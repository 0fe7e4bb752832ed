//! `leastwise.toml` on the command line.

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

const DAY: &str = "2026-09-26";
const POLICY: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "s3:PutBucketPolicy",
        "s3:GetBucketAcl",
        "s3:PutObject"
      ],
      "Resource": "*"
    }
  ]
}
"#;

fn finding(role: &str, status: &str) -> String {
    format!(
        r#"{{
  "id": "{role}-1",
  "resource": "arn:aws:iam::111122223333:role/{role}",
  "status": "{status}",
  "analyzedAt": "2026-09-01T07:00:00Z",
  "findingDetails": [
    {{ "unusedPermissionDetails": {{ "serviceNamespace": "s3", "actions": [
      {{ "action": "PutBucketPolicy" }},
      {{ "action": "GetBucketAcl" }}
    ] }} }}
  ]
}}
"#
    )
}

/// Three roles, one policy that two of them share, one archived finding, one keep that has expired, and one finding
/// that matches no policy. The findings are ignored by git.
fn workspace() -> Sandbox {
    let settings = r#"findings = ["private"]

[[attach]]
policy = "shared.json"
principals = ["role/Reader", "role/Restorer"]

[[attach]]
policy = "roles/Writer.json"
principals = ["role/Writer"]

[[keep]]
action = "s3:PutBucketPolicy"
reason = "migration in August"
until = 2026-08-31
policy = "roles"
"#;
    Sandbox::new(&[
        (".gitignore", "private\n"),
        ("leastwise.toml", settings),
        ("private/reader.json", &finding("Reader", "ACTIVE")),
        ("private/restorer.json", &finding("Restorer", "ARCHIVED")),
        ("private/writer.json", &finding("Writer", "ACTIVE")),
        ("private/absent.json", &finding("Absent", "ACTIVE")),
        ("roles/Writer.json", POLICY),
        ("shared.json", POLICY),
    ])
}

#[test]
fn a_workspace_assigns_the_owners_of_its_policies_and_what_stays() {
    assert_snapshot!(workspace().run(&["check", "--as-of", DAY]));
}

#[test]
fn fix_acts_on_attached_policies_and_leaves_what_was_kept() {
    let sandbox = workspace();
    assert_snapshot!("fix_attached", sandbox.run(&["fix", "--as-of", DAY]));
    assert_snapshot!("fix_attached_policy", sandbox.read("roles/Writer.json"));
    assert_eq!(sandbox.read("shared.json"), POLICY);
}

#[test]
fn a_mistake_in_settings_is_shown_at_its_place_and_fails_the_check() {
    let sandbox = Sandbox::new(&[
        ("leastwise.toml", "max_entires = 3\n[rules]\nunused-action = \"of\"\n"),
        ("MyRole.json", POLICY),
        ("finding.json", &finding("MyRole", "ACTIVE")),
    ]);
    assert_snapshot!(sandbox.run(&["check", "--as-of", DAY]));
}

#[test]
fn a_rule_that_is_off_is_silent_and_the_nearest_file_decides() {
    let sandbox = Sandbox::new(&[
        (".git/HEAD", ""),
        ("leastwise.toml", "[rules]\nunused-action = \"error\"\n"),
        ("MyRole.json", POLICY),
        ("finding.json", &finding("MyRole", "ACTIVE")),
        ("MyRole/leastwise.toml", "[rules]\nunused-action = \"off\"\n"),
        ("MyRole/quiet.json", POLICY),
    ]);
    let code = |args: &[&str]| sandbox.output(args).status.code();
    assert_eq!(code(&["check", "--fail-on", "error", "MyRole.json", "--findings", "finding.json"]), Some(1));
    assert_eq!(code(&["check", "--fail-on", "hint", "MyRole", "--findings", "finding.json"]), Some(0));
}

#[test]
fn the_hint_names_no_findings_where_fix_needs_none() {
    let attach = "[[attach]]\npolicy = \"A.json\"\nprincipals = [\"role/A\"]\n";
    let files = [("leastwise.toml", attach), ("A.json", POLICY), ("finding.json", &*finding("A", "ACTIVE"))];
    let sandbox = Sandbox::new(&files);
    let told = sandbox.run(&["check", "--as-of", DAY]);
    assert!(told.contains("\nTo fix: leastwise fix --as-of [CATALOG]\n"), "{told}");
    // One that is matched by its name only needs them.
    sandbox.write("B.json", POLICY);
    sandbox.write("b.json", &finding("B", "ACTIVE"));
    let told = sandbox.run(&["check", "--as-of", DAY]);
    let both = "\nTo fix: leastwise fix --findings b.json --findings finding.json --as-of [CATALOG]\n";
    assert!(told.contains(both), "{told}");
    sandbox.run(&["fix", "--as-of", DAY]);
    assert!(
        !sandbox.read("A.json").contains("GetBucketAcl") && sandbox.read("B.json").contains("GetBucketAcl")
    );
}

#[test]
fn of_many_findings_files_the_hint_names_the_folder_that_holds_them_all() {
    let sandbox = Sandbox::new(&[("R0.json", POLICY)]);
    for role in 0..6 {
        let folder = if role < 3 { "one" } else { "other" };
        sandbox.write(&format!("found/{folder}/{role}.json"), &finding(&format!("R{role}"), "ACTIVE"));
    }
    let told = sandbox.run(&["check", "--as-of", DAY]);
    assert!(told.contains("\nTo fix: leastwise fix --findings found --as-of [CATALOG]\n"), "{told}");
}
