//! The sentences that every report for people ends with.

use leastwise_advice::Level;
use leastwise_advice::words::{count, number};

use super::{GOOD, STRONG};
use crate::cli::input::Input;
use crate::cli::report::Totals;

/// "Found 2 warnings, 1 information."
pub(crate) fn found(totals: &Totals) -> String {
    let found: Vec<String> = [Level::Error, Level::Warning, Level::Information, Level::Hint]
        .into_iter()
        .map(|level| (totals.count(level), level))
        .filter(|(n, _)| *n > 0)
        .map(|(n, level)| match level {
            // Nobody counts it.
            Level::Information => format!("{} {}", number(n), level.name()),
            level => count(n, level.name()),
        })
        .collect();
    match found.as_slice() {
        [] => format!("{GOOD}Nothing found.{GOOD:#}"),
        found => format!("{STRONG}Found {}.{STRONG:#}", found.join(", ")),
    }
}

/// "Judged 3 of 40 policies by 1 findings file; catalog of 2026-09-26." Policies that no finding speaks about are not
/// judged, and whoever reads "nothing found" must be told.
pub(crate) fn judged(input: &Input, totals: &Totals) -> String {
    let as_of = input.as_of.map(|day| format!(", as of {day}")).unwrap_or_default();
    let catalog = input.world.catalog();
    let refreshed = match catalog.refreshed_from() {
        Some(from) => {
            let services = count(catalog.refreshed_services().count(), "service");
            format!(", {services} refreshed from {from}")
        }
        None => String::new(),
    };
    format!(
        "Judged {} of {} by {}; catalog of {}{refreshed}{as_of}.",
        number(totals.checked),
        count(totals.documents, "policy"),
        count(input.files.findings.len(), "findings file"),
        catalog.date(),
    )
}
