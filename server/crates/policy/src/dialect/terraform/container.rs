//! What stands around a document: the resource that it is in, or those that use it. References are found and named; to whom
//! they lead is not worked out.

use std::collections::HashSet;

use leastwise_syntax::Value;

use super::uses::{Use, Uses, addresses};
use super::{Ancestor, DOCUMENT_TYPE, FileFacts};
use crate::document::{Container, Owner, OwnerKind, PlaceNames, Reference, ReferenceKind, Resource};
use crate::placeholder::has_placeholder;

/// The resources that name the owner of a policy in them: the type, the argument with the name, the kind of owner.
const OWNED: [(&str, &str, OwnerKind); 10] = [
    ("aws_iam_role", "name", OwnerKind::Role),
    ("aws_iam_role_policy", "role", OwnerKind::Role),
    ("aws_iam_user_policy", "user", OwnerKind::User),
    ("aws_iam_group_policy", "group", OwnerKind::Group),
    ("aws_ssoadmin_permission_set_inline_policy", "permission_set_arn", OwnerKind::PermissionSet),
    ("awscc_iam_role", "role_name", OwnerKind::Role),
    ("awscc_iam_role_policy", "role_name", OwnerKind::Role),
    ("awscc_iam_user_policy", "user_name", OwnerKind::User),
    ("awscc_iam_group_policy", "group_name", OwnerKind::Group),
    ("awscc_iam_group", "group_name", OwnerKind::Group),
];

/// The resources that make a managed policy.
const MANAGED: [&str; 2] = ["aws_iam_policy", "awscc_iam_managed_policy"];

/// The arguments by which resources attach a managed policy.
const ATTACHING: [&str; 4] = ["policy_arn", "managed_policy_arns", "policy_arns", "managed_policies"];

/// The argument that makes a policy a boundary.
const BOUNDARY: &str = "permissions_boundary";

pub(super) fn of(around: &[Ancestor<'_>], file: &mut FileFacts) -> Container {
    let key = around.iter().rev().find_map(|ancestor| Some(ancestor.key?.as_str()?.into_owned()));
    let mut container = Container {
        attached: Vec::new(),
        references: Vec::new(),
        key,
        owner: None,
        policy_name: None,
        export: false,
        place_names: PlaceNames::Never,
        resource: None,
        used_by: Vec::new(),
    };
    let Some(root) = around.first() else { return container };
    let uses = file.uses(root.value);
    let name = |at: usize| around.get(at).and_then(|it| it.key?.as_str()).unwrap_or_default().into_owned();
    let address = address(around);
    match (name(0).as_str(), around.get(3)) {
        ("resource", Some(body)) => {
            let declared = Resource { logical_id: address, kind: name(1), property: name(3) };
            in_resource(&mut container, &declared, body.value, uses);
            container.resource = Some(declared);
        }
        ("data", _) if name(1) == DOCUMENT_TYPE => follow(&mut container, &address, uses),
        ("locals", _) => follow(&mut container, &format!("local.{}", name(1)), uses),
        (section, _) => {
            let argument = if section == "module" { name(2) } else { name(1) };
            let how = match section {
                "module" => format!("it is `{argument}` of `{address}`"),
                _ => format!("it is in `{address}`"),
            };
            container.references.push(Reference { kind: ReferenceKind::PassedOn, target: None, how });
        }
    }
    container
}

/// The address of the block in which a value stands.
pub(super) fn address(around: &[Ancestor<'_>]) -> String {
    let name = |at: usize| around.get(at).and_then(|it| it.key?.as_str()).unwrap_or_default();
    match &*name(0) {
        "resource" => format!("{}.{}", name(1), name(2)),
        "data" => format!("data.{}.{}", name(1), name(2)),
        section => format!("{section}.{}", name(1)),
    }
}

/// A document in a resource.
fn in_resource(container: &mut Container, declared: &Resource, body: Value<'_>, uses: &Uses) {
    let Resource { logical_id, kind, property } = declared;
    if MANAGED.contains(&kind.as_str()) {
        container.policy_name = literal(body, "name").or_else(|| literal(body, "managed_policy_name"));
        follow_managed(container, logical_id, uses);
        if container.policy_name.is_none() && container.references.is_empty() {
            let how = format!("the name of `{logical_id}` is not literal");
            container.references.push(Reference { kind: ReferenceKind::PassedOn, target: None, how });
        }
        return;
    }
    // A trust policy has its owner, too, and says nothing of what that may do.
    let Some((_, argument, owner)) = OWNED.into_iter().find(|(owned, ..)| owned == kind) else { return };
    container.policy_name = literal(body, "name").filter(|_| *argument != *"name");
    let is_name = owner != OwnerKind::PermissionSet;
    match body.get(argument) {
        Some(_) if is_name && literal(body, argument).is_some() && property != argument => {
            let name = literal(body, argument).unwrap_or_default();
            container.owner = Some(Owner { kind: owner, name, arn: None });
        }
        Some(name) => {
            let target = addresses(name.raw()).next();
            let kind = if *argument == *"name" { ReferenceKind::Name } else { ReferenceKind::Attaches };
            let how = format!("`{}` in `{argument}` of `{logical_id}`", shown(name.raw()));
            container.references.push(Reference { kind, target, how });
        }
        None => container.references.push(Reference {
            kind: ReferenceKind::Generated,
            target: Some(logical_id.clone()),
            how: format!("the name of {} `{logical_id}` is generated", owner.noun()),
        }),
    }
    if body.get("for_each").is_some() && container.references.is_empty() {
        let how = format!("`for_each` makes several of `{logical_id}`");
        container.references.push(Reference { kind: ReferenceKind::Name, target: None, how });
    }
}

/// A document that is used by reference, be it through other documents and values of the file.
fn follow(container: &mut Container, address: &str, uses: &Uses) {
    let mut open = vec![address.to_owned()];
    let mut seen: HashSet<String> = HashSet::new();
    while let Some(address) = open.pop() {
        if !seen.insert(address.clone()) {
            continue;
        }
        let of_address = uses.of_address(&address);
        if of_address.is_empty() {
            let how = format!("nothing in the file uses `{address}`");
            add(container, Reference { kind: ReferenceKind::PassedOn, target: None, how });
        }
        for Use { by, kind, property } in of_address {
            let how = format!("`{address}` in `{property}` of `{by}`");
            if kind == DOCUMENT_TYPE || kind == "local" {
                open.push(by.clone());
                continue;
            }
            let is_resource = by.starts_with(kind);
            if is_resource && kind.contains("aws") {
                container.used_by.push(Resource {
                    logical_id: by.clone(),
                    kind: kind.clone(),
                    property: property.clone(),
                });
            }
            if MANAGED.contains(&kind.as_str()) {
                add(container, Reference { kind: ReferenceKind::PassedOn, target: Some(by.clone()), how });
                follow_managed(container, by, uses);
            } else if OWNED.iter().any(|(owned, ..)| owned == kind) {
                let is_trust = property.starts_with("assume_role_policy");
                let kind = if is_trust { ReferenceKind::PassedOn } else { ReferenceKind::AttachedBy };
                add(container, Reference { kind, target: Some(by.clone()), how });
            } else {
                add(container, Reference { kind: ReferenceKind::PassedOn, target: None, how });
            }
        }
    }
}

/// Who uses a managed policy of the file.
fn follow_managed(container: &mut Container, address: &str, uses: &Uses) {
    for Use { by, property, .. } in uses.of_address(address) {
        let kind = match property.as_str() {
            BOUNDARY => ReferenceKind::Boundary,
            property if ATTACHING.contains(&property) => ReferenceKind::AttachedBy,
            _ => ReferenceKind::PassedOn,
        };
        let how = format!("`{address}` in `{property}` of `{by}`");
        add(container, Reference { kind, target: Some(by.clone()), how });
    }
}

fn add(container: &mut Container, reference: Reference) {
    if !container.references.contains(&reference) {
        container.references.push(reference);
    }
}

/// An argument that is a string and means what it says.
fn literal(body: Value<'_>, argument: &str) -> Option<String> {
    let text = body.get(argument)?.as_str()?;
    (!text.is_empty() && !has_placeholder(&text)).then(|| text.into_owned())
}

/// An expression on one line, short enough for a message.
fn shown(expression: &str) -> String {
    const LONGEST: usize = 60;
    let line = expression.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", line.get(..cut).unwrap_or_default()),
        None => line,
    }
}
