//! What the server holds between messages.
//!
//! Handlers of notifications change it in straight-line code before anything is awaited, so that changes happen in the
//! order of the messages, and leave wishes for the two tasks that do the work: the [loader](super::loader) and the
//! [publisher](super::publisher). Handlers of requests take a [`Snapshot`] before they await anything.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use parking_lot::{Mutex, RwLock};
use tower_lsp::ls_types::Uri;

use super::capabilities::ClientCaps;
use super::client::{Notices, ToAsk};
use super::configuration::Configuration;
use super::document::Document;
use super::documents::Documents;
use super::guard::{Cause, Failure};
use super::knowledge::Knowledge;
use super::mailbox::Mailbox;
use super::progress::Tasks;
use super::status::{LastScan, Shown};
use crate::workspace::watch::Change;

/// What was agreed on with `initialize`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Session {
    /// What the client can do.
    pub caps: ClientCaps,
}

/// What to read from disk. Whatever is asked, the open texts are considered anew.
#[derive(Debug, Default)]
pub struct ToLoad {
    /// Everything, although only files that have changed are read again.
    pub rescan: bool,
    /// These files.
    pub files: BTreeSet<PathBuf>,
    /// What was heard of the disk, which may change nothing.
    pub heard: Heard,
}

/// What was heard of the disk.
#[derive(Debug, Default)]
pub struct Heard {
    /// Something happened to these paths, as whoever heard of it writes them.
    pub paths: BTreeSet<PathBuf>,
    /// Something has changed, and what it was is unknown.
    pub unknown: bool,
}

impl Heard {
    /// One more change.
    pub fn add(&mut self, change: Change) {
        match change {
            Change::Path(path) => {
                self.paths.insert(path);
            }
            Change::Unknown => self.unknown = true,
        }
    }
}

/// Who tells the server about changes on disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Watcher {
    /// It is not yet known whether the client does; until then, nothing does.
    #[default]
    Undecided,
    /// The client, of what lies in the workspace.
    Client,
    /// The server itself.
    Server,
}

/// What to publish anew, if it has changed.
#[derive(Debug, Default)]
pub struct ToPublish {
    /// Everything: there is a new world.
    pub everything: bool,
    /// These documents, by key.
    pub documents: BTreeSet<Arc<str>>,
}

/// The state of the server.
#[derive(Debug)]
pub struct State {
    /// The open documents.
    pub documents: Documents,
    /// Wishes for the loader.
    pub to_load: Mailbox<ToLoad>,
    /// What was heard of the disk, until it is quiet.
    pub heard: Mailbox<Heard>,
    /// What to ask the client for.
    pub to_ask: Mailbox<ToAsk>,
    /// Wishes for the publisher.
    pub to_publish: Mailbox<ToPublish>,
    /// The number of the client's process, once it has named it.
    pub client_process: Mailbox<Option<u32>>,
    /// The long tasks that a person may stop.
    pub tasks: Tasks,
    /// What a person shall read.
    pub notices: Notices,
    /// What the editor asks for.
    pub configuration: Configuration,
    session: OnceLock<Session>,
    /// What the client shows.
    pub shown: Mutex<Shown>,
    /// The last look at the whole workspace.
    pub last_scan: Mutex<Option<LastScan>>,
    folders: Mutex<Vec<PathBuf>>,
    knowledge: RwLock<Option<Arc<Knowledge>>>,
    watcher: Mutex<Watcher>,
    /// The files that are not open have so many diagnostics that each is summed up.
    pub sums_up: AtomicBool,
    told_of_failure: AtomicBool,
}

/// A moment of one document, for a request.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The document.
    pub document: Arc<Document>,
    /// The world.
    pub knowledge: Arc<Knowledge>,
    /// What was agreed on.
    pub session: Session,
}

impl Snapshot {
    /// Whether neither the document nor the world has moved on.
    pub fn is_same_as(&self, other: &Snapshot) -> bool {
        Arc::ptr_eq(&self.document, &other.document)
            && self.knowledge.generation == other.knowledge.generation
    }
}

impl State {
    /// Nothing is open and nothing is known.
    pub fn new(notices: Notices) -> State {
        State {
            documents: Documents::default(),
            to_load: Mailbox::default(),
            heard: Mailbox::default(),
            to_ask: Mailbox::default(),
            to_publish: Mailbox::default(),
            client_process: Mailbox::default(),
            tasks: Tasks::default(),
            notices,
            configuration: Configuration::default(),
            session: OnceLock::new(),
            shown: Mutex::default(),
            last_scan: Mutex::default(),
            folders: Mutex::default(),
            knowledge: RwLock::default(),
            watcher: Mutex::default(),
            sums_up: AtomicBool::new(false),
            told_of_failure: AtomicBool::new(false),
        }
    }

    /// What was agreed on; before `initialize`, the least.
    pub fn session(&self) -> Session {
        self.session.get().copied().unwrap_or_default()
    }

    /// The folders of the workspace as the client writes them.
    pub fn folders(&self) -> Vec<PathBuf> {
        self.folders.lock().clone()
    }

    /// Who tells about changes on disk.
    pub fn watcher(&self) -> Watcher {
        *self.watcher.lock()
    }

    /// It is decided who tells about changes on disk. What happened meanwhile was not heard.
    pub fn watch(&self, watcher: Watcher) {
        *self.watcher.lock() = watcher;
        self.to_load.put(|wishes| wishes.rescan = true);
    }

    /// The world, once it is known.
    pub fn knowledge(&self) -> Option<Arc<Knowledge>> {
        self.knowledge.read().clone()
    }

    /// A moment of an open document, where there is a world.
    pub fn snapshot(&self, uri: &Uri) -> Option<Snapshot> {
        let document = self.documents.find(uri)?;
        Some(Snapshot { document, knowledge: self.knowledge()?, session: self.session() })
    }

    /// The URI of a file: the client's own where it is open.
    pub fn uri(&self, knowledge: &Knowledge, name: &str) -> Option<Uri> {
        match self.documents.get(name) {
            Some(document) => Some(document.identity.uri.clone()),
            None => knowledge.uri(&knowledge.file(name)?.path),
        }
    }

    /// Keeps what was agreed on. The framework lets only one `initialize` through.
    pub fn agree(&self, session: Session) {
        let _ = self.session.set(session);
    }

    /// The editor's settings are others.
    pub fn configure(&self, now: &serde_json::Value) {
        let problems = self.configuration.change(now);
        problems.into_iter().for_each(|problem| self.notices.warn(problem));
        self.reconsider();
    }

    /// Changes the folders of the workspace.
    pub fn change_folders(&self, change: impl FnOnce(&mut Vec<PathBuf>)) {
        change(&mut self.folders.lock());
    }

    /// The loader has made a new world.
    pub fn learn(&self, knowledge: Knowledge) {
        *self.knowledge.write() = Some(Arc::new(knowledge));
        self.to_publish.put(|wishes| wishes.everything = true);
    }

    /// Has the publisher look at a document anew.
    pub fn publish(&self, document: &Document) {
        self.to_publish.put(|wishes| {
            wishes.documents.insert(Arc::clone(&document.identity.key));
        });
    }

    /// Has the loader consider the open texts anew.
    pub fn reconsider(&self) {
        self.to_load.put(|_| {});
    }

    /// A message failed: what it was about to change may be half changed, or not at all.
    pub fn apply_failure(&self, failure: &Failure) {
        let uri = failure.document.as_deref().and_then(|uri| Uri::from_str(uri).ok());
        let document = uri.and_then(|uri| self.documents.find(&uri));
        if let Some(document) = &document {
            self.publish(&self.documents.replace(document.out_of_step()));
        }
        match failure.cause {
            Cause::Unreadable => {
                if let Some(document) = document.filter(|document| document.in_step) {
                    self.say_out_of_step(&document);
                }
            }
            Cause::Panic if self.told_of_failure.swap(true, Ordering::Relaxed) => {}
            Cause::Panic => self.notices.warn(format!(
                "leastwise: internal error in {}; see the server log. \
                 If diagnostics are missing for a file, close and reopen it.",
                failure.method
            )),
        }
    }

    /// Tells a person that the server's copy of a document is no longer what the editor has.
    pub fn say_out_of_step(&self, document: &Document) {
        tracing::error!(version = document.version, "a change does not fit the text of the document");
        self.notices.warn(format!(
            "leastwise: a change from the editor does not fit the server's copy of {}. \
             The file is not analyzed until it is closed and reopened.",
            document.identity.uri.as_str()
        ));
    }
}

#[cfg(test)]
mod tests;
