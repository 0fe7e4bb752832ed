//! The VS Code extension, packaged, installed and used in a real VS Code.

mod install;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::root::root;
use crate::{npm, package, process};

/// All suites together take about three minutes.
const TESTS: Duration = Duration::from_secs(2400);
const BUNDLE: Duration = Duration::from_secs(60);

/// Test the VS Code extension in a real VS Code
///
/// Logs and screenshots are left in `target/editors/vscode`.
#[derive(clap::Args, Default)]
pub(crate) struct Args {
    /// Only the suites with names that contain this
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// Only take the pictures that the documentation shows, and write them to docs/images
    #[arg(long, conflicts_with = "only")]
    update: bool,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let out = root().join("target/editors/vscode");
    fs::create_dir_all(&out).with_context(|| format!("cannot create {}", out.display()))?;
    // Two runs in one clone would overwrite each other's bundles and workspaces.
    let lock = fs::File::create(out.join("run.lock")).context("cannot lock the tests' folder")?;
    lock.lock().context("cannot lock the tests' folder")?;
    npm::check()?;
    let tools = install::tools()?;
    npm::install_extension()?;
    npm::run_script("check", &[])?;
    npm::run_script("lint", &[])?;
    let binary = package::build(package::Profile::Dev)?;
    let target = package::host_target().context("VS Code has no name for this platform")?;
    let vsix = package::package(&binary, target)?;
    bundle(&tools.node, &out)?;
    let mut tests = Command::new(&tools.node);
    tests
        .arg(out.join("driver.cjs"))
        .env("NODE_PATH", npm::extension().join("node_modules"))
        .arg("--node")
        .arg(&tools.node)
        .arg("--server")
        .arg(&tools.server)
        .arg("--chromium")
        .arg(&tools.chromium)
        .arg("--vsix")
        .arg(vsix)
        .arg("--root")
        .arg(root())
        .arg("--out")
        .arg(&out);
    if let Some(only) = if args.update { Some(PICTURED) } else { args.only.as_deref() } {
        tests.arg("--only").arg(only);
    }
    process::run(&mut tests, TESTS)
        .context("a test in VS Code failed; logs are in target/editors/vscode/logs")?;
    if args.update {
        update_pictures(&out.join("screenshots"))?;
    }
    Ok(())
}

/// The suite that takes them.
const PICTURED: &str = "light";

/// The pictures that the documentation shows, as the tests call them and as it does.
const PICTURES: &[(&str, &str)] = &[
    ("light-docs-quick-fix.png", "quick-fix.png"),
    ("light-docs-narrowing.png", "narrowing.png"),
    ("light-docs-unused-access.png", "unused-access.png"),
];

fn update_pictures(from: &Path) -> Result<()> {
    let to = root().join("docs/images");
    fs::create_dir_all(&to).context("cannot create docs/images")?;
    for (taken, shown) in PICTURES {
        fs::copy(from.join(taken), to.join(shown)).with_context(|| format!("cannot keep {taken}"))?;
    }
    Ok(())
}

fn bundle(node: &Path, out: &Path) -> Result<()> {
    let mut bundle = Command::new(node);
    bundle.arg(root().join("tests/editors/vscode/esbuild.mjs")).arg(out);
    process::run(&mut bundle, BUNDLE)
}
