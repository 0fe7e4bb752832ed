//! `cargo xtask settings`: what is made from the one table of settings: the tables of `docs/settings.md`, the JSON schema
//! of `leastwise.toml` and the settings of the VS Code extension.

mod markdown;
mod schema;
mod vscode;

use std::fs;

use anyhow::{Context, Result};

/// Write what is made from the table of settings: documentation, schema, the VS Code extension's settings
#[derive(clap::Args)]
pub(crate) struct Args {}

const DOCUMENTATION: &str = "docs/settings.md";
const SCHEMA: &str = "editors/leastwise.schema.json";
const PACKAGE: &str = "editors/vscode/package.json";

pub(crate) fn run(_: &Args) -> Result<()> {
    for (path, text) in made()? {
        fs::write(crate::root::root().join(path), text).with_context(|| format!("cannot write {path}"))?;
    }
    Ok(())
}

/// Every file, with the text that it is to have.
fn made() -> Result<[(&'static str, String); 3]> {
    let documentation = read(DOCUMENTATION)?;
    let documentation =
        markdown::fill(&documentation).with_context(|| format!("cannot fill {DOCUMENTATION}"))?;
    let package = vscode::fill(&read(PACKAGE)?).with_context(|| format!("cannot fill {PACKAGE}"))?;
    Ok([(DOCUMENTATION, documentation), (SCHEMA, schema::text()?), (PACKAGE, package)])
}

fn read(path: &str) -> Result<String> {
    fs::read_to_string(crate::root::root().join(path)).with_context(|| format!("cannot read {path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_from_the_table_is_up_to_date() {
        for (path, text) in made().unwrap() {
            assert!(read(path).unwrap() == text, "{path} is stale: run `cargo xtask settings`");
        }
    }
}
