//! Keys and values of a tree.

use std::borrow::Cow;

use crate::tree::{Flags, Node, NodeId, Tree};
use crate::{Span, Syntax};

/// What a [`Value`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// A number of any size.
    Number,
    /// A string.
    String,
    /// A list.
    List,
    /// An object: keys and values. A block of HCL is one too, see [`Spelling::Block`].
    Object,
    /// A function with its arguments, see [`Value::call`]: `jsonencode(…)` of HCL, a tagged value of YAML.
    Call,
    /// A value that the text does not tell.
    Opaque(Opaque),
    /// Something that is not of the syntax, in the place of a key or value.
    Bad,
    /// Nothing, where a key or value should stand; its span is empty.
    Missing,
}

/// Why the text does not tell a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opaque {
    /// It stands somewhere else: an alias of YAML.
    Alias,
    /// It is computed: `var.name` or a conditional of HCL.
    Expression,
    /// A program fills it in before the text is of the syntax at all: `{{ … }}`, `%{ … }`.
    Placeholder,
}

/// How a value is written, which decides how a new one beside it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// Without quotes: words and numbers, identifiers of HCL, plain scalars of YAML.
    Bare,
    /// Between double quotes, with the escapes of the syntax.
    Double,
    /// Between single quotes.
    Single,
    /// Lines that stand for themselves: a heredoc of HCL, a literal block scalar of YAML. The span is that of the lines,
    /// without what announces and ends them.
    Literal,
    /// Lines that are joined: a folded block scalar of YAML.
    Folded,
    /// Between brackets or braces.
    Brackets,
    /// One entry a line, by indentation: block sequences and mappings of YAML.
    Indented,
    /// A block of HCL. Labels are objects around it, as in HCL's own JSON form: the key of the member is the block's
    /// type, and `data "a" "b" {}` has the shape of `{"data": {"a": {"b": {}}}}`, where all three objects are spelled so.
    /// Blocks of one type are members with the same key, and none of them counts as repeated.
    Block,
}

impl Spelling {
    /// The length of the quote before the text of a string, which is also that of the one behind it.
    pub(crate) fn quote(self) -> usize {
        usize::from(matches!(self, Spelling::Double | Spelling::Single))
    }
}

/// A key or value in a tree. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Value<'a> {
    pub(crate) tree: &'a Tree<'a>,
    pub(crate) id: NodeId,
}

/// A key and its value.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// The key: a string, unless the text is damaged there.
    pub key: Value<'a>,
    /// The value.
    pub value: Value<'a>,
}

impl<'a> Value<'a> {
    pub(crate) fn node(self) -> Node {
        const NOTHING: Node = Node {
            start: 0,
            end: 0,
            next: 0,
            kind: Kind::Missing,
            spelling: Spelling::Bare,
            flags: Flags::CLOSED,
        };
        self.tree.nodes.get(self.id.0 as usize).copied().unwrap_or(NOTHING)
    }

    /// The number by which [`Tree::value`] finds it again.
    pub fn id(self) -> NodeId {
        self.id
    }

    /// Whether there are values inside it.
    pub fn has_inside(self) -> bool {
        self.node().next > self.id.0 + 1
    }

    /// The number after this value and all that is inside it.
    pub fn next_id(self) -> NodeId {
        NodeId(self.node().next)
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        self.node().kind
    }

    /// How it is written.
    pub fn spelling(self) -> Spelling {
        self.node().spelling
    }

    /// The syntax that it is written in.
    pub fn syntax(self) -> &'static dyn Syntax {
        self.tree.region(self.id).map_or(self.tree.syntax, |region| region.syntax)
    }

    /// The bytes, with quotes or brackets.
    pub fn span(self) -> Span {
        let node = self.node();
        Span::new(node.start as usize, node.end as usize)
    }

    /// The bytes of a string between its quotes, also where the string is not told; of anything else all of them.
    pub fn inside(self) -> Span {
        let inside = self.node().inside();
        let quote = inside.start - self.span().start;
        match self.escaped_host().filter(|_| quote > 0) {
            Some(host) => {
                // The quotes are escaped themselves.
                let offsets = host.syntax().offsets(self.raw(), host.spelling()).unwrap_or_default();
                let closing = if self.is_closed() { quote } else { 0 };
                let end = offsets.decoded().saturating_sub(closing).max(quote);
                let start = self.span().start;
                Span::new(start + offsets.at(quote), start + offsets.at(end))
            }
            None => inside,
        }
    }

    /// The text with quotes or brackets, as it stands in the file.
    pub fn raw(self) -> &'a str {
        self.span().text(&self.tree.text).unwrap_or_default()
    }

    /// The decoded string, if this is one. Borrowed where it has no escapes.
    pub fn as_str(self) -> Option<Cow<'a, str>> {
        let node = self.node();
        if node.kind != Kind::String {
            return None;
        }
        if let Some(host) = self.escaped_host() {
            return Some(Cow::Owned(self.decode_in(host)));
        }
        let inside = node.inside().text(&self.tree.text).unwrap_or_default();
        Some(if node.flags.has(Flags::ESCAPED) {
            self.syntax().decode(inside, node.spelling)
        } else {
            Cow::Borrowed(inside)
        })
    }

    /// A string in a string that has to be decoded.
    fn decode_in(self, host: Value<'a>) -> String {
        let node = self.node();
        let written = host.syntax().decode(self.raw(), host.spelling());
        let quote = node.spelling.quote();
        let closing = if node.flags.has(Flags::CLOSED) { quote } else { 0 };
        let inside = written.get(quote..written.len().saturating_sub(closing)).unwrap_or_default();
        if node.flags.has(Flags::ESCAPED) {
            return self.syntax().decode(inside, node.spelling).into_owned();
        }
        inside.to_owned()
    }

    /// The string that it is in, if that has to be decoded.
    fn escaped_host(self) -> Option<Value<'a>> {
        if self.is_in_escaped() { self.host() } else { None }
    }

    /// Whether this is the string `text`.
    pub fn is_str(self, text: &str) -> bool {
        let node = self.node();
        if node.kind != Kind::String {
            return false;
        }
        if node.flags.has(Flags::ESCAPED) || node.flags.has(Flags::IN_ESCAPED) {
            return self.as_str().is_some_and(|decoded| decoded == text);
        }
        let inside = node.inside();
        inside.end - inside.start == text.len() && inside.text(&self.tree.text) == Some(text)
    }

    /// Whether a string is not what stands between its quotes, but has to be decoded.
    pub fn is_escaped(self) -> bool {
        self.node().flags.has(Flags::ESCAPED)
    }

    /// Whether the closing bracket or quote is there; `true` for what has none.
    pub fn is_closed(self) -> bool {
        self.node().flags.has(Flags::CLOSED)
    }

    /// Whether this is a key that its object has more than once.
    pub fn is_repeated_key(self) -> bool {
        self.node().flags.has(Flags::REPEATED)
    }

    /// Whether it also stands for a value elsewhere, so that an edit here would change both: it is anchored, or inside of
    /// what is.
    pub fn is_shared(self) -> bool {
        self.node().flags.has(Flags::SHARED)
    }

    /// The elements, if this is a list; else none.
    pub fn elements(self) -> impl Iterator<Item = Value<'a>> {
        self.children(Kind::List)
    }

    /// The members, if this is an object; else none.
    pub fn members(self) -> impl Iterator<Item = Member<'a>> {
        let mut children = self.children(Kind::Object);
        std::iter::from_fn(move || Some(Member { key: children.next()?, value: children.next()? }))
    }

    /// The name of the function and its arguments, if this is a [`Kind::Call`].
    pub fn call(self) -> Option<(Value<'a>, impl Iterator<Item = Value<'a>>)> {
        let mut children = self.children(Kind::Call);
        Some((children.next()?, children))
    }

    /// The values that an expression is made of, as far as they are written out; none of anything else.
    pub fn parts(self) -> impl Iterator<Item = Value<'a>> {
        self.children(self.kind()).filter(move |_| matches!(self.kind(), Kind::Opaque(_)))
    }

    /// The member with a key, if this is an object that has it; the first one if it has several.
    pub fn member(self, key: &str) -> Option<Member<'a>> {
        self.members().find(|member| member.key.is_str(key))
    }

    /// The value of a key, if this is an object that has it; the first one if it has several.
    pub fn get(self, key: &str) -> Option<Value<'a>> {
        Some(self.member(key)?.value)
    }

    /// The way from this value to the innermost key or value that a cursor at `offset` touches, both included; empty
    /// where it touches none.
    pub fn touching(self, offset: usize) -> Vec<Value<'a>> {
        let cursor = Span::new(offset, offset);
        let mut way = Vec::new();
        let mut next = Some(self).filter(|value| value.span().touches(cursor));
        while let Some(value) = next {
            way.push(value);
            next = value.children(value.kind()).find(|child| child.span().touches(cursor));
        }
        way
    }

    /// This value and all that is inside it, keys included, in the order of the text.
    pub fn and_inside(self) -> impl Iterator<Item = Value<'a>> {
        (self.id.0..self.next_id().0).map(move |id| self.tree.value(NodeId(id)))
    }

    /// Whether another value of the tree is this one or stands inside it.
    pub fn contains(self, other: Value<'_>) -> bool {
        (self.id..self.next_id()).contains(&other.id)
    }

    /// Whether this value and all that is inside it stands before another one.
    pub fn ends_before(self, other: Value<'_>) -> bool {
        self.next_id() <= other.id
    }

    fn children(self, kind: Kind) -> Siblings<'a> {
        let node = self.node();
        let end = if node.kind == kind { node.next } else { 0 };
        Siblings { tree: self.tree, at: self.id.0 + 1, end }
    }
}

impl std::fmt::Debug for Value<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:?} {}", self.kind(), self.raw())
    }
}

/// Values that stand beside each other.
pub(crate) struct Siblings<'a> {
    pub(crate) tree: &'a Tree<'a>,
    pub(crate) at: u32,
    pub(crate) end: u32,
}

impl<'a> Iterator for Siblings<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        if self.at >= self.end {
            return None;
        }
        let value = self.tree.value(NodeId(self.at));
        // Every node ends after itself; should one not, the walk ends rather than stands still.
        self.at = value.next_id().0.max(self.at + 1);
        Some(value)
    }
}
