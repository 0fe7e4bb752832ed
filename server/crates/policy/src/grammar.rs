//! How a policy document is written in a syntax: the names of its elements, and where its statements are.

use leastwise_syntax::{Kind, Spelling, Value};

use crate::placeholder::has_placeholder;

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

/// Where the statements of a document are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Statements {
    /// The value of this key: one, or a list of them.
    Under(&'static str),
    /// Blocks of this type, see [`Spelling::Block`], and the contents of the `dynamic` blocks that make such blocks.
    Blocks(&'static str),
    /// The document is a list of them, or an object whose values they are.
    Each,
}

/// The way in which a document and its statements are written.
#[derive(Debug)]
pub(crate) struct Grammar {
    pub(crate) statements: Statements,
    /// The name of each element. Names are known in this case only.
    pub(crate) elements: &'static [(&'static str, Element)],
    /// A statement without an effect allows. Elsewhere that is a flaw.
    pub(crate) allows_by_default: bool,
}

/// IAM's own grammar.
pub(crate) const IAM: Grammar = Grammar {
    statements: Statements::Under("Statement"),
    elements: &[
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

/// A block that makes blocks: `dynamic "statement" { for_each = …, content { … } }`.
pub(crate) const DYNAMIC: &str = "dynamic";
/// What a block that it makes has inside.
pub(crate) const CONTENT: &str = "content";

/// A statement in its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placed<'a> {
    pub(crate) value: Value<'a>,
    /// It stands for any number of statements, perhaps none.
    pub(crate) is_repeated: bool,
}

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

    /// What holds the statements of a value, if it is a policy document. It is one if at least one of its statements has an
    /// element that only statements have; without a key or a type of block that says so, all must look like statements.
    pub(crate) fn statements_of<'a>(&self, value: Value<'a>) -> Option<Value<'a>> {
        match self.statements {
            Statements::Under(key) => {
                let held = value.get(key)?;
                let is_held = match held.kind() {
                    Kind::Object | Kind::List | Kind::Call => {
                        self.statements(held).any(|it| self.looks_like_statement(it.value))
                    }
                    _ => false,
                };
                is_held.then_some(held)
            }
            Statements::Blocks(_) => self.statements(value).next().map(|_| value),
            Statements::Each => {
                let is_value =
                    matches!(value.kind(), Kind::List | Kind::Object) && value.spelling() != Spelling::Block;
                let mut statements = self.statements(value).filter(|_| is_value).peekable();
                statements.peek()?;
                let mut is_told = false;
                let all_look_like = statements.all(|statement| {
                    is_told |= self.names_an_action(statement.value);
                    self.looks_like_argument(statement.value)
                });
                (all_look_like && is_told).then_some(value)
            }
        }
    }

    /// The statements in what [`Grammar::statements_of`] gives, and what is in the place of one.
    pub(crate) fn statements<'a>(&self, held: Value<'a>) -> impl Iterator<Item = Placed<'a>> {
        let (is_single, are_members, block) = match self.statements {
            Statements::Under(_) => (matches!(held.kind(), Kind::Object), false, None),
            Statements::Blocks(name) => (false, false, Some(name)),
            Statements::Each => (false, true, None),
        };
        let once = |value| Placed { value, is_repeated: false };
        let blocks = held.members().filter_map(move |member| {
            let block = block.filter(|_| member.value.spelling() == Spelling::Block)?;
            if member.key.is_str(block) {
                return Some(once(member.value));
            }
            let made = member.value.get(block).filter(|_| member.key.is_str(DYNAMIC))?;
            Some(Placed { value: made.get(CONTENT).unwrap_or(made), is_repeated: true })
        });
        let single = is_single.then(|| once(held));
        let members = held.members().filter(move |_| are_members).map(move |member| once(member.value));
        let joined = joined(held).map(move |(value, is_element)| Placed { value, is_repeated: !is_element });
        single.into_iter().chain(held.elements().map(once)).chain(joined).chain(members).chain(blocks)
    }

    fn looks_like_statement(&self, value: Value<'_>) -> bool {
        use Element::{Condition, Sid};
        let tells = |name: &str| !matches!(self.element(name), None | Some(Sid | Condition));
        value.members().any(|member| member.key.as_str().is_some_and(|key| tells(&key)))
    }

    /// Whether a value has the actions of a statement and another of its elements.
    fn looks_like_argument(&self, value: Value<'_>) -> bool {
        let has = |element| self.get(value, element).is_some();
        (has(Element::Action) || has(Element::NotAction))
            && (has(Element::Effect) || has(Element::Resource) || has(Element::NotResource))
    }

    fn names_an_action(&self, statement: Value<'_>) -> bool {
        let actions = [Element::Action, Element::NotAction].map(|it| self.get(statement, it));
        let entries = actions.into_iter().flatten().flat_map(Value::and_inside);
        entries.filter_map(Value::as_str).any(|text| {
            let is_action = |(service, _): (&str, &str)| !service.is_empty() && service != "arn";
            text == "*" || (!has_placeholder(&text) && text.split_once(':').is_some_and(is_action))
        })
    }
}

/// The function that joins lists.
pub(crate) const CONCAT: &str = "concat";

/// What a call that joins lists is made of: the elements of its lists, and what stands in the place of a list.
pub(crate) fn joined<'a>(value: Value<'a>) -> impl Iterator<Item = (Value<'a>, bool)> {
    let arguments = value.call().filter(|(name, _)| name.is_str(CONCAT)).map(|(_, arguments)| arguments);
    arguments.into_iter().flatten().flat_map(|argument| {
        let whole = (argument.kind() != Kind::List).then_some((argument, false));
        argument.elements().map(|element| (element, true)).chain(whole)
    })
}
