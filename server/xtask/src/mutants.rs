//! `cargo xtask mutants`: whether the tests notice when the code is changed.

use anyhow::{Result, bail};

use crate::{process, tool};

/// The seconds after which a changed program that does not end counts as noticed. The tests take five.
const TIMEOUT: &str = "30";

/// Where the results go, from the repository's root.
const OUTPUT: &str = "target";

/// How cargo-mutants ends where some changes were not noticed.
const MISSED: i32 = 2;
/// How it ends where all were noticed, and some by not coming to an end.
const TIMED_OUT: i32 = 3;

/// Change the code in every small way and tell which changes no test notices
///
/// Takes hours; name files. What was not noticed is in `target/mutants.out/missed.txt`. The changes that are known to make
/// no difference are listed in docs/mutants.md.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The crate to change and to test
    #[arg(value_name = "CRATE")]
    package: String,
    /// Only these files, as paths or globs from the repository's root
    #[arg(value_name = "FILE")]
    files: Vec<String>,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let mut command = tool::MUTANTS.command()?;
    command.args(["--jobs", "1", "--no-shuffle", "--timeout", TIMEOUT, "--output", OUTPUT]);
    // It works in a copy. What the repository ignores is large: what fuzzing and the editors' clients have built.
    command.args(["--gitignore", "true"]);
    command.args(["--package", &args.package]);
    for file in &args.files {
        command.args(["--file", file]);
    }
    // The documentation's examples show; they are slow to build and find nothing that the tests do not.
    command.args(["--cargo-test-arg=--lib", "--cargo-test-arg=--tests"]);
    command.env("CARGO_PROFILE_DEV_DEBUG", "0");
    // A snapshot that a change spoils is not for review.
    command.env("INSTA_UPDATE", "no");
    let status = process::watched(&mut command)?;
    match status.code() {
        Some(MISSED) => bail!("no test notices the changes in {OUTPUT}/mutants.out/missed.txt"),
        Some(TIMED_OUT) => Ok(()),
        _ => process::succeeded(&command, status),
    }
}
