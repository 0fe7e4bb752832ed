//! The policies that are edited: the demo's, and generated ones; and a workspace of many small ones.

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

/// A workspace of roles, each in a folder with its policy of 20 entries and a finding.
pub(crate) struct Roles {
    folder: tempfile::TempDir,
    policy: String,
    count: usize,
}

impl Roles {
    pub(crate) fn generated(count: usize) -> Roles {
        let roles = Roles { folder: tempfile::tempdir().unwrap(), policy: support::policy(20), count };
        for (index, policy) in roles.policies().enumerate() {
            let folder = policy.parent().unwrap();
            std::fs::create_dir(folder).unwrap();
            std::fs::write(&policy, &roles.policy).unwrap();
            std::fs::write(folder.join("finding.json"), support::finding_of(&name(index), EVERY)).unwrap();
        }
        roles
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The text of each policy.
    pub(crate) fn policy(&self) -> &str {
        &self.policy
    }

    pub(crate) fn policies(&self) -> impl Iterator<Item = PathBuf> {
        (0..self.count).map(|index| self.folder().join(name(index)).join("policy.json"))
    }
}

fn name(index: usize) -> String {
    format!("Role{index}")
}
