//! Whose policy a document is: the union of what settings, the wrapper, the file's name and its folder say. A subject
//! about whom nothing readable is known counts as using everything.

mod accounts;
mod homes;
mod names;
mod reference;
mod wrapper;

use std::fmt;
use std::sync::Arc;

use leastwise_policy::{Container, Document, Source};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::path::PathFacts;
use crate::principal::{Principal, PrincipalName};
use crate::report::Reports;
use crate::settings::applied::Attached;

pub(crate) use accounts::{Accounts, AttachedPolicy};
pub(crate) use homes::{Home, Homes, Named};
pub(crate) use names::{is_named_at, named_at};

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
    /// A flag names the role or user, and only one findings file names nobody.
    OnlyReport,
    /// Authorization details attach a managed policy of the file's name.
    Attachment,
    /// Authorization details attach a managed policy of the file's name and with this very document.
    AttachmentOfDocument,
}

/// The subjects of one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attribution {
    /// Indices into the reports, each with its basis, without repetition.
    pub subjects: Vec<(usize, Basis)>,
    /// Why nothing is reported although somebody is attributed, as a clause: an ambiguous name, or somebody without
    /// a finding.
    pub blocked: Option<String>,
    /// The managed policies for which the document is taken, by their index in the accounts.
    pub(crate) policies: Vec<usize>,
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
    /// A person has said so, or it is sure. What acts unasked goes by such attributions only.
    pub fn is_explicit(self) -> bool {
        matches!(self, Basis::Flag | Basis::Attached | Basis::AttachmentOfDocument)
    }
}

/// What the place of a document says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Situation<'a> {
    pub(crate) source: &'a Source,
    pub(crate) location: Location<'a>,
    pub(crate) facts: &'a PathFacts,
    /// Links to the file: whom one is called like owns it as well.
    pub(crate) links: &'a [Link],
    /// The file's name may speak for the document.
    pub(crate) named_by_file: bool,
    /// The document is the only candidate in its folder.
    pub(crate) alone: bool,
    /// Other documents of the file lead to owners by references that this one has not.
    pub(crate) other_references: bool,
}

/// A link to a policy file.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) path: Arc<str>,
    pub(crate) facts: PathFacts,
}

/// Whom documents may belong to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Owners<'a> {
    pub(crate) reports: &'a Reports,
    pub(crate) accounts: &'a Accounts,
}

/// Attributes one document, but for what other policies of the workspace have to do with it. `is_claimed` says of a
/// findings file that names nobody whether settings say about which policies it speaks.
pub(crate) fn attribute(
    situation: Situation<'_>,
    document: &Document,
    Owners { reports, accounts }: Owners<'_>,
    attached: &Attached,
    is_claimed: impl Fn(usize) -> bool,
) -> Attribution {
    let mut attribution = Attribution::default();
    let basis = if attached.by_flag { Basis::Flag } else { Basis::Attached };
    // They are sorted, each once.
    attribution.subjects.extend(attached.reports.iter().map(|&index| (index, basis)));
    attribution.subjects.extend(attached.only_report.map(|index| (index, Basis::OnlyReport)));
    attribution.blocked.clone_from(&attached.blocked);
    // Whoever names principals by a flag may not know what else is in a dump of an account; whoever writes
    // `exclusive` means the very file.
    if !attached.exclusive || attached.by_flag {
        wrapper::add(document, situation.facts, reports, attached, &mut attribution);
        // Where there are no findings, nobody expects a policy to be checked.
        let unresolved = (!reports.list.is_empty())
            .then(|| reference::unresolved(document, attached, situation.other_references));
        attribution.blocked = attribution.blocked.or(unresolved.flatten());
    }
    if attached.exclusive {
        return attribution;
    }
    // A reference, followed or not, ends matching by name.
    if situation.named_by_file && document.container.owner_references().next().is_none() {
        // An ambiguous name is no doubt where a person names principals: it only adds others, who must agree.
        let own = (situation.location, situation.facts);
        let links = situation.links.iter().map(|link| (Location::of(&link.path), &link.facts));
        let ambiguity = std::iter::once(own).chain(links).fold(None, |known, (location, facts)| {
            let ambiguity = names::add(location, facts, reports, &mut attribution);
            known.or(ambiguity)
        });
        attribution.blocked = attribution.blocked.or(ambiguity.filter(|_| !attached.names_somebody));
    }
    for (index, policy) in managed_policies(situation, document, accounts) {
        policy.add(situation.source, document, reports, &mut attribution);
        attribution.policies.push(index);
    }
    if situation.alone {
        let unclaimed = reports.nameless_in(situation.location.parent).filter(|index| !is_claimed(*index));
        unclaimed.for_each(|index| attribution.add(index, Basis::SameFolder));
    }
    attribution
}

/// The resources of templates that make a managed policy.
pub(crate) const MANAGED_POLICIES: [&str; 3] =
    ["AWS::IAM::ManagedPolicy", "aws_iam_policy", "awscc_iam_managed_policy"];

/// The managed policies for which a document is taken: those that its file, its folder or what stands around it is named
/// like. An inline policy is none.
fn managed_policies<'a>(
    situation: Situation<'a>,
    document: &'a Document,
    accounts: &'a Accounts,
) -> Vec<(usize, &'a AttachedPolicy)> {
    let Container { owner, attached, policy_name, resource, export, .. } = &document.container;
    let is_inline = owner.is_some() || *export;
    let is_managed = match resource {
        Some(resource) => MANAGED_POLICIES.contains(&resource.kind.as_str()),
        None => attached.is_empty(),
    };
    if is_inline || !is_managed {
        return Vec::new();
    }
    let links = situation.links.iter().map(|link| (Location::of(&link.path), &link.facts));
    let places = std::iter::once((situation.location, situation.facts)).chain(links);
    let places = places.filter(|_| situation.named_by_file);
    let names = places.flat_map(|(place, facts)| [(place.stem, facts), (place.folder, facts)]);
    let names = names.chain(policy_name.iter().map(|name| (name.as_str(), situation.facts)));
    let mut found: Vec<(usize, &AttachedPolicy)> =
        names.flat_map(|(name, facts)| accounts.named(name, facts)).collect();
    found.sort_unstable_by_key(|(index, _)| *index);
    found.dedup_by_key(|(index, _)| *index);
    found
}

/// The reports on those for whom a name stands.
pub(crate) fn named_by(name: &PrincipalName, reports: &Reports) -> Vec<usize> {
    let is_meant = |(_, principal): &(usize, &Principal)| name.matches(principal);
    let Some(plain) = name.plain() else {
        let all = 0..reports.list.len();
        let principals = all.filter_map(|index| Some((index, reports.principal(index)?)));
        return principals.filter(is_meant).map(|(index, _)| index).collect();
    };
    let named: Vec<usize> = reports.named(plain).filter(is_meant).map(|(index, _)| index).collect();
    if !named.is_empty() {
        return named;
    }
    // A report that gives no account is about whoever has its name.
    reports
        .by_name_only(plain)
        .map(|(index, _)| index)
        .filter(|&index| reports.may_be_about(index, name))
        .collect()
}

impl Attribution {
    fn add(&mut self, index: usize, basis: Basis) {
        if !self.subjects.iter().any(|(known, _)| *known == index) {
            self.subjects.push((index, basis));
        }
    }

    pub(crate) fn block(&mut self, why: String) {
        self.blocked.get_or_insert(why);
    }
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
    let by_name = subjects.iter().filter_map(|(index, _)| reports.list.get(*index)?.subject.name());
    let called = called.chain(by_name.map(PrincipalName::to_string));
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
            Basis::OnlyReport => "by --principal, as the only report that names no principal",
            Basis::Attachment => "by the attachments of a policy of its name",
            Basis::AttachmentOfDocument => "by the attachments of this policy",
        })
    }
}
