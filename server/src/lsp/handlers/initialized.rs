//! `initialized`: the first look at the disk.

use crate::lsp::state::State;

/// Has the workspace scanned.
pub fn apply(state: &State) {
    state.to_load.put(|wishes| wishes.rescan = true);
}
