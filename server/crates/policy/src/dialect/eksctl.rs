//! `ClusterConfig` of eksctl, with policies for service accounts and nodes.
//!
//! Source: <https://schema.eksctl.io/>.

use leastwise_syntax::{Kind, Tree};

use super::intrinsic::non_literal;
use super::{Ancestor, Dialect, FileFacts};
use crate::document::{Container, Owner, OwnerKind, Reference, ReferenceKind};

/// A configuration of clusters.
#[derive(Debug)]
pub(super) struct Eksctl;

impl Dialect for Eksctl {
    fn detect(&self, tree: &Tree<'_>) -> bool {
        tree.roots().any(|root| {
            let version = root.get("apiVersion").and_then(|version| version.as_str());
            version.is_some_and(|version| version.starts_with("eksctl.io/"))
        })
    }

    fn is_template(&self) -> bool {
        true
    }

    fn container(&self, ancestors: &[Ancestor<'_>], file: &mut FileFacts) -> Container {
        let mut container = Container::around(ancestors, file);
        let around = ancestors.iter().rev().find(|ancestor| ancestor.value.kind() == Kind::Object);
        let named =
            ["roleName", "instanceRoleName"].into_iter().find_map(|key| Some((key, around?.value.get(key)?)));
        match named {
            Some((key, name)) => match non_literal(name) {
                None => {
                    let name = name.as_str().unwrap_or_default().into_owned();
                    container.owner = Some(Owner { kind: OwnerKind::Role, name, arn: None });
                }
                Some(form) => {
                    container.references.push(Reference::to(ReferenceKind::Name, None, &form, key));
                }
            },
            None => container.references.push(Reference {
                kind: ReferenceKind::Generated,
                target: None,
                how: "the name of the role that eksctl makes is generated".to_owned(),
            }),
        }
        container
    }
}
