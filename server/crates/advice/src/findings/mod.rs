//! Findings of every format in one normal form.

use std::sync::Arc;

use crate::Advice;

/// A findings file, read.
#[derive(Debug)]
pub struct FindingsFile {
    /// The file, as it was named.
    pub path: Arc<str>,
    /// Which format it has.
    pub format: Format,
    /// What is wrong with it, at its place.
    pub problems: Vec<Advice>,
    /// The file is half-written or damaged: its findings do not speak, and who keeps an earlier reading of it goes
    /// on with that one.
    pub broken: bool,
}

/// The formats, recognised by content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// `aws accessanalyzer get-finding-v2`: one, a list, JSON lines or concatenated.
    GetFindingV2,
    /// `[{"serviceNamespace": …, "actions": [ … ]}]`.
    BareList,
}

/// Reads a file's text; `None` where it is not a findings file.
pub fn read(path: &str, text: &str) -> Option<FindingsFile> {
    let _ = (path, text);
    unimplemented!()
}

/// A quick look at the raw text: `false` only where [`read`] would return `None`.
pub fn may_be_findings(text: &str) -> bool {
    let _ = text;
    unimplemented!()
}
