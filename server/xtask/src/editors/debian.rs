//! Programs of Debian's releases, unpacked into the cache and run with the libraries that come with them. Nothing of the
//! system changes, and no root is needed: pinning in its own apt would bring another libc along.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::{cache, process};

const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";
const APT: Duration = Duration::from_secs(300);
const UNPACK: Duration = Duration::from_secs(60);
const START: Duration = Duration::from_secs(60);

/// The root of what was unpacked.
#[derive(Debug)]
pub(super) struct Unpacked(PathBuf);

/// Whether this machine's mirror has Debian's releases.
pub(super) fn is_here() -> bool {
    os_release("ID").is_some_and(|id| id == "debian") && Path::new(KEYRING).is_file()
}

/// Unpacks a program of a release with all that it depends on, and sees it start. Once: delete the folder in the cache
/// for a newer one.
pub(super) fn unpacked(release: &str, package: &str, program: &str) -> Result<Unpacked> {
    let folder = cache::installed(&format!("debian-{release}-{package}"), |folder| {
        let root = folder.join("root");
        fetch(folder, &root, release, package, |_| true)?;
        let mut version = Unpacked(root).command(program)?;
        process::run_logged(version.arg("--version"), &folder.join("version.log"), START)
    })?;
    Ok(Unpacked(folder.join("root")))
}

/// Unpacks a program of the machine's own release, with all that it depends on but libc, and sees it start. For a
/// program that starts itself again, which another dynamic linker than the machine's would be in the way of. Answers with
/// what runs it.
pub(super) fn unpacked_here(package: &str, program: &str) -> Result<PathBuf> {
    let release = os_release("VERSION_CODENAME").context("/etc/os-release names no release")?;
    let launcher = |folder: &Path| folder.join("run");
    let folder = cache::installed(&format!("debian-{release}-{package}"), |folder| {
        let root = folder.join("root");
        fetch(folder, &root, &release, package, |archive| !archive.starts_with("libc6_"))?;
        let libraries = root.join("usr/lib").join(triplet());
        let script = format!(
            "#!/bin/sh\nexport LD_LIBRARY_PATH='{0}:{0}/pulseaudio' FONTCONFIG_SYSROOT='{1}'\nexec '{2}' \"$@\"\n",
            libraries.display(),
            root.display(),
            root.join(program).display(),
        );
        write_executable(&launcher(folder), &script)?;
        let mut version = Command::new(launcher(folder));
        process::run_logged(version.arg("--version"), &folder.join("version.log"), START)
    })?;
    Ok(launcher(&folder))
}

#[cfg(unix)]
fn write_executable(file: &Path, text: &str) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let permissions = fs::Permissions::from_mode(0o755);
    fs::write(file, text)
        .and_then(|()| fs::set_permissions(file, permissions))
        .context("cannot write to the cache")
}

#[cfg(not(unix))]
fn write_executable(_: &Path, _: &str) -> Result<()> {
    bail!("this is not Debian")
}

/// Unpacks the archives with the wanted names, of a package and of what it depends on.
fn fetch(
    folder: &Path,
    root: &Path,
    release: &str,
    package: &str,
    is_wanted: impl Fn(&str) -> bool,
) -> Result<()> {
    let (state, archives) = (folder.join("state"), folder.join("cache/archives"));
    for folder in [&state.join("lists/partial"), &archives.join("partial"), root] {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    // As if nothing were installed, so that all libraries come along.
    fs::write(folder.join("status"), "").context("cannot write to the cache")?;
    let sources = format!("deb [signed-by={KEYRING}] {} {release} main\n", mirror()?);
    fs::write(folder.join("sources.list"), sources).context("cannot write to the cache")?;
    let log = folder.join("apt.log");
    process::run_logged(apt(folder).args(["-q", "update"]), &log, APT)?;
    process::run_logged(apt(folder).args(["-q", "-y", "--download-only", "install", package]), &log, APT)?;
    for file in fs::read_dir(&archives).context("cannot read the cache")? {
        let file = file.context("cannot read the cache")?.path();
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        if name.ends_with(".deb") && is_wanted(&name) {
            let mut unpack = Command::new("dpkg-deb");
            process::run_logged(unpack.arg("-x").arg(&file).arg(root), &log, UNPACK)?;
        }
    }
    for done in [folder.join("cache"), state] {
        fs::remove_dir_all(&done).with_context(|| format!("cannot remove {}", done.display()))?;
    }
    Ok(())
}

/// `apt-get` with a state of its own. The machine's settings (a proxy, say) hold; its sources and preferences do not.
fn apt(folder: &Path) -> Command {
    let mut apt = Command::new("apt-get");
    let mut option = |name: &str, value: &str| {
        apt.arg("-o").arg(format!("{name}={value}"));
    };
    for (name, path) in [
        ("Dir::State", "state"),
        ("Dir::State::status", "status"),
        ("Dir::Cache", "cache"),
        ("Dir::Etc::sourcelist", "sources.list"),
    ] {
        option(name, &folder.join(path).to_string_lossy());
    }
    for (name, value) in [
        ("Dir::Etc::sourceparts", "/dev/null"),
        ("Dir::Etc::preferencesparts", "/dev/null"),
        ("APT::Sandbox::User", "root"),
        ("APT::Install-Recommends", "false"),
        ("APT::Update::Post-Invoke-Success", ""),
        ("Acquire::Languages", "none"),
        // Descriptions of desktop programs, where the machine wants them.
        ("Acquire::IndexTargets::deb::DEP-11::DefaultEnabled", "false"),
    ] {
        option(name, value);
    }
    apt.env("DEBIAN_FRONTEND", "noninteractive");
    apt
}

/// The mirror that the machine's own sources name for its own release.
fn mirror() -> Result<String> {
    let codename = os_release("VERSION_CODENAME").context("/etc/os-release names no release")?;
    let mut apt = Command::new("apt-get");
    apt.args(["indextargets", "--no-release-info", "--format", "$(RELEASE) $(COMPONENT) $(REPO_URI)"]);
    let output = apt.arg("Created-By: Packages").output().context("cannot run apt-get")?;
    let targets = String::from_utf8_lossy(&output.stdout).into_owned();
    let wanted = format!("{codename} main ");
    match targets.lines().find_map(|line| line.strip_prefix(&wanted)) {
        Some(uri) => Ok(uri.to_owned()),
        None => bail!("apt's sources name no mirror for {codename} main"),
    }
}

fn os_release(key: &str) -> Option<String> {
    let text = fs::read_to_string("/etc/os-release").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='))?;
    Some(line.trim_matches('"').to_owned())
}

impl Unpacked {
    /// A file or folder in it, by its path below the root.
    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.0.join(path)
    }

    /// The file in `folder` with a name that begins and ends so, whatever version or hash is between.
    pub(super) fn find(&self, folder: &str, start: &str, end: &str) -> Result<PathBuf> {
        let folder = self.path(folder);
        let files = fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
        let is_it = |path: &PathBuf| {
            path.file_name()
                .and_then(|name| name.to_str())
                .is_some_and(|name| name.starts_with(start) && name.ends_with(end))
        };
        let found = files.flatten().map(|file| file.path()).find(is_it);
        found.with_context(|| format!("there is no {start}…{end} in {}", folder.display()))
    }

    /// A program in it, to be run by its own dynamic linker with its own libraries.
    pub(super) fn command(&self, program: &str) -> Result<Command> {
        let libraries = format!("usr/lib/{}", triplet());
        let mut command = Command::new(self.find(&libraries, "ld-linux-", "")?);
        command.arg("--library-path").arg(self.path(&libraries)).arg(self.path("usr/bin").join(program));
        Ok(command)
    }
}

/// What Debian calls this machine's folders of libraries.
pub(super) fn triplet() -> String {
    format!("{}-linux-gnu", std::env::consts::ARCH)
}
