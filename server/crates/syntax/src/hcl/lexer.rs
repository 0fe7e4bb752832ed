//! Tokens of HCL. Total: every byte of a text belongs to a token, to a comment or to the white space between two.

use super::template;
use crate::{Span, SyntaxError};

/// The kind of a [`Token`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// The end of a line, which ends an attribute where no bracket is open.
    Newline,
    /// A name: letters, digits, `_` and `-`.
    Name,
    Number,
    /// A string with its quotes; an unterminated one ends with its line.
    String(Template),
    /// A heredoc from `<<` to its end marker. `lines` are its lines without both.
    Heredoc {
        template: Template,
        lines: Span,
    },
    OpenBrace,
    CloseBrace,
    OpenBracket,
    CloseBracket,
    OpenParenthesis,
    CloseParenthesis,
    Comma,
    Equals,
    Colon,
    /// `=>` of a `for`.
    Arrow,
    /// `...` behind the last argument of a call.
    Ellipsis,
    /// What joins expressions: `.`, `?`, `==`, `&&`, ...
    Operator,
    /// A run of bytes that start no token.
    Bad,
    End,
}

/// What is inside a string or heredoc.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Template {
    /// It has to be decoded.
    pub(super) escaped: bool,
    /// It has `${…}` or `%{…}`, so that the text alone does not tell its value.
    pub(super) interpolated: bool,
    /// Its closing quote or end marker is there.
    pub(super) terminated: bool,
}

/// A token and its bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Span,
}

/// Cuts a text into tokens.
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
    /// An interpolation did not end before the text does: from there on, the others end with their lines at the latest, so
    /// that the rest of the text is not looked through again for each.
    has_endless: bool,
    pub(super) errors: Vec<SyntaxError>,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Lexer { text, at, has_endless: false, errors: Vec::new() }
    }

    /// A lexer that starts at a byte offset of the text, which must stand outside strings and comments.
    pub(super) fn starting_at(text: &'t str, at: usize) -> Self {
        Lexer { text, at, has_endless: false, errors: Vec::new() }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// The next token; [`TokenKind::End`] again and again after the last one.
    pub(super) fn next_token(&mut self) -> Token {
        self.skip_blank();
        let start = self.at;
        let kind = match self.byte(start) {
            None => TokenKind::End,
            Some(byte) => self.token(start, byte),
        };
        Token { kind, span: Span::new(start, self.at) }
    }

    fn token(&mut self, start: usize, byte: u8) -> TokenKind {
        let second = self.byte(start + 1);
        let (kind, length) = match (byte, second) {
            (b'\n', _) => (TokenKind::Newline, 1),
            (b'\r', Some(b'\n')) => (TokenKind::Newline, 2),
            (b'{', _) => (TokenKind::OpenBrace, 1),
            (b'}', _) => (TokenKind::CloseBrace, 1),
            (b'[', _) => (TokenKind::OpenBracket, 1),
            (b']', _) => (TokenKind::CloseBracket, 1),
            (b'(', _) => (TokenKind::OpenParenthesis, 1),
            (b')', _) => (TokenKind::CloseParenthesis, 1),
            (b',', _) => (TokenKind::Comma, 1),
            (b'=', Some(b'=')) => (TokenKind::Operator, 2),
            (b'=', Some(b'>')) => (TokenKind::Arrow, 2),
            (b'=', _) => (TokenKind::Equals, 1),
            // `::` belongs to the name of a function.
            (b':', Some(b':')) => (TokenKind::Operator, 2),
            (b':', _) => (TokenKind::Colon, 1),
            (b'.', Some(b'.')) if self.byte(start + 2) == Some(b'.') => (TokenKind::Ellipsis, 3),
            (b'!' | b'<' | b'>', Some(b'=')) | (b'&', Some(b'&')) | (b'|', Some(b'|')) => {
                (TokenKind::Operator, 2)
            }
            (b'"', _) => return self.string(start),
            (b'<', Some(b'<')) => {
                if let Some(heredoc) = self.heredoc(start) {
                    return heredoc;
                }
                (TokenKind::Bad, 2)
            }
            (b'.' | b'?' | b'+' | b'-' | b'*' | b'/' | b'%' | b'!' | b'<' | b'>', _) => {
                (TokenKind::Operator, 1)
            }
            (b'0'..=b'9', _) => (TokenKind::Number, self.number_length(start)),
            _ => match self.run(start, is_name_byte) {
                0 => (TokenKind::Bad, self.bad_length(start)),
                length => (TokenKind::Name, length),
            },
        };
        self.at = start + length;
        kind
    }

    /// The length of the run of such bytes.
    fn run(&self, start: usize, belongs: impl Fn(u8) -> bool) -> usize {
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        rest.iter().position(|byte| !belongs(*byte)).unwrap_or(rest.len())
    }

    /// Of `a.0.name` the number is `0` alone.
    fn number_length(&self, start: usize) -> usize {
        let digits = |at: usize| self.run(at, |byte| byte.is_ascii_digit());
        let mut length = digits(start);
        if self.byte(start + length) == Some(b'.') && digits(start + length + 1) > 0 {
            length += 1 + digits(start + length + 1);
        }
        if matches!(self.byte(start + length), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(self.byte(start + length + 1), Some(b'+' | b'-')));
            let exponent = digits(start + length + 1 + sign);
            length += if exponent > 0 { 1 + sign + exponent } else { 0 };
        }
        length
    }

    /// What starts no token is ASCII: every other byte belongs to a name.
    fn bad_length(&self, start: usize) -> usize {
        self.run(start, |byte| {
            matches!(byte, b'\'' | b'`' | b'$' | b'@' | b'\\' | b'^' | b'~' | b';' | b'&' | b'|')
        })
        .max(1)
    }

    /// Passes over spaces and comments. A comment to the end of its line leaves the line's end.
    fn skip_blank(&mut self) {
        loop {
            match (self.byte(self.at), self.byte(self.at + 1)) {
                (Some(b' ' | b'\t'), _) => self.at += 1,
                (Some(b'#'), _) | (Some(b'/'), Some(b'/')) => {
                    self.at += self.run(self.at, |byte| byte != b'\n')
                }
                (Some(b'/'), Some(b'*')) => self.at = self.comment_end(),
                _ => return,
            }
        }
    }

    fn comment_end(&mut self) -> usize {
        let start = self.at;
        match self.text.get(start + 2..).and_then(|rest| rest.find("*/")) {
            Some(length) => start + 2 + length + 2,
            None => {
                self.error(start, start + 2, "the comment does not end");
                self.text.len()
            }
        }
    }

    fn string(&mut self, start: usize) -> TokenKind {
        let mut template = Template { escaped: false, interpolated: false, terminated: false };
        let mut at = start + 1;
        loop {
            match (self.byte(at), self.byte(at + 1)) {
                (Some(b'"'), _) => {
                    at += 1;
                    template.terminated = true;
                    break;
                }
                (None | Some(b'\n'), _) => break,
                (Some(b'\r'), Some(b'\n')) => break,
                (Some(b'\\'), next) => {
                    template.escaped = true;
                    at += if matches!(next, None | Some(b'\n' | b'\r')) { 1 } else { 2 };
                }
                (Some(mark @ (b'$' | b'%')), Some(next))
                    if next == mark && self.byte(at + 2) == Some(b'{') =>
                {
                    template.escaped = true;
                    at += 3;
                }
                (Some(b'$' | b'%'), Some(b'{')) => {
                    template.interpolated = true;
                    at = self.interpolation_end(at);
                }
                _ => at += 1,
            }
        }
        // An escape may have ended within a character.
        while !self.text.is_char_boundary(at) {
            at += 1;
        }
        if !template.terminated {
            self.error(start, at, "the string does not end");
        } else if template.escaped && !template.interpolated {
            let inside = self.text.get(start + 1..at - 1).unwrap_or_default();
            if let Some((from, to)) = template::bad_escape(inside) {
                self.error(start + 1 + from, start + 1 + to, "unknown escape");
            }
        }
        self.at = at;
        TokenKind::String(template)
    }

    /// The end of an interpolation that starts at `at`; where it does not end, that of its line.
    fn interpolation_end(&mut self, at: usize) -> usize {
        match template::interpolation_end(self.text, at, self.has_endless) {
            Some(end) => end,
            None => {
                self.has_endless = true;
                at + self.run(at, |byte| byte != b'\n')
            }
        }
    }

    fn heredoc(&mut self, start: usize) -> Option<TokenKind> {
        let is_flush = self.byte(start + 2) == Some(b'-');
        let name = start + 2 + usize::from(is_flush);
        let length = self.run(name, is_name_byte);
        let marker = self.text.get(name..name + length).filter(|marker| !marker.is_empty())?;
        let first = match (self.byte(name + length), self.byte(name + length + 1)) {
            (Some(b'\n'), _) => name + length + 1,
            (Some(b'\r'), Some(b'\n')) => name + length + 2,
            _ => return None,
        };
        let mut line = first;
        let terminated = loop {
            let rest = self.text.get(line..).unwrap_or_default();
            if rest.is_empty() {
                break false;
            }
            let end = rest.find('\n').map_or(rest.len(), |end| end + 1);
            if rest.get(..end).unwrap_or_default().trim() == marker {
                break true;
            }
            line += end;
        };
        let lines = Span::new(first, line);
        self.at = line;
        if terminated {
            let rest = self.text.get(line..).unwrap_or_default();
            self.at += rest.len() - rest.trim_start().len() + marker.len();
        } else {
            self.error(start, name + length, "the heredoc does not end");
        }
        let mut template = template::look(lines.text(self.text).unwrap_or_default());
        template.terminated = terminated;
        // Without its indentation, which is not part of the value, or without escapes, which are not written so.
        let is_indented = template::indentation(lines.text(self.text).unwrap_or_default()) > 0;
        if is_indented && !is_flush && template.escaped {
            template.interpolated = true;
        }
        template.escaped |= is_flush && is_indented;
        Some(TokenKind::Heredoc { template, lines })
    }

    fn error(&mut self, start: usize, end: usize, message: &'static str) {
        self.errors.push(SyntaxError { span: Span::new(start, end), message: message.into() });
    }
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') || !byte.is_ascii()
}
