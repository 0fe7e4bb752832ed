//! Bytes that are hardly a message any more, or a very large one.

use serde_json::{Value, json};

use crate::client::{Client, Start};
use crate::demo;
use crate::workspace::DEMO_POLICY;

/// A message as its bytes, so that what no writer of JSON writes can stand in it.
fn frame(body: &[u8]) -> Vec<u8> {
    [format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat()
}

fn did_open(uri: &str, text: &str) -> String {
    format!(
        r#"{{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{{"textDocument":{{
            "uri":"{uri}","languageId":"json","version":1,"text":"{text}"}}}}}}"#
    )
}

/// The server answers, and after everything that was sent before.
fn is_alive(client: &mut Client) -> bool {
    client.call("$/alive", Value::Null).unwrap_err()["code"] == -32601
}

#[test]
fn header_names_have_no_case_and_other_headers_are_ignored() {
    let mut client = Start::default().start();
    for header in ["content-length: {}", "CONTENT-LENGTH:{}\r\nContent-Type: text/plain\r\nX: y"] {
        let body = json!({ "jsonrpc": "2.0", "id": 77, "method": "leastwise/test/unknown" }).to_string();
        let header = header.replace("{}", &body.len().to_string());
        client.send_raw(format!("{header}\r\n\r\n{body}").as_bytes());
        assert_eq!(client.answer(77).unwrap_err()["code"], -32601);
    }
}

#[test]
fn a_frame_that_cannot_be_read_ends_the_server_with_1() {
    let request = r#"{"jsonrpc":"2.0","id":7,"method":"$/x"}"#;
    for (what, bytes) in [
        ("no JSON", frame(b"{{{")),
        ("a batch, which the protocol does not know", frame(format!("[{request}]").as_bytes())),
        ("no request", frame(b"{}")),
        ("a body that begins with a byte order mark", frame(format!("\u{feff}{request}").as_bytes())),
        ("nested too deep", frame("[".repeat(100_000).as_bytes())),
        ("a length that is too short", format!("Content-Length: 5\r\n\r\n{request}").into_bytes()),
        ("a negative length", format!("Content-Length: -5\r\n\r\n{request}").into_bytes()),
        ("a length beyond all sense", format!("Content-Length: 99999999999\r\n\r\n{request}").into_bytes()),
        ("no length", format!("Content-Type: x\r\n\r\n{request}").into_bytes()),
        ("no header", request.repeat(300).into_bytes()),
    ] {
        let mut client = Start::default().start();
        client.send_raw(&bytes);
        assert_eq!(client.exit_status().code(), Some(1), "{what}");
    }
}

#[test]
fn an_odd_frame_that_can_be_read_is_served() {
    let mut client = Start::default().start();
    for (body, id) in [
        (r#"{"jsonrpc":"2.0","id":"a","method":"$/x"}"#, json!("a")),
        (r#"{"jsonrpc":"2.0","id":-5,"method":"$/x"}"#, json!(-5)),
        (r#"{"jsonrpc":"2.0","id":7,"method":""}"#, json!(7)),
        ("\r\n {\"method\":\"$/x\",\"zzz\":[],\"id\":8,\"jsonrpc\":\"2.0\"}\n", json!(8)),
    ] {
        // Nothing at all between the messages.
        client.send_raw(&frame(b""));
        client.send_raw(&frame(body.as_bytes()));
        assert_eq!(client.answer_to(&id).unwrap_err()["code"], -32601);
    }
    // Answers without a request.
    for body in [
        r#"{"jsonrpc":"2.0","id":99,"result":1}"#,
        r#"{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":""}}"#,
    ] {
        client.send_raw(&frame(body.as_bytes()));
    }
    assert!(is_alive(&mut client));
}

#[test]
fn a_message_may_come_byte_by_byte() {
    let mut client = Start::default().start();
    for byte in frame(br#"{"jsonrpc":"2.0","id":7,"method":"$/x"}"#) {
        client.send_raw(&[byte]);
    }
    assert_eq!(client.answer(7).unwrap_err()["code"], -32601);
}

#[test]
fn half_an_emoji_and_bytes_that_are_no_text_cost_nothing_but_themselves() {
    let (_workspace, mut client, uri) = demo::shown(Start::default());
    for (odd, replaced) in [(&br"\ud83c"[..], "\u{fffd}"), (b"\xff", "\u{7f}")] {
        let note = "\"Id\": \"HERE\",";
        let text = DEMO_POLICY.replacen('{', &format!("{{{note}"), 1);
        let escaped = serde_json::to_string(&text).unwrap();
        let body = did_open(uri.as_str(), escaped.trim_matches('"'));
        let (before, after) = body.split_once("HERE").unwrap();
        client.send_raw(&frame(&[before.as_bytes(), odd, after.as_bytes()].concat()));
        let odd = client.diagnostics_of(&uri, 1);
        client.replace(&uri, 2, &text.replace("HERE", replaced));
        assert_eq!(client.diagnostics_of(&uri, 2).diagnostics.len(), odd.diagnostics.len());
        assert_eq!(odd.diagnostics.len(), 9);
        client.close(&uri);
        client.diagnostics(&uri);
    }
}

#[test]
fn fifty_megabytes_in_one_frame_are_taken_and_left_alone() {
    let (workspace, mut client, policy) = demo::shown(Start::default());
    let large = workspace.uri("Large.json");
    client.open(&large, &" ".repeat(50 << 20));
    client.open(&policy, DEMO_POLICY);
    assert_eq!(client.diagnostics_of(&policy, 1).diagnostics.len(), 9);
    let place = json!({ "line": 0, "character": 50 << 20 });
    client.change(&large, 2, json!([{ "range": { "start": place, "end": place }, "text": "{}" }]));
    assert!(client.actions_at(&large, Default::default()).is_empty());
}

#[test]
fn a_policy_on_one_very_long_line_is_a_policy() {
    let (_workspace, mut client, uri) = demo::shown(Start::default());
    let policy: Value = serde_json::from_str(DEMO_POLICY).unwrap();
    // A million letters before the first entry, half of them two units long.
    let line = format!(r#"{{"Note":"{}","Document":{policy}}}"#, "é🍄".repeat(333_333));
    client.open(&uri, &line);
    let published = client.diagnostics_of(&uri, 1);
    assert_eq!(published.diagnostics.len(), 9);
    let entry = "\"lambda:AddPermission\"";
    let first = published.diagnostics.first().unwrap().range;
    let column = line[..line.find(entry).unwrap()].encode_utf16().count();
    assert_eq!((first.start.line, first.start.character as usize), (0, column));
    assert_eq!(first.end.character as usize, column + entry.len());
    client.change(&uri, 2, json!([{ "range": first, "text": "\"lambda:InvokeFunction\"" }]));
    assert_eq!(client.diagnostics_of(&uri, 2).diagnostics.len(), 8);
}
