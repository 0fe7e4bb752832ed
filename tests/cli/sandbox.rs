//! A folder with files, and the binary run in it.

use std::path::PathBuf;
use std::process::{Command, Output};

/// A folder that is gone when the test is.
pub(crate) struct Sandbox(tempfile::TempDir);

impl Sandbox {
    pub(crate) fn new(files: &[(&str, &str)]) -> Sandbox {
        let sandbox = Sandbox(tempfile::tempdir().unwrap());
        for (path, text) in files {
            sandbox.write(path, text);
        }
        sandbox
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.path().canonicalize().unwrap().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap()
    }

    /// The binary in this folder, with nothing of the caller's environment that could change what it says.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_leastwise"));
        command.args(args).current_dir(self.path("")).env_clear().env("HOME", self.path(""));
        if let Some(root) = std::env::var_os("SystemRoot") {
            command.env("SystemRoot", root);
        }
        command
    }

    pub(crate) fn output(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Everything that a run says, with `[FOLDER]` for this folder and `[CATALOG]` for the catalog's day.
    pub(crate) fn run(&self, args: &[&str]) -> String {
        self.tell(&self.output(args))
    }

    /// See [`Sandbox::run`].
    pub(crate) fn tell(&self, output: &Output) -> String {
        let mut told = format!("exit code: {}\n", output.status.code().unwrap());
        for (name, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
            if !bytes.is_empty() {
                told.push_str(&format!("----- {name}\n{}", std::str::from_utf8(bytes).unwrap()));
            }
        }
        let folder = self.path("");
        let folder = folder.to_str().unwrap().trim_end_matches('/');
        let date = leastwise_iam::Catalog::embedded().date().to_string();
        told.replace(folder, "[FOLDER]").replace(&date, "[CATALOG]")
    }
}
