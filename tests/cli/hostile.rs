//! What a repository may hold to bring the program down, or to have it do what its user did not request.

mod files;
mod limits;
mod links;
mod patch;
mod terminal;
mod yaml;

use std::io::Read;
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

use crate::sandbox::Sandbox;

/// Far longer than anything takes; only a test that fails waits for it.
const DEADLINE: Duration = Duration::from_secs(60);
/// In KiB: the catalog, the threads' stacks and much else fit into it, what never ends does not.
const MOST_MEMORY: u32 = 4 * 1024 * 1024;

/// What a run says, if it ends in time and without more memory than it may have.
fn run(sandbox: &Sandbox, args: &[&str], what: &str) -> String {
    let inner = sandbox.command(args);
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("ulimit -v {MOST_MEMORY}; exec \"$0\" \"$@\"")).arg(inner.get_program());
    command.args(inner.get_args()).current_dir(inner.get_current_dir().unwrap()).env_clear();
    command.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    // It has no writer, and it does not end.
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let (mut stdout, mut stderr) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let (sender, ended) = channel();
    std::thread::spawn(move || {
        let mut said = String::new();
        let read = stdout.read_to_string(&mut said).and_then(|_| stderr.read_to_string(&mut said));
        sender.send(read.map(|_| said))
    });
    let said = ended.recv_timeout(DEADLINE);
    if said.is_err() {
        child.kill().unwrap();
    }
    let status = child.wait().unwrap();
    assert!(said.is_ok(), "{what}: {args:?} does not end");
    let said = said.unwrap().unwrap();
    let known = status.code().is_some_and(|code| (0..=2).contains(&code));
    assert!(known && !said.contains("internal error"), "{what}: {args:?}: {status}\n{said}");
    said
}
