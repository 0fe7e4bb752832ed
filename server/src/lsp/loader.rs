//! The one task that reads files and makes worlds, one at a time; what is wished for meanwhile waits and adds up.

use std::sync::Arc;

use leastwise_advice::{SettingsInput, World};
use tokio::task::spawn_blocking;

use super::disk::{self, Disk};
use super::document::Document;
use super::knowledge::Knowledge;
use super::readings::Readings;
use super::state::{State, Watcher};
use crate::settings::EditorSettings;
use crate::workspace::watch::Watch;
use crate::workspace::{Files, PolicyFile, world};

/// Serves wishes for as long as the server lives.
pub async fn run(state: Arc<State>) {
    let mut loader = Loader::default();
    loop {
        let wishes = state.to_load.take().await;
        let folders = state.folders();
        let open = state.documents.all();
        let settings = state.configuration.settings();
        let work = spawn_blocking(move || {
            let scanned = loader.disk.read(&folders, wishes);
            let knowledge = loader.think(&open, settings);
            (loader, knowledge, scanned)
        });
        let done = match work.await {
            Ok((mut loader, knowledge, scanned)) => {
                if let Some(knowledge) = knowledge {
                    state.learn(knowledge);
                }
                let state = Arc::clone(&state);
                let watch = move || {
                    if scanned {
                        loader.watch(&state);
                    }
                    loader
                };
                spawn_blocking(watch).await
            }
            Err(error) => Err(error),
        };
        // What was read is lost with a panic. The next wish begins at the disk again.
        loader = done.unwrap_or_else(|_| {
            tracing::error!("reading the workspace failed");
            let generation = state.knowledge().map_or(0, |knowledge| knowledge.generation);
            Loader { generation, ..Loader::default() }
        });
    }
}

#[derive(Debug, Default)]
struct Loader {
    disk: Disk,
    readings: Readings,
    /// What the last world was made from, and the policies on disk at that time.
    seen: Option<(Files, Arc<[PolicyFile]>, Arc<EditorSettings>)>,
    generation: u64,
    /// Of what the client does not watch.
    watch: Option<Watch>,
}

impl Loader {
    /// Watches what was scanned. What changed before it was watched is looked for by another scan, which reads little.
    fn watch(&mut self, state: &Arc<State>) {
        let mut folders = self.disk.folders();
        match state.watcher() {
            Watcher::Undecided => return,
            Watcher::Server => {}
            Watcher::Client => {
                folders.retain(|folder| !self.disk.roots.iter().any(|root| folder.starts_with(&root.path)));
            }
        }
        if folders.is_empty() && self.watch.is_none() {
            return;
        }
        let watch = self.watch.get_or_insert_with(|| {
            let state = Arc::clone(state);
            Watch::new(move |change| state.heard.put(|heard| heard.add(change)))
        });
        if watch.follow(&folders) {
            state.to_load.put(|wishes| wishes.rescan = true);
        }
    }

    /// A new world, or `None` where it would be the last one again.
    fn think(&mut self, open: &[Arc<Document>], editor: Arc<EditorSettings>) -> Option<Knowledge> {
        let files = self.disk.with(open);
        let policies = self.disk.policies();
        if let Some((seen, on_disk, settings)) = &self.seen
            && *settings == editor
            && disk::same(seen, &files)
            && disk::same_policies(on_disk, &policies)
        {
            return None;
        }
        self.generation += 1;
        let findings = self.readings.read(&files.findings);
        let settings = SettingsInput { editor: editor.layer.clone(), ..SettingsInput::default() };
        let said = findings.iter().map(|reading| reading.now.clone()).collect();
        let told = Files { findings: said, ..files.clone() };
        let world = World::new(world::input(&told, settings, editor.as_of));
        let roots = Arc::clone(&self.disk.roots);
        let knowledge =
            Knowledge::new(self.generation, world, &files, &findings, Arc::clone(&policies), roots)
                .listing(editor.scope);
        tracing::debug!(
            generation = self.generation,
            policies = files.policies.len(),
            findings = files.findings.len(),
            "a new world"
        );
        self.seen = Some((files, policies, editor));
        Some(knowledge)
    }
}
