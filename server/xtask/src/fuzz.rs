//! `cargo xtask fuzz`: unforeseen inputs, made by libFuzzer.

use std::process::Command;

use anyhow::{Result, bail};

use crate::root::root;
use crate::{process, tool};

/// As in `server/fuzz/Cargo.toml`.
const TARGETS: &[&str] = &["policy", "findings", "patterns", "edits", "frames"];

/// Run the fuzz targets, each for a while
///
/// Needs a nightly toolchain, which must be installed. An input that fails is kept below `server/fuzz/artifacts`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only this target
    #[arg(value_name = "TARGET")]
    target: Option<String>,
    /// How long each target runs
    #[arg(long, default_value_t = 60)]
    seconds: u64,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    if let Some(target) = &args.target
        && !TARGETS.contains(&target.as_str())
    {
        bail!("there is no target `{target}`; there are {}", TARGETS.join(", "));
    }
    for target in TARGETS.iter().filter(|known| args.target.as_ref().is_none_or(|target| target == *known)) {
        let mut command = fuzz(target, args.seconds)?;
        let status = process::watched(&mut command)?;
        process::succeeded(&command, status)?;
    }
    Ok(())
}

fn fuzz(target: &str, seconds: u64) -> Result<Command> {
    let folder = root().join("server/fuzz");
    let corpus = folder.join("corpus").join(target);
    std::fs::create_dir_all(&corpus)?;
    let mut command = tool::FUZZ.command()?;
    command.args(["run", "--fuzz-dir"]).arg(&folder).arg(target);
    // New inputs go into the first folder; the second holds those that are kept.
    command.arg(corpus).arg(folder.join("seeds").join(target));
    command.args(["--", &format!("-max_total_time={seconds}"), "-timeout=20", "-rss_limit_mb=4096"]);
    // Not the toolchain that runs this task.
    command.env("RUSTUP_TOOLCHAIN", "nightly").env_remove("CARGO").env_remove("RUSTC");
    Ok(command)
}
