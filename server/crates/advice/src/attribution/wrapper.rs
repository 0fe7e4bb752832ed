//! Owners that the document itself, or what stands around it, names.

use leastwise_policy::{Container, Document, Owner, OwnerKind};

use super::{Attribution, Basis};
use crate::path::PathFacts;
use crate::principal::{Principal, PrincipalKind};
use crate::report::Reports;
use crate::settings::applied::Attached;

/// Adds whoever a wrapper names, and those to whom a template attaches the document by name.
pub(super) fn add(
    document: &Document,
    facts: &PathFacts,
    reports: &Reports,
    attached: &Attached,
    attribution: &mut Attribution,
) {
    let Container { owner, attached: named, .. } = &document.container;
    for owner in owner.iter().chain(named) {
        match owner.kind {
            OwnerKind::Role => add_owner(owner, PrincipalKind::Role, facts, reports, attribution),
            OwnerKind::User => add_owner(owner, PrincipalKind::User, facts, reports, attribution),
            OwnerKind::Group => {
                attribution.block(format!("it belongs to group {}, and its members are unknown", owner.name));
            }
            // A person says which of its roles there are.
            OwnerKind::PermissionSet if attached.names_somebody && !attached.by_flag => {}
            OwnerKind::PermissionSet => attribution.block(format!(
                "it belongs to permission set {0}, which is a role in every account that it is assigned to; attach \
                 `permission-set/{0}` in leastwise.toml",
                owner.name
            )),
        }
    }
}

fn add_owner(
    owner: &Owner,
    kind: PrincipalKind,
    facts: &PathFacts,
    reports: &Reports,
    attribution: &mut Attribution,
) {
    // An ARN names one principal; a name stands for those of every account but the ones that the path shuts out.
    let is_owner = |principal: &Principal| match &owner.arn {
        Some(arn) => *principal.arn == **arn,
        None => principal.kind == kind && facts.other_account(principal).is_none(),
    };
    let owners = reports.named(&owner.name).filter(|(_, principal)| is_owner(principal));
    let owners: Vec<usize> = owners.map(|(index, _)| index).collect();
    if owners.is_empty() {
        attribution.block(format!("it belongs to {kind} {}, who has no finding here", owner.name));
    }
    owners.into_iter().for_each(|index| attribution.add(index, Basis::Wrapper));
}
