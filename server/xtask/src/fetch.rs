//! `cargo xtask fetch`: `leastwise fetch` with the real AWS CLI, against a server that stands for AWS.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::root::root;
use crate::{cache, package, process};

/// Half a gigabyte, most of it moto's and the AWS CLI's descriptions of services.
const INSTALL: Duration = Duration::from_secs(1200);
/// The tests take a minute and a half.
const TESTS: Duration = Duration::from_secs(1200);
/// The oldest Python that the packages run on.
const OLDEST: (u32, u32) = (3, 10);

/// Test `leastwise fetch` with the real AWS CLI against a server that stands for AWS
///
/// Installs both into the user's cache folder first, with Python's pip, where they are not there yet.
#[derive(clap::Args, Default)]
pub(crate) struct Args {
    /// Only the tests with names that contain one of these
    names: Vec<String>,
    /// Another AWS CLI than the one that is installed, such as version 2
    #[arg(long, value_name = "PATH")]
    aws: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let binary = package::build(package::Profile::Dev)?;
    let environment = environment()?;
    let aws = args.aws.clone().unwrap_or_else(|| program(&environment, "aws"));
    let mut tests = Command::new(program(&environment, "python"));
    tests.arg("-B").arg(root().join("tests/fetch/server/test.py")).arg(binary).arg(aws).args(&args.names);
    process::run(&mut tests, TESTS).context("a test of `leastwise fetch` failed")
}

/// The virtual environment with what `requirements.txt` names.
fn environment() -> Result<PathBuf> {
    let file = root().join("tests/fetch/server/requirements.txt");
    let requirements =
        fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut hash = DefaultHasher::new();
    requirements.hash(&mut hash);
    cache::installed(&format!("fetch-{:016x}", hash.finish()), |folder| {
        let log = folder.join("install.log");
        let mut create = Command::new(python()?);
        process::run_logged(create.args(["-m", "venv"]).arg(folder.join("venv")), &log, INSTALL)
            .context("Python's module `venv` is needed (python3-venv on Debian)")?;
        let mut install = Command::new(program(folder, "python"));
        install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]).arg(&file);
        process::run_logged(&mut install, &log, INSTALL)
    })
}

fn program(folder: &Path, name: &str) -> PathBuf {
    let bin = if cfg!(windows) { "Scripts" } else { "bin" };
    folder.join("venv").join(bin).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

fn python() -> Result<&'static str> {
    let name = if cfg!(windows) { "python" } else { "python3" };
    let output = Command::new(name).arg("--version").output();
    let printed =
        output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    match version(&printed) {
        Some(found) if found >= OLDEST => Ok(name),
        _ => bail!("Python {}.{} or later is needed, with its module `venv`", OLDEST.0, OLDEST.1),
    }
}

/// Out of `Python 3.11.7`.
fn version(printed: &str) -> Option<(u32, u32)> {
    let mut parts = printed.trim().strip_prefix("Python ")?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_python_is_found() {
        for (printed, expected) in
            [("Python 3.11.7\n", Some((3, 11))), ("Python 2.7.18", Some((2, 7))), ("", None), ("bash", None)]
        {
            assert_eq!(version(printed), expected, "{printed}");
        }
    }
}
