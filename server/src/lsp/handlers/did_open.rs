//! `textDocument/didOpen`: the editor's text speaks from now on.

use tower_lsp::ls_types::DidOpenTextDocumentParams;

use crate::lsp::state::State;

/// Opens the document. Without a workspace, its own folder is all there is to read.
pub fn apply(state: &State, params: DidOpenTextDocumentParams) {
    let opened = params.text_document;
    let document = state.documents.open(opened.uri, opened.version, &opened.text);
    let folder = document.identity.path.as_ref().and_then(|path| path.parent());
    if let Some(folder) = folder
        && state.folders().is_empty()
    {
        state.to_load.put(|wishes| wishes.folders.extend([folder.to_path_buf()]));
    }
    state.publish(&document);
}
