//! What nobody could look into and may hold findings, newer than those that speak. Fewer findings must never mean more
//! removal, so it bars the edits of all policies about which it may be.

use std::sync::Arc;

use crate::settings::applied::Attached;
use crate::settings::{Globs, SettingsFile};

/// A file or folder that may hold findings and into which nobody could look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unseen {
    /// The path, as files are named to the [`crate::World`].
    pub path: Arc<str>,
    /// Why, as the end of a sentence that begins with the path.
    pub reason: String,
    /// It is a folder, or nobody knows that it is a file.
    pub is_folder: bool,
}

impl Unseen {
    /// Whether findings in it may be among those that globs of a settings file let speak.
    pub(crate) fn may_be_named(&self, file: &SettingsFile, globs: &Globs) -> bool {
        let Some(path) = file.relative(&self.path) else { return self.is_folder };
        let is_within = |one: &str, other: &str| {
            other.is_empty()
                || one.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let may_hold = || globs.bases().iter().any(|base| is_within(base, path) || is_within(path, base));
        globs.matches(path) || (self.is_folder && may_hold())
    }

    /// Why policies about which it may be are not edited, as a clause. `path` is how it is shown.
    pub(crate) fn barrier(&self, path: &str) -> String {
        let Unseen { reason, .. } = self;
        format!(
            "{path} {reason}, and may hold newer findings; make it readable, or list it under `exclude` in \
             leastwise.toml"
        )
    }
}

/// What bars the edits of policies, whose-ever they are.
#[derive(Debug, Default)]
pub(crate) struct Obstacles {
    pub(crate) unseen: Vec<Unseen>,
    /// The places of findings files that are damaged so that nobody can tell whom they are about.
    pub(crate) damaged: Vec<usize>,
}

/// One of [`Obstacles`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Obstacle<'o> {
    Unseen(&'o Unseen),
    /// The place of a findings file.
    Damaged(usize),
}

impl Obstacles {
    /// The first that may be about a policy.
    pub(crate) fn first(&self, attached: &Attached) -> Option<Obstacle<'_>> {
        let is_heard = |index: &&usize| attached.findings.as_ref().is_none_or(|some| some.contains(*index));
        let damaged = self.damaged.iter().find(is_heard).map(|index| Obstacle::Damaged(*index));
        damaged.or_else(|| Some(Obstacle::Unseen(self.unseen.get(attached.unseen?)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_may_hold_what_globs_name_and_a_file_is_named_or_not() {
        let file = SettingsFile::read("/w/leastwise.toml", "");
        let may_be = |glob: &str, path: &str, is_folder: bool| {
            let unseen = Unseen { path: path.into(), reason: "cannot be read".to_owned(), is_folder };
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
