//! What can go wrong while files are rewritten. Whatever does: each policy holds all of its old text or all of its new
//! one, what others wrote stays, and nothing else is left in the folder.

mod findings;
mod killed;
mod meanwhile;
mod refused;
mod together;

use std::collections::BTreeMap;
use std::fs::File;
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

/// A run of `fix` that has read everything and has not written yet.
struct Held {
    child: Child,
    pipe: File,
    /// With the findings and the pipe at which it waits.
    _outside: tempfile::TempDir,
}

impl Held {
    fn start(sandbox: &Sandbox) -> Held {
        let outside = tempfile::tempdir().unwrap();
        let (findings, path) = (outside.path().join("finding.json"), outside.path().join("pipe"));
        std::fs::write(&findings, example()).unwrap();
        make_pipe(&path);
        let mut command = sandbox.command(&["fix", "--findings", findings.to_str().unwrap(), "--as-of", DAY]);
        command.env("LEASTWISE_TEST_HOLD", &path);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A pipe cannot be opened for writing before it is read.
        let flags = i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap();
        let pipe = loop {
            if let Ok(pipe) = File::options().write(true).custom_flags(flags).open(&path) {
                break pipe;
            }
            assert!(child.try_wait().unwrap().is_none(), "the run ended before it waited");
            std::thread::yield_now();
        };
        Held { child, pipe, _outside: outside }
    }

    /// Lets it go on to its end.
    fn go_on(self) -> Output {
        drop(self.pipe);
        self.child.wait_with_output().unwrap()
    }
}
