//! What `fix --diff` prints is a patch for `git apply` and `patch -p1`, whatever the names and contents of files.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::fixtures::{DAY, POLICY, example};
use crate::sandbox::Sandbox;

const PROGRAMS: [(&str, &[&str]); 2] =
    [("git", &["apply", "--whitespace=nowarn"]), ("patch", &["-p1", "--binary", "--no-backup-if-mismatch"])];

const NAMES: &[&str] = &[
    "plain.json",
    "with space.json",
    "two  spaces /in a/folder .json",
    " leading.json",
    "tab\there.json",
    "quote\".json",
    "'single'.json",
    "back\\slash.json",
    "\\t.json",
    "é漢😀.json",
    "latin\u{fc}.json",
    "-dash.json",
    "--- a.json",
    "a.json\t2024-01-01 00:00:00.json",
    "$(touch x)`y`.json",
    "#hash;semi&amp.json",
    "a*?[b].json",
    "escape\u{1b}[31m.json",
    "bell\u{7}.json",
    "c1\u{9b}2J.json",
    "bidi\u{202e}nosj.json",
    "cr\rhere.json",
    "deep/er/and/deeper.json",
    "new\nline.json",
    "folder\n--- a\n+++ b/other.json",
    "x\n+++ b/forged.json\n@@ -1 +1 @@\n-a\n+b.json",
];

/// Lines that look like the headers of a patch once a sign stands in front of them, and what a terminal would obey.
fn contents() -> [String; 6] {
    let lines = "-- a/forged.json\n++ b/forged.json\n@@ -1,9 +1,9 @@\ndiff --git a/x b/x\n";
    let commented = format!("/*\n{lines}*/\n{POLICY}");
    [
        POLICY.to_owned(),
        POLICY.replace('\n', "\r\n"),
        POLICY.trim_end().to_owned(),
        format!("{POLICY}// \u{1b}[2J\u{9b}2J\u{202e}\u{0}\r"),
        commented.replace("\"lambda:AddPermission\",", "\"lambda:AddPermission\", /* \r-- a\r++ b */"),
        POLICY
            .replace("        \"lambda:AddPermission\",", "-- a/x\n++ b/x\n        \"lambda:AddPermission\",")
            .replace("-- a/x\n++ b/x\n", "/*\n-- a/x\n++ b/x\n*/"),
    ]
}

fn apply(program: &str, args: &[&str], folder: &Path, patch: &[u8]) -> String {
    let mut command = Command::new(program);
    command.args(args).current_dir(folder).env("HOME", folder).env("GIT_CONFIG_NOSYSTEM", "1");
    command.env("LC_ALL", "C.UTF-8").env("GIT_CEILING_DIRECTORIES", folder.parent().unwrap());
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    assert!(child.is_ok(), "these tests need {program}, see CONTRIBUTING.md: {child:?}");
    let mut child = child.unwrap();
    child.stdin.take().unwrap().write_all(patch).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    if output.status.success() { String::new() } else { format!("{program}: {said}") }
}

/// What is fixed in place, and what both programs make of the patch, must be the same.
fn check(name: &str, content: &str) {
    let fix = ["fix", "--findings", "finding.json", "--principal", "role/MyRole", "--as-of", DAY];
    let new = || Sandbox::new(&[("finding.json", &example()), (name, content)]);
    let fixed = new();
    let told = fixed.run(&fix);
    assert_ne!(fixed.read(name), content, "{name:?}: {told}");
    let patch = fixed_by_diff(&new(), &fix);
    for (program, args) in PROGRAMS {
        let sandbox = new();
        assert_eq!(
            apply(program, args, &sandbox.path(""), &patch),
            "",
            "{name:?}\n{}",
            String::from_utf8_lossy(&patch)
        );
        assert_eq!(sandbox.read(name), fixed.read(name), "{program} {name:?}");
        assert!(!sandbox.path("forged.json").exists() && !sandbox.path("other.json").exists());
    }
}

fn fixed_by_diff(sandbox: &Sandbox, fix: &[&str]) -> Vec<u8> {
    sandbox.output(&[fix, &["--diff"]].concat()).stdout
}

#[test]
fn a_patch_applies_whatever_the_name_of_the_file() {
    for name in NAMES {
        check(name, POLICY);
    }
}

#[test]
fn a_patch_applies_whatever_the_file_holds_and_nothing_in_it_is_a_header() {
    for content in contents() {
        check("MyRole.json", &content);
    }
}

/// Several files in one patch.
#[test]
fn a_patch_of_many_files_applies() {
    let files: Vec<(String, String)> =
        NAMES.iter().map(|name| ((*name).to_owned(), POLICY.to_owned())).collect();
    let finding = example();
    let mut all: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    all.push(("finding.json", &finding));
    let fix = ["fix", "--findings", "finding.json", "--principal", "role/MyRole", "--as-of", DAY];
    let fixed = Sandbox::new(&all);
    fixed.run(&fix);
    for (program, args) in PROGRAMS {
        let patched = Sandbox::new(&all);
        let patch = fixed_by_diff(&patched, &fix);
        assert_eq!(apply(program, args, &patched.path(""), &patch), "");
        for (name, _) in &files {
            assert_eq!(patched.read(name), fixed.read(name), "{program} {name:?}");
        }
    }
}
