//! What is missing, broken or wrongly asked for: one line each, and the exit code.

use insta::assert_snapshot;

use crate::fixtures::{DAY, POLICY, example};
use crate::sandbox::Sandbox;

#[test]
fn a_missing_path_is_one_line_and_code_2() {
    let sandbox = Sandbox::new(&[]);
    for args in [
        &["check", "nope"][..],
        &["check", "--exit-zero", "nope"],
        &["fix", "nope"],
        &["check", ".", "--findings", "nope"],
        &["explain", "s3:Get*", "--findings", "nope"],
    ] {
        assert_eq!(sandbox.run(args), "exit code: 2\n----- stderr\nerror: nope does not exist\n", "{args:?}");
    }
}

#[test]
fn policies_without_findings_are_an_error_unless_allowed() {
    let sandbox = Sandbox::new(&[("MyRole.json", POLICY)]);
    assert_snapshot!("no_findings", sandbox.run(&["check", "--exit-zero"]));
    assert_eq!(sandbox.output(&["fix"]).status.code(), Some(2));
    assert_snapshot!("no_findings_allowed", sandbox.run(&["check", "--allow-no-findings"]));
}

#[test]
fn findings_that_git_ignores_are_found_by_name_only() {
    let sandbox = Sandbox::new(&[
        (".gitignore", "finding*.json\n"),
        ("MyRole.json", POLICY),
        ("finding.json", &example()),
    ]);
    assert_eq!(sandbox.output(&["check"]).status.code(), Some(2));
    assert_eq!(sandbox.output(&["check", "--findings", "finding.json"]).status.code(), Some(1));
}

#[test]
fn a_folder_without_policies_passes_and_says_so() {
    let sandbox = Sandbox::new(&[("package.json", "{\"name\": \"x\"}")]);
    assert_snapshot!(sandbox.run(&["check"]));
}

#[test]
fn what_looks_like_policies_needs_findings_as_policies_do() {
    let source =
        "import * as iam from 'aws-cdk-lib/aws-iam';\nnew iam.PolicyStatement({ actions: ['s3:Get*'] });\n";
    let sandbox = Sandbox::new(&[("lib/stack.ts", source)]);
    assert!(sandbox.run(&["check"]).starts_with("exit code: 2\n----- stderr\nerror: no findings file found"));
    let told = sandbox.run(&["check", "--allow-no-findings"]);
    assert!(told.starts_with("exit code: 0\n") && told.contains("\nChecked 0 of 0 policies"), "{told}");
}

/// Hooks name every file of a commit, whether or not a finding is about it.
#[test]
fn a_named_policy_without_an_owner_is_no_error_and_a_folder_of_them_is() {
    let sandbox = Sandbox::new(&[("roles/Other.json", POLICY), ("finding.json", &example())]);
    for (path, code) in [("roles/Other.json", 0), ("roles", 2), (".", 2)] {
        let told = sandbox.run(&["check", path, "--findings", "finding.json", "--as-of", DAY]);
        assert!(told.starts_with(&format!("exit code: {code}\n")), "{told}");
        assert!(told.contains("\nChecked 0 of 1 policy "), "{told}");
        assert_eq!(
            told.contains("error: nothing was checked: the only policy has no usable finding"),
            code == 2,
            "{told}"
        );
    }
}

/// Where everything was fixed, or accepted, there is nothing to check against.
#[test]
fn findings_that_are_resolved_or_archived_leave_nothing_to_check() {
    for status in ["RESOLVED", "ARCHIVED"] {
        let finding = example().replace("ACTIVE", status);
        let sandbox = Sandbox::new(&[("MyRole.json", POLICY), ("finding.json", &finding)]);
        let told = sandbox.run(&["check", "--as-of", DAY]);
        assert!(told.starts_with("exit code: 0\n"), "{told}");
        assert!(told.contains("its newest finding is archived or resolved"), "{told}");
    }
}

#[test]
fn a_policy_that_is_not_utf_8_is_a_warning_and_counts_as_not_checked() {
    let sandbox = Sandbox::new(&[("MyRole.json", POLICY), ("finding.json", &example())]);
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(POLICY.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    std::fs::write(sandbox.path("Other.json"), utf16).unwrap();
    let told = sandbox.run(&["check", "--format", "json", "--as-of", DAY]);
    assert!(
        told.contains(
            r#"{"path":"Other.json","documents":1,"checked":0,"diagnostics":[{"rule":"invalid-policy""#
        ),
        "{told}"
    );
    assert!(told.contains("cannot parse this file: it is UTF-16; save it as UTF-8"), "{told}");
    assert!(told.contains(r#""summary":{"documents":2,"checked":1,"#), "{told}");
}

#[test]
fn a_broken_findings_file_is_reported_where_it_breaks() {
    let half: String = example().chars().take(600).collect();
    let sandbox = Sandbox::new(&[("MyRole.json", POLICY), ("finding.json", &half)]);
    assert_snapshot!(sandbox.run(&["check", "--as-of", DAY]));
}

#[test]
fn a_broken_policy_is_checked_as_far_as_it_can_be_parsed_and_not_fixed() {
    let broken = POLICY.replace("\"s3:List*\"],", "\"s3:List*\",");
    let sandbox = Sandbox::new(&[("MyRole.json", &broken), ("finding.json", &example())]);
    assert_snapshot!("broken_policy_check", sandbox.run(&["check", "--as-of", DAY]));
    assert_snapshot!(
        "broken_policy_fix",
        sandbox.run(&["fix", "--findings", "finding.json", "--as-of", DAY])
    );
    assert_eq!(sandbox.read("MyRole.json"), broken);
}

#[test]
fn a_file_that_is_no_findings_file_cannot_be_named_as_one() {
    let sandbox = Sandbox::new(&[("MyRole.json", POLICY)]);
    assert_eq!(
        sandbox.run(&["check", "--findings", "MyRole.json"]),
        "exit code: 2\n----- stderr\nerror: MyRole.json is not a findings file in a known format\n"
    );
}

#[test]
fn wrong_flags_are_code_2() {
    let sandbox = Sandbox::new(&[]);
    for args in [
        &["check", "--nope"][..],
        &["check", "--as-of", "yesterday"],
        &["check", "--format", "xml"],
        &["check", "--fail-on", "everything"],
        &["nope"],
        &[],
    ] {
        let output = sandbox.output(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(output.stdout.is_empty(), "{args:?}");
        assert!(!output.stderr.is_empty(), "{args:?}");
    }
}

#[test]
fn help_and_version_are_code_0() {
    let sandbox = Sandbox::new(&[]);
    for args in [&["--help"][..], &["--version"], &["help", "check"]] {
        assert_eq!(sandbox.output(args).status.code(), Some(0), "{args:?}");
    }
    assert_eq!(
        sandbox.run(&["--version"]),
        format!("exit code: 0\n----- stdout\nleastwise {}\n", env!("CARGO_PKG_VERSION"))
    );
}
