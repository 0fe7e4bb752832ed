//! The command lines that fetch findings, in the documentation and in messages, run as they stand: in bash, with an `aws`
//! that answers in pages as the AWS CLI does.

use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Output};

use crate::sandbox::Sandbox;

const AWS: &str = include_str!("recipes/aws.sh");

const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetBucketAcl", "s3:GetBucketTagging", "s3:GetObject"], "Resource": "*"}]}"#;

/// A folder with a policy for each role about which the account's analyzers have findings.
fn account() -> Sandbox {
    let sandbox = Sandbox::new(&[
        ("bin/aws", AWS),
        ("bin/sleep", "#!/bin/sh\n"),
        ("A.json", POLICY),
        ("B.json", POLICY),
        ("C.json", POLICY),
    ]);
    for program in ["bin/aws", "bin/sleep"] {
        std::fs::set_permissions(sandbox.path(program), std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    sandbox
}

/// Runs a command line in bash, where that `aws` is found, and a `sleep` that does not.
fn bash(sandbox: &Sandbox, line: &str) -> Output {
    let path = format!("{}:/usr/bin:/bin", sandbox.path("bin").display());
    let mut bash = Command::new("bash");
    bash.arg("-c").arg(line).current_dir(sandbox.path("")).env_clear().env("PATH", path);
    bash.output().unwrap()
}

/// The blocks of shell commands below a heading of the page on findings.
fn blocks(heading: &str) -> Vec<String> {
    let page = include_str!("../../docs/findings.md").replace("\r\n", "\n");
    let (_, section) = page.split_once(&format!("\n## {heading}\n")).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let blocks = section.split("```sh\n").skip(1).map(|block| block.split_once("```").unwrap().0.to_owned());
    blocks.collect()
}

fn assert_silent(output: &Output) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && stderr.is_empty(), "{:?}: {stderr}", output.status);
}

#[test]
fn the_findings_of_several_analyzers_in_several_pages_are_fetched_and_read() {
    let sandbox = account();
    let [findings, _, _] = blocks("How to get them").try_into().unwrap();
    assert_silent(&bash(&sandbox, &findings));
    insta::assert_snapshot!(sandbox.run(&["check", "--format", "github", "--as-of", "2026-09-26"]));
}

#[test]
fn a_last_accessed_report_is_fetched_when_it_is_ready_and_is_that_of_its_role() {
    let sandbox = account();
    let [_, report, _] = blocks("How to get them").try_into().unwrap();
    let report = report.replace("role/MyRole", "role/A");
    assert_silent(&bash(&sandbox, &report));
    insta::assert_snapshot!(sandbox.run(&["check", "--format", "github", "--as-of", "2026-09-26"]));
}

#[test]
fn the_command_in_a_message_fetches_what_is_missing() {
    let sandbox = account();
    sandbox.write(
        "list.json",
        r#"{"findings": [{"id": "b-1", "resource": "arn:aws:iam::111122223333:role/B", "status": "ACTIVE", "findingType": "UnusedPermission"}]}"#,
    );
    let output = sandbox.output(&["check", "--format", "json", "--as-of", "2026-09-26"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = report.to_string();
    let (_, command) = text.split_once("fetch them with: ").unwrap();
    let command: String =
        serde_json::from_str(&format!("\"{}\"", command.split_once("\",\"").unwrap().0)).unwrap();
    // The other analyzers do not have this finding, and say so.
    bash(&sandbox, &command);
    let told = sandbox.run(&["check", "--format", "github", "--as-of", "2026-09-26"]);
    assert!(told.contains("`s3:GetBucketAcl` is not used by role B"), "{told}");
    assert!(!told.contains("incomplete-finding"), "{told}");
}
