//! What the server knows besides the open texts: the world, and the files it was made from. Immutable and replaced as a
//! whole, so that whoever holds one sees one moment.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use leastwise_advice::World;
use tower_lsp::ls_types::Uri;

use super::convert::position::Lines;
use super::readings::Reading;
use super::uri;
use crate::settings::Scope;
use crate::workspace::catalog::BrokenFile;
use crate::workspace::{FileText, Files, IgnoreFile, PolicyFile, SettingsOnDisk};

/// The world and its files.
#[derive(Debug)]
pub struct Knowledge {
    /// Counts the worlds; a later one has a higher number.
    pub generation: u64,
    /// What the engine says about texts.
    pub world: World,
    /// The policies as they stand on disk, for those that are not open.
    pub policies: Arc<[PolicyFile]>,
    /// Every file by name, with the text that the world has seen: the editor's where it is open.
    files: HashMap<Arc<str>, KnownFile>,
    roots: Arc<[Root]>,
    /// Which files diagnostics are listed for.
    pub scope: Scope,
}

/// A folder of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// The path as the client writes it.
    pub written: PathBuf,
    /// The normalized path.
    pub path: PathBuf,
}

/// A file as the world has seen it.
#[derive(Debug)]
pub struct KnownFile {
    /// The normalized path.
    pub path: PathBuf,
    text: FileText,
    /// What it holds.
    pub holds: Holds,
    lines: OnceLock<Lines>,
    /// The text that the findings were read from, where that is an earlier one, and its lines.
    earlier: Option<Box<Earlier>>,
}

/// An earlier text of a file. Hardly any file has one.
#[derive(Debug)]
struct Earlier {
    text: FileText,
    lines: OnceLock<Lines>,
}

impl Earlier {
    fn new(text: FileText) -> Box<Earlier> {
        Box::new(Earlier { text, lines: OnceLock::new() })
    }
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// So many policy documents.
    Policies(usize),
    /// Findings.
    Findings,
    /// It is a `leastwise.toml`.
    Settings,
    /// Neither, but something is wrong with it: a service reference file or an ignore file.
    Other,
    /// What looks like a policy, in a syntax that is not read; the first of its folder and syntax.
    Source,
}

impl KnownFile {
    /// Whether it is known for its policies.
    pub fn holds_policies(&self) -> bool {
        matches!(self.holds, Holds::Policies(_))
    }

    /// Whether it holds findings.
    pub fn is_findings(&self) -> bool {
        self.holds == Holds::Findings
    }

    /// Its text; `None` for a file that is too large to be held.
    pub fn text(&self) -> Option<&str> {
        match &self.text {
            FileText::Held(text) => Some(text),
            FileText::Large(_) => None,
        }
    }

    /// Whether this is its text.
    pub fn is_text(&self, text: &str) -> bool {
        self.text() == Some(text)
    }

    /// Whether its text is not held, and as long as this.
    pub fn is_large(&self, length: usize) -> bool {
        matches!(&self.text, FileText::Large(text) if text.length() == length)
    }

    /// The lines of the text.
    pub fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| lines(&self.text))
    }

    /// The lines of the text that the world has read, for places that it points at.
    pub fn lines_as_read(&self) -> &Lines {
        match &self.earlier {
            Some(earlier) => earlier.lines.get_or_init(|| lines(&earlier.text)),
            None => self.lines(),
        }
    }
}

fn lines(text: &FileText) -> Lines {
    match text {
        FileText::Held(text) => Lines::new(text),
        FileText::Large(text) => Lines::Large(Arc::clone(text)),
    }
}

impl From<&PolicyFile> for KnownFile {
    fn from(file: &PolicyFile) -> KnownFile {
        KnownFile {
            path: file.path.clone(),
            text: FileText::Held(Arc::clone(&file.source.text)),
            holds: Holds::Policies(file.source.documents.len()),
            lines: OnceLock::new(),
            earlier: None,
        }
    }
}

impl From<&Reading> for KnownFile {
    fn from(reading: &Reading) -> KnownFile {
        KnownFile {
            path: reading.now.path.clone(),
            text: reading.now.text.clone(),
            holds: Holds::Findings,
            lines: OnceLock::new(),
            earlier: reading.earlier.clone().map(Earlier::new),
        }
    }
}

impl From<&SettingsOnDisk> for KnownFile {
    fn from(file: &SettingsOnDisk) -> KnownFile {
        KnownFile {
            path: file.path.clone(),
            text: FileText::Held(Arc::clone(&file.text)),
            holds: Holds::Settings,
            lines: OnceLock::new(),
            earlier: file.earlier.clone().map(|text| Earlier::new(FileText::Held(text))),
        }
    }
}

impl From<&BrokenFile> for KnownFile {
    fn from(file: &BrokenFile) -> KnownFile {
        KnownFile {
            path: file.path.clone(),
            text: FileText::Held(Arc::clone(&file.text)),
            holds: Holds::Other,
            lines: OnceLock::new(),
            earlier: None,
        }
    }
}

impl From<&IgnoreFile> for KnownFile {
    fn from(file: &IgnoreFile) -> KnownFile {
        KnownFile {
            path: file.path.clone(),
            text: FileText::Held(Arc::clone(&file.text)),
            holds: Holds::Other,
            lines: OnceLock::new(),
            earlier: None,
        }
    }
}

impl Knowledge {
    /// `seen` are the policies and `findings` the findings that `world` was made from; `policies` are those on disk.
    pub fn new(
        generation: u64,
        world: World,
        seen: &Files,
        findings: &[Reading],
        policies: Arc<[PolicyFile]>,
        roots: Arc<[Root]>,
    ) -> Knowledge {
        let all_policies = seen.policies.iter().chain(&seen.bystanders);
        let files = all_policies
            .map(|file| (Arc::clone(&file.name), file.into()))
            .chain(findings.iter().map(|reading| (Arc::clone(&reading.now.name), reading.into())))
            .chain(seen.settings.iter().map(|file| (Arc::clone(&file.name), file.into())))
            .chain(seen.ignore_files.iter().map(|file| (Arc::clone(&file.name), file.into())))
            .collect();
        Knowledge { generation, world, policies, files, roots, scope: Scope::default() }
    }

    /// The same, with files of the catalog's folders that cannot be parsed.
    pub fn with_catalog(mut self, broken: &[BrokenFile]) -> Knowledge {
        self.files.extend(broken.iter().map(|file| (Arc::clone(&file.name), file.into())));
        self
    }

    /// The same, with diagnostics listed for other files.
    pub fn listing(self, scope: Scope) -> Knowledge {
        Knowledge { scope, ..self }
    }

    /// The file of a name.
    pub fn file(&self, name: &str) -> Option<&KnownFile> {
        self.files.get(name)
    }

    /// The findings files, as the world has seen them.
    pub fn findings(&self) -> impl Iterator<Item = (&Arc<str>, &KnownFile)> {
        self.files.iter().filter(|(_, file)| file.is_findings())
    }

    /// The files that hold no policies, as the world has seen them.
    pub fn others(&self) -> impl Iterator<Item = (&Arc<str>, &KnownFile)> {
        self.files.iter().filter(|(_, file)| !file.holds_policies())
    }

    /// The settings files, as the world has seen them.
    pub fn settings(&self) -> impl Iterator<Item = (&Arc<str>, &KnownFile)> {
        self.files.iter().filter(|(_, file)| file.holds == Holds::Settings)
    }

    /// The same, with what looks like policies in a syntax that is not read.
    pub fn with_sources(mut self) -> Knowledge {
        let firsts =
            self.world.unread_sources().filter_map(|sources| Some(Arc::clone(&sources.first()?.path)));
        let file = |name: &Arc<str>| KnownFile {
            path: PathBuf::from(&**name),
            text: FileText::Held("".into()),
            holds: Holds::Source,
            lines: OnceLock::new(),
            earlier: None,
        };
        self.files.extend(firsts.map(|name| (Arc::clone(&name), file(&name))).collect::<Vec<_>>());
        self
    }

    /// A path as a person reads it: below its folder of the workspace.
    pub fn shown(&self, path: &Path) -> String {
        let below = self.roots.iter().find_map(|root| path.strip_prefix(&root.path).ok());
        below.filter(|below| *below != Path::new("")).unwrap_or(path).display().to_string()
    }

    /// The URI of a file that is not open: below the folder as the client writes it, which may be a link.
    pub fn uri(&self, path: &Path) -> Option<Uri> {
        let below = |root: &Root| path.strip_prefix(&root.path).ok().map(|rest| root.written.join(rest));
        let written = self.roots.iter().find_map(below);
        uri::from_path(written.as_deref().unwrap_or(path))
    }
}
