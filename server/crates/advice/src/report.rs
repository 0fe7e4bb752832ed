//! What is known of each principal: which findings speak about it, which actions they report unused, and what is known
//! to be used.

mod analyzers;
mod answer;
mod authority;
mod bare_names;
mod speaking;
mod succession;
mod unused;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use jiff::Timestamp;
use leastwise_iam::Universe;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::FindingsFile;
use crate::attribution::Location;
use crate::findings::{Finding, Incomplete, Origin, Place, Status, Unused, UnusedPrincipal};
use crate::principal::{Principal, PrincipalKind, PrincipalName};
use authority::{Authority, Verdict};
use bare_names::BareNames;
use speaking::{Said, Voice};
pub use unused::MergedUsage;
pub(crate) use unused::whole_service;

/// Whom a report is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A role or user.
    Named(Principal),
    /// A role or user of whom only the name is given, without the account.
    NameOnly(PrincipalName),
    /// Whoever the policy in this findings file's folder belongs to: the file names nobody.
    File(Arc<str>),
}

impl Subject {
    /// The name where only that is given.
    pub fn name(&self) -> Option<&PrincipalName> {
        match self {
            Subject::NameOnly(name) => Some(name),
            Subject::Named(_) | Subject::File(_) => None,
        }
    }
}

/// What is known of one subject.
#[derive(Debug)]
pub struct Report {
    /// Whom it is about.
    pub subject: Subject,
    /// When the analyzer last looked; of several that must agree, the one that looked first.
    pub analyzed_at: Option<Timestamp>,
    /// The same, or a moment before where there is no date.
    pub analyzed_after: Timestamp,
    /// When its analyzers were last heard to report the same, where that is known.
    pub confirmed_at: Option<Timestamp>,
    /// What was not used was not used for a known time. A last-accessed report knows none: a role of yesterday has
    /// never used anything.
    pub window_known: bool,
    /// Why the subject counts as using everything, as the end of a sentence: "its finding is archived".
    pub silent: Option<String>,
    /// What of the principal itself nobody uses, sorted.
    pub unused_principals: Vec<(Place, UnusedPrincipal)>,
    /// The findings files that were read for it.
    pub files: Vec<Arc<str>>,
    said: Vec<Said>,
    voices: Vec<Voice>,
    universe: Arc<Universe>,
    /// Made only for those whose policies are looked at, and not held: an account has thousands of principals.
    usage: Mutex<Weak<MergedUsage>>,
}

impl Report {
    /// What its findings amount to, made where nobody holds it any more.
    pub fn usage(&self) -> Arc<MergedUsage> {
        let lock = || self.usage.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(usage) = lock().upgrade() {
            return usage;
        }
        let made = Arc::new(MergedUsage::new(&self.said, &self.voices, self.analyzed_at, &self.universe));
        *lock() = Arc::downgrade(&made);
        made
    }

    /// Whether a finding is one of those about this subject.
    pub(crate) fn has(&self, finding: &Arc<Finding>) -> bool {
        self.said.iter().any(|said| Arc::ptr_eq(&said.finding, finding))
    }

    /// Whether it is a last-accessed report.
    fn is_last_accessed(&self) -> bool {
        self.said.iter().any(|said| said.finding.origin == Origin::LastAccessedReport)
    }
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

/// Two findings about one principal of which one reports an action unused and the other does not: of two analyzers, or
/// without a date that tells which is newer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// Where it is reported.
    pub reported: Reported,
    /// The finding that does not report it.
    pub not_in: Place,
}

/// The last known use of an action or service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// When.
    pub at: Timestamp,
    /// Where that is written.
    pub place: Place,
}

/// A service that was never used, although only some of its actions are reported: AWS does not track the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeverUsed {
    /// The folded prefix.
    pub namespace: Box<str>,
    /// When the analyzer looked, or before.
    pub analyzed_after: Timestamp,
    /// Where it is reported.
    pub place: Place,
}

impl NeverUsed {
    fn is_same(&self, other: &NeverUsed) -> bool {
        self.namespace == other.namespace
    }
}

/// All reports, and the ways to find one.
#[derive(Debug, Default)]
pub struct Reports {
    /// Sorted by subject.
    pub list: Vec<Report>,
    by_name: FxHashMap<String, Vec<usize>>,
    /// The reports that give a name only, or whose file is called like a role or user.
    by_bare_name: FxHashMap<String, Vec<usize>>,
    by_folder: FxHashMap<Box<str>, Vec<usize>>,
    by_file: FxHashMap<Arc<str>, Vec<usize>>,
    /// The answers of which a last page was saved.
    complete: FxHashSet<AnswerKey>,
    /// The ids of the findings that were saved with their actions.
    detailed: FxHashSet<Box<str>>,
}

/// What the pages of one answer have in common.
type AnswerKey = (Result<Principal, Box<str>>, Origin, Box<str>, Option<Timestamp>);

/// `None` for an answer without identity, which joins nothing.
fn answer_key(file: &str, finding: &Finding) -> Option<AnswerKey> {
    // Answers that name nobody join within a folder.
    let whose = finding.principal.clone().ok_or_else(|| Location::of(file).parent.into());
    Some((whose, finding.origin, finding.id.clone()?, finding.analyzed_at))
}

impl Reports {
    /// One report for each principal that findings name, and for each file that names none.
    pub fn new(files: &[Arc<FindingsFile>], universe: &Arc<Universe>) -> Reports {
        let list = reports(files, universe);
        let findings =
            || files.iter().flat_map(|file| file.findings.iter().map(move |finding| (file, finding)));
        let whole = findings().filter(|(_, finding)| finding.complete);
        let mut reports = Reports {
            complete: whole.filter_map(|(file, finding)| answer_key(&file.path, finding)).collect(),
            detailed: findings().filter_map(|(_, finding)| finding.id.clone()).collect(),
            ..Reports::default()
        };
        for (index, report) in list.iter().enumerate() {
            for file in &report.files {
                reports.by_file.entry(Arc::clone(file)).or_default().push(index);
            }
            match &report.subject {
                Subject::Named(principal) => {
                    reports.by_name.entry(principal.name.to_ascii_lowercase()).or_default().push(index);
                }
                Subject::NameOnly(name) => reports.add_bare_name(name.plain().unwrap_or_default(), index),
                Subject::File(path) => {
                    reports.by_folder.entry(Location::of(path).parent.into()).or_default().push(index);
                    if report.is_last_accessed() {
                        bare_names::of_file(path)
                            .into_iter()
                            .for_each(|name| reports.add_bare_name(name, index));
                    }
                }
            }
        }
        Reports { list, ..reports }
    }

    /// The principals of a name, without regard to ASCII case (IAM keeps names apart without it).
    pub fn named(&self, name: &str) -> impl Iterator<Item = (usize, &Principal)> {
        let indices = self.by_name.get(&name.to_ascii_lowercase()).map_or(&[][..], Vec::as_slice);
        indices.iter().filter_map(|&index| Some((index, self.principal(index)?)))
    }

    fn add_bare_name(&mut self, name: &str, index: usize) {
        self.by_bare_name.entry(name.to_ascii_lowercase()).or_default().push(index);
    }

    /// The reports that name no account and are about a role or user of this name, by what stands in them or by what
    /// their file is named like, each with a principal of no known account.
    pub fn by_name_only(&self, name: &str) -> impl Iterator<Item = (usize, Principal)> {
        let indices = self.by_bare_name.get(&name.to_ascii_lowercase()).into_iter().flatten();
        indices.map(move |&index| {
            let subject = self.list.get(index).map(|report| &report.subject);
            let kind = subject.and_then(Subject::name).and_then(PrincipalName::kind);
            // A report's file does not tell what its name is that of.
            (index, Principal::of_no_account(kind.unwrap_or(PrincipalKind::Role), name))
        })
    }

    /// Whom a report is about, where the file or the folder at a place is named like them.
    pub(crate) fn named_like(&self, index: usize, location: Location<'_>) -> Option<Cow<'_, Principal>> {
        if let Some(principal) = self.principal(index) {
            return Some(Cow::Borrowed(principal));
        }
        let mut called =
            [location.stem, location.folder].into_iter().flat_map(|name| self.by_name_only(name));
        called.find(|(other, _)| *other == index).map(|(_, principal)| Cow::Owned(principal))
    }

    /// Whether a report that names no account may be about whomever a name stands for.
    pub(crate) fn may_be_about(&self, index: usize, name: &PrincipalName) -> bool {
        self.list.get(index).is_some_and(|report| match &report.subject {
            Subject::NameOnly(called) => called.may_be(name),
            Subject::Named(_) | Subject::File(_) => true,
        })
    }

    /// The only report that names nobody at all, where there is only one.
    pub(crate) fn only_nameless(&self) -> Option<usize> {
        let mut nameless = self.by_folder.values().flatten();
        let only = *nameless.next()?;
        nameless.next().is_none().then_some(only)
    }

    /// The reports that a findings file has a part in.
    pub fn of_file(&self, path: &str) -> impl Iterator<Item = (usize, &Report)> {
        let indices = self.by_file.get(path).map_or(&[][..], Vec::as_slice);
        indices.iter().filter_map(|&index| Some((index, self.list.get(index)?)))
    }

    /// The reports of findings files in a folder that name nobody.
    pub fn nameless_in(&self, folder: &str) -> impl Iterator<Item = usize> {
        self.by_folder.get(folder).into_iter().flatten().copied()
    }

    /// The principal of a report; `None` where no account is named.
    pub fn principal(&self, index: usize) -> Option<&Principal> {
        match &self.list.get(index)?.subject {
            Subject::Named(principal) => Some(principal),
            Subject::NameOnly(_) | Subject::File(_) => None,
        }
    }

    /// Whether a finding is a page of an answer whose last page was not saved, and no newer finding speaks instead.
    pub(crate) fn lacks_pages(&self, file: &str, finding: &Finding) -> bool {
        let is_whole = || answer_key(file, finding).is_some_and(|key| self.complete.contains(&key));
        let is_outdated = || {
            let principal = finding.principal.as_ref()?;
            let (report, _) = self.named(&principal.name).find(|(_, other)| *other == principal)?;
            let newest = self.list.get(report)?.analyzed_at?;
            Some(newest > finding.analyzed_at?)
        };
        !finding.complete && !is_whole() && is_outdated() != Some(true)
    }

    /// Whether the finding of an id was saved with its actions.
    pub(crate) fn is_detailed(&self, id: &str) -> bool {
        self.detailed.contains(id)
    }
}

/// What was found about one subject, before anything is decided.
#[derive(Default)]
struct Found<'f> {
    said: Vec<Said>,
    listed: Vec<&'f Incomplete>,
    unused_principals: Vec<(Place, &'f UnusedPrincipal)>,
    files: Vec<Arc<str>>,
}

fn reports(files: &[Arc<FindingsFile>], universe: &Arc<Universe>) -> Vec<Report> {
    // `GetFindingV2` does not answer the analyzer; an event about the same finding tells it, or another copy of it.
    let listed = files.iter().flat_map(|file| &file.incomplete);
    let listed = listed.map(|finding| (finding.id.as_deref(), finding.analyzer.as_deref()));
    let detailed = files.iter().flat_map(|file| &file.findings);
    let detailed = detailed.map(|finding| (finding.id.as_deref(), finding.analyzer.as_deref()));
    let analyzers: FxHashMap<&str, &str> =
        detailed.chain(listed).filter_map(|(id, analyzer)| Some((id?, analyzer?))).collect();
    let authority = Authority::new(files.iter().flat_map(|file| &file.listings));
    let mut by_subject: BTreeMap<Subject, Found<'_>> = BTreeMap::new();
    let mut bare_names = BareNames::new(files);
    for file in files {
        for finding in &file.findings {
            let subject = bare_names.subject(file, finding);
            let by_copy = || analyzers.get(finding.id.as_deref()?).copied();
            let analyzer = finding.analyzer.as_deref().or_else(by_copy);
            let confirmed = match authority.verdict(finding, analyzer) {
                Verdict::Outdated => continue,
                Verdict::Confirmed(at) => Some(at),
                Verdict::Stands => None,
            };
            let analyzer = analyzer.map(Arc::from);
            let found = by_subject.entry(subject).or_default();
            found.said.push(Said {
                file: file.path.clone(),
                finding: Arc::clone(finding),
                analyzer,
                confirmed,
            });
            found.files.push(file.path.clone());
        }
        for finding in &file.incomplete {
            let Some(principal) = finding.principal.clone() else { continue };
            let found = by_subject.entry(Subject::Named(principal)).or_default();
            found.listed.push(finding);
            found.files.push(file.path.clone());
        }
        for finding in &file.unused_principals {
            let found = by_subject.entry(Subject::Named(finding.principal.clone())).or_default();
            let place = Place { file: file.path.clone(), span: finding.span };
            found.unused_principals.push((place, finding));
            found.files.push(file.path.clone());
        }
    }
    for found in by_subject.values_mut() {
        // Among findings that are known to exist it goes on having its say: several analyzers must agree.
        let by_analyzer = |said: &Said| said.finding.origin == Origin::Analyzer;
        if found.said.iter().filter(|said| by_analyzer(said)).all(|said| authority.may_be_gone(said)) {
            found.said.retain(|said| !by_analyzer(said));
        }
    }
    by_subject.into_iter().map(|(subject, found)| report(subject, found, universe)).collect()
}

fn report(subject: Subject, mut found: Found<'_>, universe: &Arc<Universe>) -> Report {
    found.files.sort();
    found.files.dedup();
    let newest = |said: &[Said]| said.iter().filter_map(|said| said.finding.analyzed_at).max();
    let newest_after = |said: &[Said]| said.iter().map(|said| said.finding.analyzed_after()).max();
    let (voices, silent) = match speaking::voices(&subject, &found.said, &found.listed) {
        Ok(voices) => (voices, None),
        Err(silence) => (Vec::new(), Some(silence)),
    };
    let analyzed_at = match silent {
        None => voices.iter().filter_map(|voice| newest(voice)).min(),
        Some(_) => newest(&found.said),
    };
    let confirmed =
        |said: &[Said]| said.iter().filter_map(|said| said.confirmed.max(said.finding.analyzed_at)).max();
    let confirmed_at = voices.iter().filter_map(|voice| confirmed(voice)).min();
    Report {
        subject,
        analyzed_at,
        analyzed_after: voices.iter().filter_map(|voice| newest_after(voice)).min().unwrap_or_default(),
        confirmed_at,
        window_known: voices.iter().flatten().any(|said| said.finding.origin.knows_window()),
        silent,
        unused_principals: unused_principals(&found),
        files: found.files,
        said: found.said,
        voices,
        universe: Arc::clone(universe),
        usage: Mutex::default(),
    }
}

/// The newest active finding about each part of a principal. A newer finding about a role's permissions shows that the
/// role is in use.
fn unused_principals(found: &Found<'_>) -> Vec<(Place, UnusedPrincipal)> {
    let in_use = found.said.iter().filter(|said| said.finding.origin == Origin::Analyzer);
    let in_use = in_use.filter_map(|said| said.finding.analyzed_at).max();
    let mut newest: BTreeMap<&Unused, &(Place, &UnusedPrincipal)> = BTreeMap::new();
    for one in &found.unused_principals {
        let known = newest.entry(&one.1.what).or_insert(one);
        // Of equally old ones the one that says more stays.
        if (known.1.analyzed_at, known.1.last_use) < (one.1.analyzed_at, one.1.last_use) {
            *known = one;
        }
    }
    // A list does not say which key it means; the finding itself does.
    if newest.keys().any(|what| matches!(what, Unused::AccessKey(Some(_)))) {
        newest.remove(&Unused::AccessKey(None));
    }
    let is_outdated = |one: &UnusedPrincipal| {
        one.what == Unused::Role && matches!((one.analyzed_at, in_use), (Some(a), Some(b)) if b > a)
    };
    let active = newest.into_values().filter(|(_, one)| one.status == Status::Active && !is_outdated(one));
    active.map(|(place, one)| (place.clone(), (*one).clone())).collect()
}
