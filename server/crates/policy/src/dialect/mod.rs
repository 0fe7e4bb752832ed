//! Where people keep policies: a dialect for each kind of file. It tells what is a document, how its statements are written,
//! what the file fills in elsewhere, and what stands around a document.

mod ancestor;
mod cloudformation;
mod container;
mod eksctl;
mod intrinsic;
mod manifest;
mod policy_json;
mod serverless;
mod site;
mod terraform;
mod wrapper;

use std::fmt;

use leastwise_syntax::{Kind, Tree, Value};

pub(crate) use ancestor::{Ancestor, Child};
pub(crate) use container::FileFacts;

use crate::document::Container;
use crate::grammar::{Grammar, IAM};
use crate::placeholder::is_placeholder;
use crate::source::{Unresolved, UnresolvedKind};

/// A kind of file that policies are kept in.
pub(crate) trait Dialect: fmt::Debug + Sync {
    /// Whether the values of a file are written in it.
    fn detect(&self, tree: &Tree<'_>) -> bool;

    /// Whether it is a language of templates, from which something else is made.
    fn is_template(&self) -> bool {
        false
    }

    /// How a policy document may be written that has this around it.
    fn grammars(&self, around: &[Ancestor<'_>]) -> &'static [&'static Grammar] {
        let _ = around;
        &[&IAM]
    }

    /// Whether statements of other documents take the place of some of a document's, by their `Sid`, or the other way about.
    fn merging(&self, around: &[Ancestor<'_>], file: &mut FileFacts) -> Merging {
        let _ = (around, file);
        Merging::None
    }

    /// Whether a value is filled in by something else.
    fn is_filled_in(&self, value: Value<'_>) -> bool {
        matches!(value.kind(), Kind::Call | Kind::Opaque(_)) || intrinsic::is_intrinsic(value)
    }

    /// Whether what is filled in may be nothing at all.
    fn may_vanish(&self, value: Value<'_>) -> bool {
        intrinsic::may_vanish(value)
    }

    /// A policy, or the statements of one, that is known to be at a value and cannot be read there.
    fn unresolved(&self, value: Value<'_>) -> Option<Unresolved> {
        unresolved_by_shape(self, value)
    }

    /// The keys of statements that may be filled in as a whole.
    fn statement_keys(&self) -> &'static [&'static str] {
        &["Statement"]
    }

    /// What stands around a document.
    fn container(&self, ancestors: &[Ancestor<'_>], file: &mut FileFacts) -> Container {
        Container::around(ancestors, file)
    }
}

/// What is known of the documents with which a document is merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Merging {
    /// There are none.
    None,
    /// They are in the file.
    Known,
    /// Some are not.
    Unknown,
}

/// All dialects, one a line. The first that detects itself in a file is the file's.
static DIALECTS: &[&dyn Dialect] = &[
    &terraform::Terraform,
    &cloudformation::CloudFormation,
    &serverless::Serverless,
    &eksctl::Eksctl,
    &policy_json::PolicyJson,
];

/// The dialect of a file.
pub(crate) fn of(tree: &Tree<'_>) -> &'static dyn Dialect {
    DIALECTS.iter().find(|dialect| dialect.detect(tree)).copied().unwrap_or(ANY)
}

/// The dialect of a file of which nothing is known.
pub(crate) const ANY: &dyn Dialect = &policy_json::PolicyJson;

/// The keys of a policy in templates, and in Ansible's modules.
const POLICY_KEYS: [&str; 3] = ["PolicyDocument", "InlinePolicy", "policy_json"];

/// See [`Dialect::unresolved`]: what the elements of policies tell, in whatever file they are.
fn unresolved_by_shape(dialect: &(impl Dialect + ?Sized), value: Value<'_>) -> Option<Unresolved> {
    match value.kind() {
        Kind::Object => filled_in_object(dialect, value),
        Kind::List if is_statement_list(value) => {
            Some(Unresolved { span: value.span(), kind: UnresolvedKind::StatementList })
        }
        _ => None,
    }
}

/// An object whose `Statement`, or whose policy, is filled in.
fn filled_in_object(dialect: &(impl Dialect + ?Sized), object: Value<'_>) -> Option<Unresolved> {
    let is_part = |value: Value<'_>| {
        dialect.is_filled_in(value) || value.as_str().is_some_and(|text| is_placeholder(&text))
    };
    let mut statements = dialect.statement_keys().iter().filter_map(|key| object.get(key));
    let statements = statements.find(|value| is_part(*value) || value.elements().any(is_part));
    // What stands in the branches of a condition is found where it stands.
    let is_condition =
        |value| intrinsic::Function::of(value).is_some_and(|function| function.name == "Fn::If");
    let mut policies = POLICY_KEYS.into_iter().filter_map(|key| object.get(key));
    let mut policy = || policies.find(|value| is_part(*value) && !is_condition(*value));
    let (value, kind) = match statements {
        Some(value) => (value, UnresolvedKind::Statements),
        None => (policy()?, UnresolvedKind::Policy),
    };
    Some(Unresolved { span: value.span(), kind })
}

/// Whether a list is one of statements: tools that make the policy themselves ask for no more. Each of them must have an
/// effect, and at least one an action.
fn is_statement_list(list: Value<'_>) -> bool {
    let is =
        |value: Value<'_>, keys: &[&str]| value.members().any(|it| keys.iter().any(|key| it.key.is_str(key)));
    list.elements().next().is_some_and(|first| is(first, &["Effect"]))
        && list.elements().all(|value| is(value, &["Effect"]))
        && list.elements().any(|value| is(value, &["Action", "NotAction"]))
}
