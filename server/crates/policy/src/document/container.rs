//! What stands around a policy document: wrappers that name a role, dumps of an account, templates.

use super::find::Ancestor;
use super::intrinsic::has_placeholder;
use super::{Container, Owner, OwnerKind};
use crate::json::{Kind, Tree, Value};

/// What the root of a file says about all documents in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct FileKind {
    export: bool,
    template: bool,
}

/// The lists of `aws iam get-account-authorization-details`.
const DETAIL_LISTS: [&str; 3] = ["UserDetailList", "RoleDetailList", "GroupDetailList"];

impl FileKind {
    pub(super) fn of(tree: &Tree<'_>) -> FileKind {
        let Some(root) = tree.root() else { return FileKind { export: false, template: false } };
        let has = |key: &str| root.get(key).is_some();
        let versions = |policy: Value<'_>| policy.get("PolicyVersionList").is_some();
        FileKind {
            export: DETAIL_LISTS.into_iter().any(has)
                || root.get("Policies").is_some_and(|policies| policies.elements().any(versions))
                || root.get("Policy").is_some_and(is_aws_managed),
            template: has("AWSTemplateFormatVersion")
                || has("Transform")
                || root.get("Resources").is_some_and(declares_resources),
        }
    }
}

fn declares_resources(resources: Value<'_>) -> bool {
    resources.members().any(|resource| {
        let kind = resource.value.get("Type").and_then(Value::as_str);
        kind.is_some_and(|kind| kind.starts_with("AWS::"))
    })
}

impl Container {
    pub(super) fn around(ancestors: &[Ancestor<'_>], file: &FileKind) -> Container {
        let inner_first = || ancestors.iter().rev();
        let in_export = |ancestor: &Ancestor<'_>| {
            let listed = ancestor.key.is_some_and(|key| {
                DETAIL_LISTS.into_iter().chain(["PolicyVersionList"]).any(|list| key.is_str(list))
            });
            listed || ancestor.wrapper().aws_managed
        };
        let attached = inner_first().map(Ancestor::wrapper).find(|wrapper| wrapper.attached.is_some());
        let (attached, attached_by_reference) =
            attached.and_then(|wrapper| wrapper.attached.clone()).unwrap_or_default();
        Container {
            attached,
            attached_by_reference,
            key: inner_first().find_map(|ancestor| Some(ancestor.key?.as_str()?.into_owned())),
            owner: inner_first().find_map(|ancestor| ancestor.wrapper().owner.clone()),
            policy_name: inner_first().find_map(|ancestor| ancestor.wrapper().policy_name.clone()),
            export: file.export || inner_first().any(in_export),
            template: file.template,
        }
    }
}

/// What an object says about the documents inside it.
#[derive(Debug)]
pub(super) struct Wrapper {
    owner: Option<Owner>,
    /// See [`Container::attached`] and [`Container::attached_by_reference`].
    attached: Option<(Vec<Owner>, usize)>,
    policy_name: Option<String>,
    aws_managed: bool,
}

impl Wrapper {
    pub(super) fn of(value: Value<'_>) -> Wrapper {
        let policy_name = literal(value, "PolicyName");
        Wrapper {
            owner: owner(value),
            attached: attached(value),
            policy_name,
            aws_managed: is_aws_managed(value),
        }
    }
}

/// Whether an object says that it is a managed policy of AWS itself, which nobody else can change.
fn is_aws_managed(object: Value<'_>) -> bool {
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

fn owner(object: Value<'_>) -> Option<Owner> {
    [("RoleName", OwnerKind::Role), ("UserName", OwnerKind::User), ("GroupName", OwnerKind::Group)]
        .into_iter()
        .find_map(|(key, kind)| {
            Some(Owner { kind, name: literal(object, key)?, arn: literal(object, "Arn") })
        })
}

/// To whom `AWS::IAM::Policy` and `AWS::IAM::ManagedPolicy` attach a policy
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html>).
fn attached(properties: Value<'_>) -> Option<(Vec<Owner>, usize)> {
    if properties.kind() != Kind::Object || properties.get("PolicyDocument").is_none() {
        return None;
    }
    let (mut owners, mut by_reference) = (Vec::new(), 0);
    for (key, kind) in [("Roles", OwnerKind::Role), ("Users", OwnerKind::User), ("Groups", OwnerKind::Group)]
    {
        let Some(list) = properties.get(key) else { continue };
        // A reference in place of the list may stand for any number.
        by_reference += if list.kind() == Kind::List { 0 } else { 2 };
        for element in list.elements() {
            match element.as_str().filter(|name| !name.is_empty() && !has_placeholder(name)) {
                Some(name) => owners.push(Owner { kind, name: name.into_owned(), arn: None }),
                None => by_reference += 1,
            }
        }
    }
    (!owners.is_empty() || by_reference > 0).then_some((owners, by_reference))
}

/// A string that means what it says: templates put placeholders into strings.
fn literal(object: Value<'_>, key: &str) -> Option<String> {
    if object.kind() != Kind::Object {
        return None;
    }
    let text = object.get(key)?.as_str()?;
    (!text.is_empty() && !has_placeholder(&text)).then(|| text.into_owned())
}
