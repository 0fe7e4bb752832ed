//! What a file's place in the workspace says about the policies in it.

use std::sync::Arc;

use leastwise_policy::{Document, Source, Span};
use rustc_hash::FxHashMap;

use super::{Known, PolicyInput};
use crate::attribution::{Attribution, Location, Situation, attribute};
use crate::document_type::{DocumentType, Typed, document_type, document_type_of_path};
use crate::near_miss::Names;
use crate::settings::applied::Applied;

/// A policy file that may be edited.
#[derive(Debug)]
pub(crate) struct EditablePolicy {
    pub(crate) path: Arc<str>,
    /// The start of its first policy.
    pub(crate) place: Span,
    pub(crate) names: Names,
}

/// What a file's place says about its documents.
pub(crate) struct Placement<'p> {
    /// What settings and flags say about the file.
    pub(crate) applied: Arc<Applied>,
    /// The file.
    pub(crate) path: &'p str,
    location: Location<'p>,
    /// How many of the file's documents are candidates for a findings file without a principal.
    own: usize,
    /// How many such documents stand in other files of the folder.
    others: usize,
}

impl Placement<'_> {
    /// The file's name, where it may speak for the file's only policy.
    pub(crate) fn stem(&self) -> Option<&str> {
        (self.own == 1).then_some(self.location.stem)
    }
}

impl Known {
    /// The workspace's folder that holds a path; of several, the deepest.
    pub(crate) fn root(&self, path: &str) -> Option<&str> {
        let holds = |root: &&str| path.strip_prefix(*root).is_some_and(|below| below.starts_with('/'));
        self.roots.iter().map(|root| &**root).filter(holds).max_by_key(|root| root.len())
    }

    /// The part of a path below the workspace's folder, or, outside of every one, the file with its folder.
    pub(crate) fn below_root<'p>(&self, path: &'p str) -> &'p str {
        let below = self.root(path).and_then(|root| path.strip_prefix(root)?.strip_prefix('/'));
        below.unwrap_or_else(|| path.rsplitn(3, '/').nth(2).map_or(path, |head| &path[head.len()..]))
    }

    pub(crate) fn typed(&self, path: &str, document: &Document) -> Typed {
        document_type(self.below_root(path), document, self.applied(path).attached.document_type)
    }

    /// Whether a policy in a file that cannot be parsed may be one that findings are about. What can be read of it tells,
    /// else the path alone.
    pub(crate) fn may_be_identity(&self, path: &str, source: &Source) -> bool {
        if source.documents.is_empty() {
            let declared = self.applied(path).attached.document_type;
            return document_type_of_path(self.below_root(path), declared).kind == DocumentType::Identity;
        }
        source.documents.iter().any(|document| self.typed(path, document).kind == DocumentType::Identity)
    }

    /// How many documents of a file a findings file without a principal could speak about.
    fn candidates_in(&self, path: &str, source: &Source) -> usize {
        if source.documents.is_empty() {
            // What is damaged may hide a policy; of what reads, only what stands elsewhere may be one.
            return usize::from(!source.errors().is_empty() || !source.unresolved.is_empty());
        }
        source.documents.iter().filter(|document| self.is_candidate(path, document)).count()
    }

    fn is_candidate(&self, path: &str, document: &Document) -> bool {
        !document.container.export && self.typed(path, document).kind == DocumentType::Identity
    }

    pub(crate) fn placement<'p>(&self, path: &'p str, source: &Source) -> Placement<'p> {
        let location = Location::of(path);
        let beside = self.candidates.get(location.parent).into_iter().flatten();
        let others = beside.filter(|(other, _)| &**other != path).map(|(_, count)| count).sum();
        let own = self.candidates_in(path, source);
        Placement { applied: self.applied(path), path, location, own, others }
    }

    pub(crate) fn attribution(&self, placement: &Placement<'_>, document: &Document) -> Attribution {
        let Placement { applied, path, location, own, others, .. } = placement;
        let situation = Situation {
            location: *location,
            links: self.links.get(*path).map_or(&[], Vec::as_slice),
            // A template is called like its stack; its name speaks only where it holds a single policy.
            named_by_file: !document.container.template || *own == 1,
            alone: own + others == 1,
        };
        attribute(situation, document, &self.joined.reports, &applied.attached, |index| {
            self.settings_files.claim(index)
        })
    }

    /// Every policy file that may be edited.
    pub(crate) fn editable_policies(&self) -> &[EditablePolicy] {
        let editable = |policy: &PolicyInput| {
            let candidate =
                policy.source.documents.iter().find(|one| self.is_candidate(&policy.path, one))?;
            Some(EditablePolicy {
                path: Arc::clone(&policy.path),
                place: candidate.span.opening(),
                names: Names::of(&policy.path),
            })
        };
        self.editable.get_or_init(|| self.policies.iter().filter_map(editable).collect())
    }

    /// See [`Known::candidates`]. A file that cannot be read may hold one.
    pub(super) fn candidates_by_folder(
        &self,
        unread: Vec<Arc<str>>,
    ) -> FxHashMap<Box<str>, Vec<(Arc<str>, usize)>> {
        let mut candidates: FxHashMap<Box<str>, Vec<_>> = FxHashMap::default();
        for policy in &self.policies {
            let own = self.candidates_in(&policy.path, &policy.source);
            let folder = Location::of(&policy.path).parent;
            candidates.entry(folder.into()).or_default().push((Arc::clone(&policy.path), own));
            let links = self.links.get(&policy.path).into_iter().flatten();
            for elsewhere in links.map(|link| Location::of(link).parent).filter(|other| *other != folder) {
                candidates.entry(elsewhere.into()).or_default().push((Arc::clone(&policy.path), own));
            }
        }
        for path in unread {
            let folder = Location::of(&path).parent.into();
            candidates.entry(folder).or_default().push((path, 1));
        }
        candidates
    }
}
