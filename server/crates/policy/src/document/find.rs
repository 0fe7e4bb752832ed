//! Finds the policy documents of a file, wherever they stand.

use std::cell::OnceCell;

use super::container::{FileKind, Wrapper};
use super::intrinsic::{is_intrinsic, is_placeholder};
use super::{Container, Document, Flaw, Step, statement};
use crate::json::{Kind, Tree, Value};
use crate::source::{Encoded, Unresolved, UnresolvedKind, encoded};

/// What a file holds.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) documents: Vec<Document>,
    pub(crate) encoded: Vec<Encoded>,
    pub(crate) unresolved: Vec<Unresolved>,
}

/// A list or object on the way to the value that is looked at.
pub(super) struct Ancestor<'a> {
    pub(super) value: Value<'a>,
    /// In an object: the key of the member on the way.
    pub(super) key: Option<Value<'a>>,
    /// In a list: the index of the element on the way.
    index: usize,
    /// How many children were visited; in an object keys count as well.
    visited: usize,
    /// What it says about the documents inside it, looked up once for all of them.
    wrapper: OnceCell<Box<Wrapper>>,
}

impl<'a> Ancestor<'a> {
    fn new(value: Value<'a>) -> Self {
        Ancestor { value, key: None, index: 0, visited: 0, wrapper: OnceCell::new() }
    }

    pub(super) fn wrapper(&self) -> &Wrapper {
        self.wrapper.get_or_init(|| Box::new(Wrapper::of(self.value)))
    }

    fn step(&self) -> Step {
        match self.key {
            Some(key) => Step::Key(key.as_str().unwrap_or_default().into_owned()),
            None => Step::Index(self.index),
        }
    }
}

/// One walk over the tree, without recursion. Documents are not searched for further documents.
pub(crate) fn find(tree: &Tree<'_>) -> Found {
    let mut found = Found::default();
    let mut file_kind = None;
    let mut ancestors: Vec<Ancestor<'_>> = Vec::new();
    let mut values = tree.values();
    while let Some(value) = values.next() {
        while ancestors.last().is_some_and(|ancestor| ancestor.value.next_id() <= value.id()) {
            ancestors.pop();
        }
        if visit_child(&mut ancestors, value) == Child::Key {
            continue;
        }
        match value.kind() {
            Kind::String => found.encoded.extend(encoded::detect(value)),
            Kind::Object => {
                if let Some(statements) = statements_of(value) {
                    let file_kind: &mut FileKind = file_kind.get_or_insert_with(|| FileKind::of(tree));
                    found.documents.push(read(tree, value, statements, &ancestors, file_kind));
                    values.skip_inside(value);
                    continue;
                }
                if let Some(unresolved) = filled_in(value) {
                    found.unresolved.push(unresolved);
                    values.skip_inside(value);
                    continue;
                }
                ancestors.push(Ancestor::new(value));
            }
            Kind::List if is_statement_list(value) => {
                found.unresolved.push(Unresolved { span: value.span(), kind: UnresolvedKind::StatementList });
                values.skip_inside(value);
            }
            Kind::List => ancestors.push(Ancestor::new(value)),
            _ => {}
        }
    }
    // Most files hold one, and a list that grows has room for four.
    found.documents.shrink_to_fit();
    found
}

#[derive(PartialEq, Eq)]
enum Child {
    Key,
    Value,
}

/// Counts a child of the innermost ancestor.
fn visit_child<'a>(ancestors: &mut [Ancestor<'a>], child: Value<'a>) -> Child {
    let Some(parent) = ancestors.last_mut() else { return Child::Value };
    let count = parent.visited;
    parent.visited += 1;
    if parent.value.kind() == Kind::List {
        parent.index = count;
        return Child::Value;
    }
    if count % 2 == 0 {
        parent.key = Some(child);
        return Child::Key;
    }
    Child::Value
}

/// Whether a policy document stands anywhere in a tree.
pub(crate) fn holds_document(tree: &Tree<'_>) -> bool {
    tree.values().any(|value| statements_of(value).is_some())
}

/// The `Statement` of an object that is a policy. It is one if its `Statement` is an object or a list of them, at least
/// one of which has an element that only statements have.
fn statements_of(object: Value<'_>) -> Option<Value<'_>> {
    let statements = object.get("Statement")?;
    let holds_statement = match statements.kind() {
        Kind::Object => looks_like_statement(statements),
        Kind::List => statements.elements().any(looks_like_statement),
        _ => false,
    };
    holds_statement.then_some(statements)
}

/// An object whose `Statement`, or whose policy, a template fills in.
fn filled_in(object: Value<'_>) -> Option<Unresolved> {
    let is_part =
        |value: Value<'_>| is_intrinsic(value) || value.as_str().is_some_and(|text| is_placeholder(&text));
    let statements = object.get("Statement").filter(|value| is_part(*value) || value.elements().any(is_part));
    // What stands in the branches of a condition is found where it stands.
    let policy =
        || object.get("PolicyDocument").filter(|value| is_part(*value) && value.get("Fn::If").is_none());
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

fn looks_like_statement(value: Value<'_>) -> bool {
    const ELEMENTS: [&str; 7] =
        ["Effect", "Action", "NotAction", "Principal", "NotPrincipal", "Resource", "NotResource"];
    value.members().any(|member| ELEMENTS.iter().any(|element| member.key.is_str(element)))
}

fn read(
    tree: &Tree<'_>,
    value: Value<'_>,
    statement_value: Value<'_>,
    ancestors: &[Ancestor<'_>],
    file_kind: &mut FileKind,
) -> Document {
    let mut flaws = repeated_keys(tree, value, ancestors);
    let statements = statement::read_all(tree, statement_value, &mut flaws);
    flaws.sort_by_key(|flaw| flaw.span);
    Document {
        span: value.span(),
        node: value.id(),
        path: ancestors.iter().map(Ancestor::step).collect(),
        container: Container::around(ancestors, file_kind),
        statement_span: statement_value.span(),
        statements_node: statement_value.id(),
        statements,
        flaws,
    }
}

/// Duplicate keys, in the document or on the way to it: nobody can say which of the values counts.
fn repeated_keys(tree: &Tree<'_>, document: Value<'_>, ancestors: &[Ancestor<'_>]) -> Vec<Flaw> {
    let on_the_way = ancestors.iter().filter_map(|ancestor| ancestor.key).filter(|key| key.is_repeated_key());
    on_the_way
        .chain(tree.repeated_keys(document.span()))
        .map(|key| Flaw {
            span: key.span(),
            message: format!("duplicate key `{}`", key.as_str().unwrap_or_default()),
        })
        .collect()
}
