//! `cargo xtask test`: every check that the project has, in the order of what fails fastest.

mod aws;
mod editors;
mod layering;
mod step;

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::ValueEnum;

use crate::process;
use step::{STEPS, Step};

/// Run every check: format, layers, lints, tests with doc tests, documentation, fetching, the fronts in the real editors
///
/// Installs the AWS CLI, a server that stands for AWS, and the editors into the user's cache folder first, where they are
/// not there yet.
/// Stops at the first step that fails, and says which one it was.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Leave out what is not in this set: `rust` needs nothing but Rust
    #[arg(long, value_name = "SET")]
    only: Option<Only>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Only {
    /// What needs nothing but Rust: all but the tests of fetching and those in editors
    Rust,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let (aws, editors) =
        if args.only == Some(Only::Rust) { (&[][..], &[][..]) } else { (aws::STEPS, editors::STEPS) };
    run_steps(STEPS.iter().chain(aws).chain(editors))
}

#[expect(clippy::print_stdout, reason = "the steps and how long they took are the task's output")]
fn run_steps<'a>(steps: impl IntoIterator<Item = &'a Step>) -> Result<()> {
    let all = Instant::now();
    let mut passed = 0;
    for step in steps {
        println!("==> {}: {}", step.name, step.what);
        let one = Instant::now();
        run_step(step).with_context(|| format!("step `{}` failed", step.name))?;
        println!("<== {}: passed in {}", step.name, seconds(one.elapsed()));
        passed += 1;
    }
    println!("all {passed} steps passed in {}", seconds(all.elapsed()));
    Ok(())
}

fn run_step(step: &Step) -> Result<()> {
    match step.task {
        step::Task::Cargo { args, env } => {
            let mut cargo = process::cargo();
            let status = process::watched(cargo.args(args).envs(env.iter().copied()))?;
            process::succeeded(&cargo, status)
        }
        step::Task::Check(check) => check(),
    }
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    fn check(name: &'static str, check: fn() -> Result<()>) -> Step {
        Step { name, what: "a check", task: step::Task::Check(check) }
    }

    #[test]
    fn the_first_step_that_fails_ends_the_run_and_is_named() {
        let steps = [
            check("first", || Ok(())),
            check("second", || bail!("this is the reason")),
            check("third", || panic!("a step ran after one that failed")),
        ];
        let message = format!("{:#}", run_steps(&steps).unwrap_err());
        assert_eq!(message, "step `second` failed: this is the reason");
    }

    #[test]
    fn a_duration_is_written_in_seconds() {
        assert_eq!(seconds(Duration::from_millis(12_345)), "12.3 s");
    }
}
