//! What the resource of a template says about the type of a document in it: which of its properties it stands in
//! (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/>,
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs>).

use leastwise_policy::{Document, ReferenceKind, Resource};

use super::DocumentType;
use super::names::type_of_name;
use crate::attribution::MANAGED_POLICIES;

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

/// What the resource says in which a document stands, or those that use it. One that is of another type for only one of them
/// is not what findings are about.
pub(super) fn of_document(document: &Document) -> Said {
    let container = &document.container;
    if let Some(resource) = &container.resource {
        return of_resource(resource, document);
    }
    let mut all = Said::Nothing;
    for resource in &container.used_by {
        let place = format!("it is `{}` of `{}`", resource.property, resource.logical_id);
        match of_resource(resource, document) {
            Said::Certainly(kind) | Said::Elsewhere(kind, _) if kind != DocumentType::Identity => {
                return Said::Elsewhere(kind, place);
            }
            Said::Perhaps(kind, _) => all = Said::Perhaps(kind, place),
            said @ Said::Certainly(_) if all == Said::Nothing => all = said,
            _ => {}
        }
    }
    all
}

fn of_resource(resource: &Resource, document: &Document) -> Said {
    let Resource { kind, property, .. } = resource;
    match (kind.as_str(), property.as_str()) {
        (_, "AssumeRolePolicyDocument" | "assume_role_policy" | "assume_role_policy_document") => {
            Said::Certainly(DocumentType::Trust)
        }
        ("AWS::IAM::Role" | "AWS::IAM::User" | "AWS::IAM::Group", "Policies")
        | (
            "AWS::IAM::Policy" | "AWS::IAM::RolePolicy" | "AWS::IAM::UserPolicy" | "AWS::IAM::GroupPolicy",
            "PolicyDocument",
        )
        | ("AWS::SSO::PermissionSet", "InlinePolicy")
        | ("aws_iam_role", "inline_policy")
        | ("aws_iam_role_policy" | "aws_iam_user_policy" | "aws_iam_group_policy", "policy")
        | ("aws_ssoadmin_permission_set_inline_policy", "inline_policy")
        | ("awscc_iam_role" | "awscc_iam_user" | "awscc_iam_group", "policies")
        | ("awscc_iam_role_policy" | "awscc_iam_user_policy" | "awscc_iam_group_policy", "policy_document") => {
            Said::Certainly(DocumentType::Identity)
        }
        (kind, "PolicyDocument" | "policy" | "policy_document") if MANAGED_POLICIES.contains(&kind) => {
            of_managed_policy(resource, document)
        }
        ("AWS::Organizations::Policy" | "aws_organizations_policy" | "awscc_organizations_policy", _) => {
            Said::Certainly(DocumentType::Scp)
        }
        ("AWS::IoT::Policy" | "aws_iot_policy" | "awscc_iot_policy", _) => Said::Certainly(DocumentType::Iot),
        (
            "AWS::RolesAnywhere::Profile"
            | "AWS::Transfer::User"
            | "aws_rolesanywhere_profile"
            | "aws_transfer_user"
            | "aws_transfer_access",
            _,
        ) => Said::Certainly(DocumentType::Session),
        (kind, "Policies") if kind.starts_with("AWS::Serverless::") => {
            Said::Certainly(DocumentType::Identity)
        }
        _ if has_principal(document) => Said::Nothing,
        (kind, property) => {
            let kind_of = match type_of_name(property) {
                Some((named, _)) => named,
                None if kind.starts_with("AWS::") || kind.starts_with("aws_") => DocumentType::Resource,
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
