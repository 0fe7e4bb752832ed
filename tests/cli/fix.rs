//! `leastwise fix`: what is written, what is left, and what is said of it.

use insta::assert_snapshot;

use crate::fixtures::{DAY, POLICY, example, finding};
use crate::sandbox::Sandbox;

const FIX: &[&str] = &["fix", "--findings", "finding.json", "--as-of", DAY];

#[test]
fn a_policy_is_rewritten_in_its_own_style_and_a_second_run_has_nothing_to_do() {
    let sandbox = Sandbox::new(&[("MyRole.json", POLICY), ("finding.json", &example())]);
    assert_snapshot!("fix", sandbox.run(FIX));
    assert_snapshot!("fixed_policy", sandbox.read("MyRole.json"));
    let fixed = sandbox.read("MyRole.json");
    assert_snapshot!("fix_again", sandbox.run(FIX));
    assert_eq!(sandbox.read("MyRole.json"), fixed);
    assert_eq!(sandbox.output(&["check", "--as-of", DAY]).status.code(), Some(0));
}

#[test]
fn a_difference_is_printed_and_nothing_is_written() {
    let sandbox = Sandbox::new(&[("roles/MyRole.json", POLICY), ("finding.json", &example())]);
    assert_snapshot!(sandbox.run(&[FIX, &["--diff"]].concat()));
    assert_eq!(sandbox.read("roles/MyRole.json"), POLICY);
}

#[test]
fn a_difference_applied_is_the_fix() {
    let windows = POLICY.replace('\n', "\r\n").replace("      ", "\t\t\t");
    let sandbox = Sandbox::new(&[("MyRole.json", windows.trim_end()), ("finding.json", &example())]);
    let diff = sandbox.output(&[FIX, &["--diff"]].concat()).stdout;
    assert_eq!(sandbox.output(FIX).status.code(), Some(0));
    let diff = String::from_utf8(diff).unwrap();
    let after: String = diff
        .split_inclusive('\n')
        .skip(3)
        .filter(|line| line.starts_with([' ', '+']))
        .filter_map(|line| line.get(1..))
        .collect();
    let fixed = sandbox.read("MyRole.json");
    assert!(after.contains("\"s3:GetObject*\"") && fixed.contains(&after), "{diff}");
    assert!(
        !fixed.ends_with('\n') && fixed.matches('\n').count() == fixed.matches("\r\n").count(),
        "{fixed}"
    );
}

#[test]
fn findings_that_were_only_found_are_not_acted_on() {
    let sandbox = Sandbox::new(&[("MyRole.json", POLICY), ("finding.json", &example())]);
    assert_snapshot!(sandbox.run(&["fix", "--as-of", DAY]));
    assert_eq!(sandbox.read("MyRole.json"), POLICY);
}

#[test]
fn what_is_left_to_a_person_is_listed_with_its_reason() {
    let policy = POLICY.replace("s3:List*", "ec2:*");
    let sandbox = Sandbox::new(&[
        ("MyRole.json", &policy),
        ("finding.json", &finding(&[("lambda", &["AddPermission"]), ("ec2", &["RunInstances"])])),
    ]);
    assert_snapshot!(sandbox.run(FIX));
    assert!(sandbox.read("MyRole.json").contains("\"ec2:*\""));
    assert!(!sandbox.read("MyRole.json").contains("lambda:AddPermission"));
}

#[test]
fn a_policy_of_which_nothing_would_be_left_stays_valid() {
    let policy = r#"{
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "s3:GetBucketAcl", "Resource": "*"}
}
"#;
    let sandbox =
        Sandbox::new(&[("MyRole.json", policy), ("finding.json", &finding(&[("s3", &["GetBucketAcl"])]))]);
    assert_snapshot!(sandbox.run(FIX));
    assert_eq!(sandbox.read("MyRole.json"), policy);
}

#[test]
fn a_read_only_file_is_an_error_and_the_others_are_fixed() {
    let sandbox =
        Sandbox::new(&[("MyRole/a.json", POLICY), ("MyRole/b.json", POLICY), ("finding.json", &example())]);
    let path = sandbox.path("MyRole/a.json");
    let mut permissions = std::fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).unwrap();
    assert_snapshot!(sandbox.run(FIX));
    assert_eq!(sandbox.read("MyRole/a.json"), POLICY);
    assert!(sandbox.read("MyRole/b.json").contains("\"s3:GetObject*\""));
}

#[cfg(unix)]
#[test]
fn a_linked_policy_is_fixed_at_its_target() {
    let sandbox = Sandbox::new(&[("in/finding.json", &example()), ("out/policy.json", POLICY)]);
    let link = sandbox.path("in/MyRole.json");
    std::os::unix::fs::symlink("../out/policy.json", &link).unwrap();
    let args = ["fix", "in/MyRole.json", "--findings", "in/finding.json", "--as-of", DAY];
    assert_eq!(sandbox.output(&args).status.code(), Some(0));
    assert!(link.symlink_metadata().unwrap().is_symlink());
    assert!(sandbox.read("out/policy.json").contains("\"s3:GetObject*\""));
}
