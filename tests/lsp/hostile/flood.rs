//! Very much at once.

use serde_json::{Value, json};

use crate::buffer::Buffer;
use crate::capabilities;
use crate::client::{Start, wire};
use crate::demo;
use crate::workspace::{DEMO_POLICY, Workspace};

#[test]
fn a_thousand_pending_requests_and_a_storm_of_cancellations_are_answered_one_by_one() {
    let (_workspace, mut client, Buffer { uri, .. }) = demo::open(Start::default());
    let place = json!({ "line": 23, "character": 10 });
    let params = json!({
        "textDocument": { "uri": uri },
        "range": { "start": place, "end": place },
        "context": { "diagnostics": [], "only": ["quickfix"] },
    });
    let ids: Vec<i64> = (0..1_000).map(|_| client.ask("textDocument/codeAction", params.clone())).collect();
    for id in &ids {
        // Each second one, twice; and what was never asked.
        if id % 2 == 0 {
            client.tell("$/cancelRequest", json!({ "id": id }));
            client.tell("$/cancelRequest", json!({ "id": id }));
        }
        client.tell("$/cancelRequest", json!({ "id": id + 1_000_000 }));
    }
    for odd in
        [json!(null), json!([]), json!({}), json!({ "id": null }), json!({ "id": 1.5 }), json!({ "id": [] })]
    {
        client.tell("$/cancelRequest", odd);
    }
    for id in ids {
        match client.answer(id) {
            Ok(actions) => assert!(!actions.as_array().unwrap().is_empty()),
            Err(error) => assert_eq!((&error["code"], id % 2), (&json!(-32800), 0), "{error}"),
        }
    }
}

#[test]
fn an_id_that_is_still_in_use_is_refused_and_both_are_answered() {
    let mut client = Start::default().start();
    let params =
        json!({ "textDocument": { "uri": "file:///nowhere" }, "position": { "line": 0, "character": 0 } });
    let request = json!({ "jsonrpc": "2.0", "id": 7, "method": "textDocument/hover", "params": params });
    client.send_raw(&wire(&request).repeat(3));
    for _ in 0..3 {
        match client.answer(7) {
            Ok(result) => assert_eq!(result, Value::Null),
            Err(error) => assert_eq!(error["code"], -32600),
        }
    }
}

#[test]
fn requests_of_the_server_that_are_never_answered_block_nothing() {
    let workspace = Workspace::demo();
    let refresh = json!({ "refreshSupport": true });
    let asks = json!({ "configuration": true, "codeLens": refresh, "inlayHint": refresh });
    let capabilities = capabilities::with(capabilities::lazy(), json!({ "workspace": asks }));
    let mut client = workspace.start_with(Start { capabilities, ..Start::default() });
    let uri = workspace.uri("MyRole.json");
    client.open(&uri, DEMO_POLICY);
    client.diagnostics_of(&uri, 1);
    // Each leads to an edit that the client is asked to apply.
    let ids: Vec<i64> = (0..200)
        .map(|_| {
            let argument = json!({ "textDocument": { "uri": uri }, "version": 1 });
            let params = json!({ "command": "leastwise.fixFile", "arguments": [argument] });
            client.ask("workspace/executeCommand", params)
        })
        .collect();
    for id in ids {
        assert_eq!(client.answer(id), Ok(Value::Null));
    }
    client.replace(&uri, 2, "{}");
    assert!(client.diagnostics_of(&uri, 2).diagnostics.is_empty());
    let edits =
        client.last_messages().into_iter().filter(|message| message["method"] == "workspace/applyEdit");
    assert_eq!(edits.count(), 200);
}
