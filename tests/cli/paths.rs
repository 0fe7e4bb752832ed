//! Which paths the command takes, and how often it looks at what they name.

use serde_json::Value;

use crate::fixtures::{POLICY, bare_list, example};
use crate::sandbox::Sandbox;

/// The policies and findings files that `check` reads, as paths.
fn read(sandbox: &Sandbox, paths: &[&str]) -> (Vec<String>, Vec<String>) {
    let output = sandbox.output(&[&["check", "--format", "json", "--exit-zero"], paths].concat());
    // What is read does not depend on whether something was checked.
    assert!(matches!(output.status.code(), Some(0 | 2)), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let paths = |key: &str| {
        let files = report[key].as_array().unwrap();
        files.iter().map(|file| file["path"].as_str().unwrap().to_owned()).collect()
    };
    (paths("policies"), paths("findings"))
}

#[test]
fn what_several_paths_name_is_looked_at_once() {
    let sandbox = Sandbox::new(&[
        ("a/MyRole.json", POLICY),
        ("a/b/MyRole.json", POLICY),
        ("c/MyRole.json", POLICY),
        ("finding.json", &example()),
    ]);
    let both = (vec!["a/MyRole.json".into(), "a/b/MyRole.json".into()], vec!["finding.json".into()]);
    for paths in [
        &["a", "finding.json"][..],
        &["a", "a/b", "finding.json"],
        &["a/b/", "./a", "finding.json", "finding.json"],
        &["a/MyRole.json", "a/b/../MyRole.json", "a/b", "finding.json"],
        &["a", "a", "--findings", "finding.json", "--findings", "."],
    ] {
        assert_eq!(read(&sandbox, paths), both, "{paths:?}");
    }
}

#[test]
fn a_findings_file_can_be_a_path_like_any_other() {
    let sandbox = Sandbox::new(&[("MyRole.json", POLICY), ("saved/finding.txt", &example())]);
    let told = sandbox.run(&["check", "MyRole.json", "saved/finding.txt"]);
    assert!(told.contains("\nChecked 1 of 1 policy against 1 findings file "), "{told}");
    assert!(told.starts_with("exit code: 1\n"), "{told}");
    let told = sandbox.run(&["check", "saved/finding.txt"]);
    assert!(told.contains("\nChecked 0 of 0 policies against 1 findings file "), "{told}");
}

#[test]
fn how_many_policies_were_checked_is_always_said() {
    let sandbox = Sandbox::new(&[
        ("MyRole.json", POLICY),
        ("Other.json", POLICY),
        ("lone/policy.json", POLICY),
        ("lone/unused.json", &bare_list("sqs", &["CreateQueue"])),
        ("finding.json", &example()),
    ]);
    for format in ["text", "github", "sarif"] {
        let told = sandbox.run(&["check", "--format", format]);
        assert!(
            told.contains("Checked 2 of 3 policies against 2 findings files (catalog [CATALOG])."),
            "{told}"
        );
    }
}

#[test]
fn folders_without_anything_pass() {
    let sandbox = Sandbox::new(&[("empty/README.md", "# no JSON"), ("other/package.json", "{}")]);
    for paths in
        [&["check", "empty"][..], &["check", "other"], &["check", "empty", "other"], &["fix", "empty"]]
    {
        assert_eq!(sandbox.output(paths).status.code(), Some(0), "{paths:?}");
    }
}

/// A hook names every file of a commit.
#[test]
fn a_named_file_that_is_no_policy_is_no_error() {
    let sandbox = Sandbox::new(&[
        ("MyRole.json", POLICY),
        ("package.json", "{\"name\": \"x\"}"),
        ("half.json", "{"),
        ("findings/one.json", &example()),
    ]);
    std::fs::write(sandbox.path("binary.json"), b"\xff\x00").unwrap();
    let others = ["package.json", "half.json", "binary.json", "--findings", "findings"];
    let told = sandbox.run(&[&["check"], &others[..]].concat());
    assert!(told.starts_with("exit code: 0\n") && told.contains("Checked 0 of 0 policies"), "{told}");
    assert_eq!(told.matches("contains neither a policy nor readable findings").count(), 3, "{told}");
    let told = sandbox.run(&[&["check", "MyRole.json"], &others[..]].concat());
    assert!(told.starts_with("exit code: 1\n") && told.contains("Checked 1 of 1 policy"), "{told}");
    assert_eq!(sandbox.output(&[&["fix"], &others[..]].concat()).status.code(), Some(0));
}

#[test]
fn standard_input_is_not_read_and_that_is_said() {
    let sandbox = Sandbox::new(&[("MyRole.json", POLICY)]);
    let line = "error: cannot read standard input; name a file or a folder (`./-` for a file named `-`)\n";
    for args in [&["check", "-"][..], &["fix", "-"], &["check", ".", "--findings", "-"]] {
        assert_eq!(sandbox.run(args), format!("exit code: 2\n----- stderr\n{line}"), "{args:?}");
    }
}

#[test]
fn a_file_that_cannot_be_read_beside_a_policy_may_be_the_one_that_a_list_is_about() {
    let policy = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetBucketAcl", "Resource": "*"}]}"#;
    let list = r#"[{"serviceNamespace": "s3", "actions": ["GetBucketAcl"]}]"#;
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(policy.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for other in [utf16.as_slice(), &policy.as_bytes()[..40]] {
        let sandbox = Sandbox::new(&[("one.json", policy), ("unused.json", list)]);
        for args in [&["check"][..], &["check", "one.json", "--findings", "unused.json"]] {
            assert!(sandbox.run(args).contains("Checked 1 of 1 policy"));
            std::fs::write(sandbox.path("two.json"), other).unwrap();
            assert!(sandbox.run(args).contains("\nChecked 0 of "), "{}", sandbox.run(args));
            std::fs::remove_file(sandbox.path("two.json")).unwrap();
        }
    }
}
