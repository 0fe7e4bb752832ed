//! The property tests of the crates, with more cases than the test command runs.

use anyhow::{Context, Result, bail};

/// Runs the property tests in a release build, each with `cases` cases drawn from `seed`.
pub(super) fn run(cases: u32, seed: u64) -> Result<()> {
    let mut command = crate::test::cargo();
    let packages = ["iam", "policy", "advice"].map(|name| format!("--package=leastwise-{name}"));
    command.args(["test", "--release", "--lib", "--tests"]).args(packages);
    command.env("PROPTEST_CASES", cases.to_string());
    command.env("PROPTEST_RNG_SEED", seed.to_string());
    let status = command.status().context("cannot run cargo")?;
    if !status.success() {
        bail!("the property tests ended with {status}");
    }
    Ok(())
}
