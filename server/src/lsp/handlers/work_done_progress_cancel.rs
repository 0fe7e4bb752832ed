//! `window/workDoneProgress/cancel`: a person stops a task.

use tower_lsp::ls_types::WorkDoneProgressCancelParams;

use crate::lsp::state::State;

/// Asks the task to end as soon as it can; one that has already ended is ignored.
pub fn apply(state: &State, params: &WorkDoneProgressCancelParams) {
    state.tasks.cancel(&params.token);
}
