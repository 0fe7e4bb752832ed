//! Why each action that an entry grants is unused or kept.

use std::collections::BTreeMap;

use leastwise_advice::evidence::{self, Denied, Granted, Kind, Reason};
use leastwise_advice::{Advice, Analysis, findings, report};
use serde::Serialize;

use crate::cli::texts::Texts;

#[derive(Serialize)]
pub(super) struct Evidence {
    /// How many for each reason; reasons without an action are left out.
    reasons: BTreeMap<&'static str, usize>,
    denied: usize,
    may_be_denied: usize,
    levels: Vec<Level>,
}

#[derive(Serialize)]
struct Level {
    level: &'static str,
    actions: Vec<Action>,
}

#[derive(Serialize)]
struct Action {
    name: String,
    reason: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reported: Vec<Reported>,
    /// The day of the last attempt.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_attempt: Option<String>,
    /// The day on which it was first listed publicly.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_listed: Option<String>,
    /// The words of the setting that keeps it.
    #[serde(skip_serializing_if = "Option::is_none")]
    setting: Option<String>,
    /// Who does not leave it unused.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_unused_by: Option<String>,
    /// The finding that does not report it, while another one about the same principal does.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_reported_in: Option<Place>,
    #[serde(skip_serializing_if = "Option::is_none")]
    denied: Option<&'static str>,
}

#[derive(Serialize)]
struct Reported {
    #[serde(flatten)]
    place: Place,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    whole_service: bool,
}

#[derive(Serialize)]
struct Place {
    path: String,
    line: usize,
    column: usize,
}

/// The evidence of the entry that a diagnostic is about.
pub(super) fn evidence(analysis: &Analysis, advice: &Advice, texts: &Texts<'_>) -> Option<Evidence> {
    let evidence = analysis.evidence(advice.entry?)?;
    let counts = &evidence.counts;
    let reasons = Kind::ALL.into_iter().map(|kind| (kind.name(), counts.of(kind)));
    let level = |group: &evidence::Group| Level {
        level: group.level.as_str(),
        actions: group.actions.iter().map(|granted| action(granted, texts)).collect(),
    };
    Some(Evidence {
        reasons: reasons.filter(|(_, count)| *count > 0).collect(),
        denied: counts.denied,
        may_be_denied: counts.may_be_denied,
        levels: evidence.groups.iter().map(level).collect(),
    })
}

fn action(granted: &Granted, texts: &Texts<'_>) -> Action {
    let mut action = Action {
        name: granted.action.to_string(),
        reason: granted.reason.kind().name(),
        reported: Vec::new(),
        last_attempt: None,
        first_listed: None,
        setting: None,
        not_unused_by: None,
        not_reported_in: None,
        denied: match granted.denied {
            Denied::No => None,
            Denied::Maybe => Some("maybe"),
            Denied::Yes => Some("yes"),
        },
    };
    let day = |at: jiff::Timestamp| leastwise_advice::day(at).to_string();
    match &granted.reason {
        Reason::Unused(reported) => {
            action.last_attempt = reported.iter().filter_map(|it| it.last_accessed).max().map(day);
            action.reported = reported.iter().filter_map(|it| reported_at(it, texts)).collect();
        }
        Reason::Used(at) => action.last_attempt = Some(day(*at)),
        Reason::KeptBySetting(why) => action.setting = Some(why.clone()),
        Reason::NotUnusedByAll(who) => action.not_unused_by = Some(who.clone()),
        Reason::Disputed(found) => {
            action.reported = reported_at(&found.reported, texts).into_iter().collect();
            action.not_reported_in = place(&found.not_in, texts);
        }
        Reason::Newer(first_seen) => action.first_listed = Some(first_seen.to_string()),
        _ => {}
    }
    action
}

fn reported_at(reported: &report::Reported, texts: &Texts<'_>) -> Option<Reported> {
    let place = place(&reported.place, texts)?;
    Some(Reported { place, whole_service: reported.whole_service })
}

fn place(place: &findings::Place, texts: &Texts<'_>) -> Option<Place> {
    let file = texts.get(&place.file)?;
    let at = file.lines().position(place.span.start);
    Some(Place { path: file.path.clone(), line: at.line, column: at.column })
}
