//! `leastwise check`: what is unused, where, and what it can be narrowed to.

use std::process::ExitCode;

use leastwise_advice::Level;

use super::FOUND;
use super::args::{CheckArgs, Format};
use super::input::{Input, NoFindings};
use super::output::{github, json_v1, sarif, text};
use super::report::Report;

/// Judges, prints, and tells by the exit code whether something was found.
pub(crate) fn run(args: &CheckArgs) -> anyhow::Result<ExitCode> {
    let no_findings = if args.allow_no_findings { NoFindings::Allow } else { NoFindings::Refuse };
    let input = Input::read(&args.input, no_findings)?;
    let report = Report::new(&input);
    match args.format {
        Format::Text => text::print(&report, &args.input)?,
        Format::Json => json_v1::print(&report)?,
        Format::Sarif => sarif::print(&report)?,
        Format::Github => github::print(&report)?,
    }
    let fail_on = Level::from(args.fail_on);
    let fails = !args.exit_zero && report.advice().any(|advice| advice.level >= fail_on);
    Ok(if fails { ExitCode::from(FOUND) } else { ExitCode::SUCCESS })
}
