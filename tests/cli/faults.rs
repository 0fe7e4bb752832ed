//! What can go wrong while files are rewritten. Whatever does: each policy holds all of its old text or all of its new
//! one, what others wrote stays, and nothing else is left in the folder.

mod findings;
mod killed;
mod meanwhile;
mod refused;
mod together;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use crate::fixtures::{DAY, POLICY, example};
use crate::sandbox::Sandbox;

/// What `fix` makes of [`POLICY`] with the findings of [`example`].
fn fixed() -> String {
    let sandbox = Sandbox::new(&[("MyRole.json", POLICY), ("finding.json", &example())]);
    let output = sandbox.output(&["fix", "--findings", "finding.json", "--as-of", DAY]);
    assert_eq!(output.status.code(), Some(0));
    sandbox.read("MyRole.json")
}

/// Everything below a sandbox, hidden files too: what it is, its mode, and what it holds.
fn tree(sandbox: &Sandbox) -> BTreeMap<PathBuf, String> {
    let mut tree = BTreeMap::new();
    add_tree(&sandbox.path(""), &mut tree);
    tree
}

fn add_tree(folder: &Path, tree: &mut BTreeMap<PathBuf, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let metadata = path.symlink_metadata().unwrap();
        let kind = metadata.file_type();
        let holds = if kind.is_symlink() {
            format!("link to {}", path.read_link().unwrap().display())
        } else if kind.is_dir() {
            add_tree(&path, tree);
            "folder".to_owned()
        } else if kind.is_fifo() {
            "pipe".to_owned()
        } else {
            std::fs::read_to_string(&path).unwrap()
        };
        tree.insert(path, format!("{:o} {holds}", metadata.permissions().mode()));
    }
}

fn make_pipe(path: &Path) {
    // A program of POSIX; not every system has the call that takes a folder.
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// A run of `fix` that has read all policies and waits for its findings, which come through a pipe.
struct Held {
    child: Child,
    findings: File,
}

impl Held {
    /// `pipe` is the name of a new pipe, which is gone again when this returns.
    fn start(sandbox: &Sandbox, pipe: &str) -> Held {
        let path = sandbox.path(pipe);
        make_pipe(&path);
        let mut command = sandbox.command(&["fix", "--findings", pipe, "--as-of", DAY]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // Nobody can open a pipe to write before somebody reads, and findings are read after the policies.
        let flags = i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap();
        let findings = loop {
            if let Ok(pipe) = File::options().write(true).custom_flags(flags).open(&path) {
                break pipe;
            }
            assert!(child.try_wait().unwrap().is_none(), "the run ended before it read its findings");
            std::thread::yield_now();
        };
        std::fs::remove_file(path).unwrap();
        Held { child, findings }
    }

    /// Lets it go on with these findings, to its end.
    fn go_on(mut self, findings: &str) -> Output {
        self.findings.write_all(findings.as_bytes()).unwrap();
        drop(self.findings);
        self.child.wait_with_output().unwrap()
    }
}
