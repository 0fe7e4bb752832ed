//! `codeAction/resolve`: edits on demand.

use serde_json::{Value, json};
use tower_lsp::ls_types::CodeAction;

use crate::capabilities;
use crate::client::{Client, Start};
use crate::demo;

fn lazy() -> Start {
    Start { capabilities: capabilities::lazy(), ..Start::default() }
}

fn resolve(client: &mut Client, action: &CodeAction) -> Result<CodeAction, Value> {
    let answer = client.call("codeAction/resolve", serde_json::to_value(action).unwrap())?;
    Ok(serde_json::from_value(answer).unwrap())
}

#[test]
fn a_resolved_action_has_the_edits_that_it_would_have_had_at_once() {
    let (workspace, mut client, buffer) = demo::open(lazy());
    let mut eager = workspace.start();
    eager.diagnostics(&buffer.uri);
    eager.open(&buffer.uri, &buffer.text);
    eager.diagnostics(&buffer.uri);
    for (place, least) in [("s3:Get*", 3), ("lambda:CreateFunction", 3), ("Version", 1)] {
        let place = buffer.find(place).start;
        let lazy = client.actions_at(&buffer.uri, place);
        let at_once = eager.actions_at(&buffer.uri, place);
        assert!(
            lazy.len() >= least && lazy.iter().all(|action| action.edit.is_none() && action.data.is_some())
        );
        assert_eq!(lazy.len(), at_once.len());
        for (lazy, eager) in lazy.iter().zip(&at_once) {
            assert_eq!((&lazy.title, &lazy.kind), (&eager.title, &eager.kind));
            let resolved = resolve(&mut client, lazy).unwrap();
            assert_eq!(buffer.after(&resolved), buffer.after(eager), "{}", eager.title);
            assert_eq!(CodeAction { edit: None, ..resolved }, *lazy);
        }
    }
}

#[test]
fn an_action_for_an_older_version_or_a_closed_document_is_refused() {
    let (_workspace, mut client, mut buffer) = demo::open(lazy());
    let actions = client.actions_at(&buffer.uri, buffer.find("s3:Get*").start);
    buffer.text.insert(0, '\n');
    client.replace(&buffer.uri, 2, &buffer.text);
    assert_eq!(resolve(&mut client, &actions[0]).unwrap_err()["code"], -32801);
    client.diagnostics_of(&buffer.uri, 2);
    client.close(&buffer.uri);
    assert_eq!(resolve(&mut client, &actions[0]).unwrap_err()["code"], -32801);
    client.diagnostics(&buffer.uri);
}

#[test]
fn an_action_of_another_server_comes_back_as_it_was() {
    let (_workspace, mut client, buffer) = demo::open(lazy());
    let data = json!({ "v": 1, "uri": buffer.uri, "version": 1, "scope": { "entry": [9, 9, 9] } });
    for data in [json!(null), json!({ "v": 1 }), json!("text")] {
        let action = CodeAction { title: "x".to_owned(), data: Some(data), ..CodeAction::default() };
        let resolved = resolve(&mut client, &action).unwrap();
        assert_eq!((resolved.edit, resolved.title), (None, action.title));
    }
    let action = CodeAction { title: "x".to_owned(), data: Some(data), ..CodeAction::default() };
    assert_eq!(resolve(&mut client, &action).unwrap_err()["code"], -32801);
}
