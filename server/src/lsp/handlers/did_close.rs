//! `textDocument/didClose`: from now on, the file on disk is used.

use tower_lsp::ls_types::DidCloseTextDocumentParams;

use crate::lsp::state::State;

/// Forgets the document and has its file read again, since the editor may have thrown changes away.
pub fn apply(state: &State, params: &DidCloseTextDocumentParams) {
    if let Some(document) = state.documents.close(&params.text_document.uri) {
        state.to_load.put(|wishes| wishes.files.extend(document.identity.path.clone()));
        state.publish(&document);
    }
}
