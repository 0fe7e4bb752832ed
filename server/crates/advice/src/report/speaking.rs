//! Which findings speak about a subject. Fewer findings must never mean more removal: what is unknown counts as used.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::{Subject, answer};
use crate::findings::{Incomplete, Origin, Status, UnusedAccess};

/// One finding about a subject.
#[derive(Clone, Debug)]
pub(super) struct Said {
    /// The file's path.
    pub(super) file: Arc<str>,
    pub(super) finding: Arc<UnusedAccess>,
    /// The analyzer, also where another file told it.
    pub(super) analyzer: Option<Arc<str>>,
}

/// Findings that speak together: what a voice reports, all of them report.
pub(super) type Voice = Vec<Said>;

/// Why a subject counts as using everything, as the end of a sentence.
pub(super) type Silence = String;

/// The voices about a subject, which must agree: an action is unused only where all say so.
///
/// Of a principal's findings by one analyzer the newest speak, together where they are parts of one answer (see
/// [`answer`]). Where an analyzer speaks, reports without a window do not. Findings without a date, and those that name
/// nobody, each have their own voice, unless they are pages of one answer. `listed` are the principal's findings that
/// are saved without actions.
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

    let mut newest: BTreeMap<Analyzer<'_>, Timestamp> = BTreeMap::new();
    for said in &speaking {
        if let Some(at) = said.finding.analyzed_at {
            let known = newest.entry(analyzer(said)).or_insert(at);
            *known = at.max(*known);
        }
    }
    let mut voices: BTreeMap<Key<'_>, Vec<&Said>> = BTreeMap::new();
    for said in speaking {
        let finding = &said.finding;
        let is_newest = newest.get(&analyzer(said)).copied() == finding.analyzed_at;
        let key = match (subject, finding.analyzed_at) {
            (Subject::Named(_), Some(_)) if is_newest => Key::Newest(analyzer(said)),
            (Subject::Named(_), Some(_)) => continue,
            _ => match &finding.id {
                Some(id) => Key::Answer(id, finding.analyzed_at),
                None => Key::Alone(&said.file, finding.span.start),
            },
        };
        voices.entry(key).or_default().push(said);
    }
    if voices.values().flatten().any(|said| said.finding.status != Status::Active) {
        return Err(NOT_ACTIVE.to_owned());
    }
    match listed.iter().find_map(|listed| overruled(&voices, listed)) {
        Some(silence) => Err(silence),
        None => {
            let voices = voices.into_values().flat_map(answer::voices);
            Ok(voices.map(|voice| voice.into_iter().cloned().collect()).collect())
        }
    }
}

const NOT_ACTIVE: &str = "its newest finding is archived or resolved";

/// Which analyzer, as far as it is known.
type Analyzer<'f> = (Origin, Option<&'f str>);

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key<'f> {
    Newest(Analyzer<'f>),
    Answer(&'f str, Option<Timestamp>),
    Alone(&'f str, usize),
}

fn analyzer(said: &Said) -> Analyzer<'_> {
    (said.finding.origin, said.analyzer.as_deref())
}

fn speaks(status: Status) -> bool {
    !matches!(status, Status::Failed | Status::Pending | Status::Unreadable)
}

/// Whether a finding that is saved without actions tells that those with actions are out of date, or not all.
fn overruled(voices: &BTreeMap<Key<'_>, Vec<&Said>>, listed: &Incomplete) -> Option<Silence> {
    if !speaks(listed.status) {
        return None;
    }
    let same_analyzer = |said: &&&Said| match (&said.analyzer, &listed.analyzer) {
        (Some(one), Some(other)) => **one == **other,
        _ => true,
    };
    let mut compared = voices.values().flatten().filter(same_analyzer).peekable();
    if compared.peek().is_none() {
        // Analyzers must agree, and nobody knows what this one reports.
        return Some(match listed.status {
            Status::Active => {
                "another analyzer's finding about it is saved without the unused actions".to_owned()
            }
            _ => NOT_ACTIVE.to_owned(),
        });
    }
    let same_id = |said: &&&Said| listed.id.is_some() && said.finding.id == listed.id;
    if let Some(same) = compared.clone().find(same_id) {
        let outdated = matches!((same.finding.analyzed_at, listed.analyzed_at), (Some(a), Some(b)) if a > b);
        return (listed.status != Status::Active && !outdated).then(|| NOT_ACTIVE.to_owned());
    }
    let newest = compared.filter_map(|said| said.finding.analyzed_at).max();
    let is_newer = matches!((newest, listed.analyzed_at), (Some(a), Some(b)) if b > a);
    is_newer.then(|| match listed.status {
        Status::Active => "a newer finding about it is saved without the unused actions".to_owned(),
        _ => NOT_ACTIVE.to_owned(),
    })
}
