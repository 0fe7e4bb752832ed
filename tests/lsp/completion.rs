//! What is offered while an action is typed.

use serde_json::json;
use tower_lsp::ls_types::request::{Completion, ResolveCompletionItem};
use tower_lsp::ls_types::{
    CodeAction, CompletionItem, CompletionResponse, CompletionTextEdit, WorkspaceEdit,
};

use crate::buffer::Buffer;
use crate::client::{Client, Start};
use crate::demo;
use crate::workspace::Workspace;

/// The items at the mark `|` of a new buffer.
fn complete(client: &mut Client, workspace: &Workspace, marked: &str) -> (Buffer, Vec<CompletionItem>) {
    let buffer = Buffer::new(workspace.uri("new.json"), &marked.replacen('|', "", 1));
    let before = Buffer::new(buffer.uri.clone(), marked);
    client.open(&buffer.uri, &buffer.text);
    let params = json!({ "textDocument": { "uri": buffer.uri }, "position": before.find("|").start });
    let answer = client.request::<Completion>(serde_json::from_value(params).unwrap());
    let items = match answer {
        None => Vec::new(),
        Some(CompletionResponse::List(list)) => {
            assert!(!list.is_incomplete);
            list.items
        }
        Some(other) => panic!("a list, not {other:?}"),
    };
    (buffer, items)
}

/// The text after an item was taken.
fn after(buffer: &Buffer, item: &CompletionItem) -> String {
    let Some(CompletionTextEdit::Edit(edit)) = &item.text_edit else { panic!("an edit: {item:?}") };
    let changes = [(buffer.uri.clone(), vec![edit.clone()])].into();
    let edit = WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    buffer.after(&CodeAction { edit: Some(edit), ..CodeAction::default() })
}

fn policy(entry: &str) -> String {
    format!(
        "{{\"Statement\": [{{\"Sid\": \"é🍄\", \"Effect\": \"Allow\", \"Action\": {entry}\n, \"Resource\": \"*\"}}]}}"
    )
}

#[test]
fn an_action_is_completed_wherever_its_string_is() {
    for (entry, expected) in [
        ("\"sqs:Del|\"", "\"sqs:DeleteQueue\""),
        ("[\"s3:GetObject\", \"sqs:|\"]", "[\"s3:GetObject\", \"sqs:DeleteQueue\"]"),
        ("[\"sqs:|Message\"]", "[\"sqs:DeleteQueue\"]"),
        ("\"sqs:Del|", "\"sqs:DeleteQueue"),
    ] {
        let (workspace, mut client, _) = demo::shown(Start::default());
        let (buffer, items) = complete(&mut client, &workspace, &policy(entry));
        let item = items.iter().find(|item| item.label == "sqs:DeleteQueue").expect("the action");
        assert_eq!(after(&buffer, item), policy(expected), "{entry}");
        assert_eq!(item.detail.as_deref(), Some("write"));
        client.hang_up();
    }
}

#[test]
fn services_are_offered_first_and_nothing_elsewhere() {
    let (workspace, mut client, _) = demo::shown(Start::default());
    let (buffer, items) = complete(&mut client, &workspace, &policy("[\"|\"]"));
    let item = items.iter().find(|item| item.label == "sqs:").expect("the service");
    assert_eq!(after(&buffer, item), policy("[\"sqs:\"]"));
    for marked in [
        policy("\"s3:*\"").replace("\"Resource\": \"*\"", "\"Resource\": \"s3:|\""),
        policy("\"s3:*\"").replace("Allow", "s3:|"),
        "{\"Action\": \"s3:|\"}".to_owned(),
    ] {
        assert_eq!(complete(&mut client, &workspace, &marked).1, [], "{marked}");
    }
    client.hang_up();
}

#[test]
fn an_item_is_resolved_with_what_the_catalog_says() {
    let (workspace, mut client, _) = demo::shown(Start::default());
    let (_, items) = complete(&mut client, &workspace, &policy("\"sqs:|\""));
    let item = items.iter().find(|item| item.label == "sqs:DeleteQueue").expect("the action");
    assert_eq!(item.documentation, None);
    let resolved = client.request::<ResolveCompletionItem>(item.clone());
    let documentation = serde_json::to_value(resolved.documentation).unwrap().to_string();
    for said in ["Amazon SQS", "access level write", "on queue", "AWS tracks its last use"] {
        assert!(documentation.contains(said), "{documentation}");
    }
    let other = CompletionItem { label: "x".to_owned(), data: Some(json!([1])), ..CompletionItem::default() };
    assert_eq!(client.request::<ResolveCompletionItem>(other.clone()), other);
    client.hang_up();
}
