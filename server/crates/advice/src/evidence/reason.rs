//! Why an action is unused or kept.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use leastwise_iam::catalog::{FirstSeen, never_observable};
use leastwise_iam::{ActionName, ActionSet, Tracking, Universe};

use crate::day;
use crate::report::{Disagreement, MergedUsage, Report, Reported};
use crate::settings::Keep;
use crate::standing::{Standing, name};
use crate::world::Known;

/// Why an action is unused or kept. An action is called used only with a date.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// Every principal's findings report it; where, one place for each principal.
    Unused(Vec<Reported>),
    /// A report says when it was last used.
    Used(Timestamp),
    /// A setting keeps it; why, in the words of the setting.
    KeptBySetting(String),
    /// Some of the policy's principals leave it unused, but not these: "role B".
    NotUnusedByAll(String),
    /// One finding about a principal reports it, and another does not.
    Disputed(Disagreement),
    /// The analyzer looked before the action was listed publicly for the first time, or perhaps before it.
    Newer(FirstSeen),
    /// No report can show a use of it (`iam:PassRole`).
    NeverObservable,
    /// AWS does not track its use, so that no finding can name it.
    Untracked,
    /// No finding reports it, and no source says whether AWS tracks its use.
    MayBeUntracked,
    /// AWS tracks its use, and no finding reports it.
    NotReported,
    /// The catalog lacks it.
    Unknown,
}

/// The kinds of [`Reason`], in the order in which they are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Kind {
    /// [`Reason::Unused`].
    Unused,
    /// [`Reason::Used`].
    Used,
    /// [`Reason::KeptBySetting`].
    KeptBySetting,
    /// [`Reason::NotUnusedByAll`].
    NotUnusedByAll,
    /// [`Reason::Disputed`].
    Disputed,
    /// [`Reason::NotReported`].
    NotReported,
    /// [`Reason::Newer`].
    Newer,
    /// [`Reason::NeverObservable`].
    NeverObservable,
    /// [`Reason::Untracked`].
    Untracked,
    /// [`Reason::MayBeUntracked`].
    MayBeUntracked,
    /// [`Reason::Unknown`].
    Unknown,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 11] = [
        Kind::Unused,
        Kind::Used,
        Kind::KeptBySetting,
        Kind::NotUnusedByAll,
        Kind::Disputed,
        Kind::NotReported,
        Kind::Newer,
        Kind::NeverObservable,
        Kind::Untracked,
        Kind::MayBeUntracked,
        Kind::Unknown,
    ];

    /// The name in output for programs.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Unused => "unused",
            Kind::Used => "used",
            Kind::KeptBySetting => "kept-by-setting",
            Kind::NotUnusedByAll => "not-unused-by-all",
            Kind::Disputed => "disputed",
            Kind::NotReported => "not-reported",
            Kind::Newer => "newer-than-finding",
            Kind::NeverObservable => "never-observable",
            Kind::Untracked => "untracked",
            Kind::MayBeUntracked => "may-be-untracked",
            Kind::Unknown => "unknown",
        }
    }
}

impl Reason {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Reason::Unused(_) => Kind::Unused,
            Reason::Used(_) => Kind::Used,
            Reason::KeptBySetting(_) => Kind::KeptBySetting,
            Reason::NotUnusedByAll(_) => Kind::NotUnusedByAll,
            Reason::Disputed(_) => Kind::Disputed,
            Reason::Newer(_) => Kind::Newer,
            Reason::NeverObservable => Kind::NeverObservable,
            Reason::Untracked => Kind::Untracked,
            Reason::MayBeUntracked => Kind::MayBeUntracked,
            Reason::NotReported => Kind::NotReported,
            Reason::Unknown => Kind::Unknown,
        }
    }
}

/// What reasons are found from.
pub struct Grounds<'a> {
    /// All known actions.
    pub universe: &'a Universe,
    /// The actions that count as unused.
    pub unused: &'a ActionSet,
    /// What is known of each principal, and what its findings amount to.
    pub reports: Vec<(&'a Report, Arc<MergedUsage>)>,
    /// What settings keep.
    pub keeps: Vec<&'a Keep>,
}

impl<'a> Grounds<'a> {
    pub(crate) fn of(standing: &'a Standing, known: &'a Known) -> Grounds<'a> {
        let narrower = &standing.narrower;
        let reports = standing.reports(&known.joined.reports).zip(standing.usages.iter().cloned()).collect();
        Grounds {
            universe: narrower.universe(),
            unused: narrower.unused(),
            reports,
            keeps: standing.keeps.active().collect(),
        }
    }

    /// Why an action is unused or kept.
    pub fn reason(&self, action: &ActionName) -> Reason {
        let (service, bare) = (action.service(), action.name());
        if self.unused.contains(service, bare) {
            return Reason::Unused(self.reported(action).cloned().collect());
        }
        let uses = self.usages().filter_map(|usage| usage.used(action));
        if let Some(last) = uses.map(|used| used.at).max() {
            return Reason::Used(last);
        }
        if let Some(found) = self.usages().find_map(|usage| usage.disagreement(action)) {
            return Reason::Disputed(found.clone());
        }
        if self.reported(action).next().is_some() {
            let others = self.reports.iter().filter(|(_, usage)| !usage.reported().contains_key(action));
            let others: Vec<String> = others.map(|(report, _)| name(report)).collect();
            if others.is_empty() {
                let keep = self.keeps.iter().find(|keep| keep.action.matches(service, bare));
                return Reason::KeptBySetting(keep.map_or_else(String::new, |keep| keep.reason.clone()));
            }
            return Reason::NotUnusedByAll(crate::words::list(&others, 3));
        }
        if never_observable(service, bare) {
            return Reason::NeverObservable;
        }
        let known = self.universe.catalog().service(service).and_then(|service| service.action(bare));
        let Some(known) = known else { return Reason::Unknown };
        if self.days().chain(self.days_before(service)).any(|day| !known.first_seen.is_by(day)) {
            return Reason::Newer(known.first_seen);
        }
        match known.tracking {
            Tracking::Tracked => Reason::NotReported,
            Tracking::Untracked => Reason::Untracked,
            _ => Reason::MayBeUntracked,
        }
    }

    /// The last known use of a service.
    pub(super) fn last_use(&self, service: &str) -> Option<Timestamp> {
        let uses = self.usages().filter_map(|usage| usage.service_used(service));
        uses.map(|used| used.at).max()
    }

    fn usages(&self) -> impl Iterator<Item = &MergedUsage> {
        self.reports.iter().map(|(_, usage)| &**usage)
    }

    fn reported(&self, action: &ActionName) -> impl Iterator<Item = &Reported> {
        self.usages().filter_map(|usage| usage.reported().get(action))
    }

    /// Days before the analyzers looked, where they report a service whole and without a date.
    fn days_before<'s>(&'s self, service: &'s str) -> impl Iterator<Item = Date> + 's {
        let is_whole = |usage: &MergedUsage| {
            let first = usage.unused().service(service).first();
            first.and_then(|action| usage.reported().get(action)).is_some_and(|it| it.whole_service)
        };
        let undated = self.reports.iter().filter(|(report, _)| report.analyzed_at.is_none());
        undated.filter(move |(_, usage)| is_whole(usage)).map(|(report, _)| day(report.analyzed_after))
    }

    /// The days on which the analyzers looked.
    pub(crate) fn days(&self) -> impl Iterator<Item = Date> {
        let times = self.reports.iter().filter_map(|(report, _)| report.analyzed_at);
        times.map(day)
    }
}
