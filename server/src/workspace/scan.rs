//! Finding and reading the files below some roots, and what else bears on them.

use std::collections::{BTreeSet, HashSet};
use std::io::ErrorKind::NotFound;
use std::path::{Path, PathBuf};

use leastwise_policy::is_read;
use rayon::prelude::*;

use super::load::{Asked, Loaded, is_settings, load};
use super::memory::Memory;
use super::progress::Progress;
use super::regular::{self, ReadError};
use super::settings::KnownSettings;
use super::walk::{Wanted, walk};
use super::{Files, PolicyFile, SettingsOnDisk, Skipped, identity};

/// What to scan.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    /// Folders (walked) and files (read whatever their names).
    pub roots: Vec<PathBuf>,
    /// Findings named by the caller, files or folders: only these are used, and ignore files do not hide them.
    pub findings: Option<Vec<PathBuf>>,
}

/// Who looks on while a scan runs.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// Hears how far it is, and may stop it.
    pub progress: &'a Progress,
    /// Remembers what was read; what has not changed since is not read again.
    pub memory: Option<&'a Memory>,
}

impl Look<'_> {
    pub(super) fn load(&self, path: &Path, asked: Asked) -> Result<Option<Loaded>, Skipped> {
        self.progress.count();
        match self.memory {
            Some(memory) => memory.load(path, asked),
            None => load(path, asked),
        }
    }
}

/// Walks and reads in parallel. A file that a walk cannot read is skipped with a reason; a root or named
/// findings that are missing or cannot be read are an error.
pub fn scan(scan: &Scan) -> Result<Files, Skipped> {
    let files = watched(scan, Look { progress: &Progress::default(), memory: None })?;
    // There is no way to stop it.
    Ok(files.unwrap_or_default())
}

/// [`scan`], telling how far it is. `None` where it was stopped: a policy or a finding that was not read must not look
/// as if there were none.
pub fn watched(scan: &Scan, look: Look<'_>) -> Result<Option<Files>, Skipped> {
    let mut files = Files { findings_named: scan.findings.is_some(), ..Files::default() };
    let known = KnownSettings::new(look.memory);
    let mut named = Vec::new();
    for root in &scan.roots {
        let path = identity::normalise(root);
        if is_folder(root, &path)? {
            let workspace = workspace_folder(&path);
            known.read_above(&path, &workspace);
            known.read_in(&path);
            files.folders.push(workspace);
            let ignore_files =
                walk(&path, &Wanted::Allowed(&known), look, |found, link| files.add_linked(found, link));
            files.ignore_files.extend(ignore_files);
        } else {
            files.links.extend(link(root).map(|link| (link, path.clone())));
            named.push(path);
        }
    }
    let is_out = |(_, path): &&(PathBuf, PathBuf)| {
        !named.contains(path) && !files.folders.iter().any(|folder| path.starts_with(folder))
    };
    files.links_out = files.links.iter().filter(is_out).cloned().collect();
    // What is left out below one root may be another.
    let roots: Vec<PathBuf> = scan.roots.iter().map(|root| identity::normalise(root)).collect();
    files.skipped.retain(|skipped| !roots.contains(&skipped.path));
    // What is named is read, whatever it is named.
    let read = distinct(&named);
    files.sources.retain(|source| !read.contains(source.path.as_path()));
    let mut beside: Vec<PathBuf> =
        named.iter().filter_map(|path| path.parent()).map(Path::to_path_buf).collect();
    for folder in distinct(&beside) {
        let workspace = workspace_folder(folder);
        known.read_at_and_above(folder, &workspace);
        files.folders.push(workspace);
    }
    let fetched = known.fetched(&files.folders);
    files.add_settings(known);
    let load_named = |path: &PathBuf| look.load(path, Asked::Named);
    let loaded: Vec<_> = named.par_iter().map(load_named).collect::<Result<_, Skipped>>()?;
    for (path, loaded) in named.into_iter().zip(loaded) {
        let reason = "contains neither a policy nor readable findings";
        files.add(loaded.ok_or_else(|| Skipped::new(path, reason)));
    }
    match &scan.findings {
        Some(named) => {
            // Whatever the other files hold, this one has no findings.
            files.findings.clear();
            files.skipped.iter_mut().for_each(|skipped| skipped.unseen = false);
            for root in named {
                add_named_findings(root, look, &mut files, &mut beside)?;
            }
            files.findings_fetched = are_fetched(&files, named);
        }
        None => {
            files.add_findings_of_settings(look);
            files.add_fetched(&fetched, look);
        }
    }
    files.add_bystanders(&distinct(&beside));
    files.sort();
    Ok((!look.progress.is_stopped()).then_some(files))
}

/// The normalized path of a link, if the path is one.
fn link(path: &Path) -> Option<PathBuf> {
    let is_link = std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    let absolute = std::path::absolute(path).ok().filter(|_| is_link)?;
    Some(identity::normalise(absolute.parent()?).join(absolute.file_name()?))
}

/// A path as it was written, with the file that it leads to: if it passes through one of these folders, and a link in it
/// leads out of all of them.
pub fn link_out(written: &Path, path: &Path, folders: &[PathBuf]) -> Option<(PathBuf, PathBuf)> {
    let is_within = |path: &Path| folders.iter().any(|folder| path.starts_with(folder));
    let passes = || written.ancestors().skip(1).any(|above| is_within(&identity::normalise(above)));
    (!is_within(path) && passes()).then(|| (written.to_path_buf(), path.to_path_buf()))
}

fn distinct(folders: &[PathBuf]) -> BTreeSet<&Path> {
    folders.iter().map(PathBuf::as_path).collect()
}

/// The settings file that holds in a folder.
pub fn settings_of(folder: &Path) -> Option<SettingsOnDisk> {
    let known = KnownSettings::default();
    known.read_at_and_above(folder, &workspace_folder(folder));
    let (settings, _) = known.into_parts();
    settings.into_iter().max_by_key(|settings| settings.path.as_os_str().len())
}

/// What stands directly in a folder, for a file that is looked at without a workspace: the findings, and the policies
/// as bystanders. Nothing below the folder is read: it may be a home folder.
pub fn beside(folder: &Path, memory: Option<&Memory>) -> Files {
    let workspace = workspace_folder(folder);
    let known = KnownSettings::new(memory);
    known.read_at_and_above(folder, &workspace);
    let mut files = Files { folders: vec![workspace], ..Files::default() };
    files.add_settings(known);
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if !has_known_extension(&path) || !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        match load(&path, Asked::Found).transpose() {
            Some(Ok(Loaded::Policy(policy))) => files.bystanders.push(policy),
            Some(found) => files.add(found),
            None => {}
        }
    }
    files
}

impl Files {
    fn add_settings(&mut self, known: KnownSettings<'_>) {
        let (settings, skipped) = known.into_parts();
        self.settings.extend(settings);
        self.skipped.extend(skipped);
    }

    /// The findings files that settings name, wherever they lie below the settings file and whatever hides them.
    fn add_findings_of_settings(&mut self, look: Look<'_>) {
        for settings in self.settings.clone() {
            let Some(folder) = settings.path.parent() else { continue };
            let globs = settings.file.named_findings();
            for base in globs.bases() {
                let base = if base.is_empty() { folder.to_path_buf() } else { folder.join(base) };
                match std::fs::symlink_metadata(&base) {
                    // For each of thousands of files a walk would start its threads.
                    Ok(metadata) if metadata.is_file() => {
                        let wanted = has_known_extension(&base);
                        let loaded = wanted.then(|| look.load(&identity::normalise(&base), Asked::Found));
                        loaded.and_then(Result::transpose).into_iter().for_each(|it| self.add_findings(it));
                        continue;
                    }
                    Err(_) => continue,
                    Ok(_) => {}
                }
                walk(&base, &Wanted::Named(folder, &globs), look, |found, _| self.add_findings(found));
            }
        }
    }

    fn add_findings(&mut self, found: Result<Loaded, Skipped>) {
        match found {
            Ok(Loaded::Policy(_) | Loaded::Settings(_) | Loaded::Source(_)) => {}
            found => self.add(found),
        }
    }

    /// The findings in folders that `leastwise fetch` has made. The service reference is none of them, and large.
    fn add_fetched(&mut self, folders: &BTreeSet<PathBuf>, look: Look<'_>) {
        let inside = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
        let is_wanted = |entry: &std::fs::DirEntry| {
            let other = [leastwise_fetch::SERVICES, leastwise_fetch::PARTIAL];
            entry.file_type().is_ok_and(|kind| kind.is_dir())
                && !other.iter().any(|it| entry.file_name() == *it)
        };
        for folder in inside.filter(is_wanted) {
            walk(&folder.path(), &Wanted::All, look, |found, _| match found {
                Ok(Loaded::Settings(_)) => {}
                // Policies that came with something are not files of the user; the attachments stay.
                Ok(Loaded::Policy(policy)) if !is_without_policies(&policy) => {}
                found => self.add(found),
            });
        }
    }

    /// The policies that stand directly in `folders` and are not among the policies.
    fn add_bystanders(&mut self, folders: &BTreeSet<&Path>) {
        let known: HashSet<&Path> = self.policies.iter().map(|policy| policy.path.as_path()).collect();
        let entries = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
        let others = entries
            .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
            .map(|entry| entry.path())
            .filter(|path| has_known_extension(path) && !known.contains(path.as_path()));
        let others: Vec<PathBuf> = others.collect();
        for loaded in others.par_iter().map(|path| load(path, Asked::Found)).collect::<Vec<_>>() {
            match loaded {
                Ok(Some(Loaded::Policy(policy))) => self.bystanders.push(policy),
                Err(skipped) => self.unread.push(skipped.path),
                Ok(_) => {}
            }
        }
    }
}

/// Whether a file was read for something else than policies.
fn is_without_policies(file: &PolicyFile) -> bool {
    let source = &file.source;
    source.documents.is_empty() && source.encoded.is_empty() && source.errors().is_empty()
}

/// Whether findings that were not named one by one are in a folder that `leastwise fetch` has made.
fn are_fetched(files: &Files, named: &[PathBuf]) -> bool {
    let named: HashSet<PathBuf> = named.iter().map(|path| identity::normalise(path)).collect();
    let others = files.findings.iter().filter(|file| !named.contains(&file.path));
    let folders: BTreeSet<&Path> = others.flat_map(|file| file.path.ancestors().skip(1)).collect();
    folders.into_iter().any(|folder| {
        leastwise_fetch::is_made_by_fetch(folder) || folder.join(leastwise_fetch::LISTING).is_file()
    })
}

fn add_named_findings(
    root: &Path,
    look: Look<'_>,
    files: &mut Files,
    beside: &mut Vec<PathBuf>,
) -> Result<(), Skipped> {
    let path = identity::normalise(root);
    if is_folder(root, &path)? {
        let mut refused = None;
        walk(&path, &Wanted::All, look, |found, _| match found {
            Ok(Loaded::Policy(_) | Loaded::Settings(_) | Loaded::Source(_)) => {}
            // What the system does not let us look at may be the newest finding of all.
            Err(skipped) if is_refused(&skipped.path) => refused = Some(skipped),
            found => files.add(found),
        });
        return refused.map_or(Ok(()), Err);
    }
    match look.load(&path, Asked::Named)? {
        Some(Loaded::Findings(findings)) => {
            files.findings.push(findings);
            beside.extend(path.parent().map(Path::to_path_buf));
            Ok(())
        }
        _ => Err(Skipped::new(path, "is not a findings file in a known format")),
    }
}

/// Whether the system does not let us look at what is there.
fn is_refused(path: &Path) -> bool {
    matches!(regular::open(path), Err(ReadError::Io(_)))
}

/// The error names the root as the caller wrote it.
fn is_folder(root: &Path, path: &Path) -> Result<bool, Skipped> {
    match std::fs::metadata(path) {
        Ok(metadata) => Ok(metadata.is_dir()),
        Err(error) if error.kind() == NotFound => Err(Skipped::new(root, "does not exist")),
        Err(error) => Err(Skipped::unseen(root, format!("cannot be read: {error}"))),
    }
}

/// Whether a scan reads a file of that name.
pub fn is_wanted(path: &Path) -> bool {
    has_known_extension(path) || is_settings(path)
}

/// Whether a change of a file of that name may change what a scan finds.
pub fn bears_on(path: &Path) -> bool {
    is_wanted(path) || path.file_name().is_some_and(|name| name == ".gitignore")
}

/// Whether a walk reads a file of that name, for what it may hold.
pub fn has_known_extension(path: &Path) -> bool {
    path.extension().and_then(|extension| extension.to_str()).is_some_and(is_read)
}

/// The nearest folder at or above `path` that is a git repository.
pub fn repository(path: &Path) -> Option<&Path> {
    path.ancestors().find(|folder| folder.join(".git").exists())
}

/// See [`Files::folders`].
fn workspace_folder(folder: &Path) -> PathBuf {
    if let Some(repository) = repository(folder) {
        return repository.to_path_buf();
    }
    let current = identity::normalise(Path::new("."));
    if folder.starts_with(&current) { current } else { folder.to_path_buf() }
}

#[cfg(test)]
mod tests;
