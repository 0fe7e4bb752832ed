//! The client for Emacs, used in a real Emacs in batch mode.

use std::fs;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::debian;
use crate::root::root;
use crate::{package, process};

/// The run takes a second; beside other work longer, and a wait in it has a deadline of its own.
const RUN: Duration = Duration::from_secs(600);
/// Debian's release with Emacs 30.1.
const RELEASE: &str = "trixie";
const VERSION: &str = "30.1";

/// Test the client for Emacs in Emacs 30
///
/// The log is left in `target/editors/emacs`.
#[derive(clap::Args, Default)]
pub(crate) struct Args {}

#[expect(clippy::print_stdout, reason = "what passed is the task's output")]
pub(crate) fn run(_: &Args) -> Result<()> {
    let binary = package::build(package::Profile::Dev)?;
    let mut emacs = emacs()?;
    let workspace = tempfile::tempdir().context("cannot create a workspace")?;
    let home = tempfile::tempdir().context("cannot create a home")?;
    let logs = root().join("target/editors/emacs");
    fs::create_dir_all(&logs).with_context(|| format!("cannot create {}", logs.display()))?;
    emacs
        .args(["-Q", "--batch", "-l"])
        .arg(root().join("tests/editors/emacs/run.el"))
        .env("LEASTWISE", binary)
        .env("LEASTWISE_ROOT", root())
        .env("LEASTWISE_WORKSPACE", workspace.path())
        .env("HOME", home.path());
    let log = logs.join("run.log");
    process::run_logged(&mut emacs, &log, RUN).with_context(|| {
        let text = fs::read_to_string(&log).unwrap_or_default();
        format!("the test in Emacs failed\n{}", text.trim())
    })?;
    println!("Emacs: passed");
    Ok(())
}

/// On Debian the one of a release, elsewhere the one that is installed.
fn emacs() -> Result<Command> {
    if !debian::is_here() {
        if Command::new("emacs").arg("--version").output().is_ok_and(|output| output.status.success()) {
            return Ok(Command::new("emacs"));
        }
        bail!("there is no Emacs; put emacs 29 or later on the path, run this on Debian, or use --only rust");
    }
    let emacs = debian::unpacked(RELEASE, "emacs-nox", "emacs-nox")?;
    // Run by the dynamic linker, Emacs finds neither its image nor its libraries by itself.
    let images = format!("usr/libexec/emacs/{VERSION}/{}", debian::triplet());
    let image = emacs.find(&images, "emacs-", ".pdmp")?;
    let mut command = emacs.command("emacs-nox")?;
    command
        .arg(format!("--dump-file={}", image.display()))
        .env(
            "EMACSLOADPATH",
            format!("{}:", emacs.path(&format!("usr/share/emacs/{VERSION}/lisp")).display()),
        )
        .env("EMACSDATA", emacs.path(&format!("usr/share/emacs/{VERSION}/etc")));
    Ok(command)
}
