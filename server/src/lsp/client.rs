//! Requests to the client. No handler awaits one: these tasks do.

use std::sync::Arc;
use std::time::Duration;

use leastwise_advice::visible::visible;
use leastwise_policy::extensions;
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::time::timeout;
use tower_lsp::Client;
use tower_lsp::ls_types::notification::{DidChangeWatchedFiles, Notification};
use tower_lsp::ls_types::{MessageType, Registration};

use super::configuration;
use super::state::{State, Watcher};

/// A client that has not answered by then is taken for one that cannot.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where handlers leave messages for the user.
#[derive(Clone, Debug)]
pub struct Notices(UnboundedSender<Notice>);

/// A message for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How it is shown.
    pub kind: MessageType,
    /// The words, one line.
    pub message: String,
}

impl Notices {
    /// A sender, and what [`pass_on`] reads.
    pub fn new() -> (Notices, UnboundedReceiver<Notice>) {
        let (sender, receiver) = tokio::sync::mpsc::unbounded_channel();
        (Notices(sender), receiver)
    }

    /// Shows a warning in the editor.
    pub fn warn(&self, message: impl Into<String>) {
        self.send(MessageType::WARNING, message.into());
    }

    /// Shows in the editor what the user has requested.
    pub fn inform(&self, message: impl Into<String>) {
        self.send(MessageType::INFO, message.into());
    }

    fn send(&self, kind: MessageType, message: String) {
        // The receiver is gone only when the server is leaving.
        let _ = self.0.send(Notice { kind, message });
    }
}

/// Shows every notice, one after the other, until the last sender is gone.
pub async fn pass_on(mut notices: UnboundedReceiver<Notice>, client: Client) {
    while let Some(Notice { kind, message }) = notices.recv().await {
        client.show_message(kind, shown(&message)).await;
    }
}

/// A message as editors show it: some make links of Markdown's links in it, and run the commands that those name.
fn shown(message: &str) -> String {
    visible(message).replace("](", "] (")
}

/// What to ask the client for.
#[derive(Debug, Default)]
pub struct ToAsk {
    /// To tell about changes of files.
    pub watch_files: bool,
    /// What the person has set.
    pub configuration: bool,
}

/// Asks for what is wished, for as long as the server lives.
pub async fn ask(state: Arc<State>, client: Client) {
    loop {
        let wishes = state.to_ask.take().await;
        if wishes.watch_files {
            tokio::spawn(watch_files(Arc::clone(&state), client.clone()));
        }
        if wishes.configuration {
            tokio::spawn(configuration::ask(Arc::clone(&state), client.clone()));
        }
    }
}

/// What a scan reads, and what bears on what it reads. That a folder is gone is told by its own name alone.
fn watched_files() -> Value {
    const CREATED_CHANGED_DELETED: u8 = 7;
    const DELETED: u8 = 4;
    let read = format!("**/*.{{{}}}", extensions().collect::<Vec<_>>().join(","));
    json!({ "watchers": [
        { "globPattern": read, "kind": CREATED_CHANGED_DELETED },
        { "globPattern": "**/{leastwise.toml,.gitignore}", "kind": CREATED_CHANGED_DELETED },
        { "globPattern": "**/*", "kind": DELETED },
    ] })
}

/// Leaves the watching of the workspace to the client, or does it where the client fails to.
async fn watch_files(state: Arc<State>, client: Client) {
    let method = DidChangeWatchedFiles::METHOD;
    let registration = Registration {
        id: method.to_owned(),
        method: method.to_owned(),
        register_options: Some(watched_files()),
    };
    let watcher = match timeout(PATIENCE, client.register_capability(vec![registration])).await {
        Ok(Ok(())) => Watcher::Client,
        Ok(Err(error)) => {
            tracing::warn!("the client cannot watch files: {error}");
            Watcher::Server
        }
        Err(_) => Watcher::Server,
    };
    state.watch(watcher);
}
