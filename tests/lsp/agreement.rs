//! The editor and the command say the same about the same files.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::{Value, json};

use crate::client::{Start, codes};
use crate::workspace::Workspace;
use crate::workspace_files;

/// Line and column, from 1, rule and message.
type Said = (u64, u64, String, String);

#[test]
fn the_editor_shows_what_the_command_prints() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/workspaces");
    let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    assert!(!names.is_empty());
    for name in names {
        let files = workspace_files::Workspace::read(&std::fs::read_to_string(&name).unwrap()).files;
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
        let workspace = Workspace::new(&files);
        let expected = printed(&workspace);
        let options = json!({ "asOf": "2026-09-26" });
        let mut client = workspace.start_with(Start { options, ..Start::default() });
        for (path, expected) in &expected {
            let published = client.diagnostics(&workspace.uri(path));
            let rules = codes(&published).into_iter().map(str::to_owned).collect::<Vec<_>>();
            let said = published.diagnostics.iter().zip(rules).map(|(diagnostic, rule)| {
                let start = diagnostic.range.start;
                let message = diagnostic.message.clone();
                (u64::from(start.line) + 1, u64::from(start.character) + 1, rule, message)
            });
            assert_eq!(&said.collect::<Vec<Said>>(), expected, "{path} in {}", name.display());
        }
        // Nothing else was published, or the client fails when it is dropped.
    }
}

/// What `leastwise check` prints, by file; files without advice left out.
fn printed(workspace: &Workspace) -> BTreeMap<String, Vec<Said>> {
    let output = Command::new(env!("CARGO_BIN_EXE_leastwise"))
        .args(["check", "--format", "json", "--as-of", "2026-09-26", "--exit-zero"])
        .current_dir(workspace.path())
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut printed = BTreeMap::new();
    for list in ["policies", "findings", "settings", "catalog_files"] {
        for file in report.get(list).and_then(Value::as_array).into_iter().flatten() {
            let advice: Vec<Said> = file["advice"].as_array().unwrap().iter().map(said).collect();
            if !advice.is_empty() {
                printed.insert(file["path"].as_str().unwrap().to_owned(), advice);
            }
        }
    }
    printed
}

fn said(advice: &Value) -> Said {
    let start = &advice["location"]["start"];
    let text = |key: &str| advice[key].as_str().unwrap().to_owned();
    (start["line"].as_u64().unwrap(), start["column"].as_u64().unwrap(), text("rule"), text("message"))
}
