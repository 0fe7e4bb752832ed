//! `leastwise check` for people: what each entry is said to be, and what a run ends with.

use insta::assert_snapshot;

use crate::fixtures::{DAY, POLICY, bare_list, example, finding};
use crate::sandbox::Sandbox;

fn exit_code(sandbox: &Sandbox, args: &[&str]) -> Option<i32> {
    sandbox.output(args).status.code()
}

#[test]
fn each_entry_is_shown_with_its_place_and_its_replacement() {
    let sandbox = Sandbox::new(&[("roles/MyRole.json", POLICY), ("findings/one.json", &example())]);
    assert_snapshot!(sandbox.run(&["check", "--as-of", DAY]));
}

#[test]
fn a_folder_without_anything_unused_passes() {
    let sandbox =
        Sandbox::new(&[("MyRole.json", POLICY), ("finding.json", &finding(&[("sqs", &["CreateQueue"])]))]);
    assert_snapshot!(sandbox.run(&["check", "--as-of", DAY]));
}

#[test]
fn carets_stand_under_the_entry_whatever_comes_before_it() {
    let policy = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"a\", \"Effect\": \"Allow\",\r\n\
        \t\t\"Resource\": \"arn:aws:s3:::b\u{fc}cher-\u{56fe}\u{4e66}-\u{1f4da}/*\",\t\"Action\": [\t\"s3:GetBucketAcl\" , \"s3:List*\"]}]}\r\n";
    let sandbox = Sandbox::new(&[
        ("MyRole.json", &format!("\u{feff}{policy}")),
        ("finding.json", &finding(&[("s3", &["GetBucketAcl"])])),
    ]);
    assert_snapshot!(sandbox.run(&["check", "--as-of", DAY]));
}

#[test]
fn a_document_on_one_long_line_is_told_by_place_alone() {
    let names: Vec<String> = (0..60).map(|n| format!("\"s3:ListMade{n}UpName*\"")).collect();
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":[{},"s3:Get*"],"Resource":"*"}}]}}"#,
        names.join(",")
    );
    let sandbox = Sandbox::new(&[
        ("MyRole.json", &policy),
        ("finding.json", &finding(&[("s3", &["GetObjectTorrent", "GetBucketAcl"])])),
    ]);
    assert_snapshot!(sandbox.run(&["check", "--as-of", DAY]));
}

#[test]
fn a_long_replacement_is_folded() {
    let policy = POLICY.replace("s3:Get*", "ec2:*");
    let sandbox =
        Sandbox::new(&[("MyRole.json", &policy), ("finding.json", &finding(&[("ec2", &["RunInstances"])]))]);
    assert_snapshot!(sandbox.run(&["check", "--as-of", DAY]));
}

#[test]
fn only_the_named_findings_are_used_and_the_hint_repeats_them() {
    let sandbox = Sandbox::new(&[
        ("in/MyRole.json", POLICY),
        ("in/found.json", &example()),
        ("saved findings/one.json", &finding(&[("lambda", &["AddPermission"])])),
    ]);
    assert_snapshot!(sandbox.run(&["check", "in", "--findings", "saved findings", "--as-of", DAY]));
}

#[test]
fn a_list_without_a_principal_applies_to_the_only_policy_of_its_folder() {
    let unused = bare_list("s3", &["GetBucketAcl"]);
    let sandbox = Sandbox::new(&[("a/policy.json", POLICY), ("a/unused.json", &unused)]);
    assert_eq!(exit_code(&sandbox, &["check"]), Some(1));
    sandbox.write("a/second.json", POLICY);
    assert_snapshot!(
        "a_list_beside_two_policies",
        sandbox.run(&["check", "a/policy.json", "a/unused.json", "--as-of", DAY])
    );
}

#[test]
fn the_level_that_fails_can_be_chosen() {
    let sandbox = Sandbox::new(&[("MyRole.json", POLICY), ("finding.json", &example())]);
    for (args, code) in [
        (&["check"][..], 1),
        (&["check", "--fail-on", "warning"], 1),
        (&["check", "--fail-on", "hint"], 1),
        (&["check", "--fail-on", "error"], 0),
        (&["check", "--exit-zero"], 0),
    ] {
        assert_eq!(exit_code(&sandbox, args), Some(code), "{args:?}");
    }
}

#[test]
fn an_informational_message_fails_only_if_that_is_requested() {
    let sandbox = Sandbox::new(&[("Other.json", POLICY), ("finding.json", &example())]);
    assert_snapshot!(sandbox.run(&["check", "--as-of", DAY]));
    assert_eq!(exit_code(&sandbox, &["check", "--fail-on", "information"]), Some(1));
}

#[test]
fn what_was_not_read_is_listed() {
    let sandbox = Sandbox::new(&[("MyRole.json", POLICY), ("finding.json", &example())]);
    std::fs::write(sandbox.path("latin1.json"), [POLICY.as_bytes(), b"\xe9"].concat()).unwrap();
    let told = sandbox.run(&["check", "--exit-zero", "--as-of", DAY]);
    assert!(told.contains("\nskipped: latin1.json is not UTF-8; save it as UTF-8\n"), "{told}");
}
