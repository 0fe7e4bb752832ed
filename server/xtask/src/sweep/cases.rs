//! The property tests of the crates, with more cases than the test command runs.

use anyhow::{Context, Result};

use crate::process;

/// Runs the property tests in a release build, each with `cases` cases drawn from `seed`.
pub(super) fn run(cases: u32, seed: u64) -> Result<()> {
    let mut command = process::cargo();
    let packages = ["iam", "policy", "advice"].map(|name| format!("--package=leastwise-{name}"));
    command.args(["test", "--release", "--lib", "--tests"]).args(packages);
    command.env("PROPTEST_CASES", cases.to_string());
    command.env("PROPTEST_RNG_SEED", seed.to_string());
    let status = process::watched(&mut command)?;
    process::succeeded(&command, status).context("a property test failed")
}
