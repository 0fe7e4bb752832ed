//! The tree of every syntax: a flat arena of nodes in the order of the text.
//!
//! A node is followed by what is inside it, and knows where that ends; the children of an object are keys and values
//! by turns. Nothing is decoded before it is asked for.

use std::borrow::Cow;

use crate::embedded::Region;
use crate::value::{Kind, Siblings, Spelling, Value};
use crate::{Span, Syntax, Text};

/// A place where a text breaks the rules of its syntax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where.
    pub span: Span,
    /// What is wrong, in a few words.
    pub message: Cow<'static, str>,
}

/// A key or value of a tree by its number, which counts all of them in the order of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(crate) u32);

/// Sixteen bytes, since a policy has a few of them for each of its lines.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The number after the node and all that is inside it.
    pub(crate) next: u32,
    pub(crate) kind: Kind,
    pub(crate) spelling: Spelling,
    pub(crate) flags: Flags,
}

/// What is true of a node besides.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Flags(u8);

impl Flags {
    /// The closing bracket or quote is there.
    pub(crate) const CLOSED: Flags = Flags(1);
    /// The string is not what stands between its quotes: it has to be decoded.
    pub(crate) const ESCAPED: Flags = Flags(1 << 1);
    /// A key that its object has more than once.
    pub(crate) const REPEATED: Flags = Flags(1 << 2);
    /// See [`Value::is_shared`].
    pub(crate) const SHARED: Flags = Flags(1 << 3);
    /// See [`Value::is_in_escaped`].
    pub(crate) const IN_ESCAPED: Flags = Flags(1 << 4);

    pub(crate) fn has(self, flag: Flags) -> bool {
        self.0 & flag.0 != 0
    }

    pub(crate) fn set(&mut self, flag: Flags, on: bool) {
        self.0 = if on { self.0 | flag.0 } else { self.0 & !flag.0 };
    }
}

impl Node {
    /// See [`Value::inside`].
    pub(crate) fn inside(self) -> Span {
        let (start, end) = (self.start as usize, self.end as usize);
        let quote = match self.kind {
            Kind::String | Kind::Opaque(_) => self.spelling.quote(),
            _ => 0,
        };
        let closing = if self.flags.has(Flags::CLOSED) { quote } else { 0 };
        Span::new(start + quote, (end - closing).max(start + quote))
    }

    /// A node without children. If it has a closing bracket or quote, that is not there yet.
    pub(crate) fn new(id: u32, span: Span, kind: Kind, spelling: Spelling) -> Node {
        // Offsets fit: no text is longer than [`LONGEST`], and none has more nodes than bytes.
        let (start, end) = (span.start as u32, span.end as u32);
        let is_closed = !matches!(kind, Kind::String | Kind::List | Kind::Object | Kind::Call);
        let flags = if is_closed { Flags::CLOSED } else { Flags::default() };
        Node { start, end, next: id + 1, kind, spelling, flags }
    }
}

/// The longest text that is read, in bytes: offsets and numbers of nodes are 32 bits wide, and one byte gives at most two
/// nodes.
pub(crate) const LONGEST: usize = u32::MAX as usize / 4;

/// A text, read.
#[derive(Debug)]
pub struct Tree<'t> {
    pub(crate) syntax: &'static dyn Syntax,
    pub(crate) text: Text<'t>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) errors: Vec<SyntaxError>,
    /// The keys that stood before in their object, in the order of the text.
    pub(crate) repeated_keys: Vec<u32>,
    pub(crate) is_sequence: bool,
    /// The strings that have a text of their own, in the order of the text.
    pub(crate) regions: Vec<Region>,
}

impl<'t> Tree<'t> {
    /// A text that is not read, with what is wrong with it.
    pub fn unread(
        syntax: &'static dyn Syntax,
        text: Text<'t>,
        why: impl Into<Cow<'static, str>>,
    ) -> Tree<'t> {
        let errors = vec![SyntaxError { span: Span::default(), message: why.into() }];
        Tree {
            syntax,
            text,
            nodes: Vec::new(),
            errors,
            repeated_keys: Vec::new(),
            is_sequence: false,
            regions: Vec::new(),
        }
    }

    /// A text of more than [`LONGEST`] bytes.
    pub(crate) fn too_long(syntax: &'static dyn Syntax, text: Text<'t>) -> Tree<'t> {
        Tree::unread(syntax, text, "the text is too long")
    }

    /// Whether a text of JSON is several values one after the other, as in JSON Lines, and nothing else is wrong with it.
    /// Each of them but the first is one of the [`Tree::errors`].
    pub fn is_sequence(&self) -> bool {
        self.is_sequence && self.roots().all(|root| matches!(root.kind(), Kind::List | Kind::Object))
    }

    /// The syntax of the text.
    pub fn syntax(&self) -> &'static dyn Syntax {
        self.syntax
    }

    /// The text that was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What breaks the rules of the syntax, in the order of the text.
    pub fn errors(&self) -> &[SyntaxError] {
        &self.errors
    }

    /// The first value of the text. In JSON it is the only one unless the text is damaged.
    pub fn root(&self) -> Option<Value<'_>> {
        self.roots().next()
    }

    /// All values that stand one after the other: the documents of a YAML file; in JSON every one but the first is also
    /// an error.
    pub fn roots(&self) -> impl Iterator<Item = Value<'_>> {
        Siblings { tree: self, at: 0, end: self.count() }
    }

    /// The keys that repeat an earlier key of the same object, inside a span, in the order of the text. Keys are
    /// compared decoded.
    pub fn repeated_keys(&self, within: Span) -> impl Iterator<Item = Value<'_>> {
        let key = |id: &u32| self.value(NodeId(*id));
        let first = self.repeated_keys.partition_point(|id| key(id).span().start < within.start);
        let keys = self.repeated_keys.iter().skip(first).map(key);
        keys.take_while(move |key| within.contains(key.span()))
    }

    /// Whether a value reads whole: its brackets match and no error stands inside it.
    pub fn reads_whole(&self, value: Value<'_>) -> bool {
        let span = value.span();
        let errors = if value.host().is_some() { value.host_errors() } else { self.errors() };
        let first = errors.partition_point(|error| error.span.start < span.start);
        // No error is longer than a token, so none that starts earlier reaches into the value.
        let inside = errors.get(first..).unwrap_or_default().iter();
        // One without a length at its start is about what stands before it.
        let mut inside = inside
            .take_while(|error| error.span.start < span.end)
            .filter(|error| error.span.end > span.start);
        value.is_closed() && inside.next().is_none()
    }

    /// All keys and values in the order of the text, each before what is inside it.
    pub fn values(&self) -> Values<'_> {
        Values { tree: self, at: 0 }
    }

    /// The key or value with a number that this tree has given.
    pub fn value(&self, id: NodeId) -> Value<'_> {
        Value { tree: self, id }
    }

    fn count(&self) -> u32 {
        // It fits: see [`LONGEST`].
        self.nodes.len() as u32
    }
}

/// All keys and values of a tree, see [`Tree::values`].
#[derive(Clone, Debug)]
pub struct Values<'a> {
    tree: &'a Tree<'a>,
    at: u32,
}

impl Values<'_> {
    /// Goes on after a value, without what is inside it.
    pub fn skip_inside(&mut self, value: Value<'_>) {
        self.at = self.at.max(value.next_id().0);
    }
}

impl<'a> Iterator for Values<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        let value = self.tree.value(NodeId(self.at));
        self.at += 1;
        (value.id().0 < self.tree.count()).then_some(value)
    }
}
