//! Which findings speak about a subject. Fewer findings must never mean more removal: what is unknown counts as used.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::Subject;
use super::analyzers::{Analyzer, Analyzers};
use super::answer::{self, Identity};
use super::succession::Lifetime;
use crate::findings::{Finding, Incomplete, Origin, Status};

/// One finding about a subject.
#[derive(Clone, Debug)]
pub(super) struct Said {
    /// The file's path.
    pub(super) file: Arc<str>,
    pub(super) finding: Arc<Finding>,
    /// The analyzer, also where another file told it.
    pub(super) analyzer: Option<Arc<str>>,
    /// When it was listed as it was saved.
    pub(super) confirmed: Option<Timestamp>,
}

/// Findings that speak together: what a voice reports, all of them report.
pub(super) type Voice = Vec<Said>;

/// Why a subject counts as using everything, as the end of a sentence.
pub(super) type Silence = String;

/// The voices about a subject, which must agree: an action is unused only where all say so.
///
/// Of a principal's findings those speak that no other is known to have followed (see [`super::succession`]), together
/// where they are parts of one answer (see [`answer`]). Where an analyzer speaks, reports without a window do not.
/// Findings without a date, and those that name nobody, each have their own voice, unless they are pages of one answer.
/// `listed` are the principal's findings that are saved without actions.
pub(super) fn voices(
    subject: &Subject,
    said: &[Said],
    listed: &[&Incomplete],
) -> Result<Vec<Voice>, Silence> {
    let is = |status: Status| said.iter().any(|said| said.finding.status == status);
    // What does not read may be the newest finding, so that the older ones must not decide.
    if is(Status::Unreadable) || listed.iter().any(|listed| listed.status == Status::Unreadable) {
        return Err("a findings file about it does not read".to_owned());
    }
    let speaking = said.iter().filter(|said| speaks(said.finding.status));
    let (by_analyzer, others): (Vec<&Said>, Vec<&Said>) =
        speaking.partition(|said| said.finding.origin == Origin::Analyzer);
    let speaking = if by_analyzer.is_empty() { others } else { by_analyzer };
    if speaking.is_empty() {
        return Err(match (is(Status::Failed), is(Status::Pending), listed.is_empty()) {
            (_, true, _) => "its report is not finished",
            (true, ..) => "its analysis failed",
            (.., false) => "its finding is saved without the unused actions",
            (.., true) => "no finding here is about its permissions",
        }
        .to_owned());
    }
    let mut voices: BTreeMap<Key<'_>, Vec<&Said>> = BTreeMap::new();
    let mut analyzers = Analyzers::default();
    for said in speaking {
        match (subject, said.finding.analyzed_at) {
            (Subject::Named(_) | Subject::NameOnly(_), Some(_)) => analyzers.add(said),
            _ => {
                analyzers.add_undated(said);
                voices
                    .entry(Key::Alone(Identity::of(said), said.finding.analyzed_at))
                    .or_default()
                    .push(said);
            }
        }
    }
    listed.iter().filter(|listed| speaks(listed.status)).for_each(|listed| analyzers.add_listed(listed));
    let in_force = analyzers.in_force();
    for (analyzer, lifetime, said) in in_force.details {
        voices.entry(Key::InForce(analyzer, lifetime)).or_default().push(said);
    }
    let is_ended = voices.values().flatten().any(|said| said.finding.status != Status::Active);
    if is_ended || in_force.is_ended {
        return Err(NOT_ACTIVE.to_owned());
    }
    match in_force.without.iter().min_by_key(|(status, _)| *status == Status::Active) {
        None => {
            let voices = voices.into_values().flat_map(answer::voices);
            Ok(voices.map(|voice| voice.into_iter().cloned().collect()).collect())
        }
        // Analyzers must agree, and nobody knows what this one reports.
        Some((Status::Active, false)) => {
            Err("another analyzer's finding about it is saved without the unused actions".to_owned())
        }
        Some((Status::Active, true)) => {
            Err("a newer finding about it is saved without the unused actions".to_owned())
        }
        Some(_) => Err(NOT_ACTIVE.to_owned()),
    }
}

const NOT_ACTIVE: &str = "its newest finding is archived or resolved";

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key<'f> {
    /// Dated findings with a name that existed at the same time.
    InForce(Analyzer<'f>, Lifetime),
    Alone(Identity<'f>, Option<Timestamp>),
}

fn speaks(status: Status) -> bool {
    !matches!(status, Status::Failed | Status::Pending | Status::Unreadable)
}
