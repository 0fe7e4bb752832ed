//! A folder to fetch into, and a program that stands for the AWS CLI.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub(crate) const ANALYZER: &str = "arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/unused";
pub(crate) const ACCOUNT: &str = "111122223333";

/// A workspace, and beside it what the program reads.
pub(crate) struct Sandbox(tempfile::TempDir);

impl Sandbox {
    /// One analyzer, with findings `(id, role, updated)`.
    pub(crate) fn new(findings: &[(&str, &str, &str)]) -> Sandbox {
        let sandbox = Sandbox(tempfile::tempdir().unwrap());
        for folder in ["work", "fake"] {
            std::fs::create_dir(sandbox.0.path().join(folder)).unwrap();
        }
        sandbox.analyzers(&[(ANALYZER, "ACCOUNT_UNUSED_ACCESS")]);
        sandbox.findings(findings);
        sandbox
    }

    /// What list-analyzers answers.
    pub(crate) fn analyzers(&self, analyzers: &[(&str, &str)]) {
        let lines = analyzers.iter().map(|(arn, kind)| format!("{arn} {kind}\n"));
        self.fake("analyzers", &lines.collect::<String>());
    }

    /// Active findings about roles of the account: `(id, role, updated)`.
    pub(crate) fn findings(&self, findings: &[(&str, &str, &str)]) {
        let line = |(id, role, updated): &(&str, &str, &str)| {
            format!("{id} {ACCOUNT} arn:aws:iam::{ACCOUNT}:role/{role} {updated}T00:00:00+00:00 ACTIVE\n")
        };
        self.fake("findings", &findings.iter().map(line).collect::<String>());
    }

    /// What the program does first: a part of a shell script, in which `$all` is its arguments.
    pub(crate) fn fault(&self, script: &str) {
        self.fake("fault.sh", script);
    }

    /// A file that the program reads.
    pub(crate) fn fake(&self, name: &str, text: &str) {
        std::fs::write(self.0.path().join("fake").join(name), text).unwrap();
    }

    /// The calls since the last time, without `--version`: the operation and what follows it.
    pub(crate) fn calls(&self) -> Vec<String> {
        let path = self.0.path().join("fake/calls");
        let calls = std::fs::read_to_string(&path).unwrap_or_default();
        let _ = std::fs::remove_file(path);
        calls.lines().filter(|line| *line != "--version").map(str::to_owned).collect()
    }

    /// The operations of [`Sandbox::calls`].
    pub(crate) fn operations(&self) -> Vec<String> {
        let operation = |call: String| call.split(' ').nth(1).unwrap().to_owned();
        self.calls().into_iter().map(operation).collect()
    }

    /// The most that ran at once.
    pub(crate) fn most_at_once(&self) -> usize {
        let counts = std::fs::read_to_string(self.0.path().join("fake/at-once")).unwrap();
        counts.lines().map(|line| line.parse().unwrap()).max().unwrap()
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.path().join("work").join(path)
    }

    pub(crate) fn fake_path(&self, path: &str) -> PathBuf {
        self.0.path().join("fake").join(path)
    }

    pub(crate) fn json(&self, path: &str) -> serde_json::Value {
        let text = std::fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_leastwise"));
        let fake = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fetch/fake-aws");
        command.arg("fetch").args(args).current_dir(self.path("")).env_clear();
        command
            .env("PATH", "/usr/bin:/bin")
            .env("LEASTWISE_AWS", fake)
            .env("FAKE_AWS", self.0.path().join("fake"));
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        Ran::new(self.command(args).output().unwrap())
    }

    /// What a program like `check` could read below the folder: each file's path and text.
    pub(crate) fn visible(&self) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        add(&self.path("aws"), "", &mut files);
        files
    }
}

fn add(folder: &Path, below: &str, files: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name.starts_with('.') {
            continue;
        }
        let name = format!("{below}{name}");
        if path.is_dir() {
            add(&path, &format!("{name}/"), files);
        } else {
            files.insert(name, std::fs::read_to_string(path).unwrap());
        }
    }
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    pub(crate) fn new(output: Output) -> Ran {
        Ran {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The counts of the JSON summary: fetched, unchanged, gone, failed.
    pub(crate) fn counts(&self) -> [u64; 4] {
        let json: serde_json::Value =
            serde_json::from_str(&self.stdout).unwrap_or_else(|_| panic!("{self:?}"));
        let part = json["parts"].as_array().unwrap().iter().find(|part| part["part"] == "findings").unwrap();
        let count = |key: &str| part[key].as_u64().unwrap();
        [count("fetched"), count("unchanged"), count("gone"), part["failed"].as_array().unwrap().len() as u64]
    }
}
