//! What stands behind wildcards.

use serde_json::json;
use tower_lsp::ls_types::request::InlayHintRequest;
use tower_lsp::ls_types::{InlayHintLabel, Range};

use crate::buffer::Buffer;
use crate::client::{Client, Start};
use crate::demo;

fn hints(client: &mut Client, buffer: &Buffer, range: Range) -> Vec<(String, tower_lsp::ls_types::Position)> {
    let params = json!({ "textDocument": { "uri": buffer.uri }, "range": range });
    let hints = client.request::<InlayHintRequest>(serde_json::from_value(params).unwrap());
    let hints = hints.unwrap_or_default().into_iter().map(|hint| match hint.label {
        InlayHintLabel::String(text) => (text, hint.position),
        InlayHintLabel::LabelParts(parts) => panic!("a text, not {parts:?}"),
    });
    hints.collect()
}

#[test]
fn a_wildcard_says_how_many_of_its_actions_are_unused_where_it_is_in_view() {
    let (_workspace, mut client, buffer) = demo::open(Start::default());
    let all = Range::new(Range::default().start, buffer.find("\"Resource\": \"*\"").end);
    let expected = [("22 of 58 unused".to_owned(), buffer.find("\"s3:Get*\"").end)];
    assert_eq!(hints(&mut client, &buffer, all), expected);
    assert_eq!(hints(&mut client, &buffer, buffer.find("lambda:AddPermission")), []);
}
