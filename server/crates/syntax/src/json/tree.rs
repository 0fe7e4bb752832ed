//! The tree: a flat arena of nodes in the order of the text.
//!
//! A node is followed by what is inside it, and knows where that ends; the children of an object are keys and values
//! by turns. Nothing is decoded before it is asked for.

use std::borrow::Cow;

use super::{SyntaxError, string};
use crate::Span;

/// The kind of a [`Value`].
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
    /// An object.
    Object,
    /// Something that is not JSON, in the place of a key or value.
    Bad,
    /// Nothing, where a key or value should stand; its span is empty.
    Missing,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) start: u32,
    pub(super) end: u32,
    /// The index after the node and all that is inside it.
    pub(super) next: u32,
    pub(super) kind: Kind,
    /// A list or object whose closing bracket stands, a string whose closing quote stands.
    pub(super) closed: bool,
    /// A string with a backslash in it.
    pub(super) escaped: bool,
    /// A key that its object has more than once.
    pub(super) repeated: bool,
}

/// A text, read.
#[derive(Debug)]
pub struct Tree<'t> {
    pub(super) text: &'t str,
    pub(super) nodes: Vec<Node>,
    pub(super) errors: Vec<SyntaxError>,
    /// The keys that stood before in their object, in the order of the text.
    pub(super) repeated_keys: Vec<u32>,
    pub(super) is_sequence: bool,
}

impl<'t> Tree<'t> {
    /// What is not JSON, in the order of the text.
    pub fn errors(&self) -> &[SyntaxError] {
        &self.errors
    }

    /// Whether the text is several JSON values one after the other, as in JSON Lines, and nothing else is wrong with it.
    /// Each of them but the first is one of the [`Tree::errors`].
    pub fn is_sequence(&self) -> bool {
        self.is_sequence && self.roots().all(|root| matches!(root.kind(), Kind::List | Kind::Object))
    }

    /// Takes the errors out of the tree.
    pub fn into_errors(self) -> Vec<SyntaxError> {
        self.errors
    }

    /// The first value of the text, which is the only one if the text is JSON.
    pub fn root(&self) -> Option<Value<'_>> {
        self.roots().next()
    }

    /// All values that stand one after the other; every one but the first is also an error.
    pub fn roots(&self) -> impl Iterator<Item = Value<'_>> {
        Siblings { tree: self, at: 0, end: self.nodes.len() }
    }

    /// The keys that repeat an earlier key of the same object, inside a span, in the order of the text. Keys are
    /// compared decoded.
    pub fn repeated_keys(&self, within: Span) -> impl Iterator<Item = Value<'_>> {
        let first =
            self.repeated_keys.partition_point(|&id| self.value(id as usize).span().start < within.start);
        self.repeated_keys
            .iter()
            .skip(first)
            .map(|&id| self.value(id as usize))
            .take_while(move |key| within.contains(key.span()))
    }

    /// Whether a value reads whole: its brackets match and no error stands inside it.
    pub fn reads_whole(&self, value: Value<'_>) -> bool {
        let span = value.span();
        let first = self.errors.partition_point(|error| error.span.start < span.start);
        // No error is longer than a token, so none that starts earlier reaches into the value.
        let inside = self.errors.get(first..).unwrap_or_default().iter();
        // One without a length at its start is about what stands before it.
        let mut inside = inside
            .take_while(|error| error.span.start < span.end)
            .filter(|error| error.span.end > span.start);
        value.is_closed() && inside.next().is_none()
    }

    /// The key or value with an index, which counts all keys and values in the order of the text.
    pub fn value(&self, id: usize) -> Value<'_> {
        Value { tree: self, id }
    }

    /// The number of keys and values.
    pub fn count(&self) -> usize {
        self.nodes.len()
    }
}

/// A value in a tree. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Value<'a> {
    tree: &'a Tree<'a>,
    id: usize,
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
    fn node(self) -> Node {
        const NOTHING: Node = Node {
            start: 0,
            end: 0,
            next: 0,
            kind: Kind::Missing,
            closed: false,
            escaped: false,
            repeated: false,
        };
        self.tree.nodes.get(self.id).copied().unwrap_or(NOTHING)
    }

    /// The kind.
    pub fn kind(self) -> Kind {
        self.node().kind
    }

    /// The bytes, with quotes or brackets.
    pub fn span(self) -> Span {
        let node = self.node();
        Span::new(node.start as usize, node.end as usize)
    }

    /// The text with quotes or brackets, as it stands in the file.
    pub fn raw(self) -> &'a str {
        self.span().text(self.tree.text).unwrap_or_default()
    }

    /// The decoded string, if this is one. Borrowed where it has no escapes.
    pub fn as_str(self) -> Option<Cow<'a, str>> {
        let node = self.node();
        if node.kind != Kind::String {
            return None;
        }
        let raw = self.raw();
        let inner = raw.get(1..raw.len() - usize::from(node.closed)).unwrap_or_default();
        Some(if node.escaped { string::decode(inner) } else { Cow::Borrowed(inner) })
    }

    /// Whether this is the string `text`.
    pub fn is_str(self, text: &str) -> bool {
        let node = self.node();
        let length = (node.end - node.start) as usize;
        node.kind == Kind::String
            && (node.escaped || length == text.len() + 1 + usize::from(node.closed))
            && self.as_str().is_some_and(|decoded| decoded == text)
    }

    /// Whether the closing bracket or quote stands; `true` for what has none.
    pub fn is_closed(self) -> bool {
        let node = self.node();
        node.closed || !matches!(node.kind, Kind::String | Kind::List | Kind::Object)
    }

    /// Whether this is a key that its object has more than once.
    pub fn is_repeated_key(self) -> bool {
        self.node().repeated
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

    /// The member with a key, if this is an object that has it; the first one if it has several.
    pub fn member(self, key: &str) -> Option<Member<'a>> {
        self.members().find(|member| member.key.is_str(key))
    }

    /// The value of a key, if this is an object that has it; the first one if it has several.
    pub fn get(self, key: &str) -> Option<Value<'a>> {
        Some(self.member(key)?.value)
    }

    /// The index after this value and all that is inside it.
    pub fn next_id(self) -> usize {
        self.node().next as usize
    }

    fn children(self, kind: Kind) -> Siblings<'a> {
        let node = self.node();
        let end = if node.kind == kind { node.next as usize } else { 0 };
        Siblings { tree: self.tree, at: self.id + 1, end }
    }
}

impl std::fmt::Debug for Value<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:?} {}", self.kind(), self.raw())
    }
}

struct Siblings<'a> {
    tree: &'a Tree<'a>,
    at: usize,
    end: usize,
}

impl<'a> Iterator for Siblings<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        if self.at >= self.end {
            return None;
        }
        let value = self.tree.value(self.at);
        // Every node ends after itself; should one not, the walk ends rather than stands still.
        self.at = value.next_id().max(self.at + 1);
        Some(value)
    }
}
