//! A document's standing: whose it is, and which actions none of them uses.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date};
use leastwise_iam::{ActionName, ActionSet, Narrower, Universe};

use crate::attribution::{Basis, who};
use crate::principal::Principal;
use crate::report::{Report, Reported, Reports};

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
    /// Some subject's report knows no window: nobody knows for how long something was not used.
    pub(crate) unwindowed: bool,
    /// Editing the file changes nothing, and why, as a clause.
    pub(crate) out_of_reach: Option<String>,
    pub(crate) subjects: Vec<(usize, Basis)>,
}

impl Standing {
    pub(crate) fn new(
        reports: &Reports,
        subjects: Vec<(usize, Basis)>,
        universe: &Arc<Universe>,
        explicit: bool,
    ) -> Standing {
        let list = || subjects.iter().filter_map(|(index, _)| reports.list.get(*index));
        let silent = list().find_map(|report| Some((report, report.silent.as_ref()?)));
        let blocked =
            silent.map(|(report, why)| format!("{} counts as using everything: {why}", name(report)));
        // An action is unused only where it is unused for every subject.
        let unused = match blocked {
            Some(_) => ActionSet::default(),
            None => list()
                .map(|report| report.unused().clone())
                .reduce(|all, one| all.intersection(&one))
                .unwrap_or_default(),
        };
        let date = |report: &Report| Some(report.analyzed_at?.to_zoned(jiff::tz::TimeZone::UTC).date());
        Standing {
            narrower: Narrower::new(Arc::clone(universe), Arc::new(unused)),
            who: who(reports, &subjects),
            analyzed: list().filter_map(date).min(),
            blocked,
            explicit,
            unwindowed: list().any(|report| !report.window_known),
            out_of_reach: subjects.iter().find_map(|(index, _)| out_of_reach(reports, *index)),
            subjects,
        }
    }

    /// The subjects; `None` for a findings file that names nobody.
    pub(crate) fn principals<'r>(
        &'r self,
        reports: &'r Reports,
    ) -> impl Iterator<Item = Option<&'r Principal>> {
        self.subjects.iter().map(|(index, _)| reports.principal(*index))
    }

    /// What is known of each subject.
    pub(crate) fn reports<'r>(&'r self, reports: &'r Reports) -> impl Iterator<Item = &'r Report> {
        self.subjects.iter().filter_map(|(index, _)| reports.list.get(*index))
    }

    /// Where the findings of each subject report an action.
    pub(crate) fn reported<'r>(
        &'r self,
        reports: &'r Reports,
        action: &'r ActionName,
    ) -> impl Iterator<Item = &'r Reported> {
        self.reports(reports).filter_map(|report| report.reported().get(action))
    }

    /// When the analyzer looked, the first time of several, if every subject's finding says that the service was never
    /// used.
    pub(crate) fn never_used(&self, reports: &Reports, service: &str) -> Option<Option<Timestamp>> {
        let looked_at = |report: &Report| {
            let named = report.never_used_services().iter();
            let named = named.filter(|never| never.namespace.eq_ignore_ascii_case(service));
            let by_name = named.map(|never| never.analyzed_at).next();
            let whole = || {
                let mut reported = report.unused().service(service).iter();
                reported.any(|action| report.reported().get(action).is_some_and(|one| one.whole_service))
            };
            by_name.or_else(|| whole().then_some(report.analyzed_at))
        };
        let all: Option<Vec<_>> = self.reports(reports).map(looked_at).collect();
        all?.into_iter().min_by_key(|at| at.unwrap_or(Timestamp::MAX))
    }

    /// "role MyRole (finding of 2024-06-12, by the file's name)".
    pub(crate) fn by_whom(&self) -> String {
        let mut bases: Vec<Basis> = self.subjects.iter().map(|(_, basis)| *basis).collect();
        bases.dedup();
        let bases: Vec<String> = bases.iter().map(Basis::to_string).collect();
        let how = crate::words::list(&bases, 4);
        match self.analyzed {
            Some(date) => format!("{} (finding of {date}, matched {how})", self.who),
            None => format!("{} (matched {how})", self.who),
        }
    }
}

/// The subject of a report in words: "role MyRole".
pub(crate) fn name(report: &Report) -> String {
    match &report.subject {
        crate::report::Subject::Named(principal) => principal.to_string(),
        crate::report::Subject::File(path) => format!("the principal of {path}"),
    }
}

fn out_of_reach(reports: &Reports, index: usize) -> Option<String> {
    let principal = reports.principal(index)?;
    if principal.is_permission_set() {
        return Some(format!(
            "{principal} belongs to a permission set, which is changed in IAM Identity Center"
        ));
    }
    principal
        .is_service_linked()
        .then(|| format!("{principal} belongs to an AWS service, and its policy cannot be changed"))
}
