//! What is known of each principal: which findings speak about it, and which actions they report unused.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use leastwise_iam::{ActionName, ActionSet, Universe, catalog::never_observable};
use leastwise_policy::Span;
use rustc_hash::FxHashMap;

use crate::FindingsFile;
use crate::attribution::Location;
use crate::findings::{Extent, Place, Status, UnusedAccess};
use crate::principal::Principal;

/// Whom a report is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A role or user.
    Named(Principal),
    /// Whoever the policy in this findings file's folder belongs to: the file names nobody.
    File(Arc<str>),
}

/// What is known of one subject.
#[derive(Debug)]
pub struct Report {
    /// Whom it is about.
    pub subject: Subject,
    /// The actions that are reported unused; empty where `silent` is set.
    pub unused: ActionSet,
    /// Where each of them is reported.
    pub reported: FxHashMap<ActionName, Reported>,
    /// When the analyzer last looked.
    pub analyzed_at: Option<Timestamp>,
    /// Why the subject counts as using everything, as the end of a sentence: "its finding is archived".
    pub silent: Option<String>,
    /// The findings files that were read for it.
    pub files: Vec<Arc<str>>,
}

/// Where and how an action is reported unused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    /// The action's name in a findings file, or the service's where the whole service is unused.
    pub place: Place,
    /// The last attempt at the action, if the finding has one.
    pub last_accessed: Option<Timestamp>,
    /// The whole service is reported, not the action by name.
    pub whole_service: bool,
}

/// All reports, and the ways to find one.
#[derive(Debug, Default)]
pub struct Reports {
    /// Sorted by subject.
    pub list: Vec<Report>,
    by_name: FxHashMap<String, Vec<usize>>,
    by_folder: FxHashMap<Box<str>, Vec<usize>>,
}

impl Reports {
    /// One report for each principal that findings name, and for each file that names none.
    pub fn new(files: &[Arc<FindingsFile>], universe: &Universe) -> Reports {
        let list = reports(files, universe);
        let mut reports = Reports::default();
        for (index, report) in list.iter().enumerate() {
            match &report.subject {
                Subject::Named(principal) => {
                    reports.by_name.entry(principal.name.to_ascii_lowercase()).or_default().push(index);
                }
                Subject::File(path) => {
                    reports.by_folder.entry(Location::of(path).parent.into()).or_default().push(index);
                }
            }
        }
        Reports { list, ..reports }
    }

    /// The principals of a name, without regard to ASCII case (IAM keeps names apart without it).
    pub fn named(&self, name: &str) -> impl Iterator<Item = (usize, &Principal)> {
        let indices = self.by_name.get(&name.to_ascii_lowercase()).map_or(&[][..], Vec::as_slice);
        indices.iter().filter_map(|&index| match &self.list.get(index)?.subject {
            Subject::Named(principal) => Some((index, principal)),
            Subject::File(_) => None,
        })
    }

    /// The reports of findings files in a folder that name nobody.
    pub fn nameless_in(&self, folder: &str) -> impl Iterator<Item = usize> {
        self.by_folder.get(folder).into_iter().flatten().copied()
    }

    /// The principal of a report; `None` for a file that names nobody.
    pub fn principal(&self, index: usize) -> Option<&Principal> {
        match &self.list.get(index)?.subject {
            Subject::Named(principal) => Some(principal),
            Subject::File(_) => None,
        }
    }
}

fn reports(files: &[Arc<FindingsFile>], universe: &Universe) -> Vec<Report> {
    let mut by_subject: BTreeMap<Subject, Vec<(&FindingsFile, &UnusedAccess)>> = BTreeMap::new();
    for file in files {
        for finding in &file.findings {
            let subject = match &finding.principal {
                Some(principal) => Subject::Named(principal.clone()),
                None => Subject::File(file.path.clone()),
            };
            by_subject.entry(subject).or_default().push((file, finding));
        }
    }
    by_subject.into_iter().map(|(subject, findings)| report(subject, &findings, universe)).collect()
}

fn report(subject: Subject, findings: &[(&FindingsFile, &UnusedAccess)], universe: &Universe) -> Report {
    let mut files: Vec<Arc<str>> = findings.iter().map(|(file, _)| file.path.clone()).collect();
    files.sort();
    files.dedup();
    let mut report = Report {
        subject,
        unused: ActionSet::default(),
        reported: FxHashMap::default(),
        analyzed_at: None,
        silent: None,
        files,
    };
    // A damaged file may hold the newest finding, so that the older ones must not decide.
    if findings.iter().any(|(file, _)| file.broken) {
        report.silent = Some("a findings file about it does not read".to_owned());
        return report;
    }
    let speaking: Vec<_> =
        findings.iter().copied().filter(|(_, finding)| finding.status != Status::Failed).collect();
    if speaking.is_empty() {
        report.silent = Some("its analysis failed".to_owned());
        return report;
    }
    report.analyzed_at = speaking.iter().filter_map(|(_, finding)| finding.analyzed_at).max();
    let Some(groups) = groups(&speaking, report.analyzed_at) else {
        report.silent = Some("its newest finding is archived or resolved".to_owned());
        return report;
    };
    // What several undated files say is unused only where all of them say so.
    for (index, group) in groups.iter().enumerate() {
        let reported = reported(group, universe);
        let unused: ActionSet = reported.keys().cloned().collect();
        report.unused = if index == 0 { unused } else { report.unused.intersection(&unused) };
        report.reported.extend(reported);
    }
    let Report { unused, reported, .. } = &mut report;
    reported.retain(|action, _| unused.contains(action.service(), action.name()));
    report
}

/// The findings that speak, in groups that must agree: those of the newest date together, and those without a
/// date by file. `None` where one of them is archived or resolved, which counts as using everything.
fn groups<'f>(
    speaking: &[(&'f FindingsFile, &'f UnusedAccess)],
    newest: Option<Timestamp>,
) -> Option<Vec<Vec<(&'f FindingsFile, &'f UnusedAccess)>>> {
    let mut groups: BTreeMap<Option<&str>, Vec<_>> = BTreeMap::new();
    for &(file, finding) in speaking {
        let key = match finding.analyzed_at {
            None => Some(&*file.path),
            date if date == newest => None,
            Some(_) => continue,
        };
        if finding.status != Status::Active {
            return None;
        }
        groups.entry(key).or_default().push((file, finding));
    }
    Some(groups.into_values().collect())
}

/// All that a group of findings reports, by action.
fn reported(
    group: &[(&FindingsFile, &UnusedAccess)],
    universe: &Universe,
) -> FxHashMap<ActionName, Reported> {
    let mut reported = FxHashMap::default();
    for (file, finding) in group {
        let place = |span: Span| Place { file: file.path.clone(), span };
        for service in &finding.services {
            match &service.extent {
                Extent::Actions(actions) => {
                    for action in actions {
                        let entry = Reported {
                            place: place(action.span),
                            last_accessed: action.last_accessed,
                            whole_service: false,
                        };
                        reported.insert(action.name.clone(), entry);
                    }
                }
                // A page of a longer answer may have the service's actions on another page.
                Extent::Whole if !finding.complete => {}
                Extent::Whole => {
                    for action in whole_service(&service.namespace, finding.analyzed_at, universe) {
                        let entry = Reported {
                            place: place(service.span),
                            last_accessed: service.last_accessed,
                            whole_service: true,
                        };
                        reported.entry(action).or_insert(entry);
                    }
                }
            }
        }
    }
    reported
}

/// The actions of a service that was never used: all that were public when the analyzer looked, but for those whose
/// use no report can show.
fn whole_service(
    namespace: &str,
    analyzed_at: Option<Timestamp>,
    universe: &Universe,
) -> impl Iterator<Item = ActionName> {
    let day = analyzed_at.map(|at| at.to_zoned(jiff::tz::TimeZone::UTC).date());
    let service = universe.catalog().service(namespace);
    universe.names(namespace).iter().filter_map(move |name| {
        let public = match (service.and_then(|service| service.action(&name.spelled)), day) {
            (Some(action), Some(day)) => action.first_seen <= day,
            (Some(_), None) => true,
            (None, _) => false,
        };
        (public && !never_observable(namespace, &name.spelled))
            .then(|| ActionName::new(namespace, &name.spelled).ok())?
    })
}
