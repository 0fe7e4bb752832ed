//! The client's process. When it is gone the server leaves, even where something else holds its input open, such as a
//! shell that was started in between.

use std::sync::Arc;
use std::time::Duration;

use super::guard::Lifecycle;
use super::state::State;
use crate::process;

/// How often it is looked for, which costs one call of the system.
const INTERVAL: Duration = Duration::from_secs(2);

/// Waits for `initialize` to name the process, and then for its end. One that is not to be seen in the beginning runs
/// elsewhere, such as outside of the server's container, and is not looked for.
pub async fn watch(state: Arc<State>, lifecycle: Arc<Lifecycle>) {
    let Some(process) = state.client_process.take().await else { return };
    if !process::is_running(process) {
        tracing::debug!(process, "the client's process is not visible from here");
        return;
    }
    while process::is_running(process) {
        tokio::time::sleep(INTERVAL).await;
    }
    tracing::warn!(process, "the client's process has ended; exiting");
    lifecycle.note_end();
}
