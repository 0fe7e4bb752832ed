//! Which findings of one analysis are parts of one answer, so that what one of them reports, all report.
//!
//! An analyzer lists each service of a principal once. Findings that share no service are therefore parts of what it
//! said, as in a dump that has one finding for each service. Where two share one, they are of two analyzers, or of two
//! states of one answer, and only what all of them report is unused.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::speaking::Said;
use crate::findings::{Extent, Finding, LastUse};

/// Divides findings of one analysis into voices: one where they are parts of one answer, else one for each answer and
/// for each state that its last page was saved in.
pub(super) fn voices(findings: Vec<&Said>) -> Vec<Vec<&Said>> {
    if findings.len() == 1 {
        return vec![findings];
    }
    let mut answers: BTreeMap<Identity<'_>, Answer<'_>> = BTreeMap::new();
    for said in &findings {
        answers.entry(Identity::of(said)).or_default().add(said);
    }
    let is_one =
        answers.values().all(|answer| answer.is_whole() && answer.is_consistent()) && share_nothing(&answers);
    if is_one { vec![findings] } else { answers.into_values().flat_map(Answer::voices).collect() }
}

/// What the pages of one answer have in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Identity<'f> {
    Id(&'f str),
    /// Of a finding without an id, its place.
    Alone(&'f str, usize),
}

impl<'f> Identity<'f> {
    pub(super) fn of(said: &'f Said) -> Identity<'f> {
        match &said.finding.id {
            Some(id) => Identity::Id(id),
            None => Identity::Alone(&said.file, said.finding.span.start),
        }
    }
}

/// The pages of one answer.
#[derive(Default)]
struct Answer<'f> {
    /// Pages after which others come.
    open: Vec<&'f Said>,
    /// What was saved as the last page, copies that say the same together.
    last: Vec<Vec<&'f Said>>,
}

impl<'f> Answer<'f> {
    fn add(&mut self, said: &'f Said) {
        let finding = &said.finding;
        let says_the_same = |copies: &&mut Vec<&Said>| {
            copies.first().is_some_and(|one| content(&one.finding) == content(finding))
        };
        if !finding.complete {
            self.open.push(said);
        } else if let Some(copies) = self.last.iter_mut().find(says_the_same) {
            copies.push(said);
        } else {
            self.last.push(vec![said]);
        }
    }

    /// Its last page was saved, and it reports something.
    fn is_whole(&self) -> bool {
        !self.last.is_empty() && !self.services().is_empty()
    }

    /// Its last page was saved in one state, or in parts.
    fn is_consistent(&self) -> bool {
        let mut seen = BTreeSet::new();
        self.last.len() <= 1
            || self.last.iter().filter_map(|copies| copies.first()).all(|said| {
                let services = services(&said.finding);
                !services.is_empty() && services.into_iter().all(|service| seen.insert(service))
            })
    }

    fn services(&self) -> BTreeSet<String> {
        self.open.iter().chain(self.last.iter().flatten()).flat_map(|said| services(&said.finding)).collect()
    }

    fn voices(self) -> Vec<Vec<&'f Said>> {
        if self.is_consistent() {
            return vec![self.open.into_iter().chain(self.last.into_iter().flatten()).collect()];
        }
        let with_open = |copies: Vec<&'f Said>| self.open.iter().copied().chain(copies).collect();
        self.last.into_iter().map(with_open).collect()
    }
}

fn share_nothing(answers: &BTreeMap<Identity<'_>, Answer<'_>>) -> bool {
    let mut seen = BTreeSet::new();
    answers.values().flat_map(Answer::services).all(|service| seen.insert(service))
}

/// The services of a finding, folded.
fn services(finding: &Finding) -> BTreeSet<String> {
    finding.details().services.iter().map(|service| service.namespace.to_ascii_lowercase()).collect()
}

/// A service with its last use and its actions, folded; no actions where the whole service is meant.
type Listed = (String, LastUse, Option<Vec<Named>>);
/// An action, folded, with its last use.
type Named = (String, Option<Timestamp>);

/// What a finding says, wherever it stands.
fn content(finding: &Finding) -> Vec<Listed> {
    let mut content: Vec<_> = finding
        .details()
        .services
        .iter()
        .map(|service| {
            let actions = match &service.extent {
                Extent::Whole => None,
                Extent::Actions(actions) => {
                    let one = |it: &crate::findings::UnusedAction| {
                        (it.name.as_str().to_ascii_lowercase(), it.last_accessed)
                    };
                    let mut actions: Vec<Named> = actions.iter().map(one).collect();
                    actions.sort();
                    Some(actions)
                }
            };
            (service.namespace.to_ascii_lowercase(), service.last_use, actions)
        })
        .collect();
    content.sort();
    content
}
