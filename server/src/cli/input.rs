//! What `check` and `fix` read before they check: the files below the paths, and the world made from them.

use std::path::{Path, PathBuf};

use anyhow::bail;
use jiff::civil::Date;
use leastwise_advice::{SettingsInput, World};

use super::args::InputArgs;
use super::place::Base;
use crate::workspace::catalog::{CatalogOnDisk, Folder};
use crate::workspace::scan::{self, Scan};
use crate::workspace::{Files, SettingsOnDisk, Skipped, identity, world};

/// Everything that a report is made from.
#[derive(Debug)]
pub(crate) struct Input {
    /// The files.
    pub files: Files,
    /// What was read of the catalog's folders.
    pub catalog: CatalogOnDisk,
    /// What they and the catalog say.
    pub world: World,
    /// The day that is replayed.
    pub as_of: Option<Date>,
    /// The folder that paths are shown relative to.
    pub current: Base,
    /// Some folder was searched, rather than only files that were named.
    pub is_search: bool,
}

/// What to do if there are policies but no findings to check them against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoFindings {
    /// Continue and check nothing.
    Allow,
    /// Stop.
    Refuse,
}

impl Input {
    /// Reads the files that the arguments name.
    pub(crate) fn read(args: &InputArgs, no_findings: NoFindings) -> anyhow::Result<Input> {
        let current = Base::current();
        let mut files = files(&current, args.paths.clone(), &args.findings)?;
        let has_policies = !files.policies.is_empty() || !files.sources.is_empty();
        if files.findings.is_empty() && has_policies && no_findings == NoFindings::Refuse {
            bail!(
                "no findings file found, so nothing can be checked; pass one with --findings PATH \
                 (files that Git ignores are read only if they are named)"
            );
        }
        let catalog = catalog(args.catalog.as_deref(), &files.settings)?;
        files.skipped.extend_from_slice(&catalog.skipped);
        let principals = (!args.principal.is_empty()).then(|| args.principal.clone());
        let settings = SettingsInput { principals, ..SettingsInput::default() };
        let world = World::new(world::input(&files, &catalog, settings, args.as_of));
        let is_search = args.paths.iter().any(|path| path.is_dir());
        Ok(Input { files, catalog, world, as_of: args.as_of, current, is_search })
    }
}

/// Scans `roots`; findings that were named replace those that a walk would find.
pub(crate) fn files(current: &Base, roots: Vec<PathBuf>, findings: &[PathBuf]) -> anyhow::Result<Files> {
    if roots.iter().chain(findings).any(|path| path.as_os_str() == "-") {
        bail!("cannot read standard input; name a file or a folder (`./-` for a file named `-`)");
    }
    let findings = (!findings.is_empty()).then(|| findings.to_vec());
    scan::scan(&Scan { roots, findings }).or_else(|skipped| bail!("{}", sentence(current, &skipped)))
}

/// The catalog: refreshed from the folder that a flag names, or else from those that settings name.
pub(crate) fn catalog(flag: Option<&Path>, settings: &[SettingsOnDisk]) -> anyhow::Result<CatalogOnDisk> {
    let folders = match flag {
        Some(folder) => vec![Folder::new(&folder.to_string_lossy(), Path::new("."))],
        None => Folder::of_settings(settings),
    };
    let catalog = CatalogOnDisk::read(&folders);
    match catalog.unnamed_problems.first() {
        Some(Skipped { path, reason, .. }) => bail!("catalog folder {} {reason}", path.display()),
        None => Ok(catalog),
    }
}

/// The catalog for a command that reads no policies: refreshed from the folder that a flag names, or else from that of
/// the settings that hold in the current folder.
pub(crate) fn current_catalog(flag: Option<&Path>) -> anyhow::Result<CatalogOnDisk> {
    let settings = scan::settings_of(&identity::normalise(Path::new(".")));
    catalog(flag, settings.as_slice())
}

/// A file that was not read, and why, as one sentence without a full stop.
pub(crate) fn sentence(current: &Base, skipped: &Skipped) -> String {
    format!("{} {}", current.show(&skipped.path), skipped.reason)
}
