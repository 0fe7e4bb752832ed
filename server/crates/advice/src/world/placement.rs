//! What a file's place in the workspace says about the policies in it.

use std::sync::Arc;

use leastwise_policy::{Document, PlaceNames, Reference, ReferenceKind, Source, Span};
use rustc_hash::FxHashMap;

use super::{Known, PolicyInput};
use crate::attribution::{Attribution, Location, Owners, Situation, attribute};
use crate::document_type::{DocumentType, Typed, document_type, document_type_of_path};
use crate::near_miss::{Names, Referred};
use crate::settings::applied::Applied;

/// A policy file that may be edited.
#[derive(Debug)]
pub(crate) struct EditablePolicy {
    pub(crate) path: Arc<str>,
    /// The start of its first policy that is matched by names.
    pub(crate) place: Span,
    /// `None` where none is, since a template refers to all owners.
    pub(crate) names: Option<Names>,
    /// The owners that a template refers to.
    pub(crate) referred: Vec<Referred>,
    /// Its policies have different owners by reference, so that no table can be about all of them.
    pub(crate) has_several_owners: bool,
}

/// The documents to which a report was attributed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Attributed {
    pub(crate) documents: usize,
    /// Of one of them the principal is an owner: where a document names its owners itself, whoever its file is named like
    /// only has to agree.
    pub(crate) is_owner: bool,
}

/// What a file's place says about its documents.
pub(crate) struct Placement<'p> {
    /// What settings and flags say about the file.
    pub(crate) applied: Arc<Applied>,
    /// The file.
    pub(crate) path: &'p str,
    source: &'p Source,
    pub(super) location: Location<'p>,
    /// How many of the file's documents are candidates for a findings file without a principal.
    own: usize,
    /// How many such documents stand in other files of the folder.
    others: usize,
    /// The owners that the file's documents refer to.
    references: Vec<Box<str>>,
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
        let applied = self.applied(path);
        document_type(applied.facts.document_type(), document, applied.attached.document_type)
    }

    /// Whether a policy in a file that cannot be parsed may be one that findings are about. What can be read of it tells,
    /// else the path alone.
    pub(crate) fn may_be_identity(&self, path: &str, source: &Source) -> bool {
        if source.documents.is_empty() {
            return self.may_be_identity_at(path);
        }
        source.documents.iter().any(|document| self.typed(path, document).kind == DocumentType::Identity)
    }

    /// Whether the path leaves it open that a policy in the file is one that findings are about.
    pub(super) fn may_be_identity_at(&self, path: &str) -> bool {
        let applied = self.applied(path);
        let typed = document_type_of_path(applied.facts.document_type(), applied.attached.document_type);
        typed.kind == DocumentType::Identity
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

    pub(crate) fn placement<'p>(&self, path: &'p str, source: &'p Source) -> Placement<'p> {
        let location = Location::of(path);
        let beside = self.candidates.get(location.parent).into_iter().flatten();
        let others = beside.filter(|(other, _)| &**other != path).map(|(_, count)| count).sum();
        let own = self.candidates_in(path, source);
        let mut references: Vec<Box<str>> = Vec::new();
        for document in source.documents.iter().filter(|document| self.is_candidate(path, document)) {
            let new =
                owners_referred_to(document).filter(|owner| !references.iter().any(|one| **one == **owner));
            let new: Vec<Box<str>> = new.map(Box::from).collect();
            references.extend(new);
        }
        Placement { applied: self.applied(path), path, source, location, own, others, references }
    }

    pub(crate) fn attribution(&self, placement: &Placement<'_>, document: &Document) -> Attribution {
        let mut attribution = self.attribution_alone(placement, document);
        if !placement.applied.attached.names_somebody {
            let why = self.ambiguity(placement, document, &attribution);
            why.into_iter().for_each(|why| attribution.block(why));
        }
        attribution
    }

    /// The attribution without regard to other policies that are named alike.
    pub(super) fn attribution_alone(&self, placement: &Placement<'_>, document: &Document) -> Attribution {
        let Placement { applied, path, source, location, own, others, references } = placement;
        let situation = Situation {
            source,
            location: *location,
            facts: &applied.facts,
            links: self.links.get(*path).map_or(&[], Vec::as_slice),
            named_by_file: match document.container.place_names {
                PlaceNames::Always => true,
                PlaceNames::WhenAlone => *own == 1,
                PlaceNames::Never => false,
            },
            alone: own + others == 1 && document.container.place_names != PlaceNames::Never,
            other_references: references
                .iter()
                .any(|one| owners_referred_to(document).all(|own| *own != **one)),
        };
        let world = Owners { reports: &self.joined.reports, accounts: &self.accounts };
        attribute(situation, document, world, &applied.attached, |index| self.settings_files.claim(index))
    }

    /// Every policy file that may be edited.
    pub(crate) fn editable_policies(&self) -> &[EditablePolicy] {
        let editable = |policy: &PolicyInput| {
            let documents = policy.source.documents.iter();
            let candidates: Vec<&Document> =
                documents.filter(|document| self.is_candidate(&policy.path, document)).collect();
            let is_named = |document: &&&Document| {
                document.container.place_names != PlaceNames::Never && Referred::of(document).is_empty()
            };
            let named = candidates.iter().find(is_named);
            let mut owners: Vec<&str> =
                candidates.iter().flat_map(|document| owners_referred_to(document)).collect();
            owners.sort_unstable();
            owners.dedup();
            Some(EditablePolicy {
                path: Arc::clone(&policy.path),
                place: named.or(candidates.first())?.span.opening(),
                names: named.map(|_| Names::of(&policy.path)),
                referred: candidates.iter().flat_map(|document| Referred::of(document)).collect(),
                has_several_owners: owners.len() > 1,
            })
        };
        self.editable.get_or_init(|| self.policies.iter().filter_map(editable).collect())
    }

    /// See [`Known::candidates`]. A file that cannot be read may hold one.
    pub(super) fn candidates_by_folder(
        &self,
        unread: &[Arc<str>],
    ) -> FxHashMap<Box<str>, Vec<(Arc<str>, usize)>> {
        let mut candidates: FxHashMap<Box<str>, Vec<_>> = FxHashMap::default();
        for policy in &self.policies {
            let own = self.candidates_in(&policy.path, &policy.source);
            let folder = Location::of(&policy.path).parent;
            candidates.entry(folder.into()).or_default().push((Arc::clone(&policy.path), own));
            let links = self.links.get(&policy.path).into_iter().flatten();
            for elsewhere in
                links.map(|link| Location::of(&link.path).parent).filter(|other| *other != folder)
            {
                candidates.entry(elsewhere.into()).or_default().push((Arc::clone(&policy.path), own));
            }
        }
        for path in unread {
            let folder = Location::of(path).parent.into();
            candidates.entry(folder).or_default().push((Arc::clone(path), 1));
        }
        candidates
    }
}

/// What tells the owners apart to whom a document's references lead.
fn owners_referred_to(document: &Document) -> impl Iterator<Item = &str> {
    let leads = |reference: &&Reference| reference.kind != ReferenceKind::PassedOn;
    let references = document.container.owner_references().filter(leads);
    references.map(|reference| reference.target.as_deref().unwrap_or(&reference.how))
}
