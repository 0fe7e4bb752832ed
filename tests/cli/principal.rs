//! `--principal`: the owner of all policies, whatever their names.

use insta::assert_snapshot;

use crate::fixtures::{DAY, POLICY, example, finding};
use crate::sandbox::Sandbox;

const NAMES: [&str; 3] = ["role/MyRole", "role/myrole", "arn:aws:iam::111122223333:role/MyRole"];

#[test]
fn a_policy_of_any_name_is_checked_and_fixed_for_the_principal() {
    for name in NAMES {
        let sandbox = Sandbox::new(&[("policy.json", POLICY), ("saved/finding.json", &example())]);
        let check = ["check", "policy.json", "saved", "--principal", name, "--as-of", DAY];
        let told = sandbox.run(&check);
        assert!(
            told.contains("22 of them unused by role MyRole (finding of 2024-06-12, matched by --principal)")
        );
        let to_fix = format!("\nTo fix: leastwise fix policy.json saved --principal {name} --as-of");
        assert!(told.contains(&to_fix), "{told}");
        let fix = ["fix", "policy.json", "saved", "--principal", name, "--as-of", DAY];
        assert_eq!(sandbox.output(&fix).status.code(), Some(0));
        assert!(sandbox.read("policy.json").contains("\"s3:GetObject*\""));
    }
}

#[test]
fn an_action_that_one_of_several_principals_uses_stays() {
    let other = finding(&[("s3", &["GetBucketAcl"])]).replace("role/MyRole", "user/ops/alice");
    let sandbox = Sandbox::new(&[("shared.json", POLICY), ("one.json", &example()), ("two.json", &other)]);
    assert_snapshot!(sandbox.run(&[
        "fix",
        "--diff",
        "--as-of",
        DAY,
        "--principal",
        "role/MyRole",
        "--principal",
        "user/alice"
    ]));
}

#[test]
fn a_principal_without_a_finding_uses_everything() {
    let sandbox = Sandbox::new(&[("MyRole.json", POLICY), ("finding.json", &example())]);
    let args = ["--principal", "role/MyRole", "--principal", "role/Absent", "--as-of", DAY];
    assert_snapshot!(sandbox.run(&[&["check"], &args[..]].concat()));
    assert_eq!(sandbox.output(&[&["fix"], &args[..]].concat()).status.code(), Some(0));
    assert_eq!(sandbox.read("MyRole.json"), POLICY);
}

#[test]
fn a_flag_is_stronger_than_a_files_name() {
    let other = finding(&[("s3", &["GetBucketAcl"])]).replace("role/MyRole", "role/Other");
    let sandbox = Sandbox::new(&[("MyRole.json", POLICY), ("a.json", &example()), ("b.json", &other)]);
    let told = sandbox.run(&["check", "--principal", "role/Other", "--as-of", DAY]);
    assert!(
        told.contains("1 of them unused by role Other (finding of 2024-06-12, matched by --principal)"),
        "{told}"
    );
    assert!(!told.contains("lambda:AddPermission` is not used"), "{told}");
}

#[test]
fn what_is_no_principal_is_refused() {
    let sandbox = Sandbox::new(&[("MyRole.json", POLICY)]);
    for name in ["MyRole", "role/", "group/admins", "role/*", "arn:aws:s3:::bucket"] {
        let output = sandbox.output(&["check", "--principal", name]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains("expected the ARN of a role or user, `role/NAME`"), "{error}");
    }
}
