//! What the policies of a workspace say together about their owners: which of them are named alike.

use std::borrow::Cow;
use std::sync::Arc;

use leastwise_policy::{Container, Document};

use super::placement::{Attributed, Placement};
use super::{Known, PolicyInput};
use crate::attribution::{Attribution, Basis, Home, Homes, Location, Named, is_named_at, named_at};
use crate::document_type::DocumentType;
use crate::path::PathFacts;
use crate::principal::Principal;

impl Known {
    /// Why a document that is matched by names may be another one's of such a name, as a clause.
    pub(super) fn ambiguity(
        &self,
        placement: &Placement<'_>,
        document: &Document,
        attribution: &Attribution,
    ) -> Option<String> {
        // What stands in no file, such as an editor's new buffer, is in no folder either.
        let scheme = placement.path.split('/').next().filter(|first| first.len() > "C:".len());
        if scheme.is_some_and(|scheme| scheme.contains(':')) {
            return None;
        }
        let is_by_name = |basis: Basis| match basis {
            Basis::FileName | Basis::FolderName => true,
            // An ARN is no name.
            Basis::Wrapper => !document.container.has_arn(),
            _ => false,
        };
        let subjects = attribution.subjects.iter().filter(|(_, basis)| is_by_name(*basis));
        let subjects = subjects.map(|(subject, _)| Named::Report(*subject));
        let mut named = subjects.chain(attribution.policies.iter().map(|policy| Named::Policy(*policy)));
        let show = |path: &str| self.shown(path).to_owned();
        named.find_map(|named| {
            let homes = self.homes_of(placement, document, named);
            let what = || self.meant(named, placement.location).map(|meant| meant.what).unwrap_or_default();
            homes.iter().find_map(|home| self.homes.ambiguity(named, home, what, show))
        })
    }

    /// The places in which a document, by its file's path and the links to it, is named like something.
    fn homes_of(&self, placement: &Placement<'_>, document: &Document, named: Named) -> Vec<Home> {
        let Some(meant) = self.meant(named, placement.location) else { return Vec::new() };
        let by_wrapper = match named {
            Named::Report(_) => document.container.names(&meant.name),
            Named::Policy(_) => {
                let own = document.container.policy_name.as_ref();
                own.is_some_and(|own| own.eq_ignore_ascii_case(&meant.name))
            }
        };
        let links = self.links.get(placement.path).into_iter().flatten();
        let own = (Arc::from(placement.path), &placement.applied.facts);
        let paths = std::iter::once(own).chain(links.map(|link| (Arc::clone(&link.path), &link.facts)));
        let named = paths.filter(|(path, facts)| by_wrapper || meant.is_named_at(path, facts));
        named.map(|(path, facts)| self.home(&path, &meant, facts, by_wrapper)).collect()
    }

    fn home(&self, path: &Arc<str>, meant: &Meant<'_>, facts: &PathFacts, by_wrapper: bool) -> Home {
        let root = path.len() - self.shown(path).len();
        Home::new(path, root, (&meant.name, &meant.account), facts, by_wrapper)
    }

    fn meant(&self, named: Named, location: Location<'_>) -> Option<Meant<'_>> {
        Some(match named {
            Named::Report(report) => {
                let principal = self.joined.reports.named_like(report, location)?;
                let of_account = match &*principal.account {
                    "" => String::new(),
                    account => format!(" of account {account}"),
                };
                Meant {
                    name: principal.name.clone(),
                    account: principal.account.clone(),
                    what: format!("{principal}{of_account}"),
                    principal: Some(principal),
                }
            }
            Named::Policy(policy) => {
                let policy = self.accounts.get(policy)?;
                Meant {
                    name: policy.name.clone(),
                    account: policy.account.clone(),
                    what: format!("the managed policy {} of account {}", policy.name, policy.account),
                    principal: None,
                }
            }
        })
    }

    /// A path below the workspace's folder.
    pub(super) fn shown<'p>(&self, path: &'p str) -> &'p str {
        self.below_root(path).trim_start_matches('/')
    }

    /// To which documents each report was attributed, and where policies are named like each principal and each managed
    /// policy. A file that cannot be parsed or read may hold a policy.
    pub(super) fn attributed_documents(&self, unread: &[Arc<str>]) -> (Vec<Attributed>, Homes) {
        let mut attributed = vec![Attributed::default(); self.joined.reports.list.len()];
        let mut homes = Vec::new();
        for PolicyInput { path, source } in &self.policies {
            let placement = self.placement(path, source);
            let is_identity =
                |document: &&Document| self.typed(path, document).kind == DocumentType::Identity;
            let mut holds_identity = false;
            for document in source.documents.iter().filter(is_identity) {
                holds_identity = true;
                let Container { owner, attached, export, .. } = &document.container;
                let names_owner = owner.is_some() || !attached.is_empty();
                let Attribution { subjects, policies, .. } = self.attribution_alone(&placement, document);
                for (subject, basis) in &subjects {
                    let is_by_file = matches!(basis, Basis::FileName | Basis::FolderName);
                    if let Some(attributed) = attributed.get_mut(*subject) {
                        attributed.documents += 1;
                        attributed.is_owner |= !(names_owner && is_by_file);
                    }
                }
                let subjects = subjects.into_iter().map(|(subject, _)| Named::Report(subject));
                for named in subjects.chain(policies.into_iter().map(Named::Policy)).filter(|_| !export) {
                    let found = self.homes_of(&placement, document, named);
                    homes.extend(found.into_iter().map(|home| (named, home)));
                }
            }
            let is_whole =
                source.errors().is_empty() && source.encoded.is_empty() && source.unresolved.is_empty();
            if !is_whole && !holds_identity && source.account.is_none() && self.may_be_identity(path, source)
            {
                homes.extend(self.homes_by_name(path));
            }
        }
        let may_be_identity = |path: &&Arc<str>| self.may_be_identity_at(path);
        homes.extend(unread.iter().filter(may_be_identity).flat_map(|path| self.homes_by_name(path)));
        (attributed, Homes::new(homes.into_iter()))
    }

    /// The places in which a file is named like something, whatever it holds.
    fn homes_by_name(&self, path: &Arc<str>) -> Vec<(Named, Home)> {
        let applied = self.applied(path);
        let (facts, location) = (&applied.facts, Location::of(path));
        let principals =
            named_at(path, facts, &self.joined.reports).map(|(subject, _)| Named::Report(subject));
        let names = [location.stem, location.folder].into_iter();
        let policies = names.flat_map(|name| self.accounts.named(name, facts));
        let policies = policies.map(|(policy, _)| Named::Policy(policy));
        let home = |named| Some((named, self.home(path, &self.meant(named, location)?, facts, false)));
        principals.chain(policies).filter_map(home).collect()
    }
}

/// What files and folders may be named like.
struct Meant<'a> {
    name: Box<str>,
    account: Box<str>,
    /// In words.
    what: String,
    /// `None` for a managed policy.
    principal: Option<Cow<'a, Principal>>,
}

impl Meant<'_> {
    fn is_named_at(&self, path: &str, facts: &PathFacts) -> bool {
        match &self.principal {
            Some(principal) => is_named_at(path, facts, principal),
            None => {
                let Location { stem, folder, .. } = Location::of(path);
                let is_name = |one: &&str| one.eq_ignore_ascii_case(&self.name);
                [stem, folder].iter().any(is_name) && !facts.is_of_other_account(&self.account, &self.name)
            }
        }
    }
}
