//! Events to a tree, and what is done about a text that does not follow the rules.

use std::borrow::Cow;

use granit_parser::{Event, Options, Parser, ScalarStyle, StructureStyle, Tag, options};

use super::dash::dash;
use super::{Yaml, scalar};
use crate::tree::{Flags, LONGEST, Node};
use crate::{Kind, Opaque, Span, Spelling, SyntaxError, Text, Tree, duplicates};

/// How often a damaged text is read again without the line of the error.
const MOST_TRIES: usize = 12;

pub(super) fn parse(text: Text<'_>) -> Tree<'_> {
    if text.len() > LONGEST {
        return Tree::too_long(&Yaml, text);
    }
    let mut errors = Vec::new();
    let mut reader = Reader::read(&text, &text);
    // A line that breaks the rules is passed over, and the rest read as if it were empty. What the tree then says is good
    // for diagnostics; for an edit a tree must have no errors.
    let mut without = None;
    while let Some(error) = reader.error.take() {
        let at = error.span.start;
        errors.push(error);
        if errors.len() > MOST_TRIES {
            break;
        }
        let blanked = without.get_or_insert_with(|| text.as_bytes().to_vec());
        if !blank_line(blanked, at) {
            break;
        }
        let Ok(remaining) = std::str::from_utf8(blanked) else { break };
        reader = Reader::read(&text, remaining);
    }
    let Reader { nodes, mut repeated_keys, .. } = reader;
    errors.sort_by_key(|error| error.span);
    repeated_keys.sort_unstable();
    Tree { syntax: &Yaml, text, nodes, errors, repeated_keys, is_sequence: false, regions: Vec::new() }
}

/// Overwrites the line around a place with spaces. Where that changes nothing, the last line before that is not empty;
/// `false` where there is none.
fn blank_line(text: &mut [u8], at: usize) -> bool {
    let mut at = at.min(text.len());
    loop {
        let start = text
            .get(..at)
            .unwrap_or_default()
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |end| end + 1);
        let rest = text.get(start..).unwrap_or_default();
        let end = rest.iter().position(|byte| *byte == b'\n').map_or(text.len(), |length| start + length);
        let Some(line) = text.get_mut(start..end) else { return false };
        if line.iter().any(|byte| !matches!(byte, b' ' | b'\r')) {
            line.iter_mut().filter(|byte| **byte != b'\r').for_each(|byte| *byte = b' ');
            return true;
        }
        match start.checked_sub(1) {
            Some(before) => at = before,
            None => return false,
        }
    }
}

/// Whether a text begins with `*` that names no anchor.
fn is_star(text: &str) -> bool {
    text.strip_prefix('*').is_some_and(|after| !after.starts_with(|it: char| it.is_ascii_alphanumeric()))
}

/// A collection that is open.
struct Frame {
    node: usize,
    /// The call around it, where it has a tag.
    call: Option<usize>,
    is_indented: bool,
}

struct Reader<'t> {
    text: &'t str,
    nodes: Vec<Node>,
    repeated_keys: Vec<u32>,
    stack: Vec<Frame>,
    /// The numbers of anchors and their nodes.
    anchors: Vec<(usize, usize)>,
    aliased: Vec<usize>,
    /// The end of the last node.
    last_end: usize,
    /// What ended the reading.
    error: Option<SyntaxError>,
}

impl<'t> Reader<'t> {
    /// Reads `remaining`, which is `text` but for lines that are passed over.
    fn read(text: &'t str, remaining: &str) -> Reader<'t> {
        let mut reader = Reader {
            text,
            nodes: Vec::with_capacity(text.len() / 16 + 8),
            repeated_keys: Vec::new(),
            stack: Vec::new(),
            anchors: Vec::new(),
            aliased: Vec::new(),
            last_end: 0,
            error: None,
        };
        for next in Parser::new_from_str_with_options(remaining, options()) {
            match next {
                Ok((event, span)) => reader.event(event, &span),
                Err(error) => {
                    let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
                    let at = text.floor_char_boundary(at);
                    let message = match remaining.get(at..).is_some_and(is_star) {
                        true => "`*` at the start of a value must be in quotes".into(),
                        false => error.info().into(),
                    };
                    reader.error = Some(SyntaxError { span: Span::new(at, at), message });
                    break;
                }
            }
        }
        while !reader.stack.is_empty() {
            reader.close(reader.last_end, false);
        }
        reader.mark_shared();
        reader
    }

    fn event(&mut self, event: Event<'_>, at: &granit_parser::Span) {
        let bytes = at.byte_range().unwrap_or_default();
        let span = Span::new(bytes.start, bytes.end);
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                let is_string = tag.as_ref().is_some_and(|tag| tag.core_suffix() == Some("str"));
                let call = self.open_call(tag.as_deref(), at, span.start);
                self.anchor(anchor);
                self.scalar(&value, style, span, is_string);
                if let Some(call) = call {
                    self.end(call, self.last_end, true);
                }
            }
            Event::Alias(anchor) => {
                self.aliased.push(anchor);
                self.leaf(span, Kind::Opaque(Opaque::Alias), Spelling::Bare);
            }
            Event::SequenceStart(style, anchor, tag) => {
                let call = self.open_call(tag.as_deref(), at, span.start);
                self.open(Kind::List, style, anchor, call, span);
            }
            Event::MappingStart(style, anchor, tag) => {
                let call = self.open_call(tag.as_deref(), at, span.start);
                self.open(Kind::Object, style, anchor, call, span);
            }
            Event::SequenceEnd | Event::MappingEnd => {
                // What is only indented ends with the last node in it.
                let is_indented = self.stack.last().is_some_and(|frame| frame.is_indented);
                self.close(if is_indented { self.last_end } else { span.end }, true);
            }
            _ => {}
        }
    }

    /// A value with a tag is a call of the tag: `!Sub "…"`. Those of YAML's own that change nothing else are none.
    fn open_call(&mut self, tag: Option<&Tag>, at: &granit_parser::Span, value: usize) -> Option<usize> {
        if matches!(tag?.core_suffix(), Some("str" | "seq" | "map")) {
            return None;
        }
        let tag = at.tag_span().and_then(|span| span.byte_range()).unwrap_or(value..value);
        let call = self.push(Span::new(tag.start, tag.end), Kind::Call, Spelling::Brackets);
        self.leaf(Span::new(tag.start, tag.end), Kind::String, Spelling::Bare);
        Some(call)
    }

    fn open(&mut self, kind: Kind, style: StructureStyle, anchor: usize, call: Option<usize>, span: Span) {
        self.anchor(anchor);
        let is_indented = style == StructureStyle::Block;
        let spelling = if is_indented { Spelling::Indented } else { Spelling::Brackets };
        let span = if is_indented && kind == Kind::List { self.with_dash(span) } else { span };
        let node = self.push(span, kind, spelling);
        self.stack.push(Frame { node, call, is_indented });
    }

    /// A sequence that stands no deeper than its key is told to begin with its first entry.
    fn with_dash(&self, span: Span) -> Span {
        let around = self.stack.last().and_then(|frame| self.nodes.get(frame.node));
        let inside = around.map_or(0, |node| node.start as usize + 1);
        let from = self.text.ceil_char_boundary(self.last_end.max(inside));
        let start = dash(self.text, from, (span.start + 1).min(self.text.len()));
        Span::new(start.unwrap_or(span.start).min(span.start), span.end)
    }

    fn close(&mut self, end: usize, closed: bool) {
        let Some(Frame { node, call, .. }) = self.stack.pop() else { return };
        self.end(node, end, closed);
        self.last_end = self.last_end.max(end);
        if let Some(call) = call {
            self.end(call, end, closed);
        }
        if let Some(object) = self.nodes.get_mut(node).filter(|node| node.kind == Kind::Object) {
            if self.text.get(object.start as usize..).is_some_and(|rest| rest.starts_with("{{")) {
                object.kind = Kind::Opaque(Opaque::Placeholder);
                return;
            }
            duplicates::mark(&Yaml, self.text, &mut self.nodes, node, &mut self.repeated_keys);
        }
    }

    fn scalar(&mut self, value: &str, style: ScalarStyle, span: Span, is_string: bool) {
        let (kind, spelling) = match style {
            ScalarStyle::Plain if is_string => (Kind::String, Spelling::Bare),
            ScalarStyle::Plain if span.start == span.end => (Kind::Null, Spelling::Bare),
            ScalarStyle::Plain => (scalar::kind(value), Spelling::Bare),
            ScalarStyle::SingleQuoted => (Kind::String, Spelling::Single),
            ScalarStyle::DoubleQuoted => (Kind::String, Spelling::Double),
            ScalarStyle::Literal => (Kind::String, Spelling::Literal),
            ScalarStyle::Folded => (Kind::String, Spelling::Folded),
        };
        let span = match spelling {
            // Whole lines: the first one's indentation tells that of all.
            Spelling::Literal | Spelling::Folded => {
                let before = self.text.get(..span.start).unwrap_or_default();
                let blank = before.len() - before.trim_end_matches(' ').len();
                let lines = self.text.get(span.start..span.end).unwrap_or_default();
                // The header says whether the last line end counts.
                let end = if value.ends_with('\n') {
                    lines.len()
                } else {
                    lines.trim_end_matches(['\n', '\r']).len()
                };
                Span::new(span.start - blank, span.start + end)
            }
            _ => span,
        };
        let node = self.leaf(span, kind, spelling);
        let Some(inside) = self.nodes.get(node).map(|node| node.inside()) else { return };
        let inside = inside.text(self.text).unwrap_or_default();
        let escaped = kind == Kind::String && inside != value;
        // A text that is not decoded as it was read is not told.
        let is_told = !escaped || scalar::is_same(&scalar::decode(inside, spelling), value, spelling);
        if let Some(node) = self.nodes.get_mut(node) {
            node.flags.set(Flags::ESCAPED, escaped);
            if !is_told {
                node.kind = Kind::Opaque(Opaque::Expression);
            }
        }
    }

    fn leaf(&mut self, span: Span, kind: Kind, spelling: Spelling) -> usize {
        let node = self.push(span, kind, spelling);
        self.end(node, span.end, true);
        self.last_end = self.last_end.max(span.end);
        node
    }

    fn push(&mut self, span: Span, kind: Kind, spelling: Spelling) -> usize {
        let id = self.nodes.len();
        self.nodes.push(Node::new(id as u32, span, kind, spelling));
        id
    }

    fn end(&mut self, node: usize, end: usize, closed: bool) {
        let next = self.nodes.len() as u32;
        if let Some(node) = self.nodes.get_mut(node) {
            node.next = next;
            node.end = node.end.max(end as u32);
            node.flags.set(Flags::CLOSED, closed);
        }
    }

    /// The next node has this anchor; 0 is none.
    fn anchor(&mut self, anchor: usize) {
        if anchor != 0 {
            self.anchors.push((anchor, self.nodes.len()));
        }
    }

    fn mark_shared(&mut self) {
        self.aliased.sort_unstable();
        for (anchor, node) in std::mem::take(&mut self.anchors) {
            if self.aliased.binary_search(&anchor).is_err() {
                continue;
            }
            let next = self.nodes.get(node).map_or(0, |node| node.next as usize);
            for node in self.nodes.get_mut(node..next).into_iter().flatten() {
                node.flags.set(Flags::SHARED, true);
            }
        }
    }
}

fn options() -> Options {
    options! { emit_comments: false, block_scalar_eof_without_line_feed: true }
}

/// See [`scalar::decode`].
pub(super) fn decode(inside: &str, spelling: Spelling) -> Cow<'_, str> {
    scalar::decode(inside, spelling)
}
