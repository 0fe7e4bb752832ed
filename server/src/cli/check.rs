//! `leastwise check`: what is unused, where, and what it can be narrowed to.

use std::process::ExitCode;

use anyhow::bail;
use leastwise_advice::Level;

use super::args::{CheckArgs, Format};
use super::input::{Input, NoFindings};
use super::output::{github, json_v2, sarif, text};
use super::{COULD_NOT_RUN, FOUND, fail};

/// Checks, prints what is found while it is found, and tells by the exit code whether something was.
pub(crate) fn run(args: &CheckArgs) -> anyhow::Result<ExitCode> {
    if args.evidence && args.format != Format::Json {
        bail!("--evidence needs --format json");
    }
    let no_findings = if args.allow_no_findings { NoFindings::Allow } else { NoFindings::Refuse };
    let input = Input::read(&args.input, no_findings)?;
    let level = Level::from(args.fail_on);
    let totals = match args.format {
        Format::Text => text::print(&input, &args.input, args.all)?,
        Format::Json => json_v2::print(&input, level, args.evidence)?,
        Format::Sarif => sarif::print(&input, level, args.all)?,
        Format::Github => github::print(&input, level, args.all)?,
    };
    let nothing_checked = totals.nothing_checked(&input, level);
    nothing_checked.iter().for_each(|why| fail(why));
    let fails = !args.exit_zero && totals.reach(level);
    Ok(match (fails, nothing_checked) {
        (true, _) => ExitCode::from(FOUND),
        (false, Some(_)) => ExitCode::from(COULD_NOT_RUN),
        (false, None) => ExitCode::SUCCESS,
    })
}
