//! Policy documents: statements and their action entries, with spans.
//!
//! Which strings are good patterns, and what a document grants, is not known here.

mod find;
mod statement;

pub(crate) use find::{find, holds_document};

use leastwise_syntax::NodeId;

use crate::Span;
use crate::grammar::Grammar;

/// One policy document, wherever it stands in a file.
#[derive(Clone, Debug)]
pub struct Document {
    /// The object with its braces, or the list.
    pub span: Span,
    /// The same in [`crate::Source::tree`].
    pub node: NodeId,
    /// The way from the file's root to the object; empty where the file is the policy. In a list and in a function, whose
    /// name comes first, by index.
    pub path: Vec<Step>,
    /// What stands around it.
    pub container: Container,
    /// How it is written.
    pub(crate) grammar: &'static Grammar,
    /// The value of `Statement`.
    pub statement_span: Span,
    /// The same in [`crate::Source::tree`].
    pub statements_node: NodeId,
    /// The statements that read whole, in the order of the text.
    pub statements: Vec<Statement>,
    /// Statements of another document replace those with the same `Sid`, or are replaced by them. So taking one out may bring
    /// another back.
    pub is_merged: bool,
    /// What keeps the document from being edited, besides syntax errors: its own and its statements', in the order of
    /// the text.
    pub flaws: Vec<Flaw>,
}

impl Document {
    /// The statement with this [`Statement::index`].
    pub fn statement(&self, index: usize) -> Option<&Statement> {
        let at = self.statements.binary_search_by_key(&index, |statement| statement.index).ok()?;
        self.statements.get(at)
    }

    /// Whether something inside `span` makes the document not strict.
    pub fn has_flaw_in(&self, span: Span) -> bool {
        let first = self.flaws.partition_point(|flaw| flaw.span.start < span.start);
        let mut inside = self.flaws.iter().skip(first).take_while(|flaw| flaw.span.start <= span.end);
        inside.any(|flaw| span.contains(flaw.span))
    }
}

impl ActionElement {
    /// The entry with this [`Entry::index`].
    pub fn entry(&self, index: usize) -> Option<&Entry> {
        let at = self.entries.binary_search_by_key(&index, |entry| entry.index).ok()?;
        self.entries.get(at)
    }
}

/// One step from a value to a value inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A member of an object, by its decoded key.
    Key(String),
    /// A block of HCL or a label of one, by its type or text, and how many of the same stand before it.
    Block(String, usize),
    /// An element of a list, or a part of an expression.
    Index(usize),
    /// The text of a string, by the name of its syntax.
    Embedded(&'static str),
    /// One of several documents of a file, as YAML has them.
    Document(usize),
}

/// What stands around a policy document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Container {
    /// The key under which the document stands (`PolicyDocument`, `AssumeRolePolicyDocument`, `Document`), if any.
    pub key: Option<String>,
    /// The role, user or group that the wrapper names.
    pub owner: Option<Owner>,
    /// The roles, users and groups to which a template attaches the policy, as far as it names them.
    pub attached: Vec<Owner>,
    /// What else decides who owns the document, and is no name: references in a template, names that it generates.
    pub references: Vec<Reference>,
    /// The policy's own name, where the wrapper has one (`PolicyName`, `ManagedPolicyName`).
    pub policy_name: Option<String>,
    /// The whole file is a dump of an account (`get-account-authorization-details`, a managed policy's version with
    /// an AWS ARN): editing it changes nothing.
    pub export: bool,
    /// When the names of the file and its folder may say who owns the document.
    pub place_names: PlaceNames,
    /// The resource of a template in which the document stands.
    pub resource: Option<Resource>,
    /// The resources of a template that use the document, which stands elsewhere in it.
    pub used_by: Vec<Resource>,
}

impl Container {
    /// Whether it says by a bare name that somebody owns the document.
    pub fn names(&self, owner: &str) -> bool {
        let is_name = |one: &Owner| one.arn.is_none() && one.name.eq_ignore_ascii_case(owner);
        self.owner.iter().chain(&self.attached).any(is_name)
    }

    /// Whether it names an owner by an ARN.
    pub fn has_arn(&self) -> bool {
        self.owner.as_ref().is_some_and(|owner| owner.arn.is_some())
    }

    /// The references on which the document's owner depends, as opposed to those that use it as a boundary.
    pub fn owner_references(&self) -> impl Iterator<Item = &Reference> {
        self.references.iter().filter(|reference| reference.kind != ReferenceKind::Boundary)
    }
}

/// When a file's name, and what lies beside it, may say who owns a document in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceNames {
    /// Whatever else is in the file.
    Always,
    /// Where the document is the only one of the file: a CloudFormation or SAM template is named like its stack.
    WhenAlone,
    /// Never: the names of Terraform's files mean nothing.
    Never,
}

/// A resource of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// The key under `Resources`; of Terraform the address: `aws_iam_policy.app`.
    pub logical_id: String,
    /// The type: `AWS::IAM::Role`, `aws_iam_role`.
    pub kind: String,
    /// The property in which the document stands, or by which it is used: `Policies`, `inline_policy`.
    pub property: String,
}

/// Something besides a name on which it depends who owns a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// How.
    pub kind: ReferenceKind,
    /// The logical ID or address of the role, user, group, permission set or parameter to which it leads, or of the resource
    /// that refers to the policy.
    pub target: Option<String>,
    /// How it is written, for a message: "`Ref` to `Worker` in `Roles`".
    pub how: String,
}

/// The ways in which an owner is not named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferenceKind {
    /// The document's own `Roles`, `Users` or `Groups` lead to it.
    Attaches,
    /// The name of the owner in which the document stands is not literal.
    Name,
    /// The template generates the name of the owner in which the document stands.
    Generated,
    /// SAM ignores the document.
    Ignored,
    /// Another resource attaches the managed policy.
    AttachedBy,
    /// The managed policy is passed on, as an output or to another resource.
    PassedOn,
    /// Another resource uses the managed policy as its permissions boundary.
    Boundary,
}

/// Whom a wrapper names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Role, user or group.
    pub kind: OwnerKind,
    /// The name, without path.
    pub name: String,
    /// The ARN, where the wrapper has one.
    pub arn: Option<String>,
}

/// The kind of an [`Owner`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerKind {
    /// `RoleName`.
    Role,
    /// `UserName`.
    User,
    /// `GroupName`.
    Group,
    /// A permission set of IAM Identity Center, in a template.
    PermissionSet,
}

impl OwnerKind {
    /// "role", "permission set".
    pub fn noun(self) -> &'static str {
        match self {
            OwnerKind::Role => "role",
            OwnerKind::User => "user",
            OwnerKind::Group => "group",
            OwnerKind::PermissionSet => "permission set",
        }
    }
}

/// One statement that reads whole.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Its index in the `Statement` list (0 for a single object); what does not read counts too.
    pub index: usize,
    /// The object with its braces.
    pub span: Span,
    /// The same in [`crate::Source::tree`].
    pub node: NodeId,
    /// The value of `Sid`, where it is a string.
    pub sid: Option<String>,
    /// The effect.
    pub effect: Effect,
    /// `Action` or `NotAction`, where exactly one of them stands.
    pub actions: Option<ActionElement>,
    /// Whether `Principal` or `NotPrincipal` stands in it, as only resource and trust policies have.
    pub has_principal: bool,
    /// The statement itself, its `Effect`, or its whole `Action` is filled in elsewhere (`{"Fn::If": …}`, `${…}`): what it
    /// grants is unknown. Single entries are in [`ActionElement::opaque`].
    pub opaque: bool,
    /// It may be filled in with nothing: `AWS::NoValue`, a `dynamic` block over an empty list.
    pub may_vanish: bool,
}

impl Statement {
    /// Whether all that it grants or denies is written here, with nothing filled in elsewhere.
    pub fn is_literal(&self) -> bool {
        !self.opaque && self.actions.as_ref().is_none_or(|actions| actions.opaque.is_empty())
    }
}

/// The value of `Effect`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Exactly `Allow`.
    Allow,
    /// Exactly `Deny`.
    Deny,
    /// Something else, or missing.
    Other(Option<String>),
}

/// Which of the two elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionKey {
    /// `Action`.
    Action,
    /// `NotAction`.
    NotAction,
}

/// An `Action` or `NotAction` element.
#[derive(Clone, Debug)]
pub struct ActionElement {
    /// Which of the two.
    pub key: ActionKey,
    /// The key with its quotes.
    pub key_span: Span,
    /// The value: a string with its quotes or a list with its brackets.
    pub value_span: Span,
    /// The key in [`crate::Source::tree`].
    pub key_node: NodeId,
    /// The value in [`crate::Source::tree`].
    pub value_node: NodeId,
    /// Whether the value is a list.
    pub is_list: bool,
    /// The entries that say what they mean, in the order of the text.
    pub entries: Vec<Entry>,
    /// The entries that are filled in elsewhere, in the order of the text.
    pub opaque: Vec<OpaqueEntry>,
}

/// An entry of an `Action` or `NotAction` element that is filled in elsewhere: an intrinsic function, or a string with a
/// placeholder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpaqueEntry {
    /// Its index in the list (0 for a single string).
    pub index: usize,
    /// All of it.
    pub span: Span,
    /// It may be filled in with nothing (`AWS::NoValue`, an empty list in `concat`), so that the list is one shorter.
    pub may_vanish: bool,
}

/// One string of an `Action` or `NotAction` element that says what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its index in the list (0 for a single string); opaque entries and what is not a string count too.
    pub index: usize,
    /// The string with its quotes.
    pub span: Span,
    /// The decoded string.
    pub text: String,
}

/// What makes a document not strict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Where.
    pub span: Span,
    /// What, as the end of a sentence: "duplicate key `Action`".
    pub message: String,
}

#[cfg(test)]
mod damage_tests;
#[cfg(test)]
mod terraform_tests;
#[cfg(test)]
mod tests;
