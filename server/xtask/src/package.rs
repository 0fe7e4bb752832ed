//! `cargo xtask package`: the VS Code extension for one platform, with the server inside.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::root::root;
use crate::{npm, process};

const BUILD: Duration = Duration::from_secs(1800);

/// Package the VS Code extension with the server inside, built as it is shipped
///
/// Needs Node and npm. Writes `target/package/leastwise-TARGET.vsix`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The platform, as VS Code calls it: `linux-x64`, `darwin-arm64`, `win32-x64`, … [default: this machine's]
    #[arg(long)]
    target: Option<String>,
    /// A binary that was built for that platform [default: built here for this machine]
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
}

#[expect(clippy::print_stdout, reason = "where the package is is the task's output")]
pub(crate) fn run(args: &Args) -> Result<()> {
    let here = host_target();
    let target = match (&args.target, here) {
        (Some(target), _) => target.as_str(),
        (None, Some(here)) => here,
        (None, None) => bail!("VS Code has no name for this platform; give --target and --binary"),
    };
    let binary = match &args.binary {
        Some(binary) => binary.clone(),
        None if Some(target) == here => build(Profile::Dist)?,
        None => bail!("{target} is not this machine's platform; give its --binary"),
    };
    println!("{}", package(&binary, target)?.display());
    Ok(())
}

/// How the server is built.
#[derive(Clone, Copy)]
pub(crate) enum Profile {
    /// Fast to build, for tests.
    Dev,
    /// As it is shipped.
    Dist,
}

/// Builds the server for this machine and returns its path.
pub(crate) fn build(profile: Profile) -> Result<PathBuf> {
    let (profile, folder) = match profile {
        Profile::Dev => ("dev", "debug"),
        Profile::Dist => ("dist", "dist"),
    };
    let mut cargo = process::cargo();
    cargo.args(["build", "--locked", "--quiet", "--bin", "leastwise", "--profile", profile]);
    process::run(&mut cargo, BUILD)?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    Ok(target.join(folder).join(format!("leastwise{}", std::env::consts::EXE_SUFFIX)))
}

/// Packages the extension with a binary, and says where the package is.
pub(crate) fn package(binary: &Path, target: &str) -> Result<PathBuf> {
    npm::check()?;
    npm::install_extension()?;
    npm::run_script("build", &[])?;
    let extension = npm::extension();
    for file in ["LICENSE-MIT", "LICENSE-APACHE", "CHANGELOG.md", "THIRD-PARTY-NOTICES.txt"] {
        copy(&root().join(file), &extension.join(file))?;
    }
    let server = extension.join("server");
    // A binary of another platform may lie there.
    if server.exists() {
        fs::remove_dir_all(&server).context("cannot remove the last package's server")?;
    }
    fs::create_dir_all(&server).context("cannot create the package's folder")?;
    let suffix = if target.starts_with("win32") { ".exe" } else { "" };
    copy(binary, &server.join(format!("leastwise{suffix}")))?;
    let out = root().join("target/package");
    fs::create_dir_all(&out).context("cannot create target/package")?;
    let vsix = out.join(format!("leastwise-{target}.vsix"));
    let to = vsix.to_str().context("the repository's path is not Unicode")?;
    npm::run_script("package", &["--target", target, "--out", to])?;
    Ok(vsix)
}

/// This machine's platform as VS Code calls it. Alpine is not told from other Linuxes.
pub(crate) fn host_target() -> Option<&'static str> {
    match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => Some("linux-x64"),
        ("linux", "aarch64") => Some("linux-arm64"),
        ("macos", "x86_64") => Some("darwin-x64"),
        ("macos", "aarch64") => Some("darwin-arm64"),
        ("windows", "x86_64") => Some("win32-x64"),
        ("windows", "aarch64") => Some("win32-arm64"),
        _ => None,
    }
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
    Ok(())
}
