//! `textDocument/didSave`: a file says something else on disk.

use tower_lsp::ls_types::DidSaveTextDocumentParams;

use crate::lsp::state::State;
use crate::lsp::uri;

/// Has the file read again.
pub fn apply(state: &State, params: &DidSaveTextDocumentParams) {
    let uri = &params.text_document.uri;
    let path = match state.documents.find(uri) {
        Some(document) => document.identity.path.clone(),
        None => uri::file_path(uri),
    };
    state.to_load.put(|wishes| wishes.files.extend(path));
}
