//! Messages to the person at the client. Nobody awaits the client in a handler: a task passes them on.

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tower_lsp::Client;
use tower_lsp::ls_types::MessageType;

/// Where handlers leave what a person shall read.
#[derive(Clone, Debug)]
pub struct Notices(UnboundedSender<String>);

impl Notices {
    /// A sender, and what [`pass_on`] reads.
    pub fn new() -> (Notices, UnboundedReceiver<String>) {
        let (sender, receiver) = tokio::sync::mpsc::unbounded_channel();
        (Notices(sender), receiver)
    }

    /// Shows a warning in the editor.
    pub fn warn(&self, message: impl Into<String>) {
        // The receiver is gone only when the server is leaving.
        let _ = self.0.send(message.into());
    }
}

/// Shows every notice, one after the other, for as long as there is somebody to leave one.
pub async fn pass_on(mut notices: UnboundedReceiver<String>, client: Client) {
    while let Some(message) = notices.recv().await {
        client.show_message(MessageType::WARNING, message).await;
    }
}
