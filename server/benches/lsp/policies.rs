//! The policies that are edited: the demo's, and generated ones.

use std::path::{Path, PathBuf};

use crate::support;

/// Each tenth action that AWS tracks is unused: about a thousand of them.
const EVERY: usize = 10;

/// A workspace with one policy and a finding about its role.
pub(crate) struct Workspace {
    folder: tempfile::TempDir,
    policy: &'static str,
}

impl Workspace {
    /// The demo that comes with the program.
    pub(crate) fn demo() -> Workspace {
        let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("editors/demo");
        let workspace = Workspace { folder: tempfile::tempdir().unwrap(), policy: "MyRole.json" };
        for name in ["MyRole.json", "finding-MyRole.json"] {
            std::fs::copy(demo.join(name), workspace.folder().join(name)).unwrap();
        }
        workspace
    }

    /// A policy of so many entries.
    pub(crate) fn generated(entries: usize) -> Workspace {
        let workspace = Workspace { folder: tempfile::tempdir().unwrap(), policy: "Bench.json" };
        std::fs::write(workspace.policy(), support::policy(entries)).unwrap();
        std::fs::write(workspace.folder().join("finding.json"), support::finding(EVERY)).unwrap();
        workspace
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn policy(&self) -> PathBuf {
        self.folder().join(self.policy)
    }
}
