//! The one task that reads files and makes worlds, one at a time; what is wished for meanwhile waits and adds up.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use leastwise_advice::{SettingsInput, World};
use tokio::task::spawn_blocking;
use tower_lsp::Client;

use super::disk::{Disk, Followed};
use super::document::Document;
use super::knowledge::Knowledge;
use super::progress::{self, PATIENCE, Shown, Task};
use super::readings::Readings;
use super::state::{State, ToLoad, Watcher};
use super::status::LastScan;
use crate::settings::EditorSettings;
use crate::workspace::catalog::{CatalogOnDisk, Folder};
use crate::workspace::watch::Watch;
use crate::workspace::{Files, PolicyFile, Skipped, same_policies, world};

/// Serves wishes for as long as the server lives.
pub async fn run(state: Arc<State>, client: Client, catalog: Option<Folder>) {
    let mut loader = Loader { flag: catalog.clone(), ..Loader::default() };
    loop {
        let wishes = state.to_load.take().await;
        let (folders, open) = (state.folders(), state.documents.all());
        let settings = state.configuration.settings();
        let (of, to) = (Arc::clone(&state), client.clone());
        let work = spawn_blocking(move || {
            let started = Instant::now();
            let done = loader.load(&folders, &open, wishes, &of, &to);
            let reading = started.elapsed();
            let thought = loader.think(&open, settings);
            if let Done::Scanned(shown) | Done::Stopped(shown) = &done {
                let joining = started.elapsed().saturating_sub(reading);
                *of.last_scan.lock() = Some(LastScan {
                    files: shown.progress.files(),
                    reading,
                    joining: if thought.knowledge.is_some() { joining } else { Duration::ZERO },
                    ended: Instant::now(),
                    is_stopped: matches!(done, Done::Stopped(_)),
                });
            }
            (loader, thought, done)
        });
        let done = match work.await {
            Ok((mut loader, Thought { knowledge, watches_more, notices }, done)) => {
                notices.into_iter().for_each(|notice| state.notices.warn(notice));
                if let Some(knowledge) = knowledge {
                    state.learn(knowledge);
                }
                let state = Arc::clone(&state);
                spawn_blocking(move || {
                    match done {
                        Done::Files if watches_more => loader.watch(&state),
                        Done::Files => {}
                        Done::Scanned(shown) => {
                            shown.end(loader.disk.summary());
                            loader.watch(&state);
                        }
                        Done::Stopped(shown) => {
                            shown.end("cancelled");
                            loader.stay_behind(&state);
                        }
                    }
                    loader
                })
                .await
            }
            Err(error) => Err(error),
        };
        // What was read is lost with a panic. The next wish begins at the disk again.
        loader = done.unwrap_or_else(|_| {
            tracing::error!("reading the workspace failed");
            let generation = state.knowledge().map_or(0, |knowledge| knowledge.generation);
            Loader { generation, flag: catalog.clone(), ..Loader::default() }
        });
    }
}

/// How a wish was served.
enum Done {
    /// Some files were read, or none.
    Files,
    /// Everything was looked at.
    Scanned(Shown),
    /// A person has stopped a scan.
    Stopped(Shown),
}

/// What came of thinking.
#[derive(Default)]
struct Thought {
    knowledge: Option<Knowledge>,
    /// Other folders may have to be watched.
    watches_more: bool,
    /// What a person shall read.
    notices: Vec<String>,
}

/// A world, and what it was made from.
#[derive(Debug)]
struct Seen {
    world: World,
    files: Files,
    on_disk: Arc<[PolicyFile]>,
    catalog: Arc<CatalogOnDisk>,
    editor: Arc<EditorSettings>,
}

#[derive(Debug, Default)]
struct Loader {
    disk: Disk,
    readings: Readings,
    /// What the last world was made from, and the policies on disk at that time.
    seen: Option<Seen>,
    generation: u64,
    /// The folder of service reference files that a flag names.
    flag: Option<Folder>,
    /// Of what a person was told, each once.
    told: BTreeSet<String>,
    /// Of what the client does not watch.
    watch: Option<Watch>,
}

impl Loader {
    fn load(
        &mut self,
        folders: &[PathBuf],
        open: &[Arc<Document>],
        wishes: ToLoad,
        state: &Arc<State>,
        client: &Client,
    ) -> Done {
        let mut shown = None;
        // The first time there is nothing else to see.
        let patience = if self.disk.is_known { PATIENCE } else { Duration::ZERO };
        let task = Task { title: "leastwise: reading the workspace", token: None, patience };
        let followed = self.disk.read(folders, open, wishes, || {
            let task = progress::begin(state, client, task);
            let progress = Arc::clone(&task.progress);
            shown = Some(task);
            progress
        });
        match (followed, shown) {
            (Followed::Scanned, Some(shown)) => Done::Scanned(shown),
            (Followed::Stopped, Some(shown)) => Done::Stopped(shown),
            _ => Done::Files,
        }
    }

    /// Says that a scan was stopped, and leaves what was asked for before that to the next one.
    fn stay_behind(&mut self, state: &State) {
        self.disk.postpone(state.to_load.take_now());
        let shown =
            if self.disk.is_known { "Results may be out of date" } else { "No policies were checked" };
        state.notices.inform(format!(
            "leastwise: reading the workspace was cancelled. {shown}; save any file to retry."
        ));
    }

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
        let reads_nothing = folders.is_empty();
        folders.extend(self.disk.over_roots());
        if folders.is_empty() && self.watch.is_none() {
            return;
        }
        let watch = self.watch.get_or_insert_with(|| {
            let state = Arc::clone(state);
            Watch::new(move |change| state.heard.put(|heard| heard.add(change)))
        });
        // Of folders that are only watched for those of the workspace to go and come back, nothing was read.
        if watch.follow(&folders) && !(reads_nothing && self.disk.has_its_roots()) {
            state.to_load.put(|wishes| wishes.rescan = true);
        }
    }

    /// A new world, if it would not be the last one again. Before the first whole scan there is none: settings that were
    /// not read may assign another owner to a policy.
    fn think(&mut self, open: &[Arc<Document>], editor: Arc<EditorSettings>) -> Thought {
        if !self.disk.is_known {
            return Thought::default();
        }
        let around_is_new = self.disk.look_around(open);
        let files = self.disk.with(open);
        let policies = self.disk.policies();
        let (catalog, catalog_is_new) = self.disk.catalog(self.catalog_folders(&files, &editor));
        let watches_more = catalog_is_new || around_is_new;
        let notices = self.notices(&catalog);
        if let Some(seen) = &self.seen
            && seen.editor == editor
            && Arc::ptr_eq(&seen.catalog, &catalog)
            && seen.files.is_same(&files)
            && same_policies(&seen.on_disk, &policies)
        {
            return Thought { knowledge: None, watches_more, notices };
        }
        self.generation += 1;
        let findings = self.readings.read(&files.findings);
        let settings = SettingsInput { editor: editor.layer.clone(), ..SettingsInput::default() };
        let said = findings.iter().map(|reading| reading.now.clone()).collect();
        let told = Files { findings: said, ..files.clone() };
        let input = world::input(&told, &catalog, settings, editor.as_of);
        let world = match &self.seen {
            Some(seen) => seen.world.next(input),
            None => World::new(input),
        };
        let roots = Arc::clone(&self.disk.roots);
        let knowledge =
            Knowledge::new(self.generation, world.clone(), &files, &findings, Arc::clone(&policies), roots)
                .with_catalog(&catalog.broken)
                .with_sources()
                .listing(editor.scope);
        tracing::debug!(
            generation = self.generation,
            policies = files.policies.len(),
            findings = files.findings.len(),
            "a new world"
        );
        self.seen = Some(Seen { world, files, on_disk: policies, catalog, editor });
        Thought { knowledge: Some(knowledge), watches_more, notices }
    }

    /// The folders that refresh the catalog: the one that a flag names, or else those that settings files name, or else
    /// the editor's.
    fn catalog_folders(&self, files: &Files, editor: &EditorSettings) -> Vec<Folder> {
        if let Some(folder) = &self.flag {
            return vec![folder.clone()];
        }
        let named = Folder::of_settings(&files.settings);
        match &editor.catalog {
            Some(folder) if named.is_empty() => {
                let base = self.disk.roots.first().map_or(Path::new("."), |root| &root.path);
                vec![Folder::new(folder, base)]
            }
            _ => named,
        }
    }

    /// What is wrong with folders that no file names, so that it can only be said to the person.
    fn notices(&mut self, catalog: &CatalogOnDisk) -> Vec<String> {
        let say = |it: &Skipped| {
            format!(
                "leastwise: catalog folder {} {}; using the built-in catalog.",
                it.path.display(),
                it.reason
            )
        };
        let said: BTreeSet<String> = catalog.unnamed_problems.iter().map(say).collect();
        let new = said.difference(&self.told).cloned().collect();
        self.told = said;
        new
    }
}
