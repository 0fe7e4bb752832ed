//! `fix --only`: the riskiest first.

use insta::assert_snapshot;

use crate::fixtures::{DAY, finding};
use crate::sandbox::Sandbox;

/// Plain actions of each level, and a wildcard with unused ones of two levels.
const POLICY: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "s3:PutBucketAcl",
        "s3:DeleteBucket",
        "s3:PutBucketTagging",
        "s3:GetBucketLocation",
        "s3:ListBucket",
        "s3:ListMadeUp",
        "sqs:*"
      ],
      "Resource": "*"
    }
  ]
}
"#;

fn sandbox() -> Sandbox {
    let s3 =
        ["PutBucketAcl", "DeleteBucket", "PutBucketTagging", "GetBucketLocation", "ListBucket", "ListMadeUp"];
    let finding = finding(&[("s3", &s3), ("sqs", &["AddPermission", "ListQueues"])]);
    Sandbox::new(&[("MyRole.json", POLICY), ("finding.json", &finding)])
}

fn fix(sandbox: &Sandbox, more: &[&str]) -> String {
    sandbox.run(&[&["fix", "--findings", "finding.json", "--as-of", DAY], more].concat())
}

#[test]
fn entries_of_other_levels_stay_and_are_counted() {
    let sandbox = sandbox();
    assert_snapshot!(fix(&sandbox, &["--only", "permissions-management,write", "--diff"]));
}

#[test]
fn an_entry_with_unused_actions_of_several_levels_goes_with_any_of_them() {
    for (levels, gone) in [
        ("permissions-management", &["s3:PutBucketAcl", "sqs:*"][..]),
        ("write", &["s3:DeleteBucket"]),
        ("tagging", &["s3:PutBucketTagging"]),
        ("read", &["s3:GetBucketLocation", "sqs:*"]),
        ("list", &["s3:ListBucket"]),
        ("tagging,write", &["s3:DeleteBucket", "s3:PutBucketTagging"]),
    ] {
        let sandbox = sandbox();
        let told = fix(&sandbox, &["--only", levels]);
        assert!(told.starts_with("exit code: 1\n"), "{told}");
        let after = sandbox.read("MyRole.json");
        let entries = ["PutBucketAcl", "DeleteBucket", "PutBucketTagging", "GetBucketLocation", "ListBucket"];
        let entries = entries.map(|name| format!("s3:{name}"));
        let left = entries.iter().map(String::as_str).chain(["s3:ListMadeUp", "sqs:*"]);
        for entry in left {
            assert_eq!(!after.contains(&format!("\"{entry}\"")), gone.contains(&entry), "{levels}: {after}");
        }
    }
}

#[test]
fn levels_one_after_the_other_are_all_but_what_has_no_level() {
    let one_by_one = sandbox();
    for level in ["list", "read", "tagging", "write", "permissions-management"] {
        fix(&one_by_one, &["--only", level]);
    }
    let at_once = sandbox();
    fix(&at_once, &["--only", "permissions-management,write,tagging,read,list"]);
    assert_eq!(one_by_one.read("MyRole.json"), at_once.read("MyRole.json"));
    assert!(at_once.read("MyRole.json").contains("s3:ListMadeUp"));
    fix(&at_once, &[]);
    assert!(!at_once.read("MyRole.json").contains("s3:ListMadeUp"));
}
