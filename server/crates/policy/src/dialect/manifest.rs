//! Owners in declarations of other tools: resources of Kubernetes (ACK and Crossplane), modules of Ansible, Pulumi YAML.

use leastwise_syntax::Value;

use super::intrinsic::non_literal;
use crate::document::{Owner, OwnerKind, Reference, ReferenceKind};

/// The owner of the policies in a declaration, or what it depends on.
pub(super) fn owner(object: Value<'_>) -> Option<Result<Owner, Reference>> {
    ansible(object).or_else(|| kubernetes(object)).or_else(|| pulumi(object))
}

/// `amazon.aws.iam_policy`
/// (<https://docs.ansible.com/ansible/latest/collections/amazon/aws/iam_policy_module.html>).
fn ansible(module: Value<'_>) -> Option<Result<Owner, Reference>> {
    let (kind, name) = (module.get("iam_type")?, module.get("iam_name")?);
    match kind_of(&kind.as_str()?) {
        Some(kind) => Some(named(kind, name, "iam_name")),
        None => Some(Err(Reference::to(ReferenceKind::Name, None, &kind.as_str()?, "iam_type"))),
    }
}

/// Resources of AWS's controllers and of Crossplane's providers
/// (<https://aws-controllers-k8s.github.io/community/reference/>, <https://marketplace.upbound.io/>).
fn kubernetes(resource: Value<'_>) -> Option<Result<Owner, Reference>> {
    let version = resource.get("apiVersion")?.as_str()?;
    let is_ack = version.starts_with("iam.services.k8s.aws/");
    if !is_ack && !version.starts_with("iam.aws.") {
        return None;
    }
    let (kind, spec) = (resource.get("kind")?.as_str()?, resource.get("spec")?);
    if let Some(kind) = kind_of(&kind) {
        let name = if is_ack { spec.get("name") } else { external_name(resource) };
        return Some(named(kind, name?, "name"));
    }
    let kind = kind_of(kind.strip_suffix("Policy")?)?;
    let key = kind.noun();
    let parameters = spec.get("forProvider").unwrap_or(spec);
    Some(match parameters.get(key) {
        Some(name) => named(kind, name, key),
        None => Err(Reference {
            kind: ReferenceKind::Attaches,
            target: parameters
                .get(&format!("{key}Ref"))
                .and_then(|it| Some(it.get("name")?.as_str()?.into_owned())),
            how: format!("`{key}Ref` or `{key}Selector`"),
        }),
    })
}

/// What Crossplane calls a resource in AWS.
fn external_name(resource: Value<'_>) -> Option<Value<'_>> {
    let metadata = resource.get("metadata")?;
    let annotations = metadata.get("annotations");
    annotations.and_then(|it| it.get("crossplane.io/external-name")).or_else(|| metadata.get("name"))
}

/// `aws:iam:RolePolicy`, also written `aws:iam/rolePolicy:RolePolicy`
/// (<https://www.pulumi.com/registry/packages/aws/api-docs/iam/>).
fn pulumi(resource: Value<'_>) -> Option<Result<Owner, Reference>> {
    let token = resource.get("type")?.as_str()?;
    let (module, name) = token.rsplit_once(':')?;
    if module != "aws:iam" && !module.starts_with("aws:iam/") {
        return None;
    }
    let properties = resource.get("properties")?;
    if let Some(kind) = kind_of(name) {
        return Some(
            properties.get("name").map_or_else(|| Err(generated(kind)), |name| named(kind, name, "name")),
        );
    }
    let kind = kind_of(name.strip_suffix("Policy")?)?;
    let key = kind.noun();
    Some(named(kind, properties.get(key)?, key))
}

fn generated(kind: OwnerKind) -> Reference {
    let how = format!("the name of the {} is generated", kind.noun());
    Reference { kind: ReferenceKind::Generated, target: None, how }
}

fn named(kind: OwnerKind, name: Value<'_>, key: &str) -> Result<Owner, Reference> {
    match non_literal(name) {
        None => Ok(Owner { kind, name: name.as_str().unwrap_or_default().into_owned(), arn: None }),
        Some(form) => Err(Reference::to(ReferenceKind::Name, None, &form, key)),
    }
}

/// The kind that a word names: `role`, `Role`.
fn kind_of(word: &str) -> Option<OwnerKind> {
    [OwnerKind::Role, OwnerKind::User, OwnerKind::Group]
        .into_iter()
        .find(|kind| word.eq_ignore_ascii_case(kind.noun()))
}
