//! The findings about one principal, by the analyzer that made them, and which of them are in force.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::answer::Identity;
use super::speaking::Said;
use super::succession::{Lifetime, oldest_in_force};
use crate::findings::{Incomplete, Origin, Status};

/// Which analyzer, as far as it is known.
pub(super) type Analyzer<'f> = (Origin, Option<&'f str>);

/// A principal's dated findings. Those that are saved with their actions are added first.
#[derive(Default)]
pub(super) struct Analyzers<'f> {
    groups: BTreeMap<Analyzer<'f>, BTreeMap<Identity<'f>, History<'f>>>,
    /// Where the finding of an id is.
    by_id: BTreeMap<&'f str, Analyzer<'f>>,
    /// The analyzers of findings without a date.
    undated: BTreeSet<Option<&'f str>>,
    /// Findings without their actions of which nobody knows in which group they belong.
    of_any_group: Vec<&'f Incomplete>,
    /// The first finding without its actions that belongs in no group.
    of_no_group: Option<&'f Incomplete>,
}

/// What is known of one finding, which may have been saved more than once.
#[derive(Default)]
struct History<'f> {
    created: Option<Timestamp>,
    /// The last analysis that is known of.
    analyzed: Option<Timestamp>,
    /// As it was saved last with its actions: in pages, perhaps.
    details: Vec<&'f Said>,
    /// As it was saved last without them; no date where it has none.
    listed: Option<(Option<Timestamp>, Status)>,
}

/// The findings that no other is known to have followed.
#[derive(Default)]
pub(super) struct InForce<'f> {
    /// With their actions. Findings with the same key may be parts of one answer.
    pub(super) details: Vec<(Analyzer<'f>, Lifetime, &'f Said)>,
    /// The status of each that is saved without its actions, and whether it is newer than all that are saved with them.
    pub(super) without: Vec<(Status, bool)>,
    /// One that is saved with its actions is archived or resolved by now.
    pub(super) is_ended: bool,
}

impl<'f> Analyzers<'f> {
    /// Adds a finding with its actions and its date.
    pub(super) fn add(&mut self, said: &'f Said) {
        let analyzer = (said.finding.origin, said.analyzer.as_deref());
        self.by_id.extend(said.finding.id.as_deref().map(|id| (id, analyzer)));
        let group = self.groups.entry(analyzer).or_default();
        group.entry(Identity::of(said)).or_default().add_details(said);
    }

    /// Takes note of a finding with its actions and without a date, which is in force whatever the others are.
    pub(super) fn add_undated(&mut self, said: &'f Said) {
        self.undated.insert(said.analyzer.as_deref());
    }

    /// Adds a finding that is saved without its actions.
    pub(super) fn add_listed(&mut self, listed: &'f Incomplete) {
        let own = listed.analyzer.as_deref();
        let id = listed.id.as_deref();
        let may_be_own = |known: Option<&str>| known.is_none() || own.is_none() || known == own;
        let known = id.and_then(|id| self.by_id.get(id)).copied().filter(|group| may_be_own(group.1));
        match (known.or_else(|| self.group_of(own)), id) {
            (Some(group), Some(id)) if known.is_some() || listed.analyzed_at.is_some() => {
                let group = self.groups.entry(group).or_default();
                group.entry(Identity::Id(id)).or_default().add_listed(listed);
            }
            (Some(_), _) => self.of_any_group.push(listed),
            (None, _) if own.is_none() => self.of_any_group.push(listed),
            (None, _) if self.undated.iter().any(|known| may_be_own(*known)) => {}
            (None, _) => {
                self.of_no_group.get_or_insert(listed);
            }
        }
    }

    /// The group in which a finding by this analyzer belongs; `None` where there is none, or nobody knows which.
    fn group_of(&self, own: Option<&'f str>) -> Option<Analyzer<'f>> {
        let unnamed = [Origin::Analyzer, Origin::LastAccessedReport, Origin::Advisor].map(|it| (it, None));
        let mut candidates = [(Origin::Analyzer, own)].into_iter().chain(unnamed);
        candidates.find(|it| self.groups.contains_key(it)).or_else(|| match own {
            None if self.groups.len() == 1 => self.groups.keys().next().copied(),
            _ => None,
        })
    }

    /// The findings that no other is known to have followed.
    pub(super) fn in_force(self) -> InForce<'f> {
        let histories = self.groups.values().flat_map(BTreeMap::values);
        let newest = histories.filter_map(History::details_analyzed).max();
        let mut in_force = InForce::default();
        let mut oldest_of_all = None;
        for (analyzer, group) in self.groups {
            // Where only one analyzer can have made them, the day of creation need not be known.
            let of_one = analyzer.0 != Origin::Analyzer || analyzer.1.is_some();
            let oldest = oldest_in_force(group.values().filter_map(|one| one.lifetime(of_one)).collect());
            oldest_of_all = oldest_of_all.max(Some(oldest));
            for history in group.into_values() {
                let lifetime = history.lifetime(of_one);
                if let Some(lifetime) = lifetime.filter(|lifetime| !lifetime.is_over_before(oldest)) {
                    in_force.add(analyzer, lifetime, history, newest);
                }
            }
        }
        for listed in self.of_any_group {
            let Some(analyzed) = listed.analyzed_at else { continue };
            let is_newer = Some(analyzed) > newest;
            let lifetime = Lifetime::new(listed.created_at, analyzed);
            // One without an id may be any of those that are saved with their actions.
            let is_other =
                listed.id.is_some() && oldest_of_all.is_some_and(|at| !lifetime.is_over_before(at));
            if newest.is_some() && (is_newer || is_other) {
                in_force.without.push((listed.status, is_newer));
            }
        }
        in_force.without.extend(self.of_no_group.map(|listed| (listed.status, false)));
        in_force
    }
}

impl<'f> InForce<'f> {
    fn add(
        &mut self,
        analyzer: Analyzer<'f>,
        lifetime: Lifetime,
        history: History<'f>,
        newest: Option<Timestamp>,
    ) {
        let analyzed = history.details_analyzed();
        match history.listed {
            Some((at, status)) if history.details.is_empty() => self.without.push((status, at > newest)),
            Some((at, status)) if at.is_none() || at >= analyzed => self.is_ended |= status != Status::Active,
            _ => {}
        }
        self.details.extend(history.details.into_iter().map(|said| (analyzer, lifetime, said)));
    }
}

impl<'f> History<'f> {
    fn add_details(&mut self, said: &'f Said) {
        let (known, new) = (self.details_analyzed(), said.finding.analyzed_at);
        if known < new {
            self.details.clear();
        }
        if known <= new {
            self.details.push(said);
        }
        self.add_dates(said.finding.created_at, new);
    }

    fn details_analyzed(&self) -> Option<Timestamp> {
        self.details.first().and_then(|said| said.finding.analyzed_at)
    }

    fn add_listed(&mut self, listed: &Incomplete) {
        let new = listed.analyzed_at;
        // What has no date may be newer than everything.
        let is_newer = |known: Option<Timestamp>| new.is_none() || (known.is_some() && known <= new);
        if self.listed.is_none_or(|(known, _)| is_newer(known)) {
            self.listed = Some((new, listed.status));
        }
        self.add_dates(listed.created_at, new);
    }

    fn add_dates(&mut self, created: Option<Timestamp>, analyzed: Option<Timestamp>) {
        self.created = [self.created, created].into_iter().flatten().min();
        self.analyzed = self.analyzed.max(analyzed);
    }

    fn lifetime(&self, of_one_analyzer: bool) -> Option<Lifetime> {
        let analyzed = self.analyzed?;
        Some(Lifetime::new(self.created.or(of_one_analyzer.then_some(analyzed)), analyzed))
    }
}
