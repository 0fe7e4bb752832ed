//! What stands around a policy document: wrappers that name a role, dumps of an account, templates.

use super::find::Ancestor;
use super::intrinsic::has_placeholder;
use super::template::{self, Mentions, Site};
use super::{Container, Owner, OwnerKind, Reference, ReferenceKind};
use crate::Span;
use crate::json::{Kind, Tree, Value};

/// What a file says about all documents in it.
#[derive(Debug)]
pub(super) struct FileKind {
    export: bool,
    template: bool,
    /// The references of the last template that was asked for, with its place.
    mentions: Option<(Span, Mentions)>,
}

/// The lists of `aws iam get-account-authorization-details`.
const DETAIL_LISTS: [&str; 3] = ["UserDetailList", "RoleDetailList", "GroupDetailList"];

impl FileKind {
    pub(super) fn of(tree: &Tree<'_>) -> FileKind {
        let Some(root) = tree.root() else {
            return FileKind { export: false, template: false, mentions: None };
        };
        let has = |key: &str| root.get(key).is_some();
        let versions = |policy: Value<'_>| policy.get("PolicyVersionList").is_some();
        FileKind {
            export: DETAIL_LISTS.into_iter().any(has)
                || root.get("Policies").is_some_and(|policies| policies.elements().any(versions))
                || root.get("Policy").is_some_and(is_aws_managed),
            template: has("AWSTemplateFormatVersion")
                || has("Transform")
                || root.get("Resources").is_some_and(declares_resources),
            mentions: None,
        }
    }

    fn mentions(&mut self, template: Value<'_>) -> &Mentions {
        let place = template.span();
        if self.mentions.as_ref().is_none_or(|(known, _)| *known != place) {
            self.mentions = None;
        }
        &self.mentions.get_or_insert_with(|| (place, Mentions::of(template))).1
    }
}

fn declares_resources(resources: Value<'_>) -> bool {
    resources.members().any(|resource| {
        let kind = resource.value.get("Type").and_then(Value::as_str);
        kind.is_some_and(|kind| kind.starts_with("AWS::"))
    })
}

impl Container {
    pub(super) fn around(ancestors: &[Ancestor<'_>], file: &mut FileKind) -> Container {
        let inner_first = || ancestors.iter().rev();
        let in_export = |ancestor: &Ancestor<'_>| {
            let listed = ancestor.key.is_some_and(|key| {
                DETAIL_LISTS.into_iter().chain(["PolicyVersionList"]).any(|list| key.is_str(list))
            });
            listed || ancestor.wrapper().aws_managed
        };
        let attached = inner_first().map(Ancestor::wrapper).find_map(|wrapper| wrapper.attached.as_ref());
        let Attachments { named, mut references } = attached.cloned().unwrap_or_default();
        let named_owner = inner_first().map(Ancestor::wrapper).find_map(|wrapper| wrapper.owner.as_ref());
        let mut owner = named_owner.cloned();
        let site = Site::of(ancestors);
        match &site {
            Some(site) => {
                references.extend(site.unnamed_owner());
                if site.is_managed_policy() {
                    references.extend(site.attachments_elsewhere(file.mentions(site.template)));
                }
                owner = owner.or_else(|| site.named_permission_set());
            }
            None if owner.is_none() => {
                references.extend(inner_first().find_map(|ancestor| ancestor.wrapper().unnamed.clone()));
            }
            None => {}
        }
        Container {
            attached: named,
            references,
            key: inner_first().find_map(|ancestor| Some(ancestor.key?.as_str()?.into_owned())),
            owner,
            policy_name: inner_first().find_map(|ancestor| ancestor.wrapper().policy_name.clone()),
            export: file.export || inner_first().any(in_export),
            template: file.template || site.is_some(),
            resource: site.map(|site| site.declared),
        }
    }
}

/// What an object says about the documents inside it.
#[derive(Debug)]
pub(super) struct Wrapper {
    owner: Option<Owner>,
    /// It has the key for an owner's name, and no name there.
    unnamed: Option<Reference>,
    attached: Option<Attachments>,
    policy_name: Option<String>,
    aws_managed: bool,
}

/// See [`Container::attached`] and [`Container::references`].
#[derive(Clone, Debug, Default)]
struct Attachments {
    named: Vec<Owner>,
    references: Vec<Reference>,
}

impl Wrapper {
    pub(super) fn of(value: Value<'_>) -> Wrapper {
        let policy_name = literal(value, "PolicyName").or_else(|| literal(value, "ManagedPolicyName"));
        Wrapper {
            owner: owner(value),
            unnamed: unnamed_owner(value),
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
        let is_filled_in = |name: &Value<'_>| {
            name.kind() == Kind::Object || name.as_str().is_some_and(|text| has_placeholder(&text))
        };
        let name = object.get(key).filter(is_filled_in)?;
        let form = template::non_literal(name)?;
        Some(Reference::to(ReferenceKind::Name, template::target(name), &form, key))
    })
}

/// To whom `AWS::IAM::Policy` and `AWS::IAM::ManagedPolicy` attach a policy
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html>).
fn attached(properties: Value<'_>) -> Option<Attachments> {
    if properties.kind() != Kind::Object || properties.get("PolicyDocument").is_none() {
        return None;
    }
    let mut attachments = Attachments::default();
    for (key, kind) in [("Roles", OwnerKind::Role), ("Users", OwnerKind::User), ("Groups", OwnerKind::Group)]
    {
        let Some(list) = properties.get(key) else { continue };
        // A reference in place of the list may stand for any number.
        let whole = (list.kind() != Kind::List).then_some(list);
        for element in list.elements().chain(whole) {
            match template::non_literal(element) {
                None => {
                    let name = element.as_str().unwrap_or_default().into_owned();
                    attachments.named.push(Owner { kind, name, arn: None });
                }
                Some(form) => {
                    let target = template::target(element);
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
