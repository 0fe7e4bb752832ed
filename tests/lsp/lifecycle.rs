//! Beginning and end: exit codes, order of the handshake.

use std::io::Read;

use serde_json::{Value, json};

use crate::capabilities;
use crate::client::{Client, Start};
use crate::workspace::{DEMO_POLICY, Workspace, uri};

#[test]
fn the_server_says_who_it_is_and_what_it_can() {
    let client = Start::default().start();
    let result = serde_json::to_value(client.initialized.as_ref().unwrap()).unwrap();
    assert_eq!(result["serverInfo"], json!({ "name": "leastwise", "version": env!("CARGO_PKG_VERSION") }));
    assert_eq!(result["capabilities"]["positionEncoding"], "utf-16");
    assert_eq!(result["capabilities"]["textDocumentSync"]["change"], 2);
}

#[test]
fn shutdown_and_exit_end_with_0_though_the_input_stays_open() {
    let mut client = Workspace::demo().start();
    let id = client.ask("shutdown", Value::Null);
    assert_eq!(client.answer(id), Ok(Value::Null));
    client.tell("exit", Value::Null);
    assert_eq!(client.exit_status().code(), Some(0));
}

#[test]
fn any_other_end_is_1() {
    type End = fn(&mut Client);
    let ends: [(&str, End); 5] = [
        ("exit without shutdown", |client| client.tell("exit", Value::Null)),
        ("the end of the input", Client::end_input),
        ("a message that is not JSON", |client| client.send_raw(b"Content-Length: 3\r\n\r\n{{{")),
        ("a header without a length", |client| client.send_raw(b"Content-Type: x\r\n\r\n{}")),
        ("half a header", |client| {
            client.send_raw(b"Content-Le");
            client.end_input();
        }),
    ];
    for (what, end) in ends {
        let mut client = Start::default().start();
        end(&mut client);
        assert_eq!(client.exit_status().code(), Some(1), "{what}");
    }
}

#[test]
fn the_end_of_the_input_before_the_handshake_is_1() {
    let mut client = Client::spawn();
    client.end_input();
    assert_eq!(client.exit_status().code(), Some(1));
}

#[test]
fn requests_before_initialize_are_refused_and_after_it_served() {
    let mut client = Client::spawn();
    let place = json!({ "textDocument": { "uri": "file:///a.json" } });
    client.tell("textDocument/didOpen", place);
    let early = client.call("textDocument/codeAction", json!({}));
    assert_eq!(early.unwrap_err()["code"], -32002);
    client.call("initialize", json!({ "capabilities": {} })).unwrap();
    let again = client.call("initialize", json!({ "capabilities": {} }));
    assert_eq!(again.unwrap_err()["code"], -32600);
    client.tell("initialized", json!({}));
    let uri = "file:///a.json".parse().unwrap();
    assert!(client.actions_at(&uri, Default::default()).is_empty());
}

#[test]
fn requests_after_shutdown_are_refused() {
    let mut client = Start::default().start();
    let id = client.ask("shutdown", Value::Null);
    client.answer(id).unwrap();
    let late = client.call("textDocument/codeAction", json!({}));
    assert_eq!(late.unwrap_err()["code"], -32600);
    client.tell("exit", Value::Null);
    assert_eq!(client.exit_status().code(), Some(0));
}

#[test]
fn a_client_that_stops_reading_cannot_hold_the_server() {
    let workspace = Workspace::demo();
    let (mut client, mut output) = Client::spawn_deaf();
    let folder = json!({ "uri": uri(&workspace.path()), "name": "test" });
    client.ask("initialize", json!({ "capabilities": capabilities::all(), "workspaceFolders": [folder] }));
    read_until(&mut output, "serverInfo");
    client.tell("initialized", json!({}));
    // Far more diagnostics than a pipe holds.
    let (head, rest) = DEMO_POLICY.split_once("    {").unwrap();
    let (statement, _) = rest.split_once("    },").unwrap();
    let statements = format!("    {{{statement}    }},").repeat(60);
    client.open(&workspace.uri("MyRole.json"), &format!("{head}{statements}    {{{rest}"));
    read_until(&mut output, "\"version\":1}");
    client.tell("exit", Value::Null);
    assert_eq!(client.exit_status().code(), Some(1));
}

/// Reads no further than a little behind the first place where `part` stands.
fn read_until(output: &mut impl Read, part: &str) {
    let mut read = Vec::new();
    while !String::from_utf8_lossy(&read).contains(part) {
        let mut some = [0; 64];
        let count = output.read(&mut some).unwrap();
        assert_ne!(count, 0, "the output ends");
        read.extend_from_slice(&some[..count]);
    }
}

/// Shakes hands on behalf of a process.
#[cfg(unix)]
fn start_for(process: u32) -> Client {
    let mut client = Client::spawn();
    client.call("initialize", json!({ "processId": process, "capabilities": {} })).unwrap();
    client.tell("initialized", json!({}));
    client
}

#[cfg(unix)]
#[test]
fn when_the_clients_process_is_gone_the_server_leaves_although_its_input_is_open() {
    // It waits for input that never comes.
    let mut editor = std::process::Command::new("cat").stdin(std::process::Stdio::piped()).spawn().unwrap();
    let mut client = start_for(editor.id());
    client.call("leastwise/unusedAccess", Value::Null).unwrap();
    editor.kill().unwrap();
    editor.wait().unwrap();
    assert_eq!(client.exit_status().code(), Some(1));
}

#[cfg(unix)]
#[test]
fn a_process_that_cannot_be_seen_from_the_beginning_ends_nothing() {
    let mut editor = std::process::Command::new("true").spawn().unwrap();
    editor.wait().unwrap();
    let mut client = start_for(editor.id());
    client.call("leastwise/unusedAccess", Value::Null).unwrap();
}
