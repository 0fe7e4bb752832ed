//! Node and npm, which the VS Code extension is built with.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::process;
use crate::root::root;

const INSTALL: Duration = Duration::from_secs(600);
const SCRIPT: Duration = Duration::from_secs(300);

/// The folder of the extension.
pub(crate) fn extension() -> PathBuf {
    root().join("editors/vscode")
}

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

/// Installs what the extension's lock file names, where that is not what is installed.
pub(crate) fn install_extension() -> Result<()> {
    let folder = extension();
    let lock = fs::read(folder.join("package-lock.json")).context("cannot read the extension's lock file")?;
    let installed = folder.join("node_modules/.installed-lock.json");
    if fs::read(&installed).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let mut npm = npm(&folder);
    npm.args(["ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"]);
    let log = root().join("target/npm-ci.log");
    process::run_logged(&mut npm, &log, INSTALL)
        .context("cannot install what the extension is built with")?;
    fs::write(&installed, lock).context("cannot write to node_modules")
}

/// Runs a script of the extension's `package.json`.
pub(crate) fn run_script(script: &str, args: &[&str]) -> Result<()> {
    let mut npm = npm(&extension());
    npm.args(["run", "--silent", script]);
    if !args.is_empty() {
        npm.arg("--").args(args);
    }
    let log = root().join(format!("target/npm-{script}.log"));
    process::run_logged(&mut npm, &log, SCRIPT).with_context(|| format!("`npm run {script}` failed"))
}

fn npm(folder: &Path) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(folder);
    command
}
