//! A document's standing: whose it is, and which actions none of them uses.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::{Timestamp, civil::Date};
use leastwise_iam::{ActionName, ActionSet, Narrower, Universe};

use crate::attribution::{Attribution, Basis, who};
use crate::principal::Principal;
use crate::report::{MergedUsage, Report, Reported, Reports};
use crate::settings::Keep;
use crate::settings::applied::{Applied, Attached, Flags, Keeps, KeepsKey};
use crate::{FindingsFile, day};

/// What decides a standing. Documents with equal terms share one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Terms {
    /// Indices of reports, sorted, each with how the document came to it.
    pub(crate) subjects: Vec<(usize, Basis)>,
    /// Indices of the findings files that speak, sorted; `None` where all do.
    pub(crate) findings: Option<Vec<usize>>,
    /// For how many days use was observed, said by a person.
    observed_days: Option<u32>,
    /// See [`Attached::complete`].
    complete: bool,
    keeps: KeepsKey,
}

impl Terms {
    pub(crate) fn new(attribution: &Attribution, applied: &Applied) -> Terms {
        let Attached { findings, observed_days, complete, .. } = &applied.attached;
        let mut subjects = attribution.subjects.clone();
        subjects.sort();
        Terms {
            subjects,
            findings: findings.clone(),
            observed_days: *observed_days,
            complete: *complete,
            keeps: applied.keeps.key(),
        }
    }
}

/// The reports that only some of the findings files give.
#[derive(Debug)]
pub(crate) struct Speaking {
    reports: Reports,
}

impl Speaking {
    pub(crate) fn new(files: &[Arc<FindingsFile>], universe: &Arc<Universe>) -> Speaking {
        Speaking { reports: Reports::new(files, universe) }
    }

    /// The report about the subject of a report over all files.
    fn get(&self, all: &Reports, index: usize) -> Option<&Report> {
        let subject = &all.list.get(index)?.subject;
        // The list is sorted by subject.
        let at = self.reports.list.binary_search_by(|one| one.subject.cmp(subject)).ok()?;
        self.reports.list.get(at)
    }
}

/// What findings say about one set of subjects.
#[derive(Debug)]
pub(crate) struct Standing {
    /// Narrows against the actions that all subjects leave unused.
    pub(crate) narrower: Narrower,
    /// The subjects in words: "role MyRole".
    pub(crate) who: String,
    /// The day of the oldest finding that speaks.
    pub(crate) analyzed: Option<Date>,
    /// Who counts as using everything and why, as a clause.
    pub(crate) blocked: Option<String>,
    /// The subjects were named by a setting or a flag.
    pub(crate) explicit: bool,
    /// The findings were named by a flag.
    findings_named: bool,
    /// Some subject's report knows no window: nobody knows for how long something was not used.
    pub(crate) unwindowed: bool,
    /// Editing the file changes nothing, and why, as a clause.
    pub(crate) out_of_reach: Option<String>,
    /// What stays by a setting, and what did.
    pub(crate) keeps: Keeps,
    pub(crate) subjects: Vec<(usize, Basis)>,
    /// What the findings of each subject amount to.
    pub(crate) usages: Vec<Arc<MergedUsage>>,
    speaking: Option<Arc<Speaking>>,
}

impl Standing {
    pub(crate) fn new(
        reports: &Reports,
        terms: Terms,
        keeps: &Keeps,
        speaking: Option<Arc<Speaking>>,
        universe: &Arc<Universe>,
        flags: &Flags,
    ) -> Standing {
        let findings_named = flags.findings_named;
        let is_consent = findings_named && !flags.findings_fetched;
        let Terms { subjects, observed_days, complete, .. } = terms;
        let of = |index: usize| match &speaking {
            Some(speaking) => speaking.get(reports, index),
            None => reports.list.get(index),
        };
        let list = || subjects.iter().filter_map(|(index, _)| of(*index));
        let blocked = blocked(reports, &subjects, of);
        let usages: Vec<Arc<MergedUsage>> = list().map(Report::usage).collect();
        // An action is unused only where it is unused for every subject.
        let unused = match blocked {
            Some(_) => ActionSet::default(),
            None => {
                let unused = usages.iter().map(|usage| Cow::Borrowed(usage.unused()));
                let all = unused.reduce(|all, one| Cow::Owned(all.intersection(&one)));
                all.map(Cow::into_owned).unwrap_or_default()
            }
        };
        let is_kept = |action: &&ActionName| {
            keeps.active().any(|keep| keep.action.matches(action.service(), action.name()))
        };
        let unused = match keeps.active().next() {
            Some(_) => unused.iter().filter(|action| !is_kept(action)).cloned().collect(),
            None => unused,
        };
        let looked_on = |report: &Report| report.analyzed_at.map(day);
        Standing {
            narrower: Narrower::new(Arc::clone(universe), Arc::new(unused)),
            who: who(reports, &subjects),
            analyzed: list().filter_map(looked_on).min(),
            blocked,
            findings_named,
            explicit: is_consent || subjects.iter().all(|(_, basis)| basis.is_explicit()),
            unwindowed: observed_days.is_none() && list().any(|report| !report.window_known),
            out_of_reach: subjects.iter().find_map(|(index, _)| out_of_reach(reports, *index, complete)),
            keeps: keeps.clone(),
            subjects,
            usages,
            speaking,
        }
    }

    /// The indices of the subjects' reports.
    pub(crate) fn subjects(&self) -> impl Iterator<Item = usize> {
        self.subjects.iter().map(|(index, _)| *index)
    }

    /// The subjects; `None` for a findings file that names nobody.
    pub(crate) fn principals<'r>(
        &'r self,
        reports: &'r Reports,
    ) -> impl Iterator<Item = Option<&'r Principal>> {
        self.subjects.iter().map(|(index, _)| reports.principal(*index))
    }

    /// The keep whose last day is over and that was about one of these actions, with its file.
    pub(crate) fn expired_keep(&self, actions: &[ActionName]) -> Option<(&Arc<str>, &Keep)> {
        let is_about = |(_, keep): &(&Arc<str>, &Keep)| {
            actions.iter().any(|action| keep.action.matches(action.service(), action.name()))
        };
        self.keeps.expired().find(is_about)
    }

    /// What is known of each subject.
    pub(crate) fn reports<'r>(&'r self, reports: &'r Reports) -> impl Iterator<Item = &'r Report> {
        let of = |index: usize| match &self.speaking {
            Some(speaking) => speaking.get(reports, index),
            None => reports.list.get(index),
        };
        self.subjects.iter().filter_map(move |(index, _)| of(*index))
    }

    /// Where the findings of each subject report an action.
    pub(crate) fn reported(&self, action: &ActionName) -> impl Iterator<Item = &Reported> {
        self.usages.iter().filter_map(|usage| usage.reported().get(action))
    }

    /// When the analyzer looked, or before, the first time of several, if every subject's finding says that the service
    /// was never used.
    pub(crate) fn never_used(&self, reports: &Reports, service: &str) -> Option<Timestamp> {
        let looked_at = |(report, usage): (&Report, &Arc<MergedUsage>)| {
            let named = usage.never_used_services().iter();
            let named = named.filter(|never| never.namespace.eq_ignore_ascii_case(service));
            let by_name = named.map(|never| never.analyzed_after).next();
            let whole = || {
                let mut reported = usage.unused().service(service).iter();
                reported.any(|action| usage.reported().get(action).is_some_and(|one| one.whole_service))
            };
            by_name.or_else(|| whole().then_some(report.analyzed_after))
        };
        let all: Option<Vec<_>> = self.reports(reports).zip(&self.usages).map(looked_at).collect();
        all?.into_iter().min()
    }

    /// "role MyRole (finding of 2024-06-12, matched by the file's name)", with how it was come by where that was a flag.
    pub(crate) fn by_whom(&self) -> String {
        let mut bases: Vec<Basis> = self.subjects.iter().map(|(_, basis)| *basis).collect();
        bases.sort();
        bases.dedup();
        let bases: Vec<String> = bases.iter().map(Basis::to_string).collect();
        let date = self.analyzed.map(|date| format!("finding of {date}"));
        let named = self.findings_named.then(|| "named by --findings".to_owned());
        let how = format!("matched {}", crate::words::list(&bases, 4));
        let said: Vec<String> = date.into_iter().chain(named).chain([how]).collect();
        format!("{} ({})", self.who, said.join(", "))
    }
}

/// Who counts as using everything and why, as a clause.
fn blocked<'r>(
    reports: &Reports,
    subjects: &[(usize, Basis)],
    speaking: impl Fn(usize) -> Option<&'r Report>,
) -> Option<String> {
    let mut silent = Vec::new();
    for (index, _) in subjects {
        let why = match speaking(*index) {
            Some(report) => report.silent.as_deref(),
            None => Some("no findings file that leastwise.toml lets speak is about it"),
        };
        let subject = why.and_then(|_| reports.list.get(*index)).map(name);
        silent.extend(
            why.zip(subject).map(|(why, subject)| format!("{subject} counts as using everything: {why}")),
        );
    }
    (!silent.is_empty()).then(|| silent.join("; "))
}

/// The subject of a report in words: "role MyRole".
pub(crate) fn name(report: &Report) -> String {
    match &report.subject {
        crate::report::Subject::Named(principal) => principal.to_string(),
        crate::report::Subject::NameOnly(name) => name.to_string(),
        crate::report::Subject::File(path) => format!("the principal of {path}"),
    }
}

/// `complete` says that a person listed all owners. A permission set is a role in every account that it is assigned to, and
/// which accounts these are stands nowhere.
fn out_of_reach(reports: &Reports, index: usize, complete: bool) -> Option<String> {
    let principal = reports.principal(index)?;
    if principal.is_permission_set() && !complete {
        let set = principal.permission_set().unwrap_or(&principal.name);
        return Some(format!(
            "permission set {set} is a role in every account that it is assigned to; list the ARNs of all of them in an \
             `[[attach]]` table with `exclusive = true`"
        ));
    }
    principal
        .is_service_linked()
        .then(|| format!("{principal} belongs to an AWS service, and its policy cannot be changed"))
}
