//! `leastwise licenses`: the licenses of the packages that are built in.

use std::process::ExitCode;

use super::output;

const NOTICES: &str = include_str!("../../../THIRD-PARTY-NOTICES.txt");

/// Prints them.
pub(crate) fn run() -> anyhow::Result<ExitCode> {
    output::print(NOTICES)?;
    Ok(ExitCode::SUCCESS)
}
