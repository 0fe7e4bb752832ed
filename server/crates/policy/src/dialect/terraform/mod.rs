//! Terraform and OpenTofu (<https://developer.hashicorp.com/terraform/language>).

mod container;
mod uses;

use leastwise_syntax::hcl::Hcl;
use leastwise_syntax::{Kind, Opaque, Syntax as _, Tree, Value};

pub(super) use uses::Uses;

use super::{Ancestor, Dialect, FileFacts, Merging, intrinsic};
use crate::document::Container;
use crate::grammar::{Element, Grammar, IAM, Statements};

/// Files of Terraform and OpenTofu.
#[derive(Debug)]
pub(super) struct Terraform;

/// The type of the data source that makes a policy of blocks.
const DOCUMENT_TYPE: &str = "aws_iam_policy_document";

/// Its arguments for the documents with which it is merged
/// (<https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document>).
const MERGED_WITH: [&str; 4] =
    ["source_policy_documents", "override_policy_documents", "source_json", "override_json"];

/// The names of elements in the AWS provider, and in what modules take.
const ELEMENTS: &[(&str, Element)] = &[
    ("sid", Element::Sid),
    ("effect", Element::Effect),
    ("principals", Element::Principal),
    ("not_principals", Element::NotPrincipal),
    ("actions", Element::Action),
    ("not_actions", Element::NotAction),
    ("resources", Element::Resource),
    ("not_resources", Element::NotResource),
    ("condition", Element::Condition),
];

/// `data "aws_iam_policy_document"`.
const DOCUMENT: Grammar =
    Grammar { statements: Statements::Blocks("statement"), elements: ELEMENTS, allows_by_default: true };

/// Statements that a module takes and makes a policy of.
const ARGUMENT: Grammar =
    Grammar { statements: Statements::Each, elements: ELEMENTS, allows_by_default: false };

impl Dialect for Terraform {
    fn detect(&self, tree: &Tree<'_>) -> bool {
        tree.syntax().name() == Hcl.name()
    }

    fn is_template(&self) -> bool {
        true
    }

    fn grammars(&self, around: &[Ancestor<'_>]) -> &'static [&'static Grammar] {
        if is_document_block(around) { &[&DOCUMENT] } else { &[&IAM, &ARGUMENT] }
    }

    fn is_filled_in(&self, value: Value<'_>) -> bool {
        let is_computed = matches!(value.kind(), Kind::Call | Kind::Opaque(Opaque::Expression));
        // A template of CloudFormation may be in a heredoc.
        is_computed || (value.host().is_some() && intrinsic::is_intrinsic(value))
    }

    fn may_vanish(&self, value: Value<'_>) -> bool {
        value.host().is_some() && intrinsic::may_vanish(value)
    }

    fn merging(&self, around: &[Ancestor<'_>], file: &mut FileFacts) -> Merging {
        if !is_document_block(around) {
            return Merging::None;
        }
        let Some(root) = around.first() else { return Merging::None };
        file.uses(root.value).merging(&container::address(around))
    }

    fn container(&self, ancestors: &[Ancestor<'_>], file: &mut FileFacts) -> Container {
        container::of(ancestors, file)
    }
}

/// Whether what stands here is inside of the block of a policy document, and in no other.
fn is_document_block(around: &[Ancestor<'_>]) -> bool {
    let [section, kind, name] = around else { return false };
    let is = |ancestor: &Ancestor<'_>, text: &str| ancestor.key.is_some_and(|key| key.is_str(text));
    is(section, "data") && is(kind, DOCUMENT_TYPE) && name.key.is_some()
}
