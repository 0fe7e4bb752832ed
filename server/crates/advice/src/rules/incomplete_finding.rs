//! `incomplete-finding`: findings that are saved without their actions, or only in part, or that are not done, with the
//! command that fetches the rest. Many of a kind in one file are one advice.

use leastwise_policy::Span;

use crate::fetch;
use crate::findings::{Extent, Finding, FindingsFile, Origin, RecommendationStatus, Status};
use crate::principal::Principal;
use crate::report::Reports;
use crate::words::{count, list, number};
use crate::{Advice, Rule, day};

pub(crate) fn check(file: &FindingsFile, reports: &Reports, advice: &mut Vec<Advice>) {
    let mut gaps = Gaps(Vec::new());
    for finding in &file.incomplete {
        let is_detailed = finding.id.as_deref().is_some_and(|id| reports.is_detailed(id));
        if finding.status != Status::Active || is_detailed {
            continue;
        }
        let counts = match (finding.unused_actions, finding.unused_services) {
            (Some(actions), Some(services)) => format!(
                " ({}, {})",
                count(actions as usize, "unused action"),
                count(services as usize, "unused service")
            ),
            _ => String::new(),
        };
        gaps.add(Gap {
            kind: Kind::Details,
            analyzer: finding.analyzer.as_deref(),
            id: finding.id.as_deref(),
            principal: finding.principal.as_ref(),
            note: counts,
            span: finding.span,
        });
    }
    for finding in &file.findings {
        let why = || finding.error.as_deref().unwrap_or("no reason given").to_owned();
        let (kind, note) = match (finding.status, finding.origin) {
            (Status::Active, origin) if reports.lacks_pages(&file.path, finding) => {
                (Kind::Rest(origin), String::new())
            }
            (Status::Active, origin) if is_undated(finding) => {
                (Kind::Undated(origin), day(finding.analyzed_after()).to_string())
            }
            (Status::Failed, Origin::Analyzer) => (Kind::Analysis, format!(" ({})", why())),
            (Status::Failed, _) => (Kind::FailedReport, format!(" ({})", why())),
            (Status::Pending, _) => (Kind::Report, String::new()),
            _ => continue,
        };
        gaps.add(Gap {
            kind,
            analyzer: finding.analyzer.as_deref(),
            id: finding.id.as_deref(),
            principal: finding.principal.as_ref(),
            note,
            span: finding.span,
        });
    }
    for one in &file.recommendations {
        let (kind, note) = match &one.status {
            RecommendationStatus::InProgress => (Kind::Recommendation, String::new()),
            RecommendationStatus::Failed(why) => (Kind::FailedRecommendation, format!(" ({why})")),
            RecommendationStatus::Succeeded => continue,
        };
        let principal = one.principal.as_ref();
        gaps.add(Gap { kind, analyzer: None, id: None, principal, note, span: one.span });
    }
    advice.extend(gaps.0.iter().filter_map(|gaps| say(gaps)));
}

/// Whether a finding reports a service whole and does not say when the analyzer looked.
fn is_undated(finding: &Finding) -> bool {
    finding.analyzed_at.is_none() && finding.details().services.iter().any(|one| one.extent == Extent::Whole)
}

/// What is missing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The actions.
    Details,
    /// The other pages.
    Rest(Origin),
    /// The date, without which nobody knows which actions a whole service had.
    Undated(Origin),
    /// The analyzer failed.
    Analysis,
    /// The report is not done.
    Report,
    /// There will be no report.
    FailedReport,
    /// The recommendation is not done.
    Recommendation,
    /// There will be no recommendation.
    FailedRecommendation,
}

struct Gap<'f> {
    kind: Kind,
    analyzer: Option<&'f str>,
    id: Option<&'f str>,
    principal: Option<&'f Principal>,
    /// What is known of it, for the message about one.
    note: String,
    span: Span,
}

/// The gaps of a file, each kind of each analyzer by itself.
struct Gaps<'f>(Vec<Vec<Gap<'f>>>);

impl<'f> Gaps<'f> {
    fn add(&mut self, gap: Gap<'f>) {
        let same = |first: &Gap<'f>| (first.kind, first.analyzer) == (gap.kind, gap.analyzer);
        match self.0.iter_mut().find(|gaps| gaps.first().is_some_and(same)) {
            Some(gaps) => gaps.push(gap),
            None => self.0.push(vec![gap]),
        }
    }
}

fn say(gaps: &[Gap<'_>]) -> Option<Advice> {
    let first = gaps.first()?;
    let mut ids: Vec<&str> = gaps.iter().filter_map(|gap| gap.id).collect();
    ids.sort_unstable();
    ids.dedup();
    // Some without an id are only found by asking for all.
    if gaps.iter().any(|gap| gap.id.is_none()) {
        ids.clear();
    }
    let mut names: Vec<String> =
        gaps.iter().filter_map(|gap| gap.principal).map(Principal::to_string).collect();
    names.dedup();
    let about = match names.is_empty() {
        true => String::new(),
        false => format!(" about {}", list(&names, 3)),
    };
    let note = if gaps.len() == 1 { first.note.as_str() } else { "" };
    let fetched = |origin| fetch::again(origin, &ids, first.analyzer, first.principal);
    let (one, many) = match first.kind {
        Kind::Rest(origin) | Kind::Undated(origin) if !origin.knows_window() => ("report", "reports"),
        Kind::Report | Kind::FailedReport => ("report", "reports"),
        Kind::Recommendation | Kind::FailedRecommendation => ("recommendation", "recommendations"),
        _ => ("finding", "findings"),
    };
    let what = match gaps.len() {
        1 => format!("this {one}{about}"),
        n => format!("{} {many}{about}", number(n)),
    };
    let (is, says, has) = if gaps.len() == 1 { ("is", "says", "has") } else { ("are", "say", "have") };
    let message = match first.kind {
        Kind::Details => format!(
            "{what} {is} saved without the unused actions{note}; fetch them with: {}",
            fetched(Origin::Analyzer)
        ),
        Kind::Rest(origin) => {
            format!("{what} {is} saved in part only; fetch the whole with: {}", fetched(origin))
        }
        Kind::Undated(origin) => {
            let known = if note.is_empty() { "the last use that they tell" } else { note };
            format!(
                "{what} {has} no date, so that of whole services only actions that were public by {known} count as unused; \
                 fetch it with its date: {}",
                fetched(origin)
            )
        }
        Kind::Analysis => format!(
            "{what} {says} nothing, since the analysis failed{note}; fetch it again later with: {}",
            fetched(Origin::Analyzer)
        ),
        Kind::Report => format!("{what} {is} not finished; ask for it again with: {}", fetch::report()),
        Kind::FailedReport => {
            format!("{what} could not be made{note}; have it made again with: {}", fetch::new_report())
        }
        Kind::Recommendation => {
            format!("{what} {is} not finished; ask for it again with: {}", fetch::recommendation())
        }
        Kind::FailedRecommendation => format!("{what} could not be made by AWS{note}"),
    };
    // The first brace, rather than the whole of a long finding.
    Some(Advice::note(first.span.opening(), Rule::IncompleteFinding, message))
}
