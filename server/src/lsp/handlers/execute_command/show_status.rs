//! `leastwise.showStatus`: the status of the server. A client that shows the answer itself says so; every other one is told
//! in a message, and the rest goes to its log.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;
use tower_lsp::Client;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{LSPAny, MessageType};

use crate::lsp::capabilities::SHOW_STATUS;
use crate::lsp::guard::internal_error;
use crate::lsp::state::State;
use crate::lsp::status::Status;

/// The argument of the command.
#[derive(Debug, Deserialize)]
#[serde(default)]
pub(super) struct Argument {
    /// The server has the client show it.
    show: bool,
}

impl Default for Argument {
    fn default() -> Self {
        Argument { show: true }
    }
}

/// The answer.
#[derive(Debug, Serialize)]
struct Answer {
    /// All of it in words, of several lines.
    text: String,
    #[serde(flatten)]
    status: Status,
}

/// Answers with the status.
pub(super) async fn run(state: &Arc<State>, client: &Client, argument: Argument) -> Result<LSPAny> {
    let of = Arc::clone(state);
    let status = spawn_blocking(move || Status::of(&of)).await.map_err(|_| internal_error(SHOW_STATUS))?;
    let text = status.text();
    if argument.show {
        let (client, log) = (client.clone(), text.clone());
        state.notices.inform(format!("{} (see the log for details)", status.summary()));
        tokio::spawn(async move { client.log_message(MessageType::INFO, log).await });
    }
    Ok(serde_json::to_value(Answer { text, status }).unwrap_or_default())
}
