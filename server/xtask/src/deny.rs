//! `cargo xtask deny`: licenses, sources and versions of what comes in with dependencies.

use anyhow::Result;

use crate::{process, tool};

/// Check the licenses, sources and versions of all dependencies against `deny.toml`
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Look for known vulnerabilities as well; fetches the database of RustSec
    #[arg(long)]
    advisories: bool,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let mut command = tool::DENY.command()?;
    command.args(["--locked", "check", "bans", "licenses", "sources"]);
    if args.advisories {
        command.arg("advisories");
    }
    let status = process::watched(&mut command)?;
    process::succeeded(&command, status)
}
