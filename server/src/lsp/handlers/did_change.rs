//! `textDocument/didChange`: the next version of a document.

use tower_lsp::ls_types::DidChangeTextDocumentParams;

use crate::lsp::state::State;

/// Changes the document. Where a change does not fit, that is said once, and nothing is said about the document until
/// its whole text comes again.
pub fn apply(state: &State, params: &DidChangeTextDocumentParams) {
    let Some(document) = state.documents.find(&params.text_document.uri) else {
        tracing::warn!("a document that is not open was changed");
        return;
    };
    let encoding = state.session().caps.encoding;
    let next = document.change(params.text_document.version, &params.content_changes, encoding);
    if document.in_step && !next.in_step {
        state.say_out_of_step(&next);
    }
    state.publish(&state.documents.replace(next));
}
