//! `stale-finding`: a finding that speaks about a policy here and is so old that what it reports may be in use by now.
//! Its own date decides, never the file's time, which is that of the last checkout.

use jiff::civil::Date;
use leastwise_policy::{Document, Span};

use crate::findings::FindingsFile;
use crate::report::Report;
use crate::settings::Settings;
use crate::words::{count, number};
use crate::world::Known;
use crate::{Advice, Rule, day};

/// One advice for each file, at its oldest finding that speaks.
pub(crate) fn check(file: &FindingsFile, known: &Known, settings: &Settings, advice: &mut Vec<Advice>) {
    let speaking = known
        .joined
        .reports
        .of_file(&file.path)
        .filter(|(index, report)| report.silent.is_none() && known.is_attributed(*index));
    let speaking: Vec<&Report> = speaking.map(|(_, report)| report).collect();
    let stale = file.findings.iter().filter_map(|finding| {
        // Of several findings about one principal only the newest speaks.
        let report = speaking.iter().find(|report| report.has(finding))?;
        let at = report.analyzed_at.filter(|at| finding.analyzed_at == Some(*at))?;
        // It was analyzed again since, without another result.
        let day = day(report.confirmed_at.max(Some(at)).unwrap_or(at));
        days_stale(day, known, settings)?;
        Some((day, finding.span))
    });
    let stale: Vec<(Date, Span)> = stale.collect();
    let Some((day, span)) = stale.iter().min_by_key(|(day, _)| *day) else { return };
    // The age in days would make the message another one every day.
    let most = count(settings.stale_after_days as usize, "day");
    let message = match stale.len() {
        1 => format!(
            "this finding of {day} is over {most} old, and what it reports may be in use by now; fetch it again"
        ),
        several => format!(
            "{} findings of this file are over {most} old, the oldest of {day}, and what they report may be in use by now; \
             fetch them again",
            number(several),
        ),
    };
    advice.push(Advice::note(span.opening(), Rule::StaleFinding, message));
}

/// The document was changed after the finding, as AWS itself says: the finding is about another text.
pub(crate) fn changed_since(
    document: &Document,
    updated: Option<Date>,
    analyzed: Option<Date>,
) -> Option<Advice> {
    let (updated, analyzed) = (updated?, analyzed?);
    if updated <= analyzed {
        return None;
    }
    let message = format!(
        "this policy was changed on {updated}, after the finding of {analyzed}, which may report what is in use by now; \
         fetch the finding again"
    );
    Some(Advice::note(document.span.opening(), Rule::StaleFinding, message))
}

/// How many days old a finding is, if that is too many.
pub(crate) fn days_stale(analyzed: Date, known: &Known, settings: &Settings) -> Option<usize> {
    let days = known.date.since(analyzed).ok()?.get_days();
    let days = usize::try_from(days).ok()?;
    (days > settings.stale_after_days as usize).then_some(days)
}
