//! `workspace/didChangeWorkspaceFolders`: another set of folders.

use tower_lsp::ls_types::DidChangeWorkspaceFoldersParams;

use crate::lsp::state::State;
use crate::lsp::uri;

/// Takes the folders and has them scanned.
pub fn apply(state: &State, params: &DidChangeWorkspaceFoldersParams) {
    let event = &params.event;
    let gone: Vec<_> = event.removed.iter().filter_map(|folder| uri::file_path(&folder.uri)).collect();
    state.change_folders(|folders| {
        folders.retain(|folder| !gone.contains(folder));
        folders.extend(event.added.iter().filter_map(|folder| uri::file_path(&folder.uri)));
    });
    state.to_load.put(|wishes| wishes.rescan = true);
}
