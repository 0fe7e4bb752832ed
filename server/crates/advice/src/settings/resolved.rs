//! The settings files of a world, and what their tables stand for in it.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Attach, SettingsFile, SettingsFileInput};
use crate::FindingsFile;
use crate::attribution::named_by;
use crate::principal::PrincipalName;
use crate::report::{Report, Reports, Subject};

/// Every settings file.
#[derive(Debug, Default)]
pub(crate) struct SettingsFiles {
    by_path: FxHashMap<Arc<str>, Resolved>,
    /// The path of each folder's file.
    by_folder: FxHashMap<Box<str>, Arc<str>>,
    /// The reports of which an `[[attach]]` table says about which policies they speak.
    claimed: FxHashSet<usize>,
}

/// A settings file and what its `[[attach]]` tables stand for.
#[derive(Debug)]
pub(crate) struct Resolved {
    pub(crate) file: Arc<SettingsFile>,
    /// See [`SettingsFileInput::whole`].
    pub(crate) whole: bool,
    pub(crate) attach: Vec<ResolvedAttach>,
}

/// What an `[[attach]]` table stands for.
#[derive(Debug)]
pub(crate) struct ResolvedAttach {
    pub(crate) principals: ResolvedPrincipals,
    /// Indices of the findings files that speak; `None` where all do.
    pub(crate) findings: Option<Vec<usize>>,
}

/// Whom a list of names stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ResolvedPrincipals {
    pub(crate) names: Vec<ResolvedName>,
    /// Indices of reports that findings files in place of names give.
    pub(crate) of_findings: Vec<usize>,
}

/// Whom a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ResolvedName {
    /// In words.
    pub(crate) name: String,
    /// It is an ARN, and not a name in every account.
    pub(crate) is_arn: bool,
    /// Indices of reports; none where there is no finding.
    pub(crate) reports: Vec<usize>,
}

impl SettingsFiles {
    pub(crate) fn new(
        files: &[SettingsFileInput],
        findings: &[Arc<FindingsFile>],
        reports: &Reports,
    ) -> SettingsFiles {
        let resolve = |SettingsFileInput { file, whole }: &SettingsFileInput| {
            let named = named_findings(file, findings);
            let tables = file.attach.iter().zip(named);
            Resolved {
                whole: *whole,
                attach: tables.map(|(attach, named)| resolve(attach, named, findings, reports)).collect(),
                file: Arc::clone(file),
            }
        };
        let mut all = SettingsFiles::default();
        for resolved in files.iter().map(resolve) {
            let (path, folder) = (Arc::clone(&resolved.file.path), resolved.file.folder().into());
            all.claimed.extend(resolved.attach.iter().flat_map(|attach| attach.principals.reports()));
            // Of several files in one folder the first holds.
            all.by_folder.entry(folder).or_insert_with(|| Arc::clone(&path));
            all.by_path.entry(path).or_insert(resolved);
        }
        all
    }

    /// The file that holds for a path: the one in the nearest folder above it.
    pub(crate) fn nearest(&self, path: &str) -> Option<&Resolved> {
        let mut folders = path.rmatch_indices('/').filter_map(|(end, _)| path.get(..end));
        self.get(folders.find_map(|folder| self.by_folder.get(folder))?)
    }

    /// The settings file of this path.
    pub(crate) fn get(&self, path: &str) -> Option<&Resolved> {
        self.by_path.get(path)
    }

    /// Whether an `[[attach]]` table says about which policies a report speaks.
    pub(crate) fn claim(&self, report: usize) -> bool {
        self.claimed.contains(&report)
    }
}

impl ResolvedPrincipals {
    pub(crate) fn new(names: &[PrincipalName], reports: &Reports) -> ResolvedPrincipals {
        let resolve = |name: &PrincipalName| ResolvedName {
            name: name.to_string(),
            is_arn: name.is_arn(),
            reports: named_by(name, reports),
        };
        ResolvedPrincipals { names: names.iter().map(resolve).collect(), of_findings: Vec::new() }
    }

    /// Whether every principal is named by an ARN.
    pub(crate) fn is_by_arns(&self) -> bool {
        self.names.iter().all(|name| name.is_arn) && self.of_findings.is_empty()
    }

    /// The indices of all reports.
    pub(crate) fn reports(&self) -> impl Iterator<Item = usize> {
        let named = self.names.iter().flat_map(|name| &name.reports);
        named.chain(&self.of_findings).copied()
    }
}

/// The indices of the findings files that each `[[attach]]` table of a file names.
fn named_findings(file: &SettingsFile, findings: &[Arc<FindingsFile>]) -> Vec<Vec<usize>> {
    let mut named: Vec<Vec<usize>> = file.attach.iter().map(|_| Vec::new()).collect();
    for (index, one) in findings.iter().enumerate() {
        let tables = file.relative(&one.path).map(|path| file.findings_of(path)).unwrap_or_default();
        for table in tables {
            named.get_mut(table).into_iter().for_each(|named| named.push(index));
        }
    }
    named
}

fn resolve(
    attach: &Attach,
    named: Vec<usize>,
    findings: &[Arc<FindingsFile>],
    reports: &Reports,
) -> ResolvedAttach {
    let mut principals = ResolvedPrincipals::new(&attach.principals, reports);
    let named = attach.findings.is_some().then_some(named);
    let is_meant = |report: &Report| match &report.subject {
        Subject::Named(_) | Subject::NameOnly(_) => attach.principals.is_empty(),
        Subject::File(_) => true,
    };
    let files = named.iter().flatten().filter_map(|&at| findings.get(at));
    let of_files = files.flat_map(|file| reports.of_file(&file.path));
    let meant: BTreeSet<usize> =
        of_files.filter(|(_, report)| is_meant(report)).map(|(index, _)| index).collect();
    principals.of_findings.extend(meant);
    ResolvedAttach { principals, findings: named }
}
