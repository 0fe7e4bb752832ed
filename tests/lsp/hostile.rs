//! A client that does what it should not.

#[cfg(unix)]
mod files;
mod flood;
mod frames;
mod markdown;
mod misuse;
#[cfg(unix)]
mod parent;
#[cfg(unix)]
mod spellings;

use serde_json::{Value, json};

use crate::buffer::Buffer;
use crate::client::Start;
use crate::demo;
use crate::workspace::{DEMO_POLICY, Workspace};

#[test]
fn a_panic_in_a_request_is_answered_and_the_server_lives() {
    let (_workspace, mut client, uri) = demo::shown(Start::default());
    let error = client.call("leastwise/test/panic", Value::Null).unwrap_err();
    assert_eq!(error["code"], -32603);
    assert_eq!(error["message"].as_str().unwrap().lines().count(), 1);
    assert!(client.shown_message().contains("leastwise/test/panic"));
    client.open(&uri, DEMO_POLICY);
    assert_eq!(client.diagnostics_of(&uri, 1).diagnostics.len(), 9);
}

#[test]
fn after_a_panic_in_a_notification_its_document_is_not_trusted_until_it_comes_whole() {
    let (_workspace, mut client, Buffer { uri, .. }) = demo::open(Start::default());
    client.tell("leastwise/test/panicNotification", json!({ "textDocument": { "uri": uri } }));
    assert!(client.shown_message().contains("panicNotification"));
    assert!(client.diagnostics(&uri).diagnostics.is_empty());
    client.replace(&uri, 2, DEMO_POLICY);
    assert_eq!(client.diagnostics_of(&uri, 2).diagnostics.len(), 9);
}

#[test]
fn what_the_server_does_not_know_does_not_disturb_it() {
    let workspace = Workspace::demo();
    let mut client = workspace.start();
    for (method, params) in [
        ("$/setTrace", json!({ "value": "verbose" })),
        ("$/cancelRequest", json!({ "id": 12345 })),
        ("$/progress", json!({ "token": 1, "value": null })),
        ("leastwise/unknown", json!([1, 2])),
        ("workspace/didChangeConfiguration", json!({ "settings": null })),
        ("textDocument/didOpen", json!({ "textDocument": { "uri": 7 } })),
        (
            "textDocument/didChange",
            json!({ "textDocument": { "uri": "file:///never/opened", "version": 1 }, "contentChanges": [] }),
        ),
        ("textDocument/didClose", json!({ "textDocument": { "uri": "file:///never/opened" } })),
        ("textDocument/didSave", json!({ "textDocument": { "uri": "file:///never/opened" } })),
        (
            "textDocument/didChange",
            json!({ "textDocument": { "uri": "not a uri", "version": 1 }, "contentChanges": [] }),
        ),
    ] {
        client.tell(method, params);
    }
    assert_eq!(client.call("$/unknown", json!({})).unwrap_err()["code"], -32601);
    assert_eq!(client.call("textDocument/codeAction", json!({ "range": -1 })).unwrap_err()["code"], -32602);
    client.diagnostics(&workspace.uri("MyRole.json"));
}

#[test]
fn odd_uris_are_served() {
    let mut client = Start::default().start();
    for uri in [
        "file:///a b/[1]{2}|3^4.json",
        "file:///é/अ/🍄.json",
        "file:///100%.json",
        "untitled:Untitled 1",
        "git:/a.json?{\"path\":\"/a.json\",\"ref\":\"~\"}",
        "file:///nowhere/%00.json",
        "file://host/share/a.json",
    ] {
        let open = json!({ "uri": uri, "languageId": "json", "version": 1, "text": POLICY });
        client.tell("textDocument/didOpen", json!({ "textDocument": open }));
        let params = json!({
            "textDocument": { "uri": uri },
            "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 0 } },
            "context": { "diagnostics": [] },
        });
        client.call("textDocument/codeAction", params).unwrap_or_else(|error| panic!("{uri}: {error}"));
        client.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }
}

const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": []}"#;
