//! The files that were read, by what they are: how lists of them are put together and compared.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use leastwise_advice::unread_source::UnreadSyntax;
use leastwise_advice::{FindingsFile, SettingsFile};
use leastwise_policy::{Source, Span};

use super::identity;
use super::large::LargeText;
use super::load::Loaded;
use super::scan::has_known_extension;

/// A policy file on disk, read.
#[derive(Clone, Debug)]
pub struct PolicyFile {
    /// The normalized path (see [`super::identity::normalise`]).
    pub path: PathBuf,
    /// The path as text with `/`, the name by which the engine knows the file.
    pub name: Arc<str>,
    /// The text and what was found in it.
    pub source: Arc<Source>,
}

/// A findings file on disk, read.
#[derive(Clone, Debug)]
pub struct FindingsOnDisk {
    /// The normalized path.
    pub path: PathBuf,
    /// The path as text with `/`.
    pub name: Arc<str>,
    /// The text, for positions.
    pub text: FileText,
    /// What it says.
    pub file: Arc<FindingsFile>,
}

/// The text of a file.
#[derive(Clone, Debug)]
pub enum FileText {
    /// All of it.
    Held(Arc<str>),
    /// What finds a part of it again.
    Large(Arc<LargeText>),
}

impl FileText {
    /// Whether both are the same text.
    fn is_same(&self, other: &FileText) -> bool {
        match (self, other) {
            (FileText::Held(one), FileText::Held(other)) => same_text(one, other),
            (FileText::Large(one), FileText::Large(other)) => one.is_same(other),
            _ => false,
        }
    }
}

/// A `leastwise.toml` on disk, read.
#[derive(Clone, Debug)]
pub struct SettingsOnDisk {
    /// The normalized path.
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

/// An ignore file of Git's that cannot be read, or not whole, so that what it ignores is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoreFile {
    /// The normalized path.
    pub path: PathBuf,
    /// The path as text with `/`.
    pub name: Arc<str>,
    /// The text, for positions; empty where it was not read.
    pub text: Arc<str>,
    /// Where in it something is wrong.
    pub span: Span,
    /// What is wrong, as the end of a sentence that begins with the file.
    pub reason: String,
}

/// A file that looks like it holds a policy, in a syntax that is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceOnDisk {
    /// The normalized path.
    pub path: PathBuf,
    /// The path as text with `/`.
    pub name: Arc<str>,
    /// What it is written in.
    pub syntax: UnreadSyntax,
}

/// A file that was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The path.
    pub path: PathBuf,
    /// Why, as the end of a sentence that begins with the path.
    pub reason: String,
    /// It could not be read, so that it may hold findings.
    pub unseen: bool,
    /// What can be made of its text, where it looks like a policy.
    pub policy: Option<Arc<str>>,
}

impl Skipped {
    /// Something that was looked at as far as it takes to know that it holds no findings.
    pub fn new(path: impl Into<PathBuf>, reason: impl Into<String>) -> Skipped {
        Skipped { path: path.into(), reason: reason.into(), unseen: false, policy: None }
    }

    /// It as a policy that cannot be parsed, where it looks like one.
    fn undecoded(&self) -> Option<PolicyFile> {
        let source = Arc::new(Source::unread(Arc::clone(self.policy.as_ref()?), &self.reason));
        Some(PolicyFile { path: self.path.clone(), name: identity::name(&self.path), source })
    }

    /// Something that could not be read.
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
    /// attribution must know of them: a findings file does not apply to the only policy of a folder if
    /// there are two.
    pub bystanders: Vec<PolicyFile>,
    /// The findings files.
    pub findings: Vec<FindingsOnDisk>,
    /// The settings files, also those in folders between a root and its workspace folder.
    pub settings: Vec<SettingsOnDisk>,
    /// The folders of the workspace: for each root that was scanned, the repository that holds it, or else the
    /// current folder where that holds it, or else the root's own folder. Sorted, without doubles.
    pub folders: Vec<PathBuf>,
    /// The findings were named by the caller (see [`super::scan::Scan::findings`]).
    pub findings_named: bool,
    /// Some of them are in a folder that `leastwise fetch` has made, and were not named one by one.
    pub findings_fetched: bool,
    /// Links to policy files, each with the file that it leads to: such a file has several names.
    pub links: Vec<(PathBuf, PathBuf)>,
    /// Of these, the links by which alone a file outside of the folders was found. Neither was named.
    pub links_out: Vec<(PathBuf, PathBuf)>,
    /// Files that may hold a policy and could not be read, those beside named files included.
    pub unread: Vec<PathBuf>,
    /// Ignore files that do not hold as they stand.
    pub ignore_files: Vec<IgnoreFile>,
    /// What could not be read.
    pub skipped: Vec<Skipped>,
    /// Those of them that look like policies, as policies that cannot be parsed.
    pub undecoded: Vec<PolicyFile>,
    /// What looks like policies, in a syntax that is not read.
    pub sources: Vec<SourceOnDisk>,
}

impl Files {
    /// The policy files, those included that cannot be decoded, in the order of their names.
    pub fn all_policies(&self) -> Vec<&PolicyFile> {
        let mut all: Vec<&PolicyFile> = self.policies.iter().chain(&self.undecoded).collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all
    }

    /// Adds what came of reading one file.
    pub(crate) fn add(&mut self, found: Result<Loaded, Skipped>) {
        match found {
            Ok(Loaded::Policy(policy)) => self.policies.push(policy),
            Ok(Loaded::Findings(findings)) => self.findings.push(findings),
            Ok(Loaded::Settings(settings)) => self.settings.push(settings),
            Ok(Loaded::Source(source)) => self.sources.push(source),
            Err(skipped) => {
                self.unread.extend(has_known_extension(&skipped.path).then(|| skipped.path.clone()));
                self.undecoded.extend(skipped.undecoded());
                self.skipped.push(skipped);
            }
        }
    }

    /// [`Files::add`] for a file that a link leads to, if one does.
    pub(crate) fn add_linked(&mut self, found: Result<Loaded, Skipped>, link: Option<PathBuf>) {
        if let (Ok(Loaded::Policy(policy)), Some(link)) = (&found, link) {
            self.links.push((link, policy.path.clone()));
        }
        self.add(found);
    }

    /// Adds what another scan found.
    pub(crate) fn add_all(&mut self, found: Files) {
        self.policies.extend(found.policies);
        self.bystanders.extend(found.bystanders);
        self.findings.extend(found.findings);
        self.settings.extend(found.settings);
        self.folders.extend(found.folders);
        self.links.extend(found.links);
        self.links_out.extend(found.links_out);
        self.unread.extend(found.unread);
        self.ignore_files.extend(found.ignore_files);
        self.skipped.extend(found.skipped);
        self.undecoded.extend(found.undecoded);
        self.sources.extend(found.sources);
    }

    /// Takes out whatever is known of a path.
    pub(crate) fn remove(&mut self, path: &Path) {
        self.unread.retain(|unread| unread != path);
        self.skipped.retain(|skipped| skipped.path != path);
        self.undecoded.retain(|file| file.path != path);
        self.policies.retain(|file| file.path != path);
        self.bystanders.retain(|file| file.path != path);
        self.findings.retain(|file| file.path != path);
        self.settings.retain(|file| file.path != path);
        self.sources.retain(|file| file.path != path);
    }

    /// Whether a file of that path was read and concerns us.
    pub(crate) fn knows(&self, path: &Path) -> bool {
        let Files { policies, bystanders, findings, settings, .. } = self;
        policies.iter().chain(bystanders).any(|file| file.path == path)
            || findings.iter().any(|file| file.path == path)
            || settings.iter().any(|file| file.path == path)
    }

    /// The names of the files that were read and concern us.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let Files { policies, bystanders, findings, settings, .. } = self;
        let policies = policies.iter().chain(bystanders).map(|file| &*file.name);
        let others = findings.iter().map(|file| &*file.name).chain(settings.iter().map(|file| &*file.name));
        policies.chain(others)
    }

    /// Sorts each list by name and takes doubles out.
    pub(crate) fn sort(&mut self) {
        self.policies.sort_by(|a, b| a.name.cmp(&b.name));
        self.policies.dedup_by(|a, b| a.name == b.name);
        self.bystanders.sort_by(|a, b| a.name.cmp(&b.name));
        self.bystanders.dedup_by(|a, b| a.name == b.name);
        self.findings.sort_by(|a, b| a.name.cmp(&b.name));
        self.findings.dedup_by(|a, b| a.name == b.name);
        self.settings.sort_by(|a, b| (&a.name, !a.whole).cmp(&(&b.name, !b.whole)));
        self.settings.dedup_by(|a, b| a.name == b.name);
        self.links.sort();
        self.links.dedup();
        self.links_out.sort();
        self.links_out.dedup();
        self.unread.sort();
        self.unread.dedup();
        self.ignore_files.sort_by(|a, b| a.name.cmp(&b.name));
        self.ignore_files.dedup_by(|a, b| a.name == b.name);
        self.skipped.sort_by(|a, b| a.path.cmp(&b.path));
        self.skipped.dedup();
        self.undecoded.sort_by(|a, b| a.name.cmp(&b.name));
        self.undecoded.dedup_by(|a, b| a.name == b.name);
        self.sources.sort_by(|a, b| a.name.cmp(&b.name));
        self.sources.dedup_by(|a, b| a.name == b.name);
        self.folders.sort();
        self.folders.dedup();
    }

    /// Whether both would make the same world.
    pub(crate) fn is_same(&self, other: &Files) -> bool {
        self.folders == other.folders
            && self.links == other.links
            && self.links_out == other.links_out
            && self.unread == other.unread
            && self.skipped == other.skipped
            && self.ignore_files == other.ignore_files
            && self.sources == other.sources
            && same_policies(&self.policies, &other.policies)
            && same_policies(&self.bystanders, &other.bystanders)
            && self.findings.len() == other.findings.len()
            && self.findings.iter().zip(&other.findings).all(|(one, other)| {
                // The same text may be saved in a way that is not read.
                let same_way = one.file.broken == other.file.broken;
                one.name == other.name && same_way && one.text.is_same(&other.text)
            })
            && self.settings.len() == other.settings.len()
            && self.settings.iter().zip(&other.settings).all(|(one, other)| {
                let same_way = one.file.broken == other.file.broken && one.whole == other.whole;
                one.name == other.name && same_way && same_text(&one.text, &other.text)
            })
    }
}

/// Whether two lists of policies are the same texts under the same names.
pub fn same_policies(one: &[PolicyFile], other: &[PolicyFile]) -> bool {
    let same = |(one, other): (&PolicyFile, &PolicyFile)| {
        one.name == other.name && same_text(&one.source.text, &other.source.text)
    };
    one.len() == other.len() && one.iter().zip(other).all(same)
}

fn same_text(one: &Arc<str>, other: &Arc<str>) -> bool {
    Arc::ptr_eq(one, other) || one == other
}
