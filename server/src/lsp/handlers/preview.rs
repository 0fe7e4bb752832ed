//! `leastwise/preview`: a policy file as it would be with everything unused removed.

use std::sync::Arc;

use leastwise_policy::edit::apply;
use serde::{Deserialize, Serialize};
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::TextDocumentIdentifier;

use super::tree::{NO_POLICY, NOT_READ};
use crate::lsp::moment::{self, Moment};
use crate::lsp::state::State;

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
    let make = |moment: &Moment| Some(preview(moment));
    let preview = moment::answer(state, &params.text_document.uri, "leastwise/preview", make).await?;
    Ok(preview.unwrap_or_else(|| nothing(NOT_READ)))
}

fn nothing(why: impl Into<String>) -> Preview {
    Preview::Nothing { why: why.into() }
}

fn preview(moment: &Moment) -> Preview {
    let Some(analysis) = moment.analysis() else { return nothing(NO_POLICY) };
    let Some(fix) = analysis.file_fix() else {
        return nothing(match analysis.judged {
            0 => "No finding applies to this policy, so there is no recommendation.",
            _ => "Nothing in this policy can be removed automatically.",
        });
    };
    if let Some(why) = fix.disabled {
        return nothing(format!("No recommendation: {why}."));
    }
    match apply(&analysis.source.text, &fix.edits) {
        Some(text) => Preview::Text { title: fix.title, text },
        None => nothing("The recommendation does not match the current text."),
    }
}
