//! The steps of the test command, in their order.

use anyhow::Result;

use super::layering;
use crate::notices;

pub(super) struct Step {
    pub(super) name: &'static str,
    pub(super) what: &'static str,
    pub(super) task: Task,
}

pub(super) enum Task {
    /// Cargo with these arguments and environment variables.
    Cargo { args: &'static [&'static str], env: &'static [(&'static str, &'static str)] },
    /// A check of our own.
    Check(fn() -> Result<()>),
}

pub(super) const STEPS: &[Step] = &[
    Step {
        name: "format",
        what: "every file is as rustfmt writes it",
        task: Task::Cargo { args: &["fmt", "--all", "--check"], env: &[] },
    },
    Step {
        name: "layers",
        what: "the core crates depend on no LSP or async crate",
        task: Task::Check(layering::check),
    },
    Step {
        name: "notices",
        what: "the licenses of all built-in packages are listed",
        task: Task::Check(notices::check),
    },
    Step {
        name: "lints",
        what: "no warnings of the compiler and of clippy",
        task: Task::Cargo {
            args: &["clippy", "--workspace", "--all-targets", "--locked", "--quiet", "--", "-D", "warnings"],
            env: &[],
        },
    },
    Step {
        name: "tests",
        what: "unit, integration and doc tests of every package",
        task: Task::Cargo { args: &["test", "--workspace", "--locked", "--quiet"], env: &[] },
    },
    Step {
        name: "documentation",
        what: "the API's documentation builds without a warning",
        task: Task::Cargo {
            args: &["doc", "--workspace", "--no-deps", "--locked", "--quiet"],
            env: &[("RUSTDOCFLAGS", "-D warnings")],
        },
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cargo_step_that_resolves_dependencies_holds_to_the_lock_file() {
        for step in STEPS {
            if let Task::Cargo { args, .. } = step.task
                && args[0] != "fmt"
            {
                assert!(args.contains(&"--locked"), "{}", step.name);
                assert!(args.contains(&"--workspace"), "{}", step.name);
            }
        }
    }
}
