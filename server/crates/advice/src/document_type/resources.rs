//! What the resource of a template says about the type of a document in it: which of its properties it stands in
//! (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/>).

use leastwise_policy::{Document, ReferenceKind, Resource};

use super::DocumentType;
use super::names::type_of_name;

/// What a resource says about the type of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// It is of that type.
    Certainly(DocumentType),
    /// Another resource makes it one of that type, and how, as a clause.
    Elsewhere(DocumentType, String),
    /// It seems to be of that type, and why, as a clause.
    Perhaps(DocumentType, String),
    /// Nothing.
    Nothing,
}

pub(super) fn of_resource(resource: &Resource, document: &Document) -> Said {
    let Resource { kind, property, .. } = resource;
    match (kind.as_str(), property.as_str()) {
        (_, "AssumeRolePolicyDocument") => Said::Certainly(DocumentType::Trust),
        ("AWS::IAM::Role" | "AWS::IAM::User" | "AWS::IAM::Group", "Policies")
        | (
            "AWS::IAM::Policy" | "AWS::IAM::RolePolicy" | "AWS::IAM::UserPolicy" | "AWS::IAM::GroupPolicy",
            "PolicyDocument",
        )
        | ("AWS::SSO::PermissionSet", "InlinePolicy") => Said::Certainly(DocumentType::Identity),
        ("AWS::IAM::ManagedPolicy", "PolicyDocument") => of_managed_policy(resource, document),
        ("AWS::Organizations::Policy", _) => Said::Certainly(DocumentType::Scp),
        ("AWS::IoT::Policy", _) => Said::Certainly(DocumentType::Iot),
        ("AWS::RolesAnywhere::Profile" | "AWS::Transfer::User", _) => Said::Certainly(DocumentType::Session),
        (kind, "Policies") if kind.starts_with("AWS::Serverless::") => {
            Said::Certainly(DocumentType::Identity)
        }
        _ if has_principal(document) => Said::Nothing,
        (kind, property) => {
            let kind_of = match type_of_name(property) {
                Some((named, _)) => named,
                None if kind.starts_with("AWS::") => DocumentType::Resource,
                None => DocumentType::Unknown,
            };
            Said::Perhaps(kind_of, format!("it is `{property}` of a resource of type `{kind}`"))
        }
    }
}

/// A managed policy can be a permissions boundary, too. One that the template uses so must not be edited, whoever else
/// has it.
fn of_managed_policy(resource: &Resource, document: &Document) -> Said {
    let container = &document.container;
    if let Some(boundary) = container.references.iter().find(|one| one.kind == ReferenceKind::Boundary) {
        return Said::Elsewhere(DocumentType::Boundary, format!("{} uses it so", boundary.how));
    }
    let attaches = |kind| matches!(kind, ReferenceKind::Attaches | ReferenceKind::AttachedBy);
    if !container.attached.is_empty() || container.references.iter().any(|one| attaches(one.kind)) {
        return Said::Certainly(DocumentType::Identity);
    }
    let names = container.policy_name.iter().chain([&resource.logical_id]);
    let named = names.into_iter().find_map(|name| Some((type_of_name(name)?.0, name)));
    named.map_or(Said::Nothing, |(kind, name)| Said::Perhaps(kind, format!("its name is `{name}`")))
}

fn has_principal(document: &Document) -> bool {
    document.statements.iter().any(|statement| statement.has_principal)
}
