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
    let catalog = report.input.world.catalog();
    let refreshed = match catalog.refreshed_from() {
        Some(from) => {
            let services = count(catalog.refreshed_services().count(), "service", "services");
            format!(", {services} refreshed from {from}")
        }
        None => String::new(),
    };
    format!(
        "Judged {} of {} by {}; catalog of {}{refreshed}{as_of}.",
        report.judged(),
        count(report.documents(), "policy", "policies"),
        count(report.input.files.findings.len(), "findings file", "findings files"),
        catalog.date(),
    )
}
