//! `leastwise/preview`: a policy file as it would be with everything unused removed.

use std::sync::Arc;

use leastwise_policy::Source;
use leastwise_policy::edit::apply;
use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::TextDocumentIdentifier;

use super::tree::NOT_READ;
use crate::lsp::document::Document;
use crate::lsp::report::Reporter;
use crate::lsp::state::{Snapshot, State};
use crate::workspace::load::Loaded;

/// The request.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PreviewParams {
    text_document: TextDocumentIdentifier,
}

/// The answer.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Preview {
    /// The text after the change.
    Text {
        /// What the change is.
        title: String,
        /// The whole text.
        text: String,
    },
    /// There is nothing to change, or nothing that may be.
    Nothing {
        /// Why, as a sentence.
        why: String,
    },
}

/// Answers with the text that `source.leastwise.removeUnused` would leave.
pub async fn handle(state: &Arc<State>, params: PreviewParams) -> Result<Preview> {
    let Some(snapshot) = state.snapshot(&params.text_document.uri) else { return Ok(nothing(NOT_READ)) };
    let (of, state_of) = (snapshot.clone(), Arc::clone(state));
    let preview = spawn_blocking(move || preview(&state_of, &of));
    let preview = preview.await.map_err(|_| Error::internal_error())?;
    if state.is_current(&snapshot) { Ok(preview) } else { Err(Error::content_modified()) }
}

fn nothing(why: impl Into<String>) -> Preview {
    Preview::Nothing { why: why.into() }
}

fn preview(state: &State, snapshot: &Snapshot) -> Preview {
    let document = &*snapshot.document;
    let Some(source) = policy(document) else { return nothing("This file holds no policy.") };
    let analysis = Reporter::new(state, &snapshot.knowledge).analysis(document, source);
    let Some(fix) = analysis.file_fix() else {
        return nothing(match analysis.judged {
            0 => "No finding speaks about this policy, so there is no recommendation.",
            _ => "There is nothing unused in this policy that could be removed for you.",
        });
    };
    if let Some(why) = fix.disabled {
        return nothing(format!("There is no recommendation: {why}."));
    }
    match apply(document.text(), &fix.edits) {
        Some(text) => Preview::Text { title: fix.title, text },
        None => nothing("The recommendation does not fit the text."),
    }
}

/// The policy that an open document holds, where its text is not in doubt.
pub(super) fn policy(document: &Document) -> Option<&Arc<Source>> {
    match document.content().filter(|_| document.in_step) {
        Some(Loaded::Policy(file)) => Some(&file.source),
        _ => None,
    }
}
