//! `workspace/executeCommand`: one file for each command.

mod fix_file;
mod fix_workspace;
mod show_status;

use std::sync::Arc;

use tower_lsp::Client;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{ExecuteCommandParams, LSPAny, WorkspaceEdit};

use crate::lsp::capabilities::{FIX_FILE, FIX_WORKSPACE, SHOW_STATUS};
use crate::lsp::state::State;

/// Runs a command. The answer comes when it is known what is to be changed; the change itself is a request to the
/// client that is not awaited here.
pub async fn handle(
    state: &Arc<State>,
    client: &Client,
    params: ExecuteCommandParams,
) -> Result<Option<LSPAny>> {
    let ExecuteCommandParams { command, arguments, work_done_progress_params } = params;
    let argument = arguments.into_iter().next().unwrap_or_default();
    let invalid = |error: serde_json::Error| Error::invalid_params(error.to_string());
    match command.as_str() {
        FIX_WORKSPACE => {
            let token = work_done_progress_params.work_done_token;
            fix_workspace::run(state, client, token).await.map(Some)
        }
        FIX_FILE => {
            let argument = serde_json::from_value(argument).map_err(invalid)?;
            fix_file::run(state, client, argument).await.map(|()| None)
        }
        SHOW_STATUS => {
            // Nothing needs to be said.
            let argument = if argument.is_null() { serde_json::json!({}) } else { argument };
            let argument = serde_json::from_value(argument).map_err(invalid)?;
            show_status::run(state, client, argument).await.map(Some)
        }
        other => Err(Error::invalid_params(format!("unknown command {other}"))),
    }
}

/// Asks the client for a change, says so where it does not make it, and otherwise what there is to say.
fn apply(state: &Arc<State>, client: &Client, edit: WorkspaceEdit, done: Option<String>) {
    let (client, notices) = (client.clone(), state.notices.clone());
    tokio::spawn(async move {
        let why = match client.apply_edit(edit).await {
            Ok(answer) if answer.applied => {
                done.into_iter().for_each(|done| notices.inform(done));
                return;
            }
            Ok(answer) => answer.failure_reason.unwrap_or_else(|| "it was declined".to_owned()),
            Err(error) => error.message.into_owned(),
        };
        notices.warn(format!("leastwise: the editor did not apply the change ({why})."));
    });
}
