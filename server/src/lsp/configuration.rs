//! The editor's settings over time: asked for once the client is ready, and again whenever it says that they changed.

use std::collections::HashSet;
use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::Value;
use tower_lsp::Client;
use tower_lsp::ls_types::notification::{DidChangeConfiguration, Notification};
use tower_lsp::ls_types::{ConfigurationItem, Registration};

use super::state::State;
use crate::logging;
use crate::settings::EditorSettings;

/// The section of an editor's settings that is ours.
const SECTION: &str = "leastwise";

/// What the editor said last.
#[derive(Debug, Default)]
pub struct Configuration(Mutex<Said>);

#[derive(Debug, Default)]
struct Said {
    /// What came with `initialize`.
    initial: Value,
    settings: Arc<EditorSettings>,
    /// Mistakes of which a person was told; each of them once.
    told: HashSet<String>,
    /// Counts the questions, so that a late answer does not replace a later one.
    asked: u64,
}

impl Configuration {
    /// What holds now.
    pub fn settings(&self) -> Arc<EditorSettings> {
        Arc::clone(&self.0.lock().settings)
    }

    /// Takes what came with `initialize`, and answers with what is wrong with it.
    pub fn begin(&self, initial: Option<&Value>) -> Vec<String> {
        let mut said = self.0.lock();
        said.initial = initial.cloned().unwrap_or_default();
        said.take(&Value::Null)
    }

    /// Takes what the client says now, and answers with what is wrong with it and was not said before.
    pub fn change(&self, now: &Value) -> Vec<String> {
        self.0.lock().take(now)
    }

    fn question(&self) -> u64 {
        let mut said = self.0.lock();
        said.asked += 1;
        said.asked
    }

    fn is_latest(&self, question: u64) -> bool {
        self.0.lock().asked == question
    }
}

impl Said {
    fn take(&mut self, now: &Value) -> Vec<String> {
        let (settings, problems) = EditorSettings::read([&self.initial, now]);
        if let Some(level) = settings.log_level {
            logging::set_level(level);
        }
        self.settings = Arc::new(settings);
        problems.into_iter().filter(|problem| self.told.insert(problem.clone())).collect()
    }
}

/// Asks the client for its settings, where it can be asked, and the first time to say when they change.
pub async fn ask(state: Arc<State>, client: Client) {
    let services = state.session().caps.services;
    if !services.configuration {
        return;
    }
    let question = state.configuration.question();
    if question == 1 && services.tells_configuration {
        hear(&client).await;
    }
    let item = ConfigurationItem { scope_uri: None, section: Some(SECTION.to_owned()) };
    match client.configuration(vec![item]).await {
        Ok(answer) if state.configuration.is_latest(question) => {
            state.configure(answer.first().unwrap_or(&Value::Null));
        }
        Ok(_) => {}
        Err(error) => tracing::warn!("the client did not return its settings: {error}"),
    }
}

async fn hear(client: &Client) {
    let method = DidChangeConfiguration::METHOD.to_owned();
    let options = Some(serde_json::json!({ "section": SECTION }));
    let registration = Registration { id: method.clone(), method, register_options: options };
    if let Err(error) = client.register_capability(vec![registration]).await {
        tracing::warn!("the client does not report changes of its settings: {error}");
    }
}

/// The part of the settings that a client pushes which is ours, where it cannot be asked.
pub fn pushed(settings: &Value) -> Option<&Value> {
    settings.get(SECTION).filter(|ours| ours.is_object())
}
