//! The editor and the command say the same about the same files.

use serde_json::{Value, json};

use crate::client::{Start, codes};
use crate::command;
use crate::workspace::{DEMO_FINDING, DEMO_POLICY, Workspace};

const DAY: &str = "2026-09-26";

/// Line and column, from 1, rule and message.
type Said = (u64, u64, String, String);

#[test]
fn the_editor_shows_what_the_command_prints() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/workspaces");
    let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    assert!(!names.is_empty());
    for name in names {
        let workspace = Workspace::read_from(&std::fs::read_to_string(&name).unwrap());
        assert_agree(&workspace, &name.display().to_string());
    }
}

/// Too large to be held, so that it is read as a stream. A column of the editor is in UTF-16, one of the command in characters.
#[test]
fn the_editor_shows_what_the_command_prints_of_large_findings() {
    let finding = DEMO_FINDING.replace("\"AddPermission\"", "\"é😀\"");
    let padding = format!("{}\n", " ".repeat(1_000_000)).repeat(11);
    for text in [
        format!("[{padding}/* é漢 */ {finding}]"),
        format!("{finding}{padding}{}", finding.replace("MyRole", "OtherRole")),
        format!("[{finding}{padding}]]"),
    ] {
        let workspace = Workspace::new(&[("MyRole.json", DEMO_POLICY), ("findings.json", &text)]);
        assert_agree(&workspace, text.trim_end().get(..20).unwrap());
    }
}

fn assert_agree(workspace: &Workspace, what: &str) {
    let expected = command::advice(&workspace.path(), DAY, [], said);
    let options = json!({ "asOf": DAY });
    let mut client = workspace.start_with(Start { options, ..Start::default() });
    for (path, expected) in &expected {
        let published = client.diagnostics(&workspace.uri(path));
        let rules = codes(&published).into_iter().map(str::to_owned).collect::<Vec<_>>();
        let said = published.diagnostics.iter().zip(rules).map(|(diagnostic, rule)| {
            let start = diagnostic.range.start;
            let message = diagnostic.message.clone();
            (u64::from(start.line) + 1, u64::from(start.character) + 1, rule, message)
        });
        assert_eq!(&said.collect::<Vec<Said>>(), expected, "{path} in {what}");
    }
    // Nothing else was published, or the client fails when it is dropped.
}

fn said(advice: &Value) -> Said {
    let text = |key: &str| advice[key].as_str().unwrap().to_owned();
    (advice["line"].as_u64().unwrap(), advice["column"].as_u64().unwrap(), text("rule"), text("message"))
}
