//! `workspace/didChangeConfiguration`: the editor's settings are others.

use tower_lsp::ls_types::DidChangeConfigurationParams;

use crate::lsp::configuration;
use crate::lsp::state::State;

/// Has the client asked; what comes with the message counts only where it cannot be.
pub fn apply(state: &State, params: &DidChangeConfigurationParams) {
    if state.session().caps.services.configuration {
        state.to_ask.put(|wishes| wishes.configuration = true);
    } else if let Some(settings) = configuration::pushed(&params.settings) {
        state.configure(settings);
    }
}
