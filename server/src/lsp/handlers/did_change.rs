//! `textDocument/didChange`: the next version of a document.

use tower_lsp::ls_types::DidChangeTextDocumentParams;

use crate::lsp::document::Document;
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
        say_out_of_step(state, &next);
    }
    state.publish(&state.documents.replace(next));
}

fn say_out_of_step(state: &State, document: &Document) {
    tracing::error!(version = document.version, "a change does not fit the text of the document");
    state.notices.warn(format!(
        "leastwise: a change from the editor does not fit the server's copy of {}. \
         The file is not analysed until it is closed and opened again.",
        document.identity.uri.as_str()
    ));
}
