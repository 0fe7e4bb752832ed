//! `workspace/didChangeWatchedFiles`: what the client has heard of the disk.

use tower_lsp::ls_types::DidChangeWatchedFilesParams;

use crate::lsp::state::State;
use crate::lsp::uri;
use crate::workspace::watch::Change;

/// Has the files looked at as soon as it is quiet.
pub fn apply(state: &State, params: &DidChangeWatchedFilesParams) {
    let paths = params.changes.iter().filter_map(|change| uri::file_path(&change.uri));
    state.heard.put(|heard| paths.for_each(|path| heard.add(Change::Path(path))));
}
