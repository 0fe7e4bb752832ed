//! How a policy document is written in a syntax: the names of its elements, and where its statements are.

use leastwise_syntax::{Kind, Spelling, Value};

/// An element of a statement
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Element {
    Sid,
    Effect,
    Principal,
    NotPrincipal,
    Action,
    NotAction,
    Resource,
    NotResource,
    Condition,
}

/// The way in which a document and its statements are written.
#[derive(Debug)]
pub(crate) struct Grammar {
    /// The key of the statements: of one or of a list, or of a block for each.
    pub(crate) statements: &'static str,
    /// Each statement is a block of the document, see [`Spelling::Block`].
    pub(crate) are_blocks: bool,
    /// The name of each element. IAM knows it in this case only.
    pub(crate) elements: [(&'static str, Element); 9],
    /// A statement without an effect allows. Elsewhere that is a flaw.
    pub(crate) allows_by_default: bool,
}

/// IAM's own grammar.
pub(crate) const IAM: Grammar = Grammar {
    statements: "Statement",
    are_blocks: false,
    elements: [
        ("Sid", Element::Sid),
        ("Effect", Element::Effect),
        ("Principal", Element::Principal),
        ("NotPrincipal", Element::NotPrincipal),
        ("Action", Element::Action),
        ("NotAction", Element::NotAction),
        ("Resource", Element::Resource),
        ("NotResource", Element::NotResource),
        ("Condition", Element::Condition),
    ],
    allows_by_default: false,
};

impl Grammar {
    /// The element with a name.
    pub(crate) fn element(&self, name: &str) -> Option<Element> {
        self.elements.iter().find(|(known, _)| *known == name).map(|&(_, element)| element)
    }

    /// The name of an element.
    pub(crate) fn name(&self, element: Element) -> &'static str {
        self.elements.iter().find(|(_, known)| *known == element).map_or("", |&(name, _)| name)
    }

    /// The value of an element of a statement.
    pub(crate) fn get<'a>(&self, statement: Value<'a>, element: Element) -> Option<Value<'a>> {
        statement.get(self.name(element))
    }

    /// What holds the statements of an object, if it is a policy document: a list, one statement, or the object itself
    /// where they are blocks. It is one if at least one of its statements has an element that only statements have.
    pub(crate) fn statements_of<'a>(&self, object: Value<'a>) -> Option<Value<'a>> {
        if self.are_blocks {
            return self.statements(object).next().map(|_| object);
        }
        let statements = object.get(self.statements)?;
        let is_held = match statements.kind() {
            Kind::Object | Kind::List => self.statements(statements).any(|it| self.looks_like_statement(it)),
            _ => false,
        };
        is_held.then_some(statements)
    }

    /// The statements in what [`Grammar::statements_of`] gives, and what is in the place of one.
    pub(crate) fn statements<'a>(&self, held: Value<'a>) -> impl Iterator<Item = Value<'a>> {
        let is_single = !self.are_blocks && held.kind() != Kind::List;
        let blocks = held.members().filter(|member| {
            self.are_blocks
                && member.value.spelling() == Spelling::Block
                && member.key.is_str(self.statements)
        });
        let single = is_single.then_some(held);
        single.into_iter().chain(held.elements()).chain(blocks.map(|member| member.value))
    }

    fn looks_like_statement(&self, value: Value<'_>) -> bool {
        use Element::{Condition, Sid};
        let tells = |name: &str| !matches!(self.element(name), None | Some(Sid | Condition));
        value.members().any(|member| member.key.as_str().is_some_and(|key| tells(&key)))
    }
}
