//! What the disk says about the workspace, and what it says together with the open texts.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::document::Document;
use super::knowledge::Root;
use super::state::ToLoad;
use crate::workspace::load::{Asked, Loaded, is_settings, load};
use crate::workspace::scan::{self, Scan};
use crate::workspace::{Files, PolicyFile, identity};

/// The files of the workspace as they were last read.
#[derive(Debug, Default)]
pub struct Disk {
    /// The folders of the workspace.
    pub roots: Arc<[Root]>,
    /// Folders of single files.
    beside: BTreeSet<PathBuf>,
    files: Files,
    scanned: bool,
}

impl Disk {
    /// Reads what is asked for.
    pub fn read(&mut self, folders: &[PathBuf], wishes: ToLoad) {
        let new_folders = !wishes.folders.is_subset(&self.beside);
        self.beside.extend(wishes.folders);
        let new_files = wishes.files.iter().any(|path| self.is_new(path));
        // Settings say what is scanned.
        let settings = wishes.files.iter().any(|path| is_settings(path) && self.knows(path));
        if wishes.rescan || new_folders || new_files || settings || !self.scanned {
            self.scanned = true;
            self.rescan(folders);
            return;
        }
        for path in &wishes.files {
            self.reread(path);
        }
    }

    /// A file that was not there before, and that a scan might take.
    fn is_new(&self, path: &Path) -> bool {
        let in_reach = self.roots.iter().any(|root| path.starts_with(&root.path))
            || path.parent().is_some_and(|folder| self.beside.contains(folder));
        in_reach && scan::is_wanted(path) && !self.knows(path)
    }

    fn knows(&self, path: &Path) -> bool {
        let Files { policies, bystanders, findings, settings, .. } = &self.files;
        policies.iter().chain(bystanders).any(|file| file.path == path)
            || findings.iter().any(|file| file.path == path)
            || settings.iter().any(|file| file.path == path)
    }

    fn rescan(&mut self, folders: &[PathBuf]) {
        let root = |written: &PathBuf| Root { written: written.clone(), path: identity::normalise(written) };
        self.roots = folders.iter().map(root).collect();
        self.files = Files::default();
        for root in &*self.roots {
            match scan::scan(&Scan { roots: vec![root.path.clone()], findings: None }) {
                Ok(found) => add(&mut self.files, found),
                Err(skipped) => tracing::warn!("{} {}", skipped.path.display(), skipped.reason),
            }
        }
        for folder in &self.beside {
            add(&mut self.files, scan::beside(folder));
        }
        sort(&mut self.files);
        for skipped in &self.files.skipped {
            tracing::warn!("{} {}", skipped.path.display(), skipped.reason);
        }
    }

    fn reread(&mut self, path: &Path) {
        let was_bystander = self.files.bystanders.iter().any(|file| file.path == path);
        if !self.knows(path) {
            return;
        }
        remove(&mut self.files, path);
        match load(path, Asked::Found) {
            Ok(Some(Loaded::Policy(file))) if was_bystander => self.files.bystanders.push(file),
            Ok(Some(loaded)) => put(&mut self.files, loaded),
            Ok(None) => {}
            Err(skipped) => tracing::warn!("{} {}", skipped.path.display(), skipped.reason),
        }
        sort(&mut self.files);
    }

    /// The policies on disk about which something is said.
    pub fn policies(&self) -> Arc<[PolicyFile]> {
        self.files.policies.clone().into()
    }

    /// The files with the editor's text in place of the disk's where a document is open. What is no file (a new
    /// buffer, an old revision) is not part of the workspace, and a text that holds nothing at the moment, such as
    /// one that is being typed anew, leaves what its file holds as it is until it is saved.
    pub fn with(&self, open: &[Arc<Document>]) -> Files {
        let mut files = self.files.clone();
        for document in open.iter().filter(|document| document.speaks_for_its_file()) {
            if let (Some(path), Some(loaded)) = (&document.identity.path, document.content()) {
                let whole = files.settings.iter().any(|file| file.path == *path && file.whole);
                remove(&mut files, path);
                put(&mut files, loaded.clone());
                files
                    .settings
                    .iter_mut()
                    .filter(|file| file.path == *path)
                    .for_each(|file| file.whole = whole);
            }
        }
        sort(&mut files);
        files
    }
}

/// Whether two lists of policies are the same texts under the same names.
pub fn same_policies(one: &[PolicyFile], other: &[PolicyFile]) -> bool {
    let same = |(one, other): (&PolicyFile, &PolicyFile)| {
        one.name == other.name && same_text(&one.source.text, &other.source.text)
    };
    one.len() == other.len() && one.iter().zip(other).all(same)
}

fn same_text(one: &Arc<str>, other: &Arc<str>) -> bool {
    Arc::ptr_eq(one, other) || one == other
}

/// Whether two sets of files would make the same world.
pub fn same(one: &Files, other: &Files) -> bool {
    one.folders == other.folders
        && same_policies(&one.policies, &other.policies)
        && same_policies(&one.bystanders, &other.bystanders)
        && one.findings.len() == other.findings.len()
        && one
            .findings
            .iter()
            .zip(&other.findings)
            .all(|(one, other)| one.name == other.name && same_text(&one.text, &other.text))
        && one.settings.len() == other.settings.len()
        && one.settings.iter().zip(&other.settings).all(|(one, other)| {
            one.name == other.name && one.whole == other.whole && same_text(&one.text, &other.text)
        })
}

fn add(files: &mut Files, found: Files) {
    files.policies.extend(found.policies);
    files.bystanders.extend(found.bystanders);
    files.findings.extend(found.findings);
    files.settings.extend(found.settings);
    files.folders.extend(found.folders);
    files.skipped.extend(found.skipped);
}

fn remove(files: &mut Files, path: &Path) {
    files.policies.retain(|file| file.path != path);
    files.bystanders.retain(|file| file.path != path);
    files.findings.retain(|file| file.path != path);
    files.settings.retain(|file| file.path != path);
}

fn put(files: &mut Files, loaded: Loaded) {
    match loaded {
        Loaded::Policy(file) => files.policies.push(file),
        Loaded::Findings(file) => files.findings.push(file),
        Loaded::Settings(file) => files.settings.push(file),
    }
}

fn sort(files: &mut Files) {
    files.policies.sort_by(|a, b| a.name.cmp(&b.name));
    files.policies.dedup_by(|a, b| a.name == b.name);
    files.bystanders.sort_by(|a, b| a.name.cmp(&b.name));
    files.bystanders.dedup_by(|a, b| a.name == b.name);
    files.findings.sort_by(|a, b| a.name.cmp(&b.name));
    files.findings.dedup_by(|a, b| a.name == b.name);
    files.settings.sort_by(|a, b| (&a.name, !a.whole).cmp(&(&b.name, !b.whole)));
    files.settings.dedup_by(|a, b| a.name == b.name);
    files.folders.sort();
    files.folders.dedup();
}
