//! Messages in the wrong order, and parameters that are not what they should be.

use serde_json::{Value, json};

use crate::buffer::Buffer;
use crate::client::{Client, Start, wire};
use crate::demo;
use crate::workspace::{DEMO_POLICY, Workspace};

fn range(start: (u32, u32), end: (u32, u32)) -> Value {
    let place = |(line, character)| json!({ "line": line, "character": character });
    json!({ "start": place(start), "end": place(end) })
}

#[test]
fn a_document_that_is_opened_again_starts_anew() {
    let (_workspace, mut client, Buffer { uri, .. }) = demo::open(Start::default());
    client.open(&uri, "{}");
    assert!(client.diagnostics_of(&uri, 1).diagnostics.is_empty());
    client.open(&uri, DEMO_POLICY);
    assert_eq!(client.diagnostics_of(&uri, 1).diagnostics.len(), 9);
    client.close(&uri);
    // The disk says the same, without a version.
    assert_eq!(client.diagnostics(&uri).version, None);
    // It is open no longer, however often it was opened.
    client.close(&uri);
    client.replace(&uri, 9, "{}");
    assert!(client.actions_at(&uri, Default::default()).is_empty());
}

#[test]
fn a_change_outside_of_the_text_is_made_at_its_nearest_end() {
    let (_workspace, mut client, Buffer { uri, .. }) = demo::open(Start::default());
    for (version, place) in [(2, (u32::MAX, u32::MAX)), (3, (0, u32::MAX)), (4, (9_999, 0))] {
        client.change(&uri, version, json!([{ "range": range(place, place), "text": " " }]));
        assert_eq!(client.diagnostics_of(&uri, version).diagnostics.len(), 9);
    }
    client.change(&uri, 5, json!([{ "range": range((0, 0), (u32::MAX, 7)), "text": "" }]));
    assert!(client.diagnostics_of(&uri, 5).diagnostics.is_empty());
    client.change(&uri, 6, json!([{ "range": range((3, 3), (u32::MAX, 7)), "text": DEMO_POLICY }]));
    assert_eq!(client.diagnostics_of(&uri, 6).diagnostics.len(), 9);
}

#[test]
fn the_order_of_changes_counts_and_not_their_numbers() {
    let (_workspace, mut client, Buffer { uri, .. }) = demo::open(Start::default());
    for version in [7, 7, 3, -2, 0] {
        client.change(&uri, version, json!([{ "range": range((0, 0), (0, 0)), "text": "\n" }]));
        let published = client.diagnostics(&uri);
        assert_eq!((published.version, published.diagnostics.len()), (Some(version), 9));
    }
    client.change(&uri, i32::MAX, json!([]));
    assert_eq!(client.diagnostics_of(&uri, i32::MAX).diagnostics[0].range.start.line, 12);
}

#[test]
fn after_a_change_that_cannot_be_read_nothing_is_said_until_the_whole_text_comes() {
    let minus = json!({ "start": { "line": -1, "character": 0 }, "end": { "line": 0, "character": 0 } });
    for (version, changes) in [
        (json!(null), json!([{ "text": "{}" }])),
        (json!(2_147_483_648_i64), json!([{ "text": "{}" }])),
        (json!("2"), json!([{ "text": "{}" }])),
        (json!(2), json!(null)),
        (json!(2), json!({ "text": "{}" })),
        (json!(2), json!([null])),
        (json!(2), json!([{ "text": null }])),
        (json!(2), json!([{ "range": minus, "text": "" }])),
        (json!(2), json!([{ "range": [0, 0, 1, 1], "text": "" }])),
    ] {
        let (_workspace, mut client, Buffer { uri, .. }) = demo::open(Start::default());
        let document = json!({ "uri": uri, "version": version });
        client.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
        assert!(client.shown_message().contains("MyRole.json"), "{version} {changes}");
        assert!(client.diagnostics(&uri).diagnostics.is_empty());
        assert!(client.actions_at(&uri, Default::default()).is_empty());
        client.replace(&uri, 3, DEMO_POLICY);
        assert_eq!(client.diagnostics_of(&uri, 3).diagnostics.len(), 9);
    }
}

#[test]
fn the_language_of_a_document_does_not_matter() {
    for language in ["", "plaintext", "🍄", "json with comments", "\0"] {
        let (_workspace, mut client, uri) = demo::shown(Start::default());
        let open = json!({ "uri": uri, "languageId": language, "version": 1, "text": DEMO_POLICY });
        client.tell("textDocument/didOpen", json!({ "textDocument": open }));
        assert_eq!(client.diagnostics_of(&uri, 1).diagnostics.len(), 9, "{language}");
    }
}

/// What the server offers, and what of the protocol it does not.
const REQUESTS: &[&str] = &[
    "textDocument/codeAction",
    "codeAction/resolve",
    "textDocument/codeLens",
    "codeLens/resolve",
    "textDocument/completion",
    "completionItem/resolve",
    "textDocument/hover",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/documentLink",
    "textDocument/inlayHint",
    "textDocument/rename",
    "workspace/executeCommand",
    "leastwise/tree",
    "leastwise/preview",
    "leastwise/unusedActions",
];

#[test]
fn parameters_of_another_shape_are_an_error_and_nothing_else() {
    let (_workspace, mut client, Buffer { uri, .. }) = demo::open(Start::default());
    let place = json!({ "line": 0, "character": 0 });
    for params in [
        json!(null),
        json!([]),
        json!([uri, 1]),
        json!("x"),
        json!(7),
        json!({}),
        json!({ "textDocument": null, "position": null, "range": null, "context": null }),
        json!({ "textDocument": { "uri": null }, "position": place }),
        json!({ "textDocument": { "uri": "" }, "position": place }),
        json!({ "textDocument": { "uri": uri }, "position": { "line": -1, "character": 1e300 } }),
        json!({ "textDocument": [uri], "position": [0, 0], "range": [place, place], "context": [] }),
        json!({ "command": null, "arguments": {} }),
        json!({ "command": "rm", "arguments": ["-rf", "/"] }),
        json!({ "title": 7, "data": [], "label": {} }),
    ] {
        for method in REQUESTS {
            let message = json!({ "jsonrpc": "2.0", "id": 5000, "method": method, "params": params });
            client.send_raw(&wire(&message));
            // Some hold all that some requests need.
            if let Err(error) = client.answer(5000) {
                let code = error["code"].as_i64().unwrap();
                assert!([-32600, -32601, -32602].contains(&code), "{method} {params}: {error}");
            }
        }
        for method in [
            "textDocument/didOpen",
            "textDocument/didClose",
            "textDocument/didSave",
            "initialized",
            "$/setTrace",
        ]
        .into_iter()
        .chain(["workspace/didChangeWatchedFiles", "workspace/didChangeWorkspaceFolders"])
        {
            client.tell(method, params.clone());
        }
    }
    // An opening that could not be read was said to be one, and a closing could.
    assert!(client.shown_message().contains("MyRole.json"));
    client.diagnostics(&uri);
    client.open(&uri, DEMO_POLICY);
    assert_eq!(client.diagnostics_of(&uri, 1).diagnostics.len(), 9);
}

#[test]
fn a_request_about_a_place_outside_of_the_text_is_answered() {
    let (_workspace, mut client, Buffer { uri, .. }) = demo::open(Start::default());
    for place in [(u32::MAX, u32::MAX), (0, u32::MAX), (u32::MAX, 0)] {
        let position = &range(place, place)["start"];
        let document = json!({ "uri": uri });
        for method in ["hover", "completion", "definition"] {
            let params = json!({ "textDocument": document, "position": position });
            client.call(&format!("textDocument/{method}"), params).unwrap();
        }
        for around in [range((0, 0), place), range(place, place), range(place, (0, 0))] {
            let params =
                json!({ "textDocument": document, "range": around, "context": { "diagnostics": [] } });
            client.call("textDocument/codeAction", params.clone()).unwrap();
            client.call("textDocument/inlayHint", params).unwrap();
        }
    }
}

#[test]
fn a_client_that_names_no_folder_or_an_odd_one_is_served() {
    for (root, folders) in [
        (json!(""), json!(null)),
        (json!("nowhere"), json!([])),
        (json!(null), json!([{ "uri": "", "name": "" }])),
        (json!("http://example.com/"), json!([{ "uri": "http://example.com/", "name": "a" }])),
        (json!("file:///nowhere/at/all"), json!([{ "uri": "file:///nowhere/at/all", "name": "a" }])),
    ] {
        let workspace = Workspace::demo();
        let mut client = Client::spawn();
        let params = json!({
            "processId": null, "rootUri": root, "workspaceFolders": folders,
            "capabilities": crate::capabilities::all(), "initializationOptions": { "asOf": "2024-06-15" },
        });
        client.call("initialize", params).unwrap();
        client.tell("initialized", json!({}));
        let uri = workspace.uri("MyRole.json");
        client.open(&uri, DEMO_POLICY);
        // In no folder of the workspace: the findings beside the file apply to it.
        assert_eq!(client.diagnostics_of(&uri, 1).diagnostics.len(), 9, "{root} {folders}");
    }
}

#[test]
fn messages_before_the_handshake_cost_nothing() {
    let workspace = Workspace::demo();
    let mut client = Client::spawn();
    let uri = workspace.uri("MyRole.json");
    client.tell("initialized", json!({}));
    client.open(&uri, "{}");
    client.close(&uri);
    client.tell("$/cancelRequest", json!({ "id": 1 }));
    assert_eq!(client.call("shutdown", Value::Null).unwrap_err()["code"], -32002);
    assert_eq!(client.call("leastwise/status", json!({})).unwrap_err()["code"], -32002);
    for params in [json!(null), json!([]), json!({}), json!({ "capabilities": 7 })] {
        let code = client.call("initialize", params).unwrap_err()["code"].as_i64();
        assert_eq!(code, Some(-32602));
    }
    // None of them was taken for the handshake.
    let folder = json!({ "uri": crate::workspace::uri(&workspace.path()), "name": "a" });
    let params = json!({
        "capabilities": crate::capabilities::all(),
        "workspaceFolders": [folder],
        "initializationOptions": { "asOf": "2024-06-15" },
    });
    client.call("initialize", params).unwrap();
    client.tell("initialized", json!({}));
    client.tell("initialized", json!({}));
    client.open(&uri, DEMO_POLICY);
    assert!(!client.diagnostics_of(&uri, 1).diagnostics.is_empty());
}

#[test]
fn a_server_that_was_never_greeted_leaves_when_it_is_told_to() {
    let mut client = Client::spawn();
    client.tell("exit", Value::Null);
    assert_eq!(client.exit_status().code(), Some(1));
}
