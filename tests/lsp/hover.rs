//! What a cursor shows.

use tower_lsp::ls_types::request::HoverRequest;
use tower_lsp::ls_types::{Hover, HoverContents, HoverParams, MarkupKind, Position};

use crate::buffer::Buffer;
use crate::capabilities;
use crate::client::{Client, Start};
use crate::demo;
use crate::workspace::DEMO_POLICY;

fn hover(client: &mut Client, buffer: &Buffer, position: Position) -> Option<Hover> {
    let params = serde_json::json!({ "textDocument": { "uri": buffer.uri }, "position": position });
    client.request::<HoverRequest>(serde_json::from_value::<HoverParams>(params).unwrap())
}

/// The text of the hover on a part of the buffer. The hover's range must be `range`.
fn text(client: &mut Client, buffer: &Buffer, part: &str, range: &str) -> (MarkupKind, String) {
    let hover = hover(client, buffer, buffer.find(part).start).expect("a hover");
    assert_eq!(hover.range, Some(buffer.find(range)), "{part}");
    match hover.contents {
        HoverContents::Markup(markup) => (markup.kind, markup.value),
        other => panic!("markup, not {other:?}"),
    }
}

#[test]
fn a_wildcard_shows_counts_first_then_the_groups_then_the_narrowing() {
    let (workspace, mut client, policy, _) = demo::both_open(Start::default());
    let (kind, shown) = text(&mut client, &policy, "s3:Get*", "\"s3:Get*\"");
    assert_eq!(kind, MarkupKind::Markdown);
    assert!(shown.starts_with("`s3:Get*` grants "), "{shown}");
    assert!(shown.lines().next().unwrap().contains("to role MyRole: 22 unused, "), "{shown}");
    let link = format!("[finding-MyRole.json:33]({}#L33)", workspace.uri("finding-MyRole.json").as_str());
    assert!(shown.contains(&link), "{shown}");
    let tree = shown.split_once("```text\n").unwrap().1;
    let (tree, after) = tree.split_once("\n```").unwrap();
    assert!(tree.contains("=> s3:GetObject*"), "{shown}");
    assert!(
        after.contains("[Service Authorization Reference](https://") && after.contains("list_s3.html)"),
        "{shown}"
    );
    assert!(!shown.contains('\u{1b}'), "no terminal styles");
}

#[test]
fn an_action_and_the_action_key_of_a_statement_are_explained() {
    let (_workspace, mut client, policy, _) = demo::both_open(Start::default());
    let action = "\"lambda:CreateFunction\"";
    let (_, shown) = text(&mut client, &policy, "CreateFunction", action);
    assert!(shown.starts_with("`lambda:CreateFunction` grants 1 action to role MyRole: unused"), "{shown}");
    assert!(shown.contains("AWS tracks its last use"), "{shown}");
    let (_, shown) = text(&mut client, &policy, "\"Action\"", "\"Action\"");
    assert!(shown.starts_with("This statement grants ") && shown.contains("- `lambda`: "), "{shown}");
    assert_eq!(hover(&mut client, &policy, policy.find("arn:aws:lambda").start), None);
    assert_eq!(hover(&mut client, &policy, Position::new(9999, 9999)), None);
}

#[test]
fn in_a_findings_file_an_action_shows_where_it_is_granted() {
    let (workspace, mut client, policy, finding) = demo::both_open(Start::default());
    let (_, shown) = text(&mut client, &finding, "GetBucketAcl", "\"GetBucketAcl\"");
    let line = policy.find("\"s3:Get*\"").start.line + 1;
    let uri = workspace.uri("MyRole.json");
    let place = format!("- `s3:Get*` in [MyRole.json:{line}]({}#L{line})\n", uri.as_str());
    assert!(shown.starts_with("`s3:GetBucketAcl` is granted to role MyRole by\n"), "{shown}");
    assert!(shown.contains(&place), "{shown}");

    client.close(&policy.uri);
    let (_, closed) = text(&mut client, &finding, "GetBucketAcl", "\"GetBucketAcl\"");
    assert_eq!(closed, shown);
    client.diagnostics(&policy.uri);
}

#[test]
fn a_client_without_markdown_gets_plain_text_and_columns_in_its_unit() {
    let (_workspace, mut client, mut policy, _) =
        demo::both_open(Start { capabilities: capabilities::least(), ..Start::default() });
    let (kind, shown) = text(&mut client, &policy, "s3:Get*", "\"s3:Get*\"");
    assert_eq!(kind, MarkupKind::PlainText);
    assert!(!shown.contains('`') && shown.contains("finding-MyRole.json:33"), "{shown}");

    policy.text = DEMO_POLICY.replace("        \"s3:Get*\"", "/*🍄é*/ \"s3:Get*\"");
    client.replace(&policy.uri, 2, &policy.text);
    text(&mut client, &policy, "s3:Get*", "\"s3:Get*\"");
    client.diagnostics(&policy.uri);
}
