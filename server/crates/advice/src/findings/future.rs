//! Dates in the future. Whoever is wrong, the file or this machine's clock: such a date must not make a finding the
//! newest.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use leastwise_policy::Span;

use super::mistake::{Mistake, Mistakes};
use super::{Finding, FindingsFile, Incomplete, Recommendation, Status, UnusedPrincipal};
use crate::day;

impl FindingsFile {
    /// The file as it reads where no date can be later than `last`. What was analyzed later is unreadable; of what was
    /// created later it is not known when it was created.
    pub(crate) fn until(self: &Arc<Self>, last: Date) -> Arc<FindingsFile> {
        let mut dates = Dates { last, mistakes: Mistakes::default() };
        let findings = dates.all(&self.findings);
        let incomplete = dates.all(&self.incomplete);
        let unused_principals = dates.all(&self.unused_principals);
        let is_late = |one: &&Recommendation| dates.is_late(one.started_at);
        let late: Vec<&Recommendation> = self.recommendations.iter().filter(is_late).collect();
        let is_same = findings.is_none() && incomplete.is_none() && unused_principals.is_none();
        if is_same && late.is_empty() {
            return Arc::clone(self);
        }
        for one in late {
            dates.report(one.started_at, one.span, "this recommendation is dated", "it is not used");
        }
        let mut file = FindingsFile::clone(self);
        file.recommendations.retain(|one| !dates.is_late(one.started_at));
        file.problems.extend(dates.mistakes.into_advice());
        file.problems.sort_by_key(|problem| problem.span);
        file.findings = findings.unwrap_or(file.findings);
        file.incomplete = incomplete.unwrap_or(file.incomplete);
        file.unused_principals = unused_principals.unwrap_or(file.unused_principals);
        Arc::new(file)
    }
}

struct Dates {
    last: Date,
    mistakes: Mistakes,
}

impl Dates {
    /// `None` where all stay as they are.
    fn all<T: Dated>(&mut self, list: &[T]) -> Option<Vec<T>> {
        let mut changed = None;
        for (index, one) in list.iter().enumerate() {
            let Some(new) = one.until(self) else { continue };
            let changed = changed.get_or_insert_with(|| list.to_vec());
            if let Some(place) = changed.get_mut(index) {
                *place = new;
            }
        }
        changed
    }

    fn is_late(&self, at: Option<Timestamp>) -> bool {
        at.is_some_and(|at| day(at) > self.last)
    }

    fn report(&mut self, at: Option<Timestamp>, span: Span, what: &str, outcome: &str) {
        let Some(day) = at.map(day) else { return };
        let message =
            format_args!("{what} {day}, in the future: check the date or this machine's clock; {outcome}");
        self.mistakes.add(Mistake::Future, span.opening(), message);
    }

    /// The dates of a finding: when it was created, and whether it can be read at all.
    fn of_finding(&mut self, created: Option<Timestamp>, analyzed: Option<Timestamp>, span: Span) -> Late {
        if self.is_late(analyzed) {
            let outcome = "it is not used, and all permissions of its principal are assumed used";
            self.report(analyzed, span, "this finding is dated", outcome);
            return Late::Analyzed;
        }
        if self.is_late(created) {
            self.report(created, span, "this finding was created on", "it replaces no other finding");
            return Late::Created;
        }
        Late::No
    }
}

#[derive(PartialEq, Eq)]
enum Late {
    No,
    Created,
    Analyzed,
}

trait Dated: Clone {
    /// What is left of it; `None` where it stays as it is.
    fn until(&self, dates: &mut Dates) -> Option<Self>;
}

impl Dated for Arc<Finding> {
    fn until(&self, dates: &mut Dates) -> Option<Self> {
        // What does not read already says nothing else.
        if self.status == Status::Unreadable {
            return None;
        }
        Some(Arc::new(match dates.of_finding(self.created_at, self.analyzed_at, self.span) {
            Late::No => return None,
            Late::Created => Finding { created_at: None, ..Finding::clone(self) },
            Late::Analyzed => Finding {
                created_at: None,
                analyzed_at: None,
                status: Status::Unreadable,
                ..Finding::clone(self)
            },
        }))
    }
}

impl Dated for Incomplete {
    fn until(&self, dates: &mut Dates) -> Option<Self> {
        match dates.of_finding(self.created_at, self.analyzed_at, self.span) {
            Late::No => None,
            Late::Created => Some(Incomplete { created_at: None, ..self.clone() }),
            Late::Analyzed => {
                let status = Status::Unreadable;
                Some(Incomplete { created_at: None, analyzed_at: None, status, ..self.clone() })
            }
        }
    }
}

impl Dated for UnusedPrincipal {
    fn until(&self, dates: &mut Dates) -> Option<Self> {
        let at = self.analyzed_at.max(self.last_use.time());
        let late = dates.of_finding(None, at, self.span);
        // With its date it hides the older ones.
        (late != Late::No).then(|| UnusedPrincipal { status: Status::Unreadable, ..self.clone() })
    }
}
