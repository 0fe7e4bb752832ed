//! Node and npm, which the VS Code extension is built with.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::process;

const INSTALL: Duration = Duration::from_secs(600);

/// Installs packages into a folder of their own, without their install scripts.
pub(crate) fn install(folder: &Path, packages: &[&str]) -> Result<()> {
    // Without it, npm would install into a folder further up that has one.
    fs::write(folder.join("package.json"), "{ \"private\": true }\n").context("cannot write package.json")?;
    let mut npm = npm(folder);
    npm.args(["install", "--ignore-scripts", "--no-audit", "--no-fund"]).args(packages);
    process::run_logged(&mut npm, &folder.join("install.log"), INSTALL)
}

/// Installs what a package's own `package.json` names, for use only.
pub(crate) fn install_dependencies(folder: &Path) -> Result<()> {
    let mut npm = npm(folder);
    npm.args(["install", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"]);
    process::run_logged(&mut npm, &folder.join("install.log"), INSTALL)
}

fn npm(folder: &Path) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(folder);
    command
}
