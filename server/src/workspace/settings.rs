//! The settings files that a scan meets: those above its roots, and those in the folders that it enters.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use leastwise_advice::settings::FILE_NAME;
use parking_lot::RwLock;

use super::load::{Asked, Loaded, load};
use super::memory::Memory;
use super::{SettingsOnDisk, Skipped, identity};

/// The settings files known so far. Shared between the threads of a walk.
#[derive(Debug, Default)]
pub(super) struct KnownSettings<'m> {
    /// Remembers the last valid version of a file that cannot be parsed now.
    memory: Option<&'m Memory>,
    /// By folder.
    files: RwLock<HashMap<PathBuf, SettingsOnDisk>>,
    skipped: RwLock<Vec<Skipped>>,
    /// Folders that `leastwise fetch` has made.
    fetched: RwLock<BTreeSet<PathBuf>>,
}

/// Whether something stands there, be it a pipe or a link that leads nowhere: what was meant to be said is not known then.
fn is_there(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok()
}

impl<'m> KnownSettings<'m> {
    /// None are known yet.
    pub(super) fn new(memory: Option<&'m Memory>) -> KnownSettings<'m> {
        KnownSettings { memory, ..KnownSettings::default() }
    }

    /// Reads the settings files in the folders above one, up to the workspace's folder.
    pub(super) fn read_above(&self, folder: &Path, workspace: &Path) {
        if let Some(above) = folder.parent() {
            self.read_at_and_above(above, workspace);
        }
    }

    /// Reads the settings files in a folder and in those above it, up to the workspace's folder.
    pub(super) fn read_at_and_above(&self, folder: &Path, workspace: &Path) {
        let folders = folder.ancestors().take_while(|folder| folder.starts_with(workspace));
        folders.for_each(|folder| self.read(folder, false));
    }

    /// Reads the settings file of a folder that is scanned whole, also where git ignores it.
    pub(super) fn read_in(&self, folder: &Path) {
        self.read(folder, true);
    }

    fn read(&self, folder: &Path, whole: bool) {
        let path = folder.join(FILE_NAME);
        if !is_there(&path) {
            self.memory.into_iter().for_each(|memory| memory.forget_settings(&path));
            return;
        }
        match load(&path, Asked::Named) {
            Ok(Some(Loaded::Settings(settings))) => {
                let settings = match self.memory {
                    Some(memory) => memory.settings(settings),
                    None => settings,
                };
                let mut files = self.files.write();
                // Of two roots, one below the other, the upper one has all that the file is about.
                let whole = whole || files.get(folder).is_some_and(|known| known.whole);
                files.insert(folder.to_path_buf(), SettingsOnDisk { whole, ..settings });
            }
            Ok(_) => {}
            Err(skipped) => self.skipped.write().push(skipped),
        }
    }

    /// Whether the settings file that holds for a path leaves it out. For a folder that is the one above it.
    pub(super) fn exclude(&self, path: &Path) -> bool {
        let files = self.files.read();
        if files.is_empty() {
            return false;
        }
        let Some(settings) = path.ancestors().skip(1).find_map(|folder| files.get(folder)) else {
            return false;
        };
        let Some(exclude) = &settings.file.exclude else { return false };
        settings.file.relative(&identity::name(path)).is_some_and(|path| exclude.matches(path))
    }

    /// Takes note of a folder that `leastwise fetch` has made. A file of its own hides what lies in it from git, though not
    /// from us.
    pub(super) fn look_for_fetched(&self, folder: &Path) {
        if leastwise_fetch::is_made_by_fetch(folder) {
            self.fetched.write().insert(folder.to_path_buf());
        }
    }

    /// The folders that `leastwise fetch` has made. Those of the usual name in the folders of the workspace are among
    /// them wherever the scan begins and whatever hides them but settings.
    pub(super) fn fetched(&self, workspace: &[PathBuf]) -> BTreeSet<PathBuf> {
        for folder in workspace {
            let usual = folder.join(leastwise_fetch::DEFAULT);
            if !self.exclude(&usual) {
                self.look_for_fetched(&usual);
            }
        }
        self.fetched.read().clone()
    }

    /// What was read, and what could not be.
    pub(super) fn into_parts(self) -> (Vec<SettingsOnDisk>, Vec<Skipped>) {
        (self.files.into_inner().into_values().collect(), self.skipped.into_inner())
    }
}
