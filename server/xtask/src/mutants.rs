//! `cargo xtask mutants`: whether the tests notice when the code is changed.

use std::time::Duration;

use anyhow::Result;

use crate::{process, tool};

/// All files of a crate take hours on a small machine.
const DEADLINE: Duration = Duration::from_secs(24 * 3600);

/// The seconds after which a changed program that does not end counts as noticed. The tests take five.
const TIMEOUT: &str = "30";

/// Change the code in every small way and tell which changes no test notices
///
/// Takes hours; name files. What was not noticed is in `target/mutants.out/missed.txt`. The changes that are known to make
/// no difference are listed in docs/mutants.md.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The crate whose code is changed and whose tests are run
    #[arg(value_name = "CRATE")]
    package: String,
    /// Only these files, as paths or globs from the repository's root
    #[arg(value_name = "FILE")]
    files: Vec<String>,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let mut command = tool::MUTANTS.command()?;
    command.args(["--jobs", "1", "--no-shuffle", "--timeout", TIMEOUT, "--output", "target"]);
    command.args(["--package", &args.package]);
    for file in &args.files {
        command.args(["--file", file]);
    }
    // The documentation's examples show; they are slow to build and find nothing that the tests do not.
    command.args(["--cargo-test-arg=--lib", "--cargo-test-arg=--tests"]);
    command.env("CARGO_PROFILE_DEV_DEBUG", "0");
    process::run(&mut command, DEADLINE)
}
