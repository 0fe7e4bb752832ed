//! The Neovims that the tests run in: on Debian unpacked from its releases, elsewhere the one that is installed.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::editors::debian::{self, Unpacked};

/// Debian's releases with the newest Neovim. What is new there may not be installable on some day, so there are two.
const NEWEST: &[&str] = &["sid", "forky"];
/// Debian's release with Neovim 0.10.
const OLDEST: &str = "trixie";

/// One Neovim.
#[derive(Debug)]
pub(super) struct Neovim {
    /// Such as `0.12.4`.
    pub(super) version: String,
    place: Place,
}

#[derive(Debug)]
enum Place {
    Unpacked(Unpacked),
    OnPath,
}

/// Finds the Neovims, and installs what is missing.
pub(super) fn neovims() -> Result<Vec<Neovim>> {
    if debian::is_here() {
        return Ok(vec![newest()?, unpacked(OLDEST)?]);
    }
    let on_path = Neovim::new(Place::OnPath);
    Ok(vec![on_path.context(
        "there is no Neovim; put nvim 0.10 or later on the path, run this on Debian, or use --only rust",
    )?])
}

#[expect(clippy::print_stdout, reason = "another Neovim than the newest must not go unsaid")]
fn newest() -> Result<Neovim> {
    let mut why = Vec::new();
    for release in NEWEST {
        match unpacked(release) {
            Ok(neovim) => return Ok(neovim),
            Err(error) => {
                println!("no Neovim of Debian {release}: {error:#}");
                why.push(format!("{error:#}"));
            }
        }
    }
    bail!("{}", why.join("; "))
}

fn unpacked(release: &str) -> Result<Neovim> {
    Neovim::new(Place::Unpacked(debian::unpacked(release, "neovim", "nvim")?))
}

impl Neovim {
    fn new(place: Place) -> Result<Neovim> {
        let mut neovim = Neovim { version: String::new(), place };
        let output = neovim.command()?.arg("--version").output().context("cannot run nvim")?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let version = text.lines().next().and_then(|line| line.strip_prefix("NVIM v"));
        neovim.version = version.context("nvim does not print its version")?.to_owned();
        Ok(neovim)
    }

    /// The start of a command line.
    pub(super) fn command(&self) -> Result<Command> {
        match &self.place {
            Place::OnPath => Ok(Command::new("nvim")),
            Place::Unpacked(unpacked) => {
                let mut command = unpacked.command("nvim")?;
                command.env("VIMRUNTIME", unpacked.path("usr/share/nvim/runtime"));
                // Run by the dynamic linker, Neovim does not find the parsers that come with it.
                let parsers = unpacked.path("usr/lib/nvim");
                command.arg("--cmd").arg(format!("set runtimepath+={}", parsers.display()));
                Ok(command)
            }
        }
    }
}
