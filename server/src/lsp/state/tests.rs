use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedReceiver;

use super::*;
use crate::lsp::client::Notice;
use crate::lsp::handlers::{did_change, did_close, did_open};

fn state() -> (State, UnboundedReceiver<Notice>) {
    let (notices, received) = Notices::new();
    (State::new(notices), received)
}

fn params<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

fn open(state: &State, uri: &str, text: &str) {
    let document = json!({ "uri": uri, "languageId": "json", "version": 1, "text": text });
    did_open::apply(state, params(json!({ "textDocument": document })));
}

fn change(state: &State, uri: &str, version: i32, change: Value) {
    let document = json!({ "uri": uri, "version": version });
    did_change::apply(state, &params(json!({ "textDocument": document, "contentChanges": [change] })));
}

fn backwards() -> Value {
    let (start, end) = (json!({ "line": 0, "character": 1 }), json!({ "line": 0, "character": 0 }));
    json!({ "range": { "start": start, "end": end }, "text": "" })
}

fn text(state: &State, uri: &str) -> Option<String> {
    let document = state.documents.find(&Uri::from_str(uri).unwrap())?;
    document.in_step.then(|| document.text().to_string())
}

const URI: &str = "untitled:a";

#[tokio::test]
async fn open_documents_are_followed_and_each_change_is_a_wish_to_publish() {
    let (state, _) = state();
    open(&state, URI, "ab");
    change(&state, URI, 2, json!({ "text": "cd" }));
    assert_eq!(text(&state, URI).as_deref(), Some("cd"));
    let wishes = state.to_publish.take().await;
    assert_eq!(wishes.documents, BTreeSet::from([URI.into()]));
    assert!(!wishes.everything);
    did_close::apply(&state, &params(json!({ "textDocument": { "uri": URI } })));
    assert_eq!(text(&state, URI), None);
    assert_eq!(state.to_publish.take().await.documents, BTreeSet::from([URI.into()]));
}

#[test]
fn a_document_that_is_not_open_is_neither_changed_nor_closed() {
    let (state, _) = state();
    change(&state, URI, 2, json!({ "text": "x" }));
    did_close::apply(&state, &params(json!({ "textDocument": { "uri": URI } })));
    assert!(state.documents.all().is_empty());
}

#[test]
fn a_change_that_does_not_fit_is_said_once() {
    let (state, mut said) = state();
    open(&state, URI, "ab");
    change(&state, URI, 2, backwards());
    change(&state, URI, 3, backwards());
    assert!(said.try_recv().unwrap().message.contains(URI));
    assert!(said.try_recv().is_err());
    assert_eq!(text(&state, URI), None);
    change(&state, URI, 4, json!({ "text": "ab" }));
    assert_eq!(text(&state, URI).as_deref(), Some("ab"));
}

#[test]
fn after_a_failure_the_document_is_not_trusted_and_the_person_is_told_once() {
    let (state, mut said) = state();
    open(&state, URI, "ab");
    let failure = Failure {
        method: "textDocument/didChange".to_owned(),
        document: Some(URI.to_owned()),
        cause: Cause::Panic,
    };
    state.apply_failure(&failure);
    state.apply_failure(&Failure { document: None, ..failure });
    assert_eq!(text(&state, URI), None);
    assert!(said.try_recv().unwrap().message.contains("textDocument/didChange"));
    assert!(said.try_recv().is_err());
}

#[test]
fn after_a_change_that_cannot_be_read_the_document_is_not_trusted_until_it_comes_whole() {
    let (state, mut said) = state();
    open(&state, URI, "ab");
    let failure = Failure {
        method: "textDocument/didChange".to_owned(),
        document: Some(URI.to_owned()),
        cause: Cause::Unreadable,
    };
    state.apply_failure(&failure);
    state.apply_failure(&failure);
    assert!(said.try_recv().unwrap().message.contains(URI));
    assert!(said.try_recv().is_err());
    change(&state, URI, 2, json!({ "range": null, "text": "cd" }));
    assert_eq!(text(&state, URI).as_deref(), Some("cd"));
}

#[test]
fn without_a_world_there_is_no_snapshot() {
    let (state, _) = state();
    open(&state, URI, "ab");
    assert!(state.snapshot(&Uri::from_str(URI).unwrap()).is_none());
}
