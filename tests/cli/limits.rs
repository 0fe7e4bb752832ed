//! What is printed where there is much to say, and that counts and exit codes are about all of it.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::Value;

use crate::fixtures::{DAY, example};
use crate::sandbox::Sandbox;

/// A policy with these entries, one on each line.
fn policy(entries: &[&str]) -> String {
    let entries: Vec<String> = entries.iter().map(|entry| format!("        \"{entry}\"")).collect();
    format!(
        "{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {{\n      \"Effect\": \"Allow\",\n      \"Action\": [\n{}\n      ],\n      \"Resource\": \"*\"\n    }}\n  ]\n}}\n",
        entries.join(",\n")
    )
}

/// So many roles with an unused action and a wildcard, and one more of which an action is reported as an error.
fn roles(count: usize) -> Sandbox {
    let sandbox = Sandbox::new(&[("z/leastwise.toml", "[rules]\nunused-action = \"error\"\n")]);
    let text = policy(&["s3:GetBucketAcl", "s3:Get*"]);
    for role in 0..count {
        sandbox.write(&format!("a/Role{role:02}.json"), &text);
        sandbox.write(&format!("findings/{role:02}.json"), &finding_of(&format!("Role{role:02}")));
    }
    sandbox.write("z/Last.json", &policy(&["s3:GetBucketAcl", "s3:PutObject"]));
    sandbox.write("findings/last.json", &finding_of("Last"));
    sandbox
}

fn finding_of(role: &str) -> String {
    example().replace("role/MyRole", &format!("role/{role}"))
}

#[test]
fn the_first_twenty_of_a_rule_are_shown_and_all_are_counted() {
    let sandbox = roles(25);
    let told = sandbox.run(&["check", "--as-of", DAY]);
    for (rule, more) in [("unused-action", 6), ("excess-wildcard", 5)] {
        assert_eq!(told.matches(&format!("warning[{rule}]")).count(), 20, "{told}");
        let counted = format!("\n... and {more} more `{rule}`; --all shows them\n");
        assert!(told.contains(&counted), "{told}");
    }
    assert!(!told.contains("Role20.json") && !told.contains("Last.json"), "{told}");
    assert!(told.contains("\nFound 1 error, 50 warnings.\n"), "{told}");
    let all = sandbox.run(&["check", "--all", "--as-of", DAY]);
    assert_eq!((all.matches("[unused-action]").count(), all.matches("[excess-wildcard]").count()), (26, 25));
    assert!(!all.contains("--all shows"), "{all}");
    assert_eq!(all.split("\nFound").nth(1), told.split("\nFound").nth(1));
}

#[test]
fn what_is_not_shown_fails_the_check_all_the_same() {
    let sandbox = roles(25);
    for format in ["text", "github", "json", "sarif"] {
        let args = ["check", "--fail-on", "error", "--format", format, "--as-of", DAY];
        assert_eq!(sandbox.output(&args).status.code(), Some(1), "{format}");
    }
}

#[test]
fn github_gets_as_many_commands_as_it_shows() {
    let sandbox = roles(25);
    let told = sandbox.run(&["check", "--format", "github", "--as-of", DAY]);
    assert_eq!((told.matches("\n::warning ").count(), told.matches("\n::error ").count()), (10, 1), "{told}");
    assert!(
        told.contains(
            "\n... and 40 more warnings: GitHub shows at most 10 of each in a step; --all prints them\n"
        ),
        "{told}"
    );
    let all = sandbox.run(&["check", "--format", "github", "--all", "--as-of", DAY]);
    assert_eq!(all.matches("\n::warning ").count(), 50);
}

/// A policy of so many unused entries, and one with an error that comes after it.
fn large(unused: usize) -> Sandbox {
    let sandbox = roles(0);
    let entries = [vec!["s3:PutObject"], vec!["s3:GetBucketAcl"; unused]].concat();
    sandbox.write("a/MyRole.json", &policy(&entries));
    sandbox.write("findings/my-role.json", &example());
    sandbox
}

#[test]
fn sarif_has_as_many_results_as_github_takes_and_the_most_severe_among_them() {
    let sandbox = large(25_100);
    let log = |args: &[&str]| -> Value {
        let args = [&["check", "--format", "sarif", "--as-of", DAY], args].concat();
        serde_json::from_slice(&sandbox.output(&args).stdout).unwrap()
    };
    let results = |log: &Value, level: &str| {
        let results = log["runs"][0]["results"].as_array().unwrap();
        results.iter().filter(|result| result["level"] == level).count()
    };
    let cut = log(&[]);
    assert_eq!((results(&cut, "error"), results(&cut, "warning")), (1, 24_999));
    let said = &cut["runs"][0]["invocations"][0]["toolExecutionNotifications"][1];
    assert_eq!(said["level"], "warning");
    let text = said["message"]["text"].as_str().unwrap();
    assert!(text.starts_with("102 results left out: "), "{text}");
    let all = log(&["--all"]);
    assert_eq!((results(&all, "error"), results(&all, "warning")), (1, 25_100));
}

#[test]
fn a_reader_that_goes_away_is_no_error_and_the_exit_code_is_about_all() {
    let sandbox = large(2_000);
    for (args, code) in [(&["--fail-on", "error"][..], 1), (&["--exit-zero"], 0)] {
        let args = [&["check", "--format", "json", "--as-of", DAY], args].concat();
        let mut child = sandbox.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::with_capacity(16, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.starts_with("{\"version\":2"), "{line}");
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{args:?}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    }
}
