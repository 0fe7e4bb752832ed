//! Cargo's tools that the test command does not need, each at a fixed version, installed into the cache folder.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use crate::{cache, process};

/// A program of a package from the registry.
pub(crate) struct Tool {
    /// Of the package and of its program.
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
}

/// What `cargo deny check` reads is in `deny.toml`.
pub(crate) const DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2" };
pub(crate) const FUZZ: Tool = Tool { name: "cargo-fuzz", version: "0.13.2" };
pub(crate) const MUTANTS: Tool = Tool { name: "cargo-mutants", version: "27.1.0" };

/// These are large programs, and built from source.
const INSTALL: Duration = Duration::from_secs(3600);

impl Tool {
    /// The program, as cargo calls it, in the repository's root. It is built first where it is not there yet.
    pub(crate) fn command(&self) -> Result<Command> {
        let mut command = Command::new(self.program()?);
        // `cargo NAME` hands the name on.
        command.arg(self.name.trim_start_matches("cargo-")).current_dir(crate::root::root());
        Ok(command)
    }

    fn program(&self) -> Result<PathBuf> {
        let Tool { name, version } = self;
        let folder = cache::installed(&format!("{name}-{version}"), |folder| {
            let mut cargo = Command::new("cargo");
            cargo.args(["install", "--locked", "--root"]).arg(folder).args(["--version", version, name]);
            process::run_logged(&mut cargo, &folder.join("install.log"), INSTALL)
        })?;
        Ok(folder.join("bin").join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
    }
}
