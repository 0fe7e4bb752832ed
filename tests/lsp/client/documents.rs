//! Documents as an editor treats them: opened, changed, saved and closed, with diagnostics and code actions.

use serde_json::{Value, json};
use tower_lsp::ls_types::request::CodeActionRequest;
use tower_lsp::ls_types::{
    CodeAction, CodeActionContext, CodeActionOrCommand, CodeActionParams, NumberOrString, Position,
    PublishDiagnosticsParams, Range, TextDocumentIdentifier, Uri,
};

use super::Client;

impl Client {
    /// Opens a document with version 1.
    pub(crate) fn open(&mut self, uri: &Uri, text: &str) {
        self.tell(
            "textDocument/didOpen",
            json!({ "textDocument": { "uri": uri, "languageId": "json", "version": 1, "text": text } }),
        );
    }

    /// Changes a document.
    pub(crate) fn change(&mut self, uri: &Uri, version: i32, changes: Value) {
        let document = json!({ "uri": uri, "version": version });
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// Puts another text in the place of a document's whole text.
    pub(crate) fn replace(&mut self, uri: &Uri, version: i32, text: &str) {
        self.change(uri, version, json!([{ "text": text }]));
    }

    /// Saves a document.
    pub(crate) fn save(&mut self, uri: &Uri) {
        self.tell("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
    }

    /// Closes a document.
    pub(crate) fn close(&mut self, uri: &Uri) {
        self.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }

    /// Says that files have changed, been created or been deleted.
    pub(crate) fn tell_of_changes<'u>(&mut self, uris: impl IntoIterator<Item = &'u Uri>) {
        let changes: Vec<Value> = uris.into_iter().map(|uri| json!({ "uri": uri, "type": 2 })).collect();
        self.tell("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    }

    /// Waits for the next diagnostics of a document.
    pub(crate) fn diagnostics(&mut self, uri: &Uri) -> PublishDiagnosticsParams {
        let message = self.wait(&format!("diagnostics of {}", uri.as_str()), |message| {
            message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri.as_str()
        });
        serde_json::from_value(message["params"].clone()).unwrap()
    }

    /// Waits for the diagnostics of one version of a document. Those of versions before it are read as well: which of
    /// them come in a burst is up to the server.
    pub(crate) fn diagnostics_of(&mut self, uri: &Uri, version: i32) -> PublishDiagnosticsParams {
        loop {
            let published = self.diagnostics(uri);
            assert!(published.version <= Some(version), "a version that was never sent");
            if published.version == Some(version) {
                return published;
            }
        }
    }

    /// Waits until a document shows diagnostics with these codes, one for each. Others before them are read as well:
    /// how many come is up to how fast the disk is.
    pub(crate) fn shows(&mut self, uri: &Uri, expected: &[(&str, usize)]) -> PublishDiagnosticsParams {
        loop {
            let published = self.diagnostics(uri);
            if counts(&published) == expected {
                return published;
            }
        }
    }

    /// The code actions at a range.
    pub(crate) fn code_actions(
        &mut self,
        uri: &Uri,
        range: Range,
        context: CodeActionContext,
    ) -> Vec<CodeAction> {
        let params = CodeActionParams {
            text_document: TextDocumentIdentifier { uri: uri.clone() },
            range,
            context,
            work_done_progress_params: Default::default(),
            partial_result_params: Default::default(),
        };
        let answer = self.request::<CodeActionRequest>(params).unwrap_or_default();
        let action = |it| match it {
            CodeActionOrCommand::CodeAction(action) => action,
            CodeActionOrCommand::Command(command) => panic!("a command was not asked for: {command:?}"),
        };
        answer.into_iter().map(action).collect()
    }

    /// The code actions of one place, asked for by hand.
    pub(crate) fn actions_at(&mut self, uri: &Uri, place: Position) -> Vec<CodeAction> {
        self.code_actions(uri, Range::new(place, place), CodeActionContext::default())
    }
}

/// The codes of diagnostics, in order.
pub(crate) fn codes(published: &PublishDiagnosticsParams) -> Vec<&str> {
    let diagnostics = published.diagnostics.iter();
    diagnostics
        .map(|diagnostic| match &diagnostic.code {
            Some(NumberOrString::String(code)) => code.as_str(),
            other => panic!("a code that is a name, not {other:?}"),
        })
        .collect()
}

/// How often each code stands among diagnostics, by code.
pub(crate) fn counts(published: &PublishDiagnosticsParams) -> Vec<(&str, usize)> {
    let mut counts = std::collections::BTreeMap::new();
    codes(published).into_iter().for_each(|code| *counts.entry(code).or_default() += 1);
    counts.into_iter().collect()
}
