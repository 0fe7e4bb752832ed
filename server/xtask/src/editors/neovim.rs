//! The runtime folder for Neovim, used in the newest Neovim and in the oldest that is supported.

mod install;

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::root::root;
use crate::{package, process};

use install::Neovim;

/// A case takes half a second; beside other work longer, and a wait in it has a deadline of its own.
const CASE: Duration = Duration::from_secs(600);

/// Test the client for Neovim in the newest Neovim and in 0.10
///
/// Logs are left in `target/editors/neovim`.
#[derive(clap::Args, Default)]
pub(crate) struct Args {
    /// Only the cases with names that contain this
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
}

#[expect(clippy::print_stdout, reason = "the cases that passed are the task's output")]
pub(crate) fn run(args: &Args) -> Result<()> {
    let binary = package::build(package::Profile::Dev)?;
    let neovims = install::neovims()?;
    let cases = cases()?;
    for neovim in &neovims {
        for case in &cases {
            if args.only.as_ref().is_none_or(|only| case.contains(only.as_str())) {
                run_case(neovim, case, &binary)?;
                println!("{}: {case}: passed", neovim.version);
            }
        }
    }
    Ok(())
}

/// The names of `cases/*.lua`.
fn cases() -> Result<Vec<String>> {
    let folder = root().join("tests/editors/neovim/cases");
    let files = fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let stem = |path: &Path| Some(path.file_stem()?.to_str()?.to_owned());
    let mut cases: Vec<String> = files.flatten().filter_map(|file| stem(&file.path())).collect();
    cases.sort();
    Ok(cases)
}

/// Each case has a Neovim, a server, a workspace and a home of its own.
fn run_case(neovim: &Neovim, case: &str, binary: &Path) -> Result<()> {
    let folder = tempfile::tempdir().context("cannot create a folder for the case")?;
    let (workspace, home) = (folder.path().join("workspace"), folder.path().join("home"));
    for folder in [&workspace, &home] {
        fs::create_dir(folder).context("cannot create a folder for the case")?;
    }
    let logs = root().join("target/editors/neovim");
    fs::create_dir_all(&logs).with_context(|| format!("cannot create {}", logs.display()))?;
    let mut command = neovim.command()?;
    command.args(["--clean", "--headless", "-l"]).arg(root().join("tests/editors/neovim/run.lua")).arg(case);
    command
        .env("LEASTWISE", binary)
        .env("LEASTWISE_ROOT", root())
        .env("LEASTWISE_WORKSPACE", &workspace)
        .env("HOME", &home);
    for variable in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"] {
        command.env(variable, &home);
    }
    let log = logs.join(format!("{case}-{}.log", neovim.version));
    process::run_logged(&mut command, &log, CASE).with_context(|| {
        let text = fs::read_to_string(&log).unwrap_or_default();
        format!("case `{case}` failed in Neovim {}\n{}", neovim.version, text.trim())
    })
}
