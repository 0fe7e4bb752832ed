//! Tokens to a tree.
//!
//! Recovery follows the principle of the JSON reader: a guess may add or end a list, object or block, never drop one, and
//! always leaves an error inside what it touched, so that nothing damaged reads as whole.

use super::Hcl;
use super::lexer::{Lexer, Template, Token, TokenKind};
use crate::tree::{Flags, LONGEST, Node};
use crate::{Kind, Opaque, Span, Spelling, SyntaxError, Text, Tree, duplicates};

/// What nests deeper is passed over, with an error: no file that a person keeps does.
const DEEPEST: usize = 100;

pub(super) fn parse(text: Text<'_>) -> Tree<'_> {
    if text.len() > LONGEST {
        return Tree::too_long(&Hcl, text);
    }
    let mut parts = read(&text, false);
    if !parts.errors.is_empty() {
        // Only a file that is damaged is read by its indentation, since nothing obliges a whole one to have any.
        let strict = parts;
        parts = read(&text, true);
        if parts.errors.is_empty() {
            parts.errors = strict.errors;
        }
    }
    let Parts { nodes, errors, repeated_keys } = parts;
    Tree { syntax: &Hcl, text, nodes, errors, repeated_keys, is_sequence: false, regions: Vec::new() }
}

struct Parts {
    nodes: Vec<Node>,
    errors: Vec<SyntaxError>,
    repeated_keys: Vec<u32>,
}

fn read(text: &str, by_indentation: bool) -> Parts {
    let mut lexer = Lexer::new(text);
    let current = lexer.next_token();
    let mut parser = Parser {
        text,
        lexer,
        current,
        next: None,
        nodes: Vec::with_capacity(text.len() / 16 + 8),
        errors: Vec::new(),
        repeated_keys: Vec::new(),
        lines: vec![true],
        last_end: current.span.start,
        by_indentation,
    };
    parser.file();
    let Parser { lexer, nodes, mut errors, mut repeated_keys, .. } = parser;
    errors.extend(lexer.errors);
    errors.sort_by_key(|error| error.span);
    errors.dedup_by_key(|error| error.span);
    repeated_keys.sort_unstable();
    Parts { nodes, errors, repeated_keys }
}

struct Parser<'t> {
    text: &'t str,
    lexer: Lexer<'t>,
    current: Token,
    next: Option<Token>,
    nodes: Vec<Node>,
    errors: Vec<SyntaxError>,
    repeated_keys: Vec<u32>,
    /// Of each bracket that is open, whether the ends of lines mean something inside: in bodies and objects they do.
    lines: Vec<bool>,
    /// The end of the last token that is no line's end.
    last_end: usize,
    /// See [`parse`].
    by_indentation: bool,
}

impl Parser<'_> {
    fn file(&mut self) {
        let root = self.push(Span::new(0, self.text.len()), Kind::Object, Spelling::Block);
        while !self.body(true) {
            self.error_here("unexpected `}`");
            self.advance();
        }
        self.end(root, self.text.len(), true);
    }

    /// Reads attributes and blocks. Whether the text ended; else a `}` is next, or what can only stand outside of this
    /// body.
    fn body(&mut self, is_file: bool) -> bool {
        loop {
            match self.kind() {
                TokenKind::Newline => self.advance(),
                TokenKind::End => return true,
                TokenKind::CloseBrace => return false,
                TokenKind::Name | TokenKind::String(_) => {
                    if !is_file && self.starts_a_file_block() {
                        return false;
                    }
                    self.attribute_or_block();
                }
                _ => {
                    self.error_here("expected an attribute or a block");
                    self.skip_line();
                }
            }
        }
    }

    /// In a damaged file, whether a block starts at the start of its line inside another: that one has lost its brace.
    fn starts_a_file_block(&mut self) -> bool {
        let is_at_line_start = |at: usize| at == 0 || self.text.as_bytes().get(at - 1) == Some(&b'\n');
        if !self.by_indentation || !is_at_line_start(self.current.span.start) {
            return false;
        }
        matches!(self.peek().kind, TokenKind::String(_) | TokenKind::OpenBrace)
    }

    fn attribute_or_block(&mut self) {
        let start = self.nodes.len();
        self.key();
        match self.kind() {
            TokenKind::Equals => {
                self.advance();
                self.expression();
                self.end_of_attribute();
            }
            TokenKind::Name | TokenKind::String(_) | TokenKind::OpenBrace => self.block(start),
            _ => {
                let at = Span::new(self.last_end, self.last_end);
                self.error(at, "expected `=` or `{`");
                self.push(at, Kind::Missing, Spelling::Bare);
                self.skip_line();
            }
        }
    }

    fn end_of_attribute(&mut self) {
        match self.kind() {
            TokenKind::Newline | TokenKind::End | TokenKind::CloseBrace => {}
            // It was passed over in a list that lost its bracket.
            _ if self.is_after_newline() => {}
            _ => {
                self.error_here("expected a new line");
                self.skip_line();
            }
        }
    }

    /// Reads labels and the body of a block after the key at `start`.
    fn block(&mut self, start: usize) {
        let mut around = Vec::new();
        while let TokenKind::Name | TokenKind::String(_) = self.kind() {
            let label = self.current.span;
            around.push(self.push(label, Kind::Object, Spelling::Block));
            self.key();
        }
        let (end, closed) = match self.kind() {
            TokenKind::OpenBrace if self.lines.len() < DEEPEST => {
                let object = self.push(self.current.span, Kind::Object, Spelling::Block);
                self.lines.push(true);
                self.advance();
                self.body(false);
                self.lines.pop();
                let closed = self.kind() == TokenKind::CloseBrace;
                if closed {
                    self.advance();
                } else {
                    let opening = self.nodes.get(start).map_or(0, |key| key.start as usize);
                    self.error(Span::new(self.last_end, self.last_end), "expected `}`");
                    self.error(Span::new(opening, opening), "the block does not end");
                }
                self.end(object, self.last_end, closed);
                (self.last_end, closed)
            }
            TokenKind::OpenBrace => {
                self.too_deep();
                (self.last_end, false)
            }
            _ => {
                let at = Span::new(self.last_end, self.last_end);
                self.error(at, "expected `{`");
                self.push(at, Kind::Missing, Spelling::Bare);
                self.skip_line();
                (at.end, false)
            }
        };
        for object in around.into_iter().rev() {
            self.end(object, end, closed);
        }
    }

    /// A name or string as a key or label.
    fn key(&mut self) {
        match self.kind() {
            TokenKind::String(template) => self.string(template),
            _ => {
                self.push(self.current.span, Kind::String, Spelling::Bare);
                if let Some(node) = self.nodes.last_mut() {
                    node.flags.set(Flags::CLOSED, true);
                }
            }
        }
        self.advance();
    }

    /// An expression: what joins several values makes one [`Opaque::Expression`] with those that are told inside.
    fn expression(&mut self) {
        let start = self.nodes.len();
        let from = self.current.span.start;
        let mut joined = false;
        // Conditionals without their `:` so far.
        let mut conditionals = 0;
        while self.kind() == TokenKind::Operator && self.is_unary() {
            joined = true;
            self.advance();
        }
        self.term();
        loop {
            match self.kind() {
                TokenKind::Operator => conditionals += usize::from(self.here() == "?"),
                TokenKind::Colon if conditionals > 0 => conditionals -= 1,
                // Behind a call, a list or an object; behind a name it belongs to its path.
                TokenKind::OpenBracket if !self.is_after_newline() => {
                    joined = true;
                    self.skip_brackets();
                    continue;
                }
                _ => break,
            }
            joined = true;
            let is_path = self.here() == ".";
            self.advance();
            while self.kind() == TokenKind::Operator && self.is_unary() {
                self.advance();
            }
            match self.kind() {
                // `.name`, `.0` and `.*` behind a value.
                TokenKind::Name | TokenKind::Number if is_path => self.advance(),
                _ => self.term(),
            }
        }
        if joined {
            // A value that is missing stands right behind the last token.
            let from = self.nodes.get(start).map_or(from, |first| from.min(first.start as usize));
            self.wrap(start, Span::new(from, self.last_end.max(from)));
        }
    }

    fn is_unary(&self) -> bool {
        matches!(self.here(), "-" | "!" | "*")
    }

    fn term(&mut self) {
        let span = self.current.span;
        match self.kind() {
            TokenKind::String(template) => {
                self.string(template);
                self.advance();
            }
            TokenKind::Heredoc { template, lines } => {
                let kind =
                    if template.interpolated { Kind::Opaque(Opaque::Expression) } else { Kind::String };
                self.push(lines, kind, Spelling::Literal);
                self.flag(template);
                self.advance();
            }
            TokenKind::Number => {
                self.push(span, Kind::Number, Spelling::Bare);
                self.advance();
            }
            TokenKind::Name => self.name(),
            TokenKind::OpenBracket | TokenKind::OpenBrace | TokenKind::OpenParenthesis
                if self.lines.len() >= DEEPEST =>
            {
                self.too_deep();
            }
            TokenKind::OpenBracket | TokenKind::OpenBrace if self.is_for() => {
                self.push(span, Kind::Opaque(Opaque::Expression), Spelling::Bare);
                let node = self.nodes.len() - 1;
                self.skip_brackets();
                self.end(node, self.last_end, true);
            }
            TokenKind::OpenBracket => self.list(),
            TokenKind::OpenBrace => self.object(),
            TokenKind::OpenParenthesis => {
                self.push(span, Kind::Opaque(Opaque::Expression), Spelling::Bare);
                let node = self.nodes.len() - 1;
                self.lines.push(false);
                self.advance();
                self.skip_newlines();
                self.expression();
                self.skip_newlines();
                let closed = self.closes(TokenKind::CloseParenthesis, "expected `)`");
                self.end(node, self.last_end, closed);
            }
            _ => {
                let at = Span::new(self.last_end, self.last_end);
                self.error(at, "expected a value");
                self.push(at, Kind::Missing, Spelling::Bare);
            }
        }
    }

    fn string(&mut self, template: Template) {
        let kind = if template.interpolated { Kind::Opaque(Opaque::Expression) } else { Kind::String };
        self.push(self.current.span, kind, Spelling::Double);
        self.flag(template);
    }

    fn flag(&mut self, template: Template) {
        if let Some(node) = self.nodes.last_mut() {
            node.flags.set(Flags::ESCAPED, template.escaped);
            node.flags.set(Flags::CLOSED, template.terminated);
        }
    }

    /// `true`, a function with its arguments, or the path to a value: `aws_iam_role.app[0].name`.
    fn name(&mut self) {
        let span = self.current.span;
        let name = self.here();
        let kind = match name {
            "true" | "false" => Kind::Bool,
            "null" => Kind::Null,
            _ => Kind::Opaque(Opaque::Expression),
        };
        let node = self.push(span, kind, Spelling::Bare);
        self.advance();
        while self.kind() == TokenKind::Operator && self.here() == "::" {
            self.advance();
            self.advance();
        }
        if self.kind() == TokenKind::OpenParenthesis {
            return self.call(node, Span::new(span.start, self.last_end));
        }
        loop {
            match self.kind() {
                TokenKind::Operator if self.here() == "." => {
                    self.advance();
                    self.advance();
                }
                TokenKind::OpenBracket if !self.is_after_newline() => self.skip_brackets(),
                _ => break,
            }
        }
        if self.last_end > span.end {
            if let Some(node) = self.nodes.get_mut(node) {
                node.kind = Kind::Opaque(Opaque::Expression);
            }
            self.end(node, self.last_end, true);
        }
    }

    fn call(&mut self, node: usize, name: Span) {
        if let Some(node) = self.nodes.get_mut(node) {
            node.kind = Kind::Call;
            node.spelling = Spelling::Brackets;
        }
        self.push(name, Kind::String, Spelling::Bare);
        if let Some(name) = self.nodes.last_mut() {
            name.flags.set(Flags::CLOSED, true);
        }
        if self.lines.len() >= DEEPEST {
            self.too_deep();
            return self.end(node, self.last_end, false);
        }
        self.lines.push(false);
        self.advance();
        self.elements(TokenKind::CloseParenthesis);
        let closed = self.closes(TokenKind::CloseParenthesis, "expected `)`");
        self.end(node, self.last_end, closed);
    }

    fn list(&mut self) {
        let node = self.push(self.current.span, Kind::List, Spelling::Brackets);
        self.lines.push(false);
        self.advance();
        self.elements(TokenKind::CloseBracket);
        let closed = self.closes(TokenKind::CloseBracket, "expected `]`");
        self.end(node, self.last_end, closed);
    }

    /// Values between commas, up to a bracket that does not belong to one of them.
    fn elements(&mut self, close: TokenKind) {
        loop {
            self.skip_newlines();
            match self.kind() {
                TokenKind::CloseBracket
                | TokenKind::CloseBrace
                | TokenKind::CloseParenthesis
                | TokenKind::End => return,
                TokenKind::Comma => {
                    self.error_here("expected a value");
                    self.advance();
                    continue;
                }
                TokenKind::Name if self.has_lost_bracket() => return,
                TokenKind::Equals
                | TokenKind::Colon
                | TokenKind::Arrow
                | TokenKind::Bad
                | TokenKind::Ellipsis => {
                    self.error_here("expected a value");
                    self.advance();
                    continue;
                }
                _ => self.expression(),
            }
            self.skip_newlines();
            match self.kind() {
                TokenKind::Comma => self.advance(),
                TokenKind::Ellipsis if close == TokenKind::CloseParenthesis => self.advance(),
                TokenKind::CloseBracket
                | TokenKind::CloseBrace
                | TokenKind::CloseParenthesis
                | TokenKind::End => return,
                TokenKind::Name if self.has_lost_bracket() => return,
                _ => self.error(Span::new(self.last_end, self.last_end), "expected `,`"),
            }
        }
    }

    /// `actions = ["s3:Get*"` and on the next line `resources = …`: what follows is outside of the list.
    fn has_lost_bracket(&mut self) -> bool {
        self.peek().kind == TokenKind::Equals || (self.by_indentation && self.starts_a_file_block())
    }

    fn object(&mut self) {
        let node = self.push(self.current.span, Kind::Object, Spelling::Brackets);
        self.lines.push(true);
        self.advance();
        loop {
            match self.kind() {
                TokenKind::Newline => self.advance(),
                TokenKind::CloseBracket
                | TokenKind::CloseBrace
                | TokenKind::CloseParenthesis
                | TokenKind::End => break,
                TokenKind::Comma => {
                    self.error_here("expected a key");
                    self.advance();
                }
                _ if self.by_indentation && self.starts_a_file_block() => break,
                _ => self.member(),
            }
        }
        let closed = self.closes(TokenKind::CloseBrace, "expected `}`");
        self.end(node, self.last_end, closed);
    }

    fn member(&mut self) {
        match self.kind() {
            TokenKind::Name if matches!(self.peek().kind, TokenKind::Equals | TokenKind::Colon) => self.key(),
            _ => self.expression(),
        }
        match self.kind() {
            TokenKind::Equals | TokenKind::Colon => {
                self.advance();
                self.expression();
            }
            _ => {
                let at = Span::new(self.last_end, self.last_end);
                self.error(at, "expected `=`");
                self.push(at, Kind::Missing, Spelling::Bare);
                if !matches!(self.kind(), TokenKind::Name | TokenKind::String(_)) {
                    self.skip_to_member_end();
                }
            }
        }
        match self.kind() {
            TokenKind::Comma => self.advance(),
            TokenKind::Newline | TokenKind::CloseBrace | TokenKind::End => {}
            TokenKind::CloseBracket | TokenKind::CloseParenthesis => {}
            _ if self.is_after_newline() => {}
            _ => {
                self.error_here("expected `,` or a new line");
                if !matches!(self.kind(), TokenKind::Name | TokenKind::String(_)) {
                    self.skip_to_member_end();
                }
            }
        }
    }

    /// Whether `[` or `{` starts a `for` expression, which may begin on another line.
    fn is_for(&self) -> bool {
        let mut ahead = Lexer::starting_at(self.text, self.current.span.end);
        let mut next = || loop {
            let token = ahead.next_token();
            if token.kind != TokenKind::Newline {
                return token;
            }
        };
        let first = next();
        let is_keyword = first.kind == TokenKind::Name && first.span.text(self.text) == Some("for");
        // `{ for = 1 }` has a key of that name.
        is_keyword && next().kind == TokenKind::Name
    }

    /// Ends what the innermost bracket opened, if the next token closes it.
    fn closes(&mut self, kind: TokenKind, message: &'static str) -> bool {
        self.lines.pop();
        let closed = self.kind() == kind;
        if closed {
            self.advance();
        } else {
            self.error(Span::new(self.last_end, self.last_end), message);
        }
        closed
    }

    fn too_deep(&mut self) {
        self.error_here("nested too deeply to be read");
        self.push(self.current.span, Kind::Bad, Spelling::Bare);
        let node = self.nodes.len() - 1;
        self.skip_brackets();
        self.end(node, self.last_end, true);
    }

    /// Passes over a bracket and all up to its end.
    fn skip_brackets(&mut self) {
        let mut depth = 0_usize;
        loop {
            match self.kind() {
                TokenKind::OpenBracket | TokenKind::OpenBrace | TokenKind::OpenParenthesis => depth += 1,
                TokenKind::CloseBracket | TokenKind::CloseBrace | TokenKind::CloseParenthesis => depth -= 1,
                TokenKind::End => return self.error_here("a bracket does not end"),
                _ if self.by_indentation && self.starts_a_file_block() => {
                    return self.error_here("a bracket does not end");
                }
                _ => {}
            }
            self.advance();
            if depth == 0 {
                return;
            }
        }
    }

    fn skip_line(&mut self) {
        while !matches!(self.kind(), TokenKind::Newline | TokenKind::End | TokenKind::CloseBrace) {
            self.advance();
        }
    }

    fn skip_to_member_end(&mut self) {
        while !matches!(
            self.kind(),
            TokenKind::Newline
                | TokenKind::Comma
                | TokenKind::End
                | TokenKind::CloseBrace
                | TokenKind::CloseBracket
                | TokenKind::CloseParenthesis
        ) {
            self.advance();
        }
    }

    fn skip_newlines(&mut self) {
        while self.kind() == TokenKind::Newline {
            self.advance();
        }
    }

    fn is_after_newline(&self) -> bool {
        let between = self.text.get(self.last_end..self.current.span.start).unwrap_or_default();
        between.contains('\n')
    }

    fn advance(&mut self) {
        if self.kind() != TokenKind::Newline {
            self.last_end = self.current.span.end;
        }
        self.current = match self.next.take() {
            Some(next) => next,
            None => self.lexer.next_token(),
        };
        // Between brackets and parentheses a line's end is a space.
        if self.lines.last() == Some(&false) {
            while self.kind() == TokenKind::Newline {
                self.current = self.lexer.next_token();
            }
        }
    }

    /// The token after the current one.
    fn peek(&mut self) -> Token {
        match self.next {
            Some(next) => next,
            None => *self.next.insert(self.lexer.next_token()),
        }
    }

    fn kind(&self) -> TokenKind {
        self.current.kind
    }

    fn here(&self) -> &str {
        self.current.span.text(self.text).unwrap_or_default()
    }

    fn push(&mut self, span: Span, kind: Kind, spelling: Spelling) -> usize {
        let id = self.nodes.len();
        self.nodes.push(Node::new(id as u32, span, kind, spelling));
        id
    }

    /// Makes all nodes from `start` on the children of one expression.
    fn wrap(&mut self, start: usize, span: Span) {
        for node in self.nodes.iter_mut().skip(start) {
            node.next += 1;
        }
        for key in &mut self.repeated_keys {
            *key += u32::from(*key as usize >= start);
        }
        let mut around = Node::new(start as u32, span, Kind::Opaque(Opaque::Expression), Spelling::Bare);
        around.next = self.nodes.len() as u32 + 1;
        self.nodes.insert(start, around);
    }

    /// Ends a node at `end`, with all that came since as what is inside it.
    fn end(&mut self, node: usize, end: usize, closed: bool) {
        let next = self.nodes.len() as u32;
        let Some(ended) = self.nodes.get_mut(node) else { return };
        ended.next = next;
        ended.end = ended.end.max(end as u32);
        ended.flags.set(Flags::CLOSED, closed);
        if ended.kind == Kind::Object {
            duplicates::mark(&Hcl, self.text, &mut self.nodes, node, &mut self.repeated_keys);
        }
    }

    fn error_here(&mut self, message: &'static str) {
        self.error(self.current.span, message);
    }

    fn error(&mut self, span: Span, message: &'static str) {
        self.errors.push(SyntaxError { span, message: message.into() });
    }
}
