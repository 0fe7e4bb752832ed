//! `leastwise.fixFile`: everything unused out of one open policy file.

use std::sync::Arc;

use serde::Deserialize;
use tower_lsp::Client;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::TextDocumentIdentifier;

use super::apply;
use crate::lsp::capabilities::FIX_FILE;
use crate::lsp::convert::to_proto;
use crate::lsp::moment::{self, Moment};
use crate::lsp::state::State;

/// The argument of the command.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Argument {
    text_document: TextDocumentIdentifier,
    /// The version for which the command was offered.
    version: Option<i32>,
}

/// Asks the client for the edits, or answers `ContentModified` where the document is another one by now.
pub(super) async fn run(state: &Arc<State>, client: &Client, argument: Argument) -> Result<()> {
    let Argument { text_document, version } = argument;
    let make = move |moment: &Moment| {
        let snapshot = &moment.snapshot;
        let document = &snapshot.document;
        if version.is_some_and(|version| version != document.version) {
            return None;
        }
        let fix = moment.analysis()?.file_fix().filter(|fix| fix.disabled.is_none())?;
        let caps = &snapshot.session.caps;
        Some(to_proto::workspace_edit(&fix.edits, document, caps))
    };
    let edit = moment::answer(state, &text_document.uri, FIX_FILE, make).await?;
    apply(state, client, edit.ok_or_else(Error::content_modified)?, None);
    Ok(())
}
