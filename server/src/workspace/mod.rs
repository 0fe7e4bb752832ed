//! The files of a workspace: which are policies, which are findings. The only place that touches the disk.

pub mod catalog;
pub mod identity;
pub mod load;
pub mod memory;
pub mod progress;
pub mod scan;
mod settings;
pub mod watch;
pub mod world;
pub mod write;

use std::path::PathBuf;
use std::sync::Arc;

use leastwise_advice::{FindingsFile, SettingsFile};
use leastwise_policy::Source;

/// A policy file on disk, read.
#[derive(Clone, Debug)]
pub struct PolicyFile {
    /// The normalised path (see [`identity::normalise`]).
    pub path: PathBuf,
    /// The path as text with `/`, the name by which the engine knows the file.
    pub name: Arc<str>,
    /// The text and what was found in it.
    pub source: Arc<Source>,
}

/// A findings file on disk, read.
#[derive(Clone, Debug)]
pub struct FindingsOnDisk {
    /// The normalised path.
    pub path: PathBuf,
    /// The path as text with `/`.
    pub name: Arc<str>,
    /// The text, for positions.
    pub text: Arc<str>,
    /// What it says.
    pub file: Arc<FindingsFile>,
}

/// A `leastwise.toml` on disk, read.
#[derive(Clone, Debug)]
pub struct SettingsOnDisk {
    /// The normalised path.
    pub path: PathBuf,
    /// The path as text with `/`.
    pub name: Arc<str>,
    /// The text, for positions.
    pub text: Arc<str>,
    /// What it says.
    pub file: Arc<SettingsFile>,
    /// The text that it was read from, where that is an earlier one.
    pub earlier: Option<Arc<str>>,
    /// All that lies in its folder and below was scanned, so that it can be said of a table that it is about nothing.
    pub whole: bool,
}

/// A file that was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The path.
    pub path: PathBuf,
    /// Why, as the end of a sentence that begins with the path.
    pub reason: String,
    /// Nobody could look into it, so that it may hold findings.
    pub unseen: bool,
}

impl Skipped {
    /// Something that was looked at as far as it takes to know that it holds no findings.
    pub fn new(path: impl Into<PathBuf>, reason: impl Into<String>) -> Skipped {
        Skipped { path: path.into(), reason: reason.into(), unseen: false }
    }

    /// Something that nobody could look into.
    pub fn unseen(path: impl Into<PathBuf>, reason: impl Into<String>) -> Skipped {
        Skipped { unseen: true, ..Skipped::new(path, reason) }
    }
}

/// What a scan found, each list sorted by name and without doubles.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// The policy files.
    pub policies: Vec<PolicyFile>,
    /// Policy files beside a file that was named, not asked about themselves. Nothing is said about them, but
    /// attribution must know of them: a findings file does not speak about the only policy of a folder where
    /// there are two.
    pub bystanders: Vec<PolicyFile>,
    /// The findings files.
    pub findings: Vec<FindingsOnDisk>,
    /// The settings files, also those in folders between a root and its workspace folder.
    pub settings: Vec<SettingsOnDisk>,
    /// The folders of the workspace: for each root that was scanned, the repository that holds it, or else the
    /// current folder where that holds it, or else the root's own folder. Sorted, without doubles.
    pub folders: Vec<PathBuf>,
    /// The findings were named by the caller (see [`scan::Scan::findings`]).
    pub findings_named: bool,
    /// Files that may hold a policy and could not be read, those beside named files included.
    pub unread: Vec<PathBuf>,
    /// What could not be read.
    pub skipped: Vec<Skipped>,
}
