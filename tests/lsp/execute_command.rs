//! `workspace/executeCommand`: what the client is asked to change.

use serde_json::{Value, json};
use tower_lsp::ls_types::{CodeAction, WorkspaceEdit};

use crate::capabilities;
use crate::client::{Client, Start};
use crate::demo;

fn lazy() -> Start {
    Start { capabilities: capabilities::lazy(), ..Start::default() }
}

fn run(client: &mut Client, command: &str, arguments: Value) -> Result<Value, Value> {
    client.call("workspace/executeCommand", json!({ "command": command, "arguments": arguments }))
}

#[test]
fn the_file_command_asks_for_the_edits_of_the_source_action_and_a_refusal_is_told() {
    let (_workspace, mut client, buffer) = demo::open(lazy());
    let document = json!([{ "textDocument": { "uri": buffer.uri }, "version": 1 }]);
    assert_eq!(run(&mut client, "leastwise.fixFile", document), Ok(Value::Null));
    let (id, params) = client.asked("workspace/applyEdit");
    let edit: WorkspaceEdit = serde_json::from_value(params["edit"].clone()).unwrap();
    let after = buffer.after(&CodeAction { edit: Some(edit), ..CodeAction::default() });
    assert!(after.contains("\"s3:GetObject*\"") && !after.contains("lambda:CreateFunction"), "{after}");
    client.reply(id, json!({ "applied": false, "failureReason": "no thanks" }));
    let said = client.shown_message();
    assert_eq!(said, "leastwise: the editor did not apply the change (no thanks).");
}

#[test]
fn the_file_command_for_another_version_or_file_is_refused() {
    let (workspace, mut client, buffer) = demo::open(lazy());
    for document in [
        json!([{ "textDocument": { "uri": buffer.uri }, "version": 7 }]),
        json!([{ "textDocument": { "uri": workspace.uri("finding-MyRole.json") } }]),
    ] {
        assert_eq!(run(&mut client, "leastwise.fixFile", document).unwrap_err()["code"], -32801);
    }
    for (command, arguments) in [
        ("leastwise.fixFile", json!([])),
        ("leastwise.fixFile", json!([{ "textDocument": 5 }])),
        ("leastwise.noSuchCommand", json!([])),
    ] {
        assert_eq!(run(&mut client, command, arguments).unwrap_err()["code"], -32602, "{command}");
    }
}

#[test]
fn the_workspace_command_leaves_what_was_matched_by_name_only_and_tells_how_far_it_is() {
    let (_workspace, mut client, buffer) = demo::open(lazy());
    let params = json!({ "command": "leastwise.fixWorkspace", "workDoneToken": "mine" });
    let why = "no leastwise.toml assigns their owners";
    let left = json!([{ "uri": buffer.uri, "why": why }]);
    assert_eq!(client.call("workspace/executeCommand", params), Ok(json!({ "files": 0, "left": left })));
    let progress = [client.told("$/progress"), client.told("$/progress")];
    assert!(progress.iter().all(|it| it["token"] == "mine"));
    assert_eq!(progress.each_ref().map(|it| it["value"]["kind"].as_str().unwrap()), ["begin", "end"]);
    assert_eq!(
        client.shown_message(),
        format!("leastwise: nothing to change; 1 file skipped because {why}: MyRole.json")
    );
}
