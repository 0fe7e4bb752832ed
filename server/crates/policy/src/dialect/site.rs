//! The resource of a CloudFormation or SAM template in which a document is, and who refers to it. References are found and
//! named; to whom they lead is not worked out.

use std::collections::HashMap;

use leastwise_syntax::{Kind, Member, Value};

use super::ancestor::Ancestor;
use super::intrinsic::{Function, non_literal, target};
use super::wrapper::literal;
use crate::document::{Owner, OwnerKind, Reference, ReferenceKind, Resource};

/// The references of one template, by what they lead to.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    /// By logical ID.
    by_id: HashMap<String, Vec<Mention>>,
    /// By the name of a managed policy, as the end of an ARN or in a reference of a permission set.
    by_policy_name: HashMap<String, Vec<Mention>>,
}

/// A place that refers to something.
#[derive(Clone, Debug)]
struct Mention {
    /// The logical ID of the resource in which it stands; `None` outside of the resources.
    by: Option<String>,
    /// The property, or the section outside of the resources.
    property: String,
    /// `Ref`, `Fn::GetAtt`, `Fn::Sub`, or `name` for the name of a policy.
    form: &'static str,
    /// It stands under `PermissionsBoundary`.
    is_boundary: bool,
}

/// A document's resource and its template.
pub(super) struct Site<'a> {
    /// The object that has `Resources`.
    pub(super) template: Value<'a>,
    resource: Value<'a>,
    /// What the document says of its resource.
    pub(super) declared: Resource,
}

impl<'a> Site<'a> {
    /// The innermost resource among the ancestors of a document.
    pub(super) fn of(ancestors: &[Ancestor<'a>]) -> Option<Site<'a>> {
        let key = |at: usize| ancestors.get(at).and_then(|ancestor| ancestor.key?.as_str());
        (0..ancestors.len()).rev().find_map(|at| {
            // `Resources`, the logical ID, the resource itself.
            let section =
                at.checked_sub(2).filter(|section| key(*section).as_deref() == Some("Resources"))?;
            let resource = ancestors.get(at)?.value;
            let kind = resource.get("Type")?.as_str().filter(|kind| kind.contains("::"))?;
            let first = key(at)?;
            let property = if first == "Properties" { key(at + 1)? } else { first };
            let declared = Resource {
                logical_id: key(section + 1)?.into_owned(),
                kind: kind.into_owned(),
                property: property.into_owned(),
            };
            Some(Site { template: ancestors.get(section)?.value, resource, declared })
        })
    }

    /// The permission set in which the document stands, where the template names it.
    pub(super) fn named_permission_set(&self) -> Option<Owner> {
        let (kind @ OwnerKind::PermissionSet, key) = owner_of(&self.declared.kind)? else { return None };
        Some(Owner { kind, name: literal(self.properties(), key)?, arn: None })
    }

    fn properties(&self) -> Value<'a> {
        self.resource.get("Properties").unwrap_or(self.resource)
    }

    /// Whether others may attach the document.
    pub(super) fn is_managed_policy(&self) -> bool {
        self.declared.kind == "AWS::IAM::ManagedPolicy"
    }

    /// The owner that the resource itself is, where the template does not name it.
    pub(super) fn unnamed_owner(&self) -> Option<Reference> {
        let Resource { logical_id, kind, .. } = &self.declared;
        let properties = self.properties();
        let generated = |target: String, owner: &str| Reference {
            kind: ReferenceKind::Generated,
            target: Some(target),
            how: format!("the name of {owner} `{logical_id}` is generated"),
        };
        if kind.starts_with("AWS::Serverless::") {
            return Some(match properties.get("Role") {
                None => generated(format!("{logical_id}Role"), "the role of"),
                Some(_) => Reference {
                    kind: ReferenceKind::Ignored,
                    target: None,
                    how: "SAM ignores `Policies` beside `Role`".to_owned(),
                },
            });
        }
        let (owner, key) = owner_of(kind)?;
        let Some(name) = properties.get(key) else {
            return Some(generated(logical_id.clone(), owner.noun()));
        };
        Some(Reference::to(ReferenceKind::Name, target(name), &non_literal(name)?, key))
    }

    /// Who else attaches a managed policy, or passes it on.
    pub(super) fn attachments_elsewhere(&self, mentions: &Mentions) -> Vec<Reference> {
        let Resource { logical_id, .. } = &self.declared;
        let mut references = Vec::new();
        let name = self.properties().get("ManagedPolicyName").and_then(Value::as_str);
        let by_name = name.and_then(|name| mentions.by_policy_name.get(&*name.to_ascii_lowercase()));
        let mentions = mentions.by_id.get(logical_id).into_iter().chain(by_name).flatten();
        for mention in mentions.filter(|mention| mention.by.as_ref() != Some(logical_id)) {
            let Mention { by, property, form, is_boundary } = mention;
            let kind = match (is_boundary, ATTACHING.contains(&property.as_str())) {
                (true, _) => ReferenceKind::Boundary,
                (false, true) => ReferenceKind::AttachedBy,
                (false, false) => ReferenceKind::PassedOn,
            };
            let place = match by {
                Some(by) => format!("`{property}` of `{by}`"),
                None => format!("`{property}`"),
            };
            let reference = Reference { kind, target: by.clone(), how: format!("`{form}` in {place}") };
            if !references.contains(&reference) {
                references.push(reference);
            }
        }
        references
    }
}

/// The properties of roles, users, groups, functions and permission sets that attach managed policies.
const ATTACHING: [&str; 4] =
    ["ManagedPolicyArns", "Policies", "ManagedPolicies", "CustomerManagedPolicyReferences"];

/// Which owner a resource is or names, and the property with its name
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_IAM.html>).
fn owner_of(kind: &str) -> Option<(OwnerKind, &'static str)> {
    Some(match kind {
        "AWS::IAM::Role" | "AWS::IAM::RolePolicy" => (OwnerKind::Role, "RoleName"),
        "AWS::IAM::User" | "AWS::IAM::UserPolicy" => (OwnerKind::User, "UserName"),
        "AWS::IAM::Group" | "AWS::IAM::GroupPolicy" => (OwnerKind::Group, "GroupName"),
        "AWS::SSO::PermissionSet" => (OwnerKind::PermissionSet, "Name"),
        _ => return None,
    })
}

impl Mentions {
    /// All references of a template.
    pub(super) fn of(template: Value<'_>) -> Mentions {
        let mut mentions = Mentions::default();
        for section in template.members() {
            let name = section.key.as_str().unwrap_or_default();
            if name != "Resources" {
                mentions.add_inside(section, None, &name);
                continue;
            }
            for resource in section.value.members() {
                let id = resource.key.as_str().unwrap_or_default();
                for attribute in resource.value.members() {
                    let name = attribute.key.as_str().unwrap_or_default();
                    if name != "Properties" {
                        mentions.add_inside(attribute, Some(&id), &name);
                        continue;
                    }
                    for property in attribute.value.members() {
                        let name = property.key.as_str().unwrap_or_default();
                        mentions.add_inside(property, Some(&id), &name);
                    }
                }
            }
        }
        mentions
    }

    /// Adds what the value of a member and all inside it refers to.
    fn add_inside(&mut self, member: Member<'_>, by: Option<&str>, property: &str) {
        let mention = |form, is_boundary| Mention {
            by: by.map(str::to_owned),
            property: property.to_owned(),
            form,
            is_boundary,
        };
        // What stands under `PermissionsBoundary`. Values follow one another in the order of the text.
        let mut boundaries: Vec<Value<'_>> = Vec::new();
        boundaries.extend(is_boundary_key(member).then_some(member.value));
        // What is written in a string with a text of its own refers to nothing of the template.
        let host = member.value.host().map(Value::id);
        let values = member.value.and_inside().filter(|value| value.host().map(Value::id) == host);
        for value in values {
            boundaries.retain(|boundary| !boundary.ends_before(value));
            if value.kind() == Kind::String {
                let name = value.as_str().as_deref().and_then(policy_name).map(str::to_ascii_lowercase);
                let is_boundary = boundaries.iter().any(|boundary| boundary.contains(value));
                name.into_iter().for_each(|name| self.add_name(name, mention("name", is_boundary)));
                continue;
            }
            if let Some(function) = Function::of_call(value) {
                let is_boundary = boundaries.iter().any(|boundary| boundary.contains(value));
                self.add_function(function, |form| mention(form, is_boundary));
            }
            for member in value.members() {
                boundaries.extend(is_boundary_key(member).then_some(member.value));
                let is_boundary = boundaries.iter().any(|boundary| boundary.contains(member.value));
                if let Some(function) = Function::of_member(member) {
                    self.add_function(function, |form| mention(form, is_boundary));
                }
                if member.key.is_str("Name") && property.starts_with("CustomerManagedPolicyReference") {
                    let name = member.value.as_str().map(|name| name.to_ascii_lowercase());
                    name.into_iter().for_each(|name| self.add_name(name, mention("name", is_boundary)));
                }
            }
        }
    }

    fn add_function(&mut self, function: Function<'_>, mention: impl Fn(&'static str) -> Mention) {
        function.targets(|form, id| self.by_id.entry(id).or_default().push(mention(form)));
    }

    fn add_name(&mut self, name: String, mention: Mention) {
        self.by_policy_name.entry(name).or_default().push(mention);
    }
}

fn is_boundary_key(member: Member<'_>) -> bool {
    member.key.as_str().is_some_and(|key| key.eq_ignore_ascii_case("PermissionsBoundary"))
}

/// The name at the end of a managed policy's ARN, be it one with placeholders or only its end.
fn policy_name(text: &str) -> Option<&str> {
    let (before, name) = text.rsplit_once('/')?;
    let is_policy = before.ends_with(":policy") || before.contains(":policy/");
    (is_policy && !name.is_empty() && !name.contains("${")).then_some(name)
}

#[cfg(test)]
mod tests;
