//! What the disk says about the workspace, and what it says together with the open texts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use leastwise_advice::words::count;
use rustc_hash::FxHashSet;

use super::document::Document;
use super::knowledge::Root;
use super::state::ToLoad;
use super::uri;
use crate::workspace::catalog::{CatalogOnDisk, Folder};
use crate::workspace::load::{Asked, Loaded, half_written, load};
use crate::workspace::memory::Memory;
use crate::workspace::progress::Progress;
use crate::workspace::scan::{self, Look, Scan};
use crate::workspace::{Files, FindingsOnDisk, PolicyFile, identity};

/// So many changed files are read in parallel, by a scan.
const MANY: usize = 32;

/// The files of the workspace as they were last read.
#[derive(Debug, Default)]
pub struct Disk {
    /// The folders of the workspace.
    pub roots: Arc<[Root]>,
    /// Folders of files that are open and lie in no folder of the workspace.
    beside: BTreeSet<PathBuf>,
    files: Files,
    /// What a link has to lead out of: the folders of the workspace, or the repositories that they lie in.
    workspace: Arc<[PathBuf]>,
    /// The settings and the policies beside open files that no scan comes to, such as excluded ones, by folder.
    around: BTreeMap<PathBuf, Files>,
    /// They may have changed.
    around_is_doubtful: bool,
    memory: Memory,
    /// The folders that the last scan entered.
    entered: BTreeSet<PathBuf>,
    catalog: Option<(Vec<Folder>, Arc<CatalogOnDisk>)>,
    /// What is known of the catalog's folders may have changed.
    catalog_is_doubtful: bool,
    /// It has changed, or some file of theirs was written, which is as good as that.
    catalog_is_outdated: bool,
    /// At least one scan was not stopped, so that what is not known is not there.
    pub is_known: bool,
    /// The last scan was stopped: what is known is older than what was heard of the disk.
    pub is_behind: bool,
}

/// What was done to follow the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Followed {
    /// What was asked for was read, if anything.
    Files,
    /// Everything was looked at.
    Scanned,
    /// Everything was to be looked at, and a person stopped that. What was known before is known still.
    Stopped,
}

impl Disk {
    /// Reads what is asked for. `begin` runs if that takes a scan.
    pub fn read(
        &mut self,
        folders: &[PathBuf],
        open: &[Arc<Document>],
        wishes: ToLoad,
        begin: impl FnOnce() -> Arc<Progress>,
    ) -> Followed {
        let ToLoad { rescan, files, heard } = wishes;
        let beside = beside(folders, open);
        let mut scan = rescan || heard.unknown || beside != self.beside;
        // Who has stopped a scan shall not see the next one at the next keystroke.
        scan |= if self.is_behind { !files.is_empty() } else { !self.is_known };
        self.beside = beside;
        let mut changed = files;
        changed.iter().for_each(|path| self.doubt_catalog(path));
        for path in heard.paths {
            let path = identity::normalise(&path);
            scan |= self.is_folder(&path);
            self.doubt_catalog(&path);
            changed.extend(scan::bears_on(&path).then_some(path));
        }
        changed.iter().for_each(|path| self.memory.forget(path));
        scan |= self.is_behind && !changed.is_empty();
        if scan || changed.len() > MANY || changed.iter().any(|path| self.asks_for_scan(path)) {
            self.catalog_is_doubtful = true;
            self.around_is_doubtful = true;
            let is_whole = self.rescan(folders, &begin());
            self.is_behind = !is_whole;
            self.is_known |= is_whole;
            return if is_whole { Followed::Scanned } else { Followed::Stopped };
        }
        changed.iter().for_each(|path| self.reread(path));
        Followed::Files
    }

    /// Leaves wishes that came before a scan was stopped to the next scan.
    pub fn postpone(&mut self, wishes: ToLoad) {
        let ToLoad { files, heard, .. } = wishes;
        files.iter().for_each(|path| self.memory.forget(path));
        heard.paths.iter().for_each(|path| self.memory.forget(&identity::normalise(path)));
    }

    /// Something happened to a path. A file can change twice within one tick of its clock, so the catalog is not compared.
    fn doubt_catalog(&mut self, path: &Path) {
        self.catalog_is_outdated |= self.catalog.as_ref().is_some_and(|(_, catalog)| catalog.is_about(path));
    }

    /// A folder that was entered, or may be next time, or one of the workspace that came back.
    fn is_folder(&self, path: &Path) -> bool {
        let is_entered = self.entered.contains(path);
        let holds_root = || self.roots.iter().any(|root| root.path.starts_with(path));
        is_entered
            || holds_root()
            || path.parent().is_some_and(|above| self.entered.contains(above)) && path.is_dir()
    }

    /// A change that a look at the file alone does not do for: it is new, or it says which files are read.
    fn asks_for_scan(&self, path: &Path) -> bool {
        if !scan::has_known_extension(path) {
            return true;
        }
        let in_reach = self.roots.iter().any(|root| path.starts_with(&root.path))
            || path.parent().is_some_and(|folder| self.beside.contains(folder));
        // Other JSON comes and goes all the time. What is gone may have been a link to what is known.
        in_reach && !self.files.knows(path) && !matches!(load(path, Asked::Found), Ok(None))
    }

    /// Looks at everything. `false` if that was stopped; then all stays as it was.
    fn rescan(&mut self, folders: &[PathBuf], progress: &Progress) -> bool {
        let root = |written: &PathBuf| Root { written: written.clone(), path: identity::normalise(written) };
        let roots: Arc<[Root]> = folders.iter().map(root).collect();
        let mut files = Files::default();
        let look = Look { progress, memory: Some(&self.memory) };
        for root in &*roots {
            match scan::watched(&Scan { roots: vec![root.path.clone()], findings: None }, look) {
                Ok(Some(found)) => files.add_all(found),
                Ok(None) => return false,
                Err(skipped) => {
                    tracing::warn!("{} {}", skipped.path.display(), skipped.reason);
                    files.skipped.push(skipped);
                }
            }
        }
        self.workspace = files.folders.iter().cloned().collect();
        for folder in &self.beside {
            files.add_all(scan::beside(folder, Some(&self.memory)));
        }
        let before = std::mem::replace(&mut self.files, files);
        self.roots = roots;
        self.entered = self.memory.take_entered();
        self.memory.forget_unmet();
        self.keep_half_written(before.findings);
        self.files.sort();
        for skipped in self.files.skipped.iter().filter(|skipped| !before.skipped.contains(skipped)) {
            tracing::warn!("{} {}", skipped.path.display(), skipped.reason);
        }
        true
    }

    fn reread(&mut self, path: &Path) {
        if !self.files.knows(path) {
            return;
        }
        let was_bystander = self.files.bystanders.iter().any(|file| file.path == path);
        let before = self.files.findings.iter().filter(|file| file.path == path).cloned().collect();
        self.files.remove(path);
        match load(path, Asked::Found) {
            Ok(Some(Loaded::Policy(file))) if was_bystander => self.files.bystanders.push(file),
            Ok(Some(loaded)) => self.files.add(Ok(loaded)),
            Ok(None) => {}
            Err(_) if !path.exists() => {}
            Err(skipped) => {
                tracing::warn!("{} {}", skipped.path.display(), skipped.reason);
                self.files.add(Err(skipped));
            }
        }
        self.keep_half_written(before);
        self.files.sort();
    }

    /// A program that writes a file empties it first: its findings have not gone.
    fn keep_half_written(&mut self, before: Vec<FindingsOnDisk>) {
        if before.is_empty() {
            return;
        }
        let known: FxHashSet<&str> = self.files.names().collect();
        let lost = before.iter().filter(|file| !known.contains(&*file.name));
        let half_written: Vec<FindingsOnDisk> = lost.filter_map(half_written).collect();
        self.files.findings.extend(half_written);
    }

    /// The folders in which those of the workspace stand, which may go and come back.
    pub fn over_roots(&self) -> BTreeSet<PathBuf> {
        let roots = self.roots.iter();
        let over = roots.filter_map(|root| root.path.ancestors().skip(1).find(|above| above.is_dir()));
        over.map(Path::to_path_buf).collect()
    }

    /// Whether the folders of the workspace are there that were there at the last scan, and no others.
    pub fn has_its_roots(&self) -> bool {
        self.roots.iter().all(|root| root.path.is_dir() == self.entered.contains(&root.path))
    }

    /// The folders in which something may happen that bears on what was read: those that the last scan entered, those
    /// of links' targets, and those above, where settings may come to stand.
    pub fn folders(&self) -> BTreeSet<PathBuf> {
        let Files { policies, bystanders, findings, settings, folders, .. } = &self.files;
        let policies = policies.iter().chain(bystanders).map(|file| &file.path);
        let files =
            policies.chain(findings.iter().map(|it| &it.path)).chain(settings.iter().map(|it| &it.path));
        let roots = self.roots.iter().map(|root| root.path.as_path());
        let single = self.beside.iter().chain(self.around.keys()).map(PathBuf::as_path);
        let folders = || folders.iter().chain(self.around.values().flat_map(|files| &files.folders));
        let above = roots.chain(single).flat_map(|folder| {
            folder.ancestors().take_while(|above| folders().any(|top| above.starts_with(top)))
        });
        let holding = files.filter_map(|path| path.parent()).chain(above).map(Path::to_path_buf);
        let catalog = self.catalog.iter().flat_map(|(_, catalog)| &catalog.watched).cloned();
        self.entered.iter().chain(&self.beside).cloned().chain(holding).chain(catalog).collect()
    }

    /// Reads what bears on open files that no scan comes to: whoever opens a file wants to hear of it what the command
    /// says when it is named. Whether there are folders among theirs that were not before.
    pub fn look_around(&mut self, open: &[Arc<Document>]) -> bool {
        let folders: BTreeSet<&Path> = open
            .iter()
            .filter(|document| document.stands_for_its_file() && document.content().is_some())
            .filter_map(|document| document.identity.path.as_deref()?.parent())
            .filter(|folder| !self.entered.contains(*folder) && !self.beside.contains(*folder))
            .collect();
        let is_doubtful = std::mem::take(&mut self.around_is_doubtful);
        let before = std::mem::take(&mut self.around);
        let is_new = folders.iter().any(|folder| !before.contains_key(*folder));
        let around = |folder: &Path| match before.get(folder) {
            Some(files) if !is_doubtful => files.clone(),
            _ => Files { findings: Vec::new(), ..scan::beside(folder, Some(&self.memory)) },
        };
        self.around = folders.into_iter().map(|folder| (folder.to_path_buf(), around(folder))).collect();
        is_new
    }

    /// The catalog, which these folders refresh, and whether it was read anew.
    pub fn catalog(&mut self, folders: Vec<Folder>) -> (Arc<CatalogOnDisk>, bool) {
        let is_doubtful = std::mem::take(&mut self.catalog_is_doubtful);
        let is_outdated = std::mem::take(&mut self.catalog_is_outdated);
        if let Some((known, catalog)) = &self.catalog
            && *known == folders
            && !is_outdated
            && (!is_doubtful || catalog.is_current(&folders))
        {
            return (Arc::clone(catalog), false);
        }
        let before = self.catalog.take();
        let before = before.as_ref().map(|(_, catalog)| &**catalog);
        let catalog = Arc::new(CatalogOnDisk::read_after(&folders, before));
        for skipped in &catalog.skipped {
            tracing::warn!("{} {}", skipped.path.display(), skipped.reason);
        }
        self.catalog = Some((folders, Arc::clone(&catalog)));
        (catalog, true)
    }

    /// What there is, in a few words.
    pub fn summary(&self) -> String {
        let policies = count(self.files.policies.len(), "policy file");
        let findings = count(self.files.findings.len(), "findings file");
        format!("{policies}, {findings}")
    }

    /// The policies on disk about which something is said.
    pub fn policies(&self) -> Arc<[PolicyFile]> {
        self.files.all_policies().into_iter().cloned().collect()
    }

    /// The files with the editor's text in place of the disk's where a document is open. What is no file (a new
    /// buffer, an old revision) is not part of the workspace, and a text that holds nothing at the moment, such as
    /// one that is being typed anew, leaves what its file holds as it is until it is saved.
    pub fn with(&self, open: &[Arc<Document>]) -> Files {
        let mut files = self.files.clone();
        self.around.values().for_each(|around| files.add_all(around.clone()));
        for document in open.iter().filter(|document| document.stands_for_its_file()) {
            if let (Some(path), Some(loaded)) = (&document.identity.path, document.content()) {
                if loaded.is_only_damaged() {
                    continue;
                }
                // Settings of a folder above the workspace's have no effect here.
                let is_settings = matches!(loaded, Loaded::Settings(_));
                if is_settings && !files.folders.iter().any(|folder| path.starts_with(folder)) {
                    continue;
                }
                // To open a link is not to name what it leads to.
                let written = uri::file_path(&document.identity.uri);
                let link = written.and_then(|written| scan::link_out(&written, path, &self.workspace));
                files.links_out.extend(link);
                let whole = files.settings.iter().any(|file| file.path == *path && file.whole);
                files.remove(path);
                let loaded = match loaded.clone() {
                    Loaded::Settings(settings) => Loaded::Settings(self.memory.settings(settings)),
                    loaded => loaded,
                };
                files.add(Ok(loaded));
                files
                    .settings
                    .iter_mut()
                    .filter(|file| file.path == *path)
                    .for_each(|file| file.whole = whole);
            }
        }
        files.sort();
        files
    }
}

/// The folders of open files that lie in no folder of the workspace. Where there is a workspace, only what concerns us
/// is worth a look at its folder.
fn beside(folders: &[PathBuf], open: &[Arc<Document>]) -> BTreeSet<PathBuf> {
    let roots: Vec<PathBuf> = folders.iter().map(|folder| identity::normalise(folder)).collect();
    let beside = open.iter().filter_map(|document| {
        let folder = document.identity.path.as_ref()?.parent()?;
        let is_outside = !roots.iter().any(|root| folder.starts_with(root));
        let concerns_us = || roots.is_empty() || document.content().is_some();
        (is_outside && concerns_us()).then(|| folder.to_path_buf())
    });
    beside.collect()
}
