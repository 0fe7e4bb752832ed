//! Tokens to a tree, with an explicit stack, so that no depth of nesting overflows the program's.
//!
//! Recovery follows one principle: a guess may add or end a list or object, never drop one, and always leaves an error
//! inside what it touched, so that nothing damaged reads as whole.

use std::borrow::Cow;

use super::lexer::{Lexer, Token, TokenKind};
use super::{Json, foreign, number};
use crate::tree::{Flags, LONGEST, Node};
use crate::{Kind, Span, Spelling, SyntaxError, Text, Tree, duplicates, line_number};

pub(super) fn parse(text: Text<'_>) -> Tree<'_> {
    if text.len() > LONGEST {
        return Tree::too_long(&Json, text);
    }
    let mut parser = Parser {
        text: &text,
        lexer: Lexer::new(&text),
        nodes: Vec::with_capacity(text.len() / 24 + 8),
        errors: Vec::new(),
        repeated_keys: Vec::new(),
        stack: Vec::new(),
        open_objects: Vec::new(),
        open_lists: Vec::new(),
        last_end: 0,
        last_comma: Span::default(),
        extra_values: 0,
    };
    parser.run();
    let Parser { lexer, nodes, mut errors, mut repeated_keys, extra_values, .. } = parser;
    errors.extend(lexer.errors);
    let is_sequence = extra_values > 0 && extra_values == errors.len();
    errors.sort_by_key(|error| error.span);
    repeated_keys.sort_unstable();
    Tree { syntax: &Json, text, nodes, errors, repeated_keys, is_sequence, regions: Vec::new() }
}

/// A list or object that is open.
struct Frame {
    node: usize,
    state: State,
    /// How many elements or keys it has.
    count: usize,
    /// The end of what stands before its last element or key.
    before_last: usize,
    /// Whether the first element is a string: the list is one of entries, not of statements.
    of_strings: bool,
}

/// What a frame waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// In a list: an element, or the end where the list is empty.
    FirstElement,
    /// In a list, after a comma.
    Element,
    /// In a list, after an element.
    ElementEnd,
    /// In an object: a key, or the end where the object is empty.
    FirstKey,
    /// In an object, after a comma.
    Key,
    /// After a key.
    Colon,
    /// After a colon.
    MemberValue,
    /// After the value of a key.
    MemberEnd,
}

struct Parser<'t> {
    text: &'t str,
    lexer: Lexer<'t>,
    nodes: Vec<Node>,
    errors: Vec<SyntaxError>,
    repeated_keys: Vec<u32>,
    stack: Vec<Frame>,
    /// Where in the stack the objects stand.
    open_objects: Vec<usize>,
    /// Where in the stack the lists stand.
    open_lists: Vec<usize>,
    /// The end of the last token that is no comma.
    last_end: usize,
    last_comma: Span,
    /// How many values stand after the first.
    extra_values: usize,
}

impl Parser<'_> {
    fn run(&mut self) {
        loop {
            let token = self.lexer.next_token();
            match token.kind {
                TokenKind::Comment => continue,
                TokenKind::End => break,
                TokenKind::OpenObject => self.start(token.span, Kind::Object),
                TokenKind::OpenList => self.start(token.span, Kind::List),
                TokenKind::CloseObject => self.close(token.span, Kind::Object),
                TokenKind::CloseList => self.close(token.span, Kind::List),
                TokenKind::String { .. } | TokenKind::Word | TokenKind::Placeholder => self.scalar(token),
                TokenKind::Colon => self.colon(token.span),
                TokenKind::Comma => self.comma(token.span),
            }
            if token.kind != TokenKind::Comma {
                self.last_end = token.span.end;
            }
        }
        self.end();
    }

    fn end(&mut self) {
        let end = Span::new(self.text.len(), self.text.len());
        if self.nodes.is_empty() && self.errors.is_empty() && self.lexer.errors.is_empty() {
            self.error(end, "no JSON value");
        }
        // One error is enough: the others would all stand in the same place.
        if let Some(frame) = self.stack.last() {
            let bracket = if self.is_object(frame) { '{' } else { '[' };
            let start = self.nodes.get(frame.node).map_or(0, |node| node.start as usize);
            let line = line_number(self.text, start);
            self.error(end, format!("unexpected end of file: `{bracket}` on line {line} is not closed"));
        }
        while !self.stack.is_empty() {
            self.pop(self.last_end, false);
        }
    }

    fn start(&mut self, span: Span, kind: Kind) {
        self.before_value(span, kind);
        let node = self.push(span, kind);
        self.enter(node, kind);
    }

    fn enter(&mut self, node: usize, kind: Kind) {
        let state = if kind == Kind::Object { State::FirstKey } else { State::FirstElement };
        let depth = self.stack.len();
        self.open(kind).push(depth);
        self.stack.push(Frame { node, state, count: 0, before_last: 0, of_strings: false });
    }

    fn scalar(&mut self, token: Token) {
        let (kind, escaped, closed) = match token.kind {
            TokenKind::String { escaped, terminated } => (Kind::String, escaped, terminated),
            // The lexer has told of it.
            TokenKind::Placeholder => (Kind::Bad, false, true),
            _ => (self.word(token.span), false, true),
        };
        self.before_value(token.span, kind);
        let node = self.push(token.span, kind);
        if let Some(node) = self.nodes.get_mut(node) {
            node.flags.set(Flags::ESCAPED, escaped);
            node.flags.set(Flags::CLOSED, closed);
        }
    }

    fn word(&mut self, span: Span) -> Kind {
        match span.text(self.text).unwrap_or_default() {
            "null" => Kind::Null,
            "true" | "false" => Kind::Bool,
            word if number::is_number(word) => Kind::Number,
            word => {
                self.error(span, foreign::word(word));
                Kind::Bad
            }
        }
    }

    /// Makes the state ready for a node of this kind at `span`: in an object that waits for a key, it becomes one.
    fn before_value(&mut self, span: Span, kind: Kind) {
        let after_last = Span::new(self.last_end, self.last_end);
        let Some(state) = self.stack.last().map(|frame| frame.state) else {
            if !self.nodes.is_empty() {
                self.extra_values += 1;
                self.error(span, "another JSON value after the end of the first");
            }
            return;
        };
        let state = match state {
            // `"Sid" "Effect": …` and `"Sid": "Effect": …`: the second string is a key.
            State::Colon | State::MemberValue
                if kind == Kind::String && self.lexer.peek_byte() == Some(b':') =>
            {
                self.missing_value(state);
                State::MemberEnd
            }
            state => state,
        };
        let next = match state {
            State::FirstElement | State::Element => State::ElementEnd,
            State::ElementEnd => {
                self.missing_comma(span);
                State::ElementEnd
            }
            State::MemberValue => State::MemberEnd,
            State::Colon => {
                self.error(after_last, "expected `:`");
                State::MemberEnd
            }
            State::FirstKey | State::Key | State::MemberEnd => {
                if kind == Kind::Object && self.parent_is_list() {
                    // `{"Effect": "Allow", {"Effect": …`: the brace of the object before was lost.
                    self.error(after_last, "expected `}`");
                    self.pop(self.last_end, false);
                    State::ElementEnd
                } else {
                    if state == State::MemberEnd {
                        self.missing_comma(span);
                    }
                    self.key(span, kind)
                }
            }
        };
        if let Some(frame) = self.stack.last_mut() {
            frame.state = next;
            if matches!(next, State::ElementEnd | State::Colon) {
                frame.count += 1;
                frame.before_last = after_last.end;
                frame.of_strings |= frame.count == 1 && kind == Kind::String;
            }
        }
    }

    /// A node where a key should stand. Lists and objects become the value of a missing key.
    fn key(&mut self, span: Span, kind: Kind) -> State {
        match kind {
            Kind::String => State::Colon,
            Kind::List | Kind::Object => {
                self.error(span, "expected a key");
                self.push(Span::new(span.start, span.start), Kind::Missing);
                State::MemberEnd
            }
            // A word that is no value has its error already.
            Kind::Bad => State::Colon,
            _ => {
                self.error(span, "expected a key");
                State::Colon
            }
        }
    }

    fn colon(&mut self, span: Span) {
        match self.stack.last().map(|frame| frame.state) {
            Some(State::Colon) => self.set_state(State::MemberValue),
            Some(State::ElementEnd) if self.follows_a_string() => self.key_in_list(span),
            _ => self.error(span, "unexpected `:`"),
        }
    }

    /// Whether the last token is a string. The last node alone does not tell: in `[["a"]: …` it stands in another list.
    fn follows_a_string(&self) -> bool {
        self.nodes.last().is_some_and(|node| node.kind == Kind::String && node.end as usize == self.last_end)
    }

    /// `"key":` in a list. In a list of strings its bracket was lost before the key, else the brace of an object.
    fn key_in_list(&mut self, colon: Span) {
        let Some(list) = self.stack.last() else { return };
        let key = self.nodes.len() - 1;
        let Some(node) = self.nodes.get(key).copied() else { return };
        let key_span = Span::new(node.start as usize, node.end as usize);
        let parent = self.stack.len().checked_sub(2).and_then(|index| self.stack.get(index));
        if list.of_strings && list.count > 1 && parent.is_some_and(|parent| self.is_object(parent)) {
            let (list, end) = (list.node, list.before_last);
            self.error(key_span, "expected `]`");
            self.pop(end, false);
            // The arena stands in the order of the text: ending the list before the key makes the key its sibling.
            if let Some(list) = self.nodes.get_mut(list) {
                list.next = key as u32;
            }
        } else if !list.of_strings || list.count == 1 {
            self.error(key_span, "expected `{`");
            if let Some(list) = self.stack.last_mut() {
                list.of_strings = false;
            }
            if let Some(place) = self.nodes.get_mut(key) {
                let (kind, spelling) = (Kind::Object, Spelling::Brackets);
                *place = Node { kind, spelling, flags: Flags::default(), ..node };
            }
            self.nodes.push(Node { next: key as u32 + 2, ..node });
            self.enter(key, Kind::Object);
        } else {
            return self.error(colon, "unexpected `:`");
        }
        if let Some(frame) = self.stack.last_mut() {
            frame.count += 1;
            frame.state = State::MemberValue;
        }
    }

    fn comma(&mut self, span: Span) {
        let Some(state) = self.stack.last().map(|frame| frame.state) else {
            return self.unexpected(span, ',');
        };
        match state {
            State::ElementEnd => self.set_state(State::Element),
            State::MemberEnd => self.set_state(State::Key),
            State::FirstElement | State::Element => self.error(span, "missing value"),
            State::FirstKey | State::Key => self.error(span, "expected a key"),
            State::Colon | State::MemberValue => {
                self.missing_value(state);
                self.set_state(State::Key);
            }
        }
        self.last_comma = span;
    }

    fn close(&mut self, span: Span, kind: Kind) {
        let Some(top) = self.stack.last() else {
            return self.unexpected(span, if kind == Kind::Object { '}' } else { ']' });
        };
        if self.is_object(top) != (kind == Kind::Object) {
            if self.open(kind).is_empty() || self.reads_better_without(kind) {
                return self
                    .error(span, if kind == Kind::Object { "unexpected `}`" } else { "unexpected `]`" });
            }
            // What is open inside has lost its bracket.
            let message = if kind == Kind::Object { "expected `]`" } else { "expected `}`" };
            self.error(span, message);
            while self.stack.last().is_some_and(|frame| self.is_object(frame) != (kind == Kind::Object)) {
                self.pop(self.last_end, false);
            }
        }
        if let Some(State::Element | State::Key) = self.stack.last().map(|frame| frame.state) {
            self.error(self.last_comma, "trailing comma");
        }
        self.pop(span.end, true);
    }

    /// Whether a closing bracket that does not fit the innermost frame is rather one too many than the sign of a lost
    /// one: what follows it could go on there, and could not after the frame that it would end.
    fn reads_better_without(&mut self, kind: Kind) -> bool {
        let next = self.lexer.peek_byte();
        let fitting = self.open(kind).last().copied();
        let goes_on = |frame: Option<&Frame>| match frame {
            None => next.is_none(),
            Some(frame) if self.is_object(frame) => matches!(next, Some(b',' | b'}')),
            Some(_) => matches!(next, Some(b',' | b']')),
        };
        let around = fitting.and_then(|index| index.checked_sub(1)).and_then(|index| self.stack.get(index));
        // `"Action": "a", "b"]`: a string without a colon before the bracket tells of a lost opening one.
        let after_bare_key = self.stack.last().is_some_and(|frame| frame.state == State::Colon);
        goes_on(self.stack.last()) && (after_bare_key || !goes_on(around))
    }

    /// Before the value at `next`. One that touches a string is more likely what came out of it.
    fn missing_comma(&mut self, next: Span) {
        let touches = next.start == self.last_end && self.follows_a_string();
        let message = if touches { "unclosed string, or a quote too many" } else { "missing comma" };
        self.error(Span::new(self.last_end, self.last_end), message);
    }

    fn missing_value(&mut self, state: State) {
        let message = if state == State::Colon { "expected `:`" } else { "missing value" };
        let place = Span::new(self.last_end, self.last_end);
        self.error(place, message);
        self.push(place, Kind::Missing);
        self.set_state(State::MemberEnd);
    }

    /// Ends the innermost frame at `end`.
    fn pop(&mut self, end: usize, closed: bool) {
        let state = self.stack.last().map(|frame| frame.state);
        if let Some(state @ (State::Colon | State::MemberValue)) = state {
            self.missing_value(state);
        }
        let Some(frame) = self.stack.pop() else { return };
        let next = self.nodes.len() as u32;
        let Some(node) = self.nodes.get_mut(frame.node) else { return };
        node.next = next;
        node.end = node.end.max(end as u32);
        node.flags.set(Flags::CLOSED, closed);
        let kind = node.kind;
        self.open(kind).pop();
        if kind == Kind::Object && frame.count > 1 {
            duplicates::mark(&Json, self.text, &mut self.nodes, frame.node, &mut self.repeated_keys);
        }
    }

    fn push(&mut self, span: Span, kind: Kind) -> usize {
        let id = self.nodes.len();
        let spelling = match kind {
            Kind::String => Spelling::Double,
            Kind::List | Kind::Object => Spelling::Brackets,
            _ => Spelling::Bare,
        };
        self.nodes.push(Node::new(id as u32, span, kind, spelling));
        id
    }

    fn is_object(&self, frame: &Frame) -> bool {
        self.nodes.get(frame.node).is_some_and(|node| node.kind == Kind::Object)
    }

    fn parent_is_list(&self) -> bool {
        let parent = self.stack.len().checked_sub(2).and_then(|index| self.stack.get(index));
        parent.is_some_and(|parent| !self.is_object(parent))
    }

    fn open(&mut self, kind: Kind) -> &mut Vec<usize> {
        if kind == Kind::Object { &mut self.open_objects } else { &mut self.open_lists }
    }

    fn set_state(&mut self, state: State) {
        if let Some(frame) = self.stack.last_mut() {
            frame.state = state;
        }
    }

    /// A character outside of every list and object.
    fn unexpected(&mut self, span: Span, char: char) {
        let place = if self.nodes.is_empty() { "" } else { " after the end of the JSON value" };
        self.error(span, format!("unexpected `{char}`{place}"));
    }

    fn error(&mut self, span: Span, message: impl Into<Cow<'static, str>>) {
        self.errors.push(error(span, message));
    }
}

fn error(span: Span, message: impl Into<Cow<'static, str>>) -> SyntaxError {
    SyntaxError { span, message: message.into() }
}
