//! Running a program that may hang, print without end, or wait for input.

use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use super::{Failure, Kind, Sink};
use crate::Cancel;

/// What a program may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) time: Duration,
    /// Of its output.
    pub(crate) bytes: u64,
}

/// How a program ended.
#[derive(Clone, Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) signal: Option<i32>,
    /// The end of what it printed on stderr.
    pub(crate) stderr: String,
}

impl Ran {
    pub(crate) fn succeeded(&self) -> bool {
        self.code == Some(0)
    }

    /// The end of a sentence that begins with the program.
    pub(crate) fn how_it_ended(&self) -> String {
        match (self.code, self.signal) {
            (Some(code), _) => format!("exited with code {code}"),
            (None, Some(signal)) => format!("was terminated by signal {signal}"),
            (None, None) => "ended".to_owned(),
        }
    }
}

/// As much of stderr as is kept: its end, where the reason stands.
const STDERR_BYTES: usize = 32 * 1024;
/// How often it is looked whether a program is to be ended.
const TICK: Duration = Duration::from_millis(20);
/// How long a program that was asked to end may take.
const GRACE: Duration = Duration::from_secs(1);

/// Runs a program to its end; its output goes to `sink`. The second half of the result is what became of that.
///
/// Its stdin is closed, and it has a process group of its own, which ends with it where it takes too long.
pub(crate) fn run(
    command: &mut Command,
    limits: Limits,
    cancel: &Cancel,
    sink: Sink<'_>,
) -> Result<(Ran, serde_json::Result<()>), Failure> {
    if cancel.is_cancelled() {
        return Err(Failure::cancelled());
    }
    let program = command.get_program().display().to_string();
    let started = Instant::now();
    let mut child = grouped(command)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| Failure::no_program(format!("cannot run {program}: {error}")))?;
    let (Some(stdout), Some(stderr)) = (child.stdout.take(), child.stderr.take()) else {
        return Err(Failure::no_program(format!("cannot read what {program} prints")));
    };
    let (tail, tail_is_read) = keep_tail(stderr);
    let group = Group(child.id());
    let deadline = started + limits.time;
    let mut output = Bounded { inner: stdout, left: limits.bytes, exceeded: false };

    let (read, ended) = thread::scope(|scope| {
        let (done, is_done) = mpsc::channel::<()>();
        let watch = scope.spawn(move || watch(&is_done, group, deadline, cancel));
        let read = sink(&mut output);
        // What is left unread would block the program.
        let _ = io::copy(&mut output, &mut io::sink());
        drop(done);
        (read, watch.join().unwrap_or(None))
    });
    let ended = ended.or(output.exceeded.then_some(Ended::TooMuch));
    if ended.is_some() {
        group.end(End::Asked);
    }
    let status = wait(&mut child, group, ended, deadline, cancel);
    let _ = tail_is_read.recv_timeout(GRACE);
    let stderr = String::from_utf8_lossy(&tail.lock()).into_owned();
    let (status, ended) =
        status.map_err(|error| Failure::no_program(format!("cannot wait for {program}: {error}")))?;
    match ended {
        Some(ended) => Err(ended.failure(&program, &limits, &stderr)),
        None => Ok((Ran { code: status.code(), signal: signal(status), stderr }, read)),
    }
}

/// Why a program was ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    Cancelled,
    TooLate,
    TooMuch,
    /// It wanted to read from the terminal, and the system stopped it.
    Asks,
}

impl Ended {
    fn failure(self, program: &str, limits: &Limits, stderr: &str) -> Failure {
        let said = stderr.lines().rev().map(str::trim).find(|line| !line.is_empty());
        let said = said.map(|line| format!(" (it printed: {line:.200})")).unwrap_or_default();
        match self {
            Ended::Cancelled => Failure::cancelled(),
            Ended::TooLate => {
                let time = limits.time.as_secs();
                let message = format!(
                    "{program} did not answer within {time} s and was stopped{said}; check whether it works on its own, \
                     or allow more time with --time-limit"
                );
                Failure::new(Kind::Hangs, message)
            }
            Ended::Asks => {
                let message = format!(
                    "{program} waits for input on the terminal{said}, such as an MFA code; sign in first by \
                     running `aws sts get-caller-identity` with the same profile"
                );
                Failure::new(Kind::Hangs, message)
            }
            Ended::TooMuch => Failure::new(
                Kind::Malformed,
                format!("{program} printed more than {} MB and was stopped", limits.bytes / (1024 * 1024)),
            ),
        }
    }
}

/// Ends the group where it takes too long or the run is to stop, until the output was read.
fn watch(is_done: &Receiver<()>, group: Group, deadline: Instant, cancel: &Cancel) -> Option<Ended> {
    loop {
        if is_done.recv_timeout(TICK) == Err(RecvTimeoutError::Disconnected) {
            return None;
        }
        let ended = if cancel.is_cancelled() {
            Ended::Cancelled
        } else if group.is_stopped() {
            Ended::Asks
        } else if Instant::now() >= deadline {
            Ended::TooLate
        } else {
            continue;
        };
        group.end(End::Asked);
        // It may not listen, and then goes on holding its output open.
        if is_done.recv_timeout(GRACE) == Err(RecvTimeoutError::Timeout) {
            group.end(End::Forced);
        }
        return Some(ended);
    }
}

/// Waits for the program itself, after the end of its output.
fn wait(
    child: &mut Child,
    group: Group,
    mut ended: Option<Ended>,
    deadline: Instant,
    cancel: &Cancel,
) -> io::Result<(ExitStatus, Option<Ended>)> {
    let mut force_at = ended.map(|_| Instant::now() + GRACE);
    let mut pause = Duration::from_micros(200);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok((status, ended));
        }
        let now = Instant::now();
        if ended.is_none() && (cancel.is_cancelled() || now >= deadline) {
            ended = Some(if cancel.is_cancelled() { Ended::Cancelled } else { Ended::TooLate });
            group.end(End::Asked);
            force_at = Some(now + GRACE);
        }
        if force_at.is_some_and(|at| now >= at) {
            group.end(End::Forced);
        }
        thread::sleep(pause);
        pause = (pause * 2).min(TICK);
    }
}

/// Reads stderr to its end on a thread of its own, and keeps the last part.
fn keep_tail(mut stderr: impl Read + Send + 'static) -> (Arc<Mutex<Vec<u8>>>, Receiver<()>) {
    let tail = Arc::new(Mutex::new(Vec::new()));
    let (done, is_done) = mpsc::channel();
    let kept = Arc::clone(&tail);
    // Not joined: what the program started may hold its stderr open for ever.
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = stderr.read(&mut buffer) {
            let mut kept = kept.lock();
            kept.extend_from_slice(buffer.get(..count).unwrap_or_default());
            let over = kept.len().saturating_sub(STDERR_BYTES);
            kept.drain(..over);
        }
        let _ = done.send(());
    });
    (tail, is_done)
}

/// Reads so many bytes at most.
struct Bounded<R> {
    inner: R,
    left: u64,
    exceeded: bool,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        match self.left.checked_sub(count as u64) {
            Some(left) => self.left = left,
            None => {
                self.exceeded = true;
                return Err(io::Error::other("more than is read"));
            }
        }
        Ok(count)
    }
}

/// A group of processes, by the id of its first, which has not been waited for.
#[derive(Clone, Copy)]
struct Group(u32);

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Asked,
    Forced,
}

#[cfg(unix)]
fn grouped(command: &mut Command) -> &mut Command {
    use std::os::unix::process::CommandExt;
    command.process_group(0)
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(unix)]
impl Group {
    fn pid(self) -> Option<rustix::process::Pid> {
        i32::try_from(self.0).ok().and_then(rustix::process::Pid::from_raw)
    }

    fn end(self, end: End) {
        use rustix::process::{Signal, kill_process_group};
        let Some(group) = self.pid() else { return };
        // A group that has ended is as it should be.
        if end == End::Asked {
            let _ = kill_process_group(group, Signal::TERM);
            // One that is stopped hears nothing.
            let _ = kill_process_group(group, Signal::CONT);
        } else {
            let _ = kill_process_group(group, Signal::KILL);
        }
    }

    /// Whether the system has stopped it, as it does with whoever reads from a terminal in the background.
    fn is_stopped(self) -> bool {
        use rustix::process::{WaitId, WaitIdOptions, waitid};
        let options = WaitIdOptions::STOPPED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        let Some(pid) = self.pid() else { return false };
        waitid(WaitId::Pid(pid), options).is_ok_and(|status| status.is_some_and(|status| status.stopped()))
    }
}

#[cfg(not(unix))]
fn grouped(command: &mut Command) -> &mut Command {
    command
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}

#[cfg(not(unix))]
impl Group {
    fn end(self, _: End) {
        let Some(root) = std::env::var_os("SystemRoot") else { return };
        let taskkill = std::path::Path::new(&root).join("System32").join("taskkill.exe");
        let mut kill = Command::new(taskkill);
        kill.args(["/T", "/F", "/PID", &self.0.to_string()]);
        let _ = kill.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    }

    fn is_stopped(self) -> bool {
        false
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
