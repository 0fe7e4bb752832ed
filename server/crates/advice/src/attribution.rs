//! Whose policy a document is: the union of what settings, the wrapper, the file's name and its folder say. A subject
//! about whom nothing readable is known counts as using everything.

use std::fmt;
use std::sync::Arc;

use leastwise_policy::{Container, Document, Owner, OwnerKind};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::principal::{Principal, PrincipalKind, PrincipalName};
use crate::report::Reports;
use crate::settings::applied::Attached;

/// How a document came to a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Basis {
    /// A flag names the role or user.
    Flag,
    /// `leastwise.toml` names the role or user.
    Attached,
    /// The document's wrapper names the role or user.
    Wrapper,
    /// The file is called like the role or user.
    FileName,
    /// The folder is called like the role or user.
    FolderName,
    /// The findings file names nobody and stands beside this one policy.
    SameFolder,
}

/// The subjects of one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attribution {
    /// Indices into the reports, each with its basis, without repetition.
    pub subjects: Vec<(usize, Basis)>,
    /// Why nothing is reported although somebody is attributed, as a clause: an ambiguous name, or somebody without
    /// a finding.
    pub blocked: Option<String>,
}

/// Where a policy file stands.
#[derive(Clone, Copy, Debug)]
pub struct Location<'a> {
    /// The file's name without its last extension.
    pub stem: &'a str,
    /// The name of its folder; empty where there is none.
    pub folder: &'a str,
    /// The path of its folder.
    pub parent: &'a str,
}

impl<'a> Location<'a> {
    /// Takes a path with `/` apart.
    ///
    /// ```
    /// use leastwise_advice::attribution::Location;
    ///
    /// let location = Location::of("/repo/roles/MyRole/policy.json");
    /// assert_eq!((location.stem, location.folder, location.parent), ("policy", "MyRole", "/repo/roles/MyRole"));
    /// ```
    pub fn of(path: &'a str) -> Location<'a> {
        let (parent, file) = path.rsplit_once('/').unwrap_or(("", path));
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let folder = parent.rsplit_once('/').map_or(parent, |(_, folder)| folder);
        Location { stem, folder, parent }
    }
}

impl Basis {
    /// A person has said so. What acts unasked goes by such attributions only.
    pub fn is_explicit(self) -> bool {
        matches!(self, Basis::Flag | Basis::Attached)
    }
}

/// What the place of a document says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Situation<'a> {
    pub(crate) location: Location<'a>,
    /// Links to the file: whom one is called like owns it as well.
    pub(crate) links: &'a [Arc<str>],
    /// The file's name may speak for the document.
    pub(crate) named_by_file: bool,
    /// The document is the only candidate in its folder.
    pub(crate) alone: bool,
}

/// Attributes one document. `is_claimed` says of a findings file that names nobody whether settings say about which
/// policies it speaks.
pub(crate) fn attribute(
    situation: Situation<'_>,
    document: &Document,
    reports: &Reports,
    attached: &Attached,
    is_claimed: impl Fn(usize) -> bool,
) -> Attribution {
    let mut attribution = Attribution::default();
    let basis = if attached.by_flag { Basis::Flag } else { Basis::Attached };
    // They are sorted, each once.
    attribution.subjects.extend(attached.reports.iter().map(|&index| (index, basis)));
    attribution.blocked.clone_from(&attached.blocked);
    // Whoever names principals by a flag may not know what else is in a dump of an account; whoever writes
    // `exclusive` means the very file.
    if !attached.exclusive || attached.by_flag {
        by_wrapper(document, reports, &mut attribution);
    }
    if attached.exclusive {
        return attribution;
    }
    let location = situation.location;
    if situation.named_by_file {
        // An ambiguous name is no doubt where a person names principals: it only adds others, who must agree.
        let links = situation.links.iter().map(|link| Location::of(link));
        let ambiguity = std::iter::once(location).chain(links).fold(None, |known, location| {
            let ambiguity = by_names(location, reports, &mut attribution);
            known.or(ambiguity)
        });
        attribution.blocked = attribution.blocked.or(ambiguity.filter(|_| !attached.names_somebody));
    }
    if situation.alone {
        let unclaimed = reports.nameless_in(location.parent).filter(|index| !is_claimed(*index));
        unclaimed.for_each(|index| attribution.add(index, Basis::SameFolder));
    }
    if !attribution.subjects.is_empty() && !attached.names_somebody {
        attribution.blocked = attribution.blocked.or_else(|| by_reference(document));
    }
    attribution
}

/// The reports on those for whom a name stands.
pub(crate) fn named_by(name: &PrincipalName, reports: &Reports) -> Vec<usize> {
    let is_meant = |(_, principal): &(usize, &Principal)| name.matches(principal);
    match name.plain() {
        Some(plain) => reports.named(plain).filter(is_meant).map(|(index, _)| index).collect(),
        None => {
            let all = 0..reports.list.len();
            let principals = all.filter_map(|index| Some((index, reports.principal(index)?)));
            principals.filter(is_meant).map(|(index, _)| index).collect()
        }
    }
}

impl Attribution {
    fn add(&mut self, index: usize, basis: Basis) {
        if !self.subjects.iter().any(|(known, _)| *known == index) {
            self.subjects.push((index, basis));
        }
    }
    fn block(&mut self, why: String) {
        self.blocked.get_or_insert(why);
    }
}

fn by_wrapper(document: &Document, reports: &Reports, attribution: &mut Attribution) {
    let Container { owner, attached, .. } = &document.container;
    owner.iter().chain(attached).for_each(|owner| by_owner(owner, reports, attribution));
}

/// Why others than those who were found may own a template's policy, as a clause. A single one may be the one that the
/// file is called like; of several, a name tells one.
fn by_reference(document: &Document) -> Option<String> {
    let Container { attached, attached_by_reference, .. } = &document.container;
    let hides = *attached_by_reference > 0 && attached.len() + attached_by_reference > 1;
    hides.then(|| {
        "the template attaches it to several roles, users or groups and names some by reference only; name all \
         of them in leastwise.toml"
            .to_owned()
    })
}

fn by_owner(owner: &Owner, reports: &Reports, attribution: &mut Attribution) {
    let kind = match owner.kind {
        OwnerKind::Role => PrincipalKind::Role,
        OwnerKind::User => PrincipalKind::User,
        OwnerKind::Group => {
            attribution
                .block(format!("it belongs to the group {}, whose users are not known here", owner.name));
            return;
        }
    };
    let is_owner = |principal: &Principal| match &owner.arn {
        Some(arn) => *principal.arn == **arn,
        None => principal.kind == kind,
    };
    let owners = reports.named(&owner.name).filter(|(_, principal)| is_owner(principal));
    let owners: Vec<usize> = owners.map(|(index, _)| index).collect();
    if owners.is_empty() {
        attribution.block(format!("it belongs to {kind} {}, who has no finding here", owner.name));
    }
    owners.into_iter().for_each(|index| attribution.add(index, Basis::Wrapper));
}

/// What is ambiguous about the names, as a clause.
fn by_names(location: Location<'_>, reports: &Reports, attribution: &mut Attribution) -> Option<String> {
    let called = |name| reports.named(name).map(|(index, _)| index).collect::<Vec<_>>();
    let (by_stem, by_folder) = (called(location.stem), called(location.folder));
    let mut ambiguity = None;
    for name in [location.folder, location.stem] {
        let is = |kind| reports.named(name).any(|(_, principal)| principal.kind == kind);
        if is(PrincipalKind::Role) && is(PrincipalKind::User) {
            ambiguity = Some(format!("both a role and a user are called {name}"));
        }
    }
    if ambiguity.is_none() && !by_stem.is_empty() && !by_folder.is_empty() && by_stem != by_folder {
        let Location { stem, folder, .. } = location;
        ambiguity = Some(format!("the file is called like {stem} and its folder like {folder}"));
    }
    by_stem.into_iter().for_each(|index| attribution.add(index, Basis::FileName));
    by_folder.into_iter().for_each(|index| attribution.add(index, Basis::FolderName));
    ambiguity
}

/// What a set of subjects is called in a message: `role MyRole`, `role A and user B`, with the accounts where one
/// name stands in two.
pub fn who(reports: &Reports, subjects: &[(usize, Basis)]) -> String {
    let principals: Vec<&Principal> =
        subjects.iter().filter_map(|(index, _)| reports.principal(*index)).collect();
    let mut accounts: FxHashMap<&str, FxHashSet<&str>> = FxHashMap::default();
    for principal in &principals {
        accounts.entry(&principal.name).or_default().insert(&principal.account);
    }
    let stands_twice =
        |principal: &Principal| accounts.get(&*principal.name).is_some_and(|accounts| accounts.len() > 1);
    let called = principals.iter().map(|principal| match stands_twice(principal) {
        true => format!("{principal} of account {}", principal.account),
        false => principal.to_string(),
    });
    match called.collect::<Vec<_>>().as_slice() {
        [] => "its principal".to_owned(),
        called => crate::words::list(called, 3),
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Basis::Flag => "by --principal",
            Basis::Attached => "by leastwise.toml",
            Basis::Wrapper => "as the document says",
            Basis::FileName => "by the file's name",
            Basis::FolderName => "by the folder's name",
            Basis::SameFolder => "by a findings file in the folder",
        })
    }
}
