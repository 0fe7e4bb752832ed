//! Owners by attachments: an account's authorization details say who has which managed policy, and a policy file named like
//! the managed policy is taken for it. That is a match by name as well; only where the file holds the very document in
//! force is it sure.

use leastwise_policy::{AccountDetails, Document, Holder, ManagedPolicy, Source};
use rustc_hash::FxHashMap;

use super::{Attribution, Basis};
use crate::path::PathFacts;
use crate::principal::Principal;
use crate::report::Reports;
use crate::words::{count, list};
use crate::world::PolicyInput;

/// The managed policies of all accounts of which the workspace has authorization details.
#[derive(Debug, Default)]
pub(crate) struct Accounts {
    policies: Vec<AttachedPolicy>,
    /// By the folded name.
    by_name: FxHashMap<String, Vec<usize>>,
}

/// What a person can do where a file leaves owners open.
const ALL_OWNERS: &str = "list all owners in an `[[attach]]` table with `exclusive = true`";

/// A managed policy and who has it.
#[derive(Debug)]
pub(crate) struct AttachedPolicy {
    /// The name, without path.
    pub(crate) name: Box<str>,
    /// The twelve digits.
    pub(crate) account: Box<str>,
    /// Roles and users, those included that have it by a group. Sorted, without repetition.
    holders: Vec<Principal>,
    /// Why not all of them are known, as a clause.
    doubt: Option<String>,
    /// Who has it as the permissions boundary, as a clause.
    boundary: Option<String>,
    /// The document in force, in canonical form, as each of the files tells it; `None` where one does not.
    document: Option<Vec<String>>,
    /// All of its attachments are accounted for, so that an equal document is sure.
    is_counted: bool,
}

impl Accounts {
    /// Of all files that say something of it. `show` shortens a path.
    pub(crate) fn new(files: &[PolicyInput], show: impl Fn(&str) -> String) -> Accounts {
        let mut by_arn: FxHashMap<&str, AttachedPolicy> = FxHashMap::default();
        for PolicyInput { path, source } in files {
            let Some(details) = &source.account else { continue };
            let file = File { details, source, name: show(path) };
            for (arn, name, account) in file.managed_policies() {
                let found = file.attached(arn, name, account);
                match by_arn.remove(arn) {
                    Some(known) => by_arn.insert(arn, known.join(found)),
                    None => by_arn.insert(arn, found),
                };
            }
        }
        let mut policies: Vec<(&str, AttachedPolicy)> = by_arn.into_iter().collect();
        policies.sort_by_key(|(arn, _)| *arn);
        let mut accounts = Accounts::default();
        for (index, (_, policy)) in policies.into_iter().enumerate() {
            accounts.by_name.entry(policy.name.to_ascii_lowercase()).or_default().push(index);
            accounts.policies.push(policy);
        }
        accounts
    }

    /// The managed policy of an index that [`Accounts::named`] gave.
    pub(crate) fn get(&self, index: usize) -> Option<&AttachedPolicy> {
        self.policies.get(index)
    }

    /// The managed policies of a name, in every account but those that a path shuts out.
    pub(crate) fn named<'a>(
        &'a self,
        name: &str,
        facts: &'a PathFacts,
    ) -> impl Iterator<Item = (usize, &'a AttachedPolicy)> {
        let indices = match self.by_name.is_empty() {
            true => &[],
            false => self.by_name.get(&name.to_ascii_lowercase()).map_or(&[][..], Vec::as_slice),
        };
        let policies = indices.iter().filter_map(|&index| Some((index, self.policies.get(index)?)));
        policies.filter(|(_, policy)| !facts.is_of_other_account(&policy.account, &policy.name))
    }
}

/// A file with authorization details.
struct File<'a> {
    details: &'a AccountDetails,
    source: &'a Source,
    name: String,
}

impl<'a> File<'a> {
    /// The ARNs of the customer managed policies that it lists or attaches, each once, with name and account.
    fn managed_policies(&self) -> Vec<(&'a str, &'a str, &'a str)> {
        let listed = self.details.policies.iter().map(|policy| policy.arn.as_str());
        let attached = self.details.holders.iter().flat_map(|holder| &holder.attached).map(String::as_str);
        let boundaries = self.details.holders.iter().filter_map(|holder| holder.boundary.as_deref());
        let mut arns: Vec<&str> = listed.chain(attached).chain(boundaries).collect();
        arns.sort_unstable();
        arns.dedup();
        arns.into_iter()
            .filter_map(|arn| name_and_account(arn).map(|(name, account)| (arn, name, account)))
            .collect()
    }

    fn attached(&self, arn: &str, name: &str, account: &str) -> AttachedPolicy {
        let has_it = |holder: &&Holder| holder.attached.iter().any(|one| one == arn);
        let direct: Vec<&Holder> = self.details.holders.iter().filter(has_it).collect();
        let groups: Vec<&str> = direct.iter().filter_map(|holder| holder.group.as_deref()).collect();
        let is_member = |holder: &&Holder| holder.groups.iter().any(|group| groups.contains(&group.as_str()));
        let by_group = self.details.holders.iter().filter(is_member);
        let all = direct.iter().copied().chain(by_group);
        let mut holders: Vec<Principal> = all.filter_map(|holder| Principal::from_arn(&holder.arn)).collect();
        holders.sort();
        holders.dedup();
        let listed = self.details.policies.iter().find(|policy| policy.arn == arn);
        let attachments = listed.and_then(|policy| policy.attachments);
        AttachedPolicy {
            name: name.into(),
            account: account.into(),
            holders,
            doubt: self.doubt(&direct, &groups, attachments),
            boundary: self.boundary(arn, listed),
            document: listed.and_then(|policy| self.source.canonical_default(policy)).map(|one| vec![one]),
            is_counted: attachments.is_some() && !self.details.is_fetched,
        }
    }

    fn doubt(&self, direct: &[&Holder], groups: &[&str], attachments: Option<usize>) -> Option<String> {
        let file = &self.name;
        if let Some(doubt) = self.details.doubt {
            return Some(format!("{file}, which attaches it, {doubt}"));
        }
        if let Some(attachments) = attachments.filter(|all| *all > direct.len()) {
            let found = direct.len();
            return Some(format!("{file} holds {found} of its {}", count(attachments, "attachment")));
        }
        let group = groups.first().filter(|_| !self.details.lists_users)?;
        Some(format!("{file} attaches it to group {group}, and its members are unknown"))
    }

    fn boundary(&self, arn: &str, listed: Option<&ManagedPolicy>) -> Option<String> {
        let is_boundary = |holder: &&Holder| holder.boundary.as_deref() == Some(arn);
        let holder = self.details.holders.iter().find(is_boundary);
        let whose = holder.and_then(|holder| Principal::from_arn(&holder.arn));
        let is_counted = listed.and_then(|policy| policy.boundaries).is_some_and(|boundaries| boundaries > 0);
        match whose {
            Some(whose) => Some(format!("it is the permissions boundary of {whose} in {}", self.name)),
            None if is_counted => Some(format!("it is a permissions boundary in {}", self.name)),
            None => None,
        }
    }
}

impl AttachedPolicy {
    /// What two files say together: whoever has it in one of them has it.
    fn join(mut self, other: AttachedPolicy) -> AttachedPolicy {
        self.holders.extend(other.holders);
        self.holders.sort();
        self.holders.dedup();
        self.doubt = self.doubt.or(other.doubt);
        self.boundary = self.boundary.or(other.boundary);
        self.document = self.document.zip(other.document).map(|(one, other)| [one, other].concat());
        self.is_counted &= other.is_counted;
        self
    }

    /// Adds whoever has the policy to the owners of a document that is taken for it.
    pub(super) fn add(
        &self,
        source: &Source,
        document: &Document,
        reports: &Reports,
        attribution: &mut Attribution,
    ) {
        if let Some(boundary) = &self.boundary {
            attribution.block(boundary.clone());
        } else if let Some(doubt) = &self.doubt {
            attribution.block(format!("{doubt}; {ALL_OWNERS}"));
        }
        let basis = match self.is_counted && self.is_in_force(source, document) {
            true => Basis::AttachmentOfDocument,
            false => Basis::Attachment,
        };
        let mut missing = Vec::new();
        for holder in &self.holders {
            let known = reports.named(&holder.name).find(|(_, principal)| principal.arn == holder.arn);
            match known {
                Some((index, _)) => attribution.add(index, basis),
                None => missing.push(holder.to_string()),
            }
        }
        // Where none of them has a finding, nobody expects the policy to be checked.
        if !missing.is_empty() && missing.len() < self.holders.len() {
            attribution.block(format!("it is attached to {}, with no finding here", list(&missing, 3)));
        }
    }

    fn is_in_force(&self, source: &Source, document: &Document) -> bool {
        let Some(known) = &self.document else { return false };
        let own = source.canonical_document(document);
        known.iter().all(|document| *document == own)
    }
}

/// The name and the account of a customer managed policy: `arn:aws:iam::111122223333:policy/path/NAME`.
fn name_and_account(arn: &str) -> Option<(&str, &str)> {
    let mut parts = arn.splitn(6, ':');
    let (scheme, _partition, service) = (parts.next()?, parts.next()?, parts.next()?);
    let (_region, account, resource) = (parts.next()?, parts.next()?, parts.next()?);
    let is_policy = scheme == "arn" && service == "iam" && resource.starts_with("policy/");
    // Those of AWS itself are the same for everybody, and no one else can change them.
    let name =
        resource.rsplit('/').next().filter(|name| is_policy && account != "aws" && !name.is_empty())?;
    Some((name, account))
}
