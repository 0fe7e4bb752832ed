//! What stands in the log, and what never does.

use serde_json::{Value, json};

use crate::buffer::Buffer;
use crate::client::Start;
use crate::demo;
use crate::workspace::DEMO_FINDING;

/// The log of a session in which much goes right and much goes wrong.
fn log(level: &'static str) -> String {
    let start = Start { log: Some(level), ..Start::default() };
    let (workspace, mut client, Buffer { uri: policy, .. }) = demo::open(start);
    let finding = workspace.uri("finding-MyRole.json");
    assert!(!client.actions_at(&policy, client_place()).is_empty());
    client.open(&finding, &DEMO_FINDING.replace("\"findingType\"", ""));
    client.diagnostics(&finding);
    client.call("leastwise/test/panic", Value::Null).unwrap_err();
    client.shown_message();
    client.call("textDocument/codeAction", json!({ "lambda:SecretAction": DEMO_FINDING })).unwrap_err();
    let backwards = json!({ "start": { "line": 9, "character": 9 }, "end": { "line": 0, "character": 0 } });
    client.change(&policy, 2, json!([{ "range": backwards, "text": "lambda:SecretAction" }]));
    client.shown_message();
    client.diagnostics_of(&policy, 2);
    client.log()
}

/// On an entry of the demo's policy.
fn client_place() -> tower_lsp::ls_types::Position {
    tower_lsp::ls_types::Position::new(23, 12)
}

#[test]
fn at_the_lowest_level_each_message_leaves_a_line_and_no_policy_or_account_is_named() {
    let log = log("trace");
    for method in ["initialize", "textDocument/didOpen", "textDocument/codeAction", "textDocument/didChange"]
    {
        let has_line = |line: &str| line.contains(method) && line.contains("duration");
        assert!(log.lines().any(has_line), "{method}\n{log}");
    }
    for secret in ["s3:", "lambda:", "111122223333", "DeployReportFunction"] {
        assert!(!log.contains(secret), "{secret} stands in\n{log}");
    }
}

#[test]
fn unasked_the_log_holds_what_went_wrong_and_nothing_else() {
    let log = log("");
    let levels: Vec<&str> = log.lines().filter_map(|line| line.split_whitespace().nth(1)).collect();
    assert!(levels.iter().all(|level| ["WARN", "ERROR"].contains(level)), "{log}");
    assert!(log.contains("internal error in leastwise/test/panic"), "{log}");
}

#[test]
fn a_level_that_is_none_is_said() {
    let start = Start { log: Some("leastwise=loud"), ..Start::default() };
    assert!(start.start().log().contains("LEASTWISE_LOG"));
}
