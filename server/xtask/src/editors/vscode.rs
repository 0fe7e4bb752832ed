//! The VS Code extension, packaged, installed and used in a real VS Code.

mod install;

use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use crate::process;

const START: Duration = Duration::from_secs(60);

/// Test the VS Code extension in a real VS Code
#[derive(clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_: &Args) -> Result<()> {
    let tools = install::tools()?;
    process::run(Command::new(&tools.chromium).arg("--version"), START)?;
    process::run(Command::new(&tools.node).arg(&tools.server).arg("--version"), START)
}
