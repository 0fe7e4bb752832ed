//! A folder of its own for each test.

use std::path::{Path, PathBuf};

use tower_lsp::ls_types::Uri;

use crate::client::{Client, Start};
use crate::workspace_files;

/// A folder that goes away with the test.
pub(crate) struct Workspace {
    folder: tempfile::TempDir,
}

impl Workspace {
    /// A folder with these files.
    pub(crate) fn new(files: &[(&str, &str)]) -> Workspace {
        let workspace = Workspace { folder: tempfile::tempdir().unwrap() };
        for (name, text) in files {
            workspace.write(name, text);
        }
        workspace
    }

    /// The demo that comes with the program: a role's policy and the finding about it.
    pub(crate) fn demo() -> Workspace {
        Workspace::new(&[("MyRole.json", DEMO_POLICY), ("finding-MyRole.json", DEMO_FINDING)])
    }

    /// A folder with the files of a fixture in `tests/fixtures/workspaces`.
    pub(crate) fn read_from(fixture: &str) -> Workspace {
        let files = workspace_files::Workspace::read(fixture).files;
        Workspace::new(&files.iter().map(|(path, text)| (&**path, &**text)).collect::<Vec<_>>())
    }

    /// The folder, without links.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap()
    }

    /// Writes a file, and the folders that it stands in.
    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// The text of a file, if there is one.
    pub(crate) fn read(&self, name: &str) -> Option<String> {
        std::fs::read_to_string(self.folder.path().join(name)).ok()
    }

    /// Deletes a file.
    pub(crate) fn delete(&self, name: &str) {
        std::fs::remove_file(self.folder.path().join(name)).unwrap();
    }

    /// Moves a file or a folder.
    pub(crate) fn rename(&self, from: &str, to: &str) {
        let path = |name| self.folder.path().join(name);
        std::fs::rename(path(from), path(to)).unwrap();
    }

    /// The URI of a file.
    pub(crate) fn uri(&self, name: &str) -> Uri {
        uri(&self.path().join(name))
    }

    /// Starts a server on the folder with a client that can do everything.
    pub(crate) fn start(&self) -> Client {
        self.start_with(Start::default())
    }

    /// Starts a server on the folder.
    pub(crate) fn start_with(&self, start: Start) -> Client {
        Start { folders: vec![uri(&self.path())], ..start }.start()
    }
}

/// The URI of a path.
pub(crate) fn uri(path: &Path) -> Uri {
    Uri::from_file_path(path).unwrap()
}

/// What the demo's policy shows.
pub(crate) const SHOWN: &[(&str, usize)] = &[("excess-wildcard", 1), ("unused-action", 8)];
/// The policy of the demo.
pub(crate) const DEMO_POLICY: &str = include_str!("../../editors/demo/MyRole.json");
/// The finding of the demo.
pub(crate) const DEMO_FINDING: &str = include_str!("../../editors/demo/finding-MyRole.json");
