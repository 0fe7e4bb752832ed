//! `initialized`: the first look at the disk and at the editor's settings, and what the client shall do for the server from
//! now on.

use crate::lsp::state::{State, Watcher};

/// Has the workspace scanned and, from then on, watched, and the client asked.
pub fn apply(state: &State) {
    state.to_load.put(|wishes| wishes.rescan = true);
    let services = state.session().caps.services;
    if services.watches_files {
        state.to_ask.put(|wishes| wishes.watch_files = true);
    } else {
        state.watch(Watcher::Server);
    }
    state.to_ask.put(|wishes| wishes.configuration = true);
}
