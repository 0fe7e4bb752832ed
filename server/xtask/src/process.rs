//! Running other programs: those that may hang in a group of their own, which ends with them or at a deadline.

use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// Runs a command that a person watches, for as long as it takes, and tells how it ended. It stays in our group, so that
/// Ctrl-C ends both.
pub(crate) fn watched(command: &mut Command) -> Result<ExitStatus> {
    command.status().with_context(|| format!("cannot run {}", name(command)))
}

/// The cargo that runs this task, in the repository's root.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(crate::root::root());
    command
}

/// Runs a command to its end, with its output on ours.
pub(crate) fn run(command: &mut Command, deadline: Duration) -> Result<()> {
    let status = wait(command, deadline)?;
    succeeded(command, status)
}

/// An error where a command ended otherwise than well.
pub(crate) fn succeeded(command: &Command, status: ExitStatus) -> Result<()> {
    if !status.success() {
        bail!("{} ended with {status}", name(command));
    }
    Ok(())
}

/// Runs a command to its end and keeps its output in `log`. An error names the log and quotes its last line.
pub(crate) fn run_logged(command: &mut Command, log: &Path, deadline: Duration) -> Result<()> {
    let file = std::fs::File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
    let copy = file.try_clone().context("cannot share the log")?;
    command.stdin(Stdio::null()).stdout(file).stderr(copy);
    run(command, deadline).with_context(|| {
        let text = std::fs::read_to_string(log).unwrap_or_default();
        let last = text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("no output");
        format!("{} (all of it in {})", last.trim(), log.display())
    })
}

/// How long a command that was asked to end may take.
const GRACE: Duration = Duration::from_secs(10);

fn name(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let words = program.file_name().into_iter().chain(command.get_args());
    let words: Vec<_> = words.take(3).map(|word| word.to_string_lossy()).collect();
    format!("`{}`", words.join(" "))
}

fn wait(command: &mut Command, deadline: Duration) -> Result<ExitStatus> {
    let mut child = grouped(command).spawn().with_context(|| format!("cannot run {}", name(command)))?;
    let group = Group(child.id());
    let (done, end) = mpsc::channel();
    let waiting = thread::spawn(move || {
        // The answer is no longer waited for after the deadline.
        let _ = done.send(child.wait());
    });
    let mut ended = end.recv_timeout(deadline);
    if ended.is_err() {
        // What it started outside of its group, only it can end.
        group.signal(End::Asked);
        let _ = end.recv_timeout(GRACE);
        ended = Err(RecvTimeoutError::Timeout);
    }
    // Children that outlive the command, and the command itself where it did not listen.
    group.signal(End::Forced);
    let _ = waiting.join();
    match ended {
        Ok(status) => status.with_context(|| format!("cannot wait for {}", name(command))),
        Err(RecvTimeoutError::Timeout) => {
            bail!("{} did not end within {} s", name(command), deadline.as_secs())
        }
        Err(RecvTimeoutError::Disconnected) => bail!("the wait for {} failed", name(command)),
    }
}

/// A group of processes, by the id of its first.
struct Group(u32);

#[cfg(unix)]
fn grouped(command: &mut Command) -> &mut Command {
    use std::os::unix::process::CommandExt;
    command.process_group(0)
}

#[cfg(not(unix))]
fn grouped(command: &mut Command) -> &mut Command {
    command
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Asked,
    Forced,
}

impl Group {
    #[cfg(unix)]
    fn signal(&self, end: End) {
        use rustix::process::{Pid, Signal, kill_process_group};
        let signal = if end == End::Asked { Signal::TERM } else { Signal::KILL };
        let group = i32::try_from(self.0).ok().and_then(Pid::from_raw);
        if let Some(group) = group {
            // A group that has ended already is as it should be.
            let _ = kill_process_group(group, signal);
        }
    }

    #[cfg(not(unix))]
    fn signal(&self, end: End) {
        if end == End::Forced {
            let mut kill = Command::new("taskkill");
            kill.args(["/T", "/F", "/PID", &self.0.to_string()]).stdout(Stdio::null()).stderr(Stdio::null());
            let _ = kill.status();
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_command_that_fails_is_named_with_its_last_line() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let command = &mut shell("echo first; echo no such package >&2; echo; exit 3");
        let error = run_logged(command, &log, Duration::from_secs(60)).unwrap_err();
        let expected = format!("no such package (all of it in {}): `sh -c echo first", log.display());
        assert!(format!("{error:#}").starts_with(&expected), "{error:#}");
        assert!(format!("{error:#}").ends_with("ended with exit status: 3"), "{error:#}");
    }

    #[test]
    fn a_deadline_ends_the_command_and_its_children() {
        let folder = tempfile::tempdir().unwrap();
        let (log, pid) = (folder.path().join("log"), folder.path().join("pid"));
        let script = format!("sleep 1000 & echo $! > '{}'; wait", pid.display());
        let error = run_logged(&mut shell(&script), &log, Duration::from_secs(2)).unwrap_err();
        assert!(format!("{error:#}").contains("did not end within"), "{error:#}");
        let child = std::fs::read_to_string(pid).unwrap();
        let state = || std::fs::read_to_string(format!("/proc/{}/stat", child.trim())).unwrap_or_default();
        // A killed process takes a moment to end. Then it is gone, or a zombie until its new parent has noticed.
        let latest = std::time::Instant::now() + Duration::from_secs(30);
        while !(state().is_empty() || state().contains(" Z ")) {
            assert!(std::time::Instant::now() < latest, "{}", state());
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_program_that_is_not_there_is_said_in_one_line() {
        let error = run(&mut Command::new("no-such-program"), Duration::from_secs(1)).unwrap_err();
        assert!(format!("{error:#}").starts_with("cannot run `no-such-program`: "), "{error:#}");
    }
}
