//! Finding and reading the files below some roots.

use std::path::PathBuf;

use super::{Files, Skipped};

/// What to scan.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    /// Folders (walked) and files (read whatever they are called).
    pub roots: Vec<PathBuf>,
    /// Findings named by the caller: only these are used, and ignore files do not hide them.
    pub findings: Option<Vec<PathBuf>>,
}

/// Walks and reads in parallel. An unreadable file is skipped with a reason; a missing root is an error.
pub fn scan(scan: &Scan) -> Result<Files, Skipped> {
    let _ = scan;
    unimplemented!()
}
