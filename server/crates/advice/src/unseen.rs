//! What nobody could look into. It may hold findings, newer than those that speak, or say what is to be ignored. Fewer
//! findings must never mean more removal, so it bars the edits of all policies about which it may be.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::FindingsFile;
use crate::settings::applied::Applied;
use crate::settings::{Globs, SettingsFile};
use crate::standing::Standing;
use crate::world::Known;

/// A file or folder that may hold findings or say what is ignored, and into which nobody could look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unseen {
    /// The path, as files are named to the [`crate::World`].
    pub path: Arc<str>,
    /// Why, as the end of a sentence that begins with the path.
    pub reason: String,
    /// What it is.
    pub kind: UnseenKind,
}

/// What nobody could look into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnseenKind {
    /// A file that may hold findings.
    File,
    /// A folder, or nobody knows that it is a file.
    Folder,
    /// An ignore file of git's: findings and policies may have been read that are to be ignored.
    IgnoreFile,
}

impl Unseen {
    /// Whether findings in it may be among those that globs of a settings file let speak.
    pub(crate) fn may_be_named(&self, file: &SettingsFile, globs: &Globs) -> bool {
        let is_folder = match self.kind {
            UnseenKind::File => false,
            UnseenKind::Folder => true,
            UnseenKind::IgnoreFile => return true,
        };
        let Some(path) = file.relative(&self.path) else { return is_folder };
        let is_within = |one: &str, other: &str| {
            other.is_empty()
                || one.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let may_hold = || globs.bases().iter().any(|base| is_within(base, path) || is_within(path, base));
        globs.matches(path) || (is_folder && may_hold())
    }

    /// Why policies about which it may be are not edited, as a clause. `path` is how it is shown.
    pub(crate) fn barrier(&self, path: &str) -> String {
        let Unseen { reason, kind, .. } = self;
        if *kind == UnseenKind::IgnoreFile {
            return format!("{path} {reason}, so it is not known what git ignores");
        }
        format!(
            "{path} {reason}, and may hold newer findings; make it readable, or list it under `exclude` in \
             leastwise.toml"
        )
    }
}

/// What bars the edits of policies, whoever owns them.
#[derive(Debug, Default)]
pub(crate) struct Obstacles {
    pub(crate) unseen: Vec<Unseen>,
    /// The links by which alone a policy outside of the workspace was found, by the policy's path.
    links_out: FxHashMap<Arc<str>, Arc<str>>,
    /// The places of findings files that are damaged so that nobody can tell whom they are about.
    damaged: Vec<usize>,
    /// The places of findings files that go on saying what they said before.
    earlier: Vec<usize>,
}

impl Obstacles {
    pub(crate) fn new(
        findings: &[Arc<FindingsFile>],
        unseen: Vec<Unseen>,
        links_out: Vec<(Arc<str>, Arc<str>)>,
    ) -> Obstacles {
        let places = |is: fn(&FindingsFile) -> bool| {
            findings.iter().enumerate().filter(|(_, file)| is(file)).map(|(index, _)| index).collect()
        };
        Obstacles {
            unseen,
            links_out: links_out.into_iter().map(|(link, path)| (path, link)).collect(),
            damaged: places(|file| file.may_be_about_anybody && !file.earlier),
            earlier: places(|file| file.earlier),
        }
    }
}

impl Known {
    /// Why a policy is not edited that lies elsewhere, or that a findings file may be about which was not read, as a clause.
    pub(crate) fn obstacle(&self, path: &str, applied: &Applied) -> Option<String> {
        if let Some(link) = self.obstacles.links_out.get(path) {
            let link = self.below_root(link);
            return Some(format!(
                "it lies outside of the workspace, behind the link {link}; name it on the command line to fix it"
            ));
        }
        let attached = &applied.attached;
        let damaged = self.obstacles.damaged.iter().filter(|index| attached.hears(**index));
        if let Some(file) = damaged.filter_map(|index| self.joined.files.get(*index)).next() {
            let path = self.below_root(&file.path);
            return Some(format!("{path} does not read, and nobody can tell whom it is about"));
        }
        let unseen = self.obstacles.unseen.get(attached.unseen?)?;
        Some(unseen.barrier(self.below_root(&unseen.path)))
    }

    /// Why a policy is not edited until a findings file reads again, as a clause. It is said on that file.
    pub(crate) fn meanwhile(&self, applied: &Applied, standing: &Standing) -> Option<String> {
        let heard = self.obstacles.earlier.iter().filter(|index| applied.attached.hears(**index));
        let mut files = heard.filter_map(|index| self.joined.files.get(*index));
        let file = files.find(|file| {
            let mut reports = standing.reports(&self.joined.reports);
            file.may_be_about_anybody || reports.any(|report| report.files.contains(&file.path))
        })?;
        Some(format!("{} does not read at the moment", self.below_root(&file.path)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_may_hold_what_globs_name_and_a_file_is_named_or_not() {
        let file = SettingsFile::read("/w/leastwise.toml", "");
        let may_be = |glob: &str, path: &str, is_folder: bool| {
            let kind = if is_folder { UnseenKind::Folder } else { UnseenKind::File };
            let unseen = Unseen { path: path.into(), reason: "cannot be read".to_owned(), kind };
            unseen.may_be_named(&file, &Globs::new([glob]).unwrap())
        };
        for (glob, path, is_folder, expected) in [
            ("findings/*.json", "/w/findings/new.json", false, true),
            ("findings/*.json", "/w/other/new.json", false, false),
            ("findings/*.json", "/w/findings", true, true),
            ("findings/deep/*.json", "/w/findings", true, true),
            ("findings/**/*.json", "/w/findings/deep", true, true),
            ("**/*.json", "/w/other", true, true),
            ("findings/*.json", "/w/findings2", true, false),
            ("findings/one.json", "/w/other", true, false),
            ("findings/*.json", "/elsewhere/new.json", false, false),
            ("findings/*.json", "/", true, true),
        ] {
            assert_eq!(may_be(glob, path, is_folder), expected, "{glob} {path}");
        }
    }
}
