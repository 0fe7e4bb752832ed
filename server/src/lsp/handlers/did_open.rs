//! `textDocument/didOpen`: from now on, the editor's text is used.

use std::path::PathBuf;

use tower_lsp::ls_types::DidOpenTextDocumentParams;

use crate::lsp::state::State;

/// Opens the document. If it is in no folder of the workspace, it is checked against the files in its own folder.
pub fn apply(state: &State, params: DidOpenTextDocumentParams) {
    let opened = params.text_document;
    let document = state.documents.open(opened);
    let is_inside = |path: &PathBuf| state.folders().iter().any(|folder| path.starts_with(folder));
    if document.identity.path.as_ref().is_some_and(|path| !is_inside(path)) {
        state.reconsider();
    }
    state.publish(&document);
}
