//! The sentences that every report for people ends with.

use leastwise_advice::words::{count, number};
use leastwise_advice::{Coverage, Level};

use super::{GOOD, STRONG};
use crate::cli::input::Input;
use crate::cli::report::Totals;
use leastwise_advice::visible::visible;

/// "Found 2 warnings, 1 informational message."
pub(crate) fn found(totals: &Totals) -> String {
    let found: Vec<String> = [Level::Error, Level::Warning, Level::Information, Level::Hint]
        .into_iter()
        .map(|level| (totals.count(level), level))
        .filter(|(n, _)| *n > 0)
        .map(|(n, level)| match level {
            Level::Information => count(n, "informational message"),
            level => count(n, level.name()),
        })
        .collect();
    match found.as_slice() {
        [] => format!("{GOOD}Nothing found.{GOOD:#}"),
        found => format!("{STRONG}Found {}.{STRONG:#}", found.join(", ")),
    }
}

/// "Checked 3 of 40 policies (2 more in part) against 1 of 2 findings files (catalog 2026-09-26)." Whoever reads
/// "nothing found" must be told what was not looked at.
pub(crate) fn checked(input: &Input, totals: &Totals) -> String {
    let as_of = input.as_of.map(|day| format!(", as of {day}")).unwrap_or_default();
    let catalog = input.world.catalog();
    let refreshed = match catalog.refreshed_from() {
        Some(from) => {
            let services = count(catalog.refreshed_services().count(), "service");
            format!(", {services} refreshed from {}", visible(from))
        }
        None => String::new(),
    };
    let Coverage { policies, checked, partly } = totals.coverage;
    let in_part = match (checked, partly) {
        (_, 0) => String::new(),
        (0, partly) => format!(" ({} in part)", number(partly)),
        (_, partly) => format!(" ({} more in part)", number(partly)),
    };
    let findings = &input.files.findings;
    let read = findings.iter().filter(|file| !file.file.broken).count();
    let of = if read < findings.len() { format!("{} of ", number(read)) } else { String::new() };
    format!(
        "Checked {} of {}{in_part} against {of}{} (catalog {}{refreshed}{as_of}).",
        number(checked),
        count(policies, "policy"),
        count(findings.len(), "findings file"),
        catalog.date(),
    )
}
