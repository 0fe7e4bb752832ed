//! What an object says about the documents inside it: the outputs of AWS's commands, and properties of templates.

use leastwise_syntax::{Kind, Value};

use super::intrinsic::{non_literal, target};
use super::manifest;
use crate::document::{Owner, OwnerKind, Reference, ReferenceKind};
use crate::placeholder::has_placeholder;

/// What an object says about the documents inside it.
#[derive(Debug)]
pub(super) struct Wrapper {
    pub(super) owner: Option<Owner>,
    /// It has the key for an owner's name, and no name there.
    pub(super) unnamed: Option<Reference>,
    pub(super) attached: Option<Attachments>,
    pub(super) policy_name: Option<String>,
    pub(super) aws_managed: bool,
}

/// See [`crate::Container::attached`] and [`crate::Container::references`].
#[derive(Clone, Debug, Default)]
pub(super) struct Attachments {
    pub(super) named: Vec<Owner>,
    pub(super) references: Vec<Reference>,
}

impl Wrapper {
    pub(super) fn of(value: Value<'_>) -> Wrapper {
        let policy_name = literal(value, "PolicyName").or_else(|| literal(value, "ManagedPolicyName"));
        let (declared, reference) = match manifest::owner(value) {
            Some(Ok(owner)) => (Some(owner), None),
            Some(Err(reference)) => (None, Some(reference)),
            None => (None, None),
        };
        Wrapper {
            owner: owner(value).or(declared),
            unnamed: unnamed_owner(value).or(reference),
            attached: attached(value),
            policy_name,
            aws_managed: is_aws_managed(value),
        }
    }
}

/// Whether an object says that it is a managed policy of AWS itself, which nobody else can change.
pub(super) fn is_aws_managed(object: Value<'_>) -> bool {
    ["Arn", "PolicyArn"].into_iter().filter_map(|key| literal(object, key)).any(|arn| {
        let mut parts = arn.split(':');
        // arn:<partition>:iam::aws:policy/…
        parts.next() == Some("arn")
            && parts.next().is_some_and(|partition| partition.starts_with("aws"))
            && parts.next() == Some("iam")
            && parts.next() == Some("")
            && parts.next() == Some("aws")
    })
}

/// The keys that name an owner.
const OWNER_NAMES: [(&str, OwnerKind); 3] =
    [("RoleName", OwnerKind::Role), ("UserName", OwnerKind::User), ("GroupName", OwnerKind::Group)];

fn owner(object: Value<'_>) -> Option<Owner> {
    OWNER_NAMES.into_iter().find_map(|(key, kind)| {
        Some(Owner { kind, name: literal(object, key)?, arn: literal(object, "Arn") })
    })
}

/// A name of an owner that something has still to fill in: `{"RoleName": "${env}-app"}`.
fn unnamed_owner(object: Value<'_>) -> Option<Reference> {
    OWNER_NAMES.into_iter().find_map(|(key, _)| {
        let is_filled_in = |name: &Value<'_>| match name.kind() {
            Kind::Object | Kind::Call | Kind::Opaque(_) => true,
            _ => name.as_str().is_some_and(|text| has_placeholder(&text)),
        };
        let name = object.get(key).filter(is_filled_in)?;
        let form = non_literal(name)?;
        Some(Reference::to(ReferenceKind::Name, target(name), &form, key))
    })
}

/// To whom `AWS::IAM::Policy` and `AWS::IAM::ManagedPolicy` attach a policy
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html>).
fn attached(properties: Value<'_>) -> Option<Attachments> {
    if properties.kind() != Kind::Object || properties.get("PolicyDocument").is_none() {
        return None;
    }
    let mut attachments = Attachments::default();
    if properties.get("<<").is_some() {
        let how = "the merge key `<<` may attach it".to_owned();
        attachments.references.push(Reference { kind: ReferenceKind::Attaches, target: None, how });
    }
    for (key, kind) in [("Roles", OwnerKind::Role), ("Users", OwnerKind::User), ("Groups", OwnerKind::Group)]
    {
        let Some(list) = properties.get(key) else { continue };
        // A reference in place of the list may stand for any number.
        let whole = (list.kind() != Kind::List).then_some(list);
        for element in list.elements().chain(whole) {
            match non_literal(element) {
                None => {
                    let name = element.as_str().unwrap_or_default().into_owned();
                    attachments.named.push(Owner { kind, name, arn: None });
                }
                Some(form) => {
                    let target = target(element);
                    attachments.references.push(Reference::to(ReferenceKind::Attaches, target, &form, key));
                }
            }
        }
    }
    (!attachments.named.is_empty() || !attachments.references.is_empty()).then_some(attachments)
}

/// A string that means what it says: templates put placeholders into strings.
pub(super) fn literal(object: Value<'_>, key: &str) -> Option<String> {
    if object.kind() != Kind::Object {
        return None;
    }
    let text = object.get(key)?.as_str()?;
    (!text.is_empty() && !has_placeholder(&text)).then(|| text.into_owned())
}
