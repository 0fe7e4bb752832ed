//! Tokens of JSON with comments. Total: every byte of a text belongs to a token or to the white space between two.

use std::borrow::Cow;

use super::foreign::{self, Foreign};
use super::string;
use crate::{Span, SyntaxError};

/// The kind of a [`Token`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// `{`.
    OpenObject,
    /// `}`.
    CloseObject,
    /// `[`.
    OpenList,
    /// `]`.
    CloseList,
    /// `:`.
    Colon,
    /// `,`.
    Comma,
    /// A string with its quotes; an unterminated one ends with its line.
    String {
        /// Whether it contains a backslash.
        escaped: bool,
        /// Whether its closing quote is there.
        terminated: bool,
    },
    /// A run of other characters: `true`, `-1.5`, or something that is not JSON.
    Word,
    /// What a template engine puts in the place of a value: `${…}`, `{{ … }}`.
    Placeholder,
    /// `// …` without its line end, `/* … */`, or something between values that is no JSON and is told as an error.
    Comment,
    /// The end of the text.
    End,
}

/// A token and its bytes.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// The kind.
    pub kind: TokenKind,
    /// The bytes.
    pub span: Span,
}

/// What a byte means to the lexer, where it is not the start of a token of one byte.
const PLAIN: u8 = 0;
/// Ends a string, or needs a look inside one: `"`, `\` and control characters.
const IN_STRING: u8 = 1;
/// Ends a word: white space and the bytes that start other tokens.
const ENDS_WORD: u8 = 2;

const CLASSES: [u8; 256] = {
    let mut classes = [PLAIN; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        if matches!(b, b'"' | b'\\' | 0..0x20) {
            classes[byte] |= IN_STRING;
        }
        if matches!(b, b' ' | b'\t' | b'\n' | b'\r' | b'{' | b'}' | b'[' | b']' | b':' | b',' | b'"' | b'/') {
            classes[byte] |= ENDS_WORD;
        }
        byte += 1;
    }
    classes
};

/// Cuts a text into tokens.
#[derive(Debug)]
pub struct Lexer<'t> {
    text: &'t str,
    at: usize,
    /// What is wrong within tokens, in the order of the text.
    pub(super) errors: Vec<SyntaxError>,
}

impl<'t> Lexer<'t> {
    /// A lexer that starts at the start of a text, after its byte order mark.
    pub fn new(text: &'t str) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Lexer { text, at, errors: Vec::new() }
    }

    /// A lexer that starts at a byte offset of the text, which must stand outside strings and comments.
    pub fn starting_at(text: &'t str, at: usize) -> Self {
        Lexer { text, at, errors: Vec::new() }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// The first byte after the white space that follows the last token.
    pub(super) fn peek_byte(&self) -> Option<u8> {
        self.byte(self.skip_whitespace())
    }

    fn skip_whitespace(&self) -> usize {
        let mut at = self.at;
        while matches!(self.byte(at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            at += 1;
        }
        at
    }

    /// The next token; [`TokenKind::End`] again and again after the last one.
    pub fn next_token(&mut self) -> Token {
        let start = self.skip_whitespace();
        let Some(byte) = self.byte(start) else {
            self.at = start;
            return Token { kind: TokenKind::End, span: Span::new(start, start) };
        };
        let (kind, end) = match byte {
            b'{' if matches!(self.byte(start + 1), Some(b'{' | b'%' | b'#')) => {
                self.foreign(start).unwrap_or((TokenKind::OpenObject, start + 1))
            }
            b'{' => (TokenKind::OpenObject, start + 1),
            b'}' => (TokenKind::CloseObject, start + 1),
            b'[' => (TokenKind::OpenList, start + 1),
            b']' => (TokenKind::CloseList, start + 1),
            b':' => (TokenKind::Colon, start + 1),
            b',' => (TokenKind::Comma, start + 1),
            b'"' => self.string(start),
            b'/' if self.byte(start + 1) == Some(b'/') => {
                (TokenKind::Comment, foreign::line_end(self.text, start))
            }
            b'/' if self.byte(start + 1) == Some(b'*') => (TokenKind::Comment, self.block_comment(start)),
            _ => match self.foreign(start) {
                Some(foreign) => foreign,
                None => (TokenKind::Word, self.word_end(start)),
            },
        };
        self.at = end;
        Token { kind, span: Span::new(start, end) }
    }

    fn string(&mut self, start: usize) -> (TokenKind, usize) {
        let bytes = self.text.as_bytes();
        let mut at = start + 1;
        let mut escaped = false;
        let terminated = loop {
            while let Some(&byte) = bytes.get(at) {
                if CLASSES[usize::from(byte)] & IN_STRING != 0 {
                    break;
                }
                at += 1;
            }
            match bytes.get(at) {
                Some(b'"') => {
                    at += 1;
                    break true;
                }
                Some(b'\\') => {
                    escaped = true;
                    // The escaped character may be a quote, but a line end ends the string all the same.
                    at += if matches!(bytes.get(at + 1), Some(b'"' | b'\\')) { 2 } else { 1 };
                }
                Some(b'\n' | b'\r') | None => break false,
                Some(&byte) => {
                    let name = foreign::name_of_invisible(char::from(byte)).unwrap_or_default();
                    self.error(at, at + 1, format!("unescaped {name} in a string: {}", escape_of(byte)));
                    at += 1;
                }
            }
        };
        if !terminated {
            self.error(start, at, "unclosed string");
        }
        if escaped {
            let end = if terminated { at - 1 } else { at };
            let text = self.text;
            let inner = text.get(start + 1..end).unwrap_or_default();
            string::check_escapes(inner, |from, to, message| {
                self.error(start + 1 + from, start + 1 + to, message)
            });
        }
        (TokenKind::String { escaped, terminated }, at)
    }

    fn block_comment(&mut self, start: usize) -> usize {
        match self.text.get(start + 2..).and_then(|rest| rest.find("*/")) {
            Some(length) => start + 2 + length + 2,
            None => {
                self.error(start, start + 2, "unclosed comment");
                self.text.len()
            }
        }
    }

    /// The end of a word: it takes at least one byte, and a `/` ends it only where a comment starts.
    fn word_end(&self, start: usize) -> usize {
        let mut at = start;
        loop {
            at += 1;
            match self.byte(at) {
                None => return at,
                Some(b'/') if !matches!(self.byte(at + 1), Some(b'/' | b'*')) => {}
                Some(byte) if CLASSES[usize::from(byte)] & ENDS_WORD != 0 => return at,
                Some(byte) if !byte.is_ascii_graphic() && foreign::ends_word(self.text, at) => return at,
                Some(_) => {}
            }
        }
    }

    /// What is no JSON and has a known cause, as an error and a token.
    fn foreign(&mut self, start: usize) -> Option<(TokenKind, usize)> {
        let Foreign { end, is_value, message } = foreign::at(self.text, start)?;
        self.error(start, end, message);
        Some((if is_value { TokenKind::Placeholder } else { TokenKind::Comment }, end))
    }

    fn error(&mut self, start: usize, end: usize, message: impl Into<Cow<'static, str>>) {
        self.errors.push(SyntaxError { span: Span::new(start, end), message: message.into() });
    }
}

/// How a control character is written in a string.
fn escape_of(byte: u8) -> String {
    match byte {
        b'\t' => "write `\\t`".to_owned(),
        byte => format!("write `\\u{byte:04x}`"),
    }
}
