//! The settings files of a world, and what their tables stand for in it.

use std::sync::Arc;

use super::{Attach, SettingsFile, SettingsFileInput};
use crate::FindingsFile;
use crate::attribution::named_by;
use crate::principal::PrincipalName;
use crate::report::{Reports, Subject};

/// Every settings file, the one in the deepest folder first.
#[derive(Debug, Default)]
pub(crate) struct SettingsFiles {
    list: Vec<Resolved>,
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
    /// Indices of reports.
    pub(crate) reports: Vec<usize>,
    /// Those who have no finding.
    pub(crate) missing: Vec<String>,
}

impl SettingsFiles {
    pub(crate) fn new(
        files: &[SettingsFileInput],
        findings: &[Arc<FindingsFile>],
        reports: &Reports,
    ) -> SettingsFiles {
        let resolve = |SettingsFileInput { file, whole }: &SettingsFileInput| Resolved {
            whole: *whole,
            attach: file.attach.iter().map(|attach| resolve(file, attach, findings, reports)).collect(),
            file: Arc::clone(file),
        };
        let mut list: Vec<Resolved> = files.iter().map(resolve).collect();
        list.sort_by_key(|resolved| std::cmp::Reverse(resolved.file.folder().len()));
        SettingsFiles { list }
    }

    /// The file that holds for a path: the one in the nearest folder above it.
    pub(crate) fn nearest(&self, path: &str) -> Option<&Resolved> {
        self.list.iter().find(|resolved| resolved.file.relative(path).is_some())
    }

    /// The settings file of this path.
    pub(crate) fn get(&self, path: &str) -> Option<&Resolved> {
        self.list.iter().find(|resolved| &*resolved.file.path == path)
    }

    /// Whether an `[[attach]]` table says about which policies a report speaks.
    pub(crate) fn claim(&self, report: usize) -> bool {
        let attach = self.list.iter().flat_map(|resolved| &resolved.attach);
        attach.map(|attach| &attach.principals.reports).any(|reports| reports.contains(&report))
    }
}

impl ResolvedPrincipals {
    pub(crate) fn new(names: &[PrincipalName], reports: &Reports) -> ResolvedPrincipals {
        let mut resolved = ResolvedPrincipals::default();
        for name in names {
            let found = named_by(name, reports);
            if found.is_empty() {
                resolved.missing.push(name.to_string());
            }
            resolved.reports.extend(found);
        }
        resolved
    }
}

fn resolve(
    file: &SettingsFile,
    attach: &Attach,
    findings: &[Arc<FindingsFile>],
    reports: &Reports,
) -> ResolvedAttach {
    let mut principals = ResolvedPrincipals::new(&attach.principals, reports);
    let named = attach.findings.as_ref().map(|globs| {
        let is_named = |(_, one): &(usize, &Arc<FindingsFile>)| {
            file.relative(&one.path).is_some_and(|path| globs.matches(path))
        };
        findings.iter().enumerate().filter(is_named).map(|(index, _)| index).collect::<Vec<usize>>()
    });
    for (index, report) in reports.list.iter().enumerate().filter(|_| named.is_some()) {
        let in_named = |path: &Arc<str>| {
            named.iter().flatten().any(|&at| findings.get(at).is_some_and(|one| one.path == *path))
        };
        let is_meant = match &report.subject {
            Subject::Named(_) => attach.principals.is_empty(),
            Subject::File(_) => true,
        };
        if is_meant && report.files.iter().any(in_named) {
            principals.reports.push(index);
        }
    }
    ResolvedAttach { principals, findings: named }
}
