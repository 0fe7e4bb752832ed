//! Node and npm, which the VS Code extension is built with.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::process;
use crate::retry::retried;
use crate::root::root;

const INSTALL: Duration = Duration::from_secs(600);
const SCRIPT: Duration = Duration::from_secs(600);
/// The oldest major version that the tools of the extension run on.
const OLDEST_NODE: u32 = 20;

/// The folder of the extension.
pub(crate) fn extension() -> PathBuf {
    root().join("editors/vscode")
}

/// Fails where Node or npm is missing or too old, and says what to do.
pub(crate) fn check() -> Result<()> {
    let advice = "install Node 20 or later with npm, or use `cargo xtask test --only rust`";
    let node = Command::new("node").arg("--version").output();
    let version = node.ok().filter(|node| node.status.success()).map(|node| node.stdout);
    let Some(version) = version.and_then(|text| String::from_utf8(text).ok()) else {
        bail!("there is no Node; {advice}");
    };
    let major: Option<u32> =
        version.trim().strip_prefix('v').and_then(|it| it.split('.').next()?.parse().ok());
    if major.is_none_or(|major| major < OLDEST_NODE) {
        bail!("Node {} is too old; {advice}", version.trim());
    }
    match npm(&root()).arg("--version").output() {
        Ok(npm) if npm.status.success() => Ok(()),
        _ => bail!("there is no npm; {advice}"),
    }
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
    let log = log("ci")?;
    retried(|| {
        let mut npm = npm(&folder);
        npm.args(["ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"]);
        process::run_logged(&mut npm, &log, INSTALL)
            .context("cannot install what the extension is built with")
    })?;
    fs::write(&installed, lock).context("cannot write to node_modules")
}

/// Runs a script of the extension's `package.json`.
pub(crate) fn run_script(script: &str, args: &[&str]) -> Result<()> {
    let mut npm = npm(&extension());
    npm.args(["run", "--silent", script]);
    if !args.is_empty() {
        npm.arg("--").args(args);
    }
    process::run_logged(&mut npm, &log(script)?, SCRIPT).with_context(|| format!("`npm run {script}` failed"))
}

/// Where the output of a script goes.
fn log(script: &str) -> Result<PathBuf> {
    let target = root().join("target");
    fs::create_dir_all(&target).with_context(|| format!("cannot create {}", target.display()))?;
    Ok(target.join(format!("npm-{script}.log")))
}

/// npm in a folder.
pub(crate) fn npm(folder: &Path) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(folder);
    command
}
