//! `leastwise check`: what is unused, where, and what it can be narrowed to.

use std::process::ExitCode;

use anyhow::bail;
use leastwise_advice::Level;

use super::FOUND;
use super::args::{CheckArgs, Format};
use super::input::{Input, NoFindings};
use super::output::{github, json_v2, sarif, text};

/// Checks, prints what is found while it is found, and tells by the exit code whether something was.
pub(crate) fn run(args: &CheckArgs) -> anyhow::Result<ExitCode> {
    if args.evidence && args.format != Format::Json {
        bail!("--evidence needs --format json");
    }
    let no_findings = if args.allow_no_findings { NoFindings::Allow } else { NoFindings::Refuse };
    let input = Input::read(&args.input, no_findings)?;
    let totals = match args.format {
        Format::Text => text::print(&input, &args.input, args.all)?,
        Format::Json => json_v2::print(&input, args.evidence)?,
        Format::Sarif => sarif::print(&input, args.all)?,
        Format::Github => github::print(&input, args.all)?,
    };
    let fails = !args.exit_zero && totals.reach(Level::from(args.fail_on));
    Ok(if fails { ExitCode::from(FOUND) } else { ExitCode::SUCCESS })
}
