//! The sentences that every report for people ends with.

use leastwise_advice::Level;

use super::{GOOD, STRONG, count};
use crate::cli::report::Report;

/// "Found 2 warnings, 1 information."
pub(crate) fn found(report: &Report<'_>) -> String {
    let found: Vec<String> = [
        (Level::Error, "error", "errors"),
        (Level::Warning, "warning", "warnings"),
        (Level::Information, "information", "information"),
        (Level::Hint, "hint", "hints"),
    ]
    .into_iter()
    .map(|(level, one, many)| (report.count(level), one, many))
    .filter(|(n, ..)| *n > 0)
    .map(|(n, one, many)| count(n, one, many))
    .collect();
    match found.as_slice() {
        [] => format!("{GOOD}Nothing found.{GOOD:#}"),
        found => format!("{STRONG}Found {}.{STRONG:#}", found.join(", ")),
    }
}

/// "Judged 3 of 40 policies by 1 findings file; catalog of 2026-09-26." Policies that no finding speaks about are not
/// judged, and whoever reads "nothing found" must be told.
pub(crate) fn judged(report: &Report<'_>) -> String {
    let as_of = report.input.as_of.map(|day| format!(", as of {day}")).unwrap_or_default();
    format!(
        "Judged {} of {} by {}; catalog of {}{as_of}.",
        report.judged(),
        count(report.documents(), "policy", "policies"),
        count(report.input.files.findings.len(), "findings file", "findings files"),
        report.input.world.catalog().date(),
    )
}
