//! From the bytes of a text, as they come, to its outline.

use memchr::memchr2;

use super::frame::{Child, Frame, Stack};
use super::{Damage, Limits, NodeKind, Outline};

/// Reads a text in any number of steps. The memory that it takes depends on how deep the text nests and on how many
/// pieces it gives, not on its length.
///
/// It finds every error in the structure of the text, but does not look into words and strings: those errors show where
/// the pieces are read.
#[derive(Debug)]
pub struct Scan {
    stack: Stack,
    token: Token,
    /// The offset of the byte that comes next.
    at: usize,
    /// Where the token starts that the last byte belongs to.
    start: usize,
    damage: Option<Damage>,
}

/// What the last byte belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    /// White space, or a token of one byte.
    None,
    /// A byte order mark at the start, so much of it.
    Mark(u8),
    String,
    /// A string, after a backslash.
    Escape,
    Word,
    /// A slash, which begins a comment or a word, or goes on with one.
    Slash {
        in_word: bool,
    },
    LineComment,
    BlockComment,
    /// A block comment, after a star.
    Star,
}

const MARK: [u8; 3] = [0xef, 0xbb, 0xbf];

impl Scan {
    /// Starts with an empty text.
    pub fn new(limits: Limits) -> Scan {
        Scan { stack: Stack::new(limits), token: Token::Mark(0), at: 0, start: 0, damage: None }
    }

    /// Goes on with the next bytes. Nothing happens after damage.
    pub fn feed(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while self.damage.is_none()
            && let Some((&byte, after)) = rest.split_first()
        {
            let skipped = self.skip(rest);
            if skipped > 0 {
                self.at += skipped;
                rest = rest.get(skipped..).unwrap_or_default();
                continue;
            }
            if self.step(byte) {
                self.at += 1;
                rest = after;
            }
        }
    }

    /// How many bytes only go on with what the last one belongs to.
    fn skip(&self, bytes: &[u8]) -> usize {
        let found = match self.token {
            Token::None => bytes.iter().position(|byte| !is_space(*byte)),
            Token::String => memchr2(b'"', b'\\', bytes),
            Token::Word => bytes.iter().position(|byte| ends_word(*byte)),
            Token::LineComment => memchr2(b'\n', b'\r', bytes),
            Token::BlockComment => memchr::memchr(b'*', bytes),
            _ => Some(0),
        };
        found.unwrap_or(bytes.len())
    }

    /// Takes a byte; `false` where it ends a token to which it does not belong, and is to be taken again.
    fn step(&mut self, byte: u8) -> bool {
        match (self.token, byte) {
            (Token::None, _) => self.begin(byte),
            (Token::Mark(count), _) if MARK.get(usize::from(count)) == Some(&byte) => {
                self.token = Token::Mark(count + 1);
            }
            (Token::Mark(0 | 3), _) => {
                self.token = Token::None;
                return false;
            }
            (Token::Mark(_), _) => self.fail(self.at, "invalid JSON value"),
            (Token::String, b'\\') => self.token = Token::Escape,
            (Token::String, b'"') => {
                self.token = Token::None;
                self.end(self.at + 1);
            }
            (Token::String, _) => {}
            // A line never ends within a string, be the end escaped or not.
            (Token::Escape, _) => self.token = Token::String,
            (Token::Word, b'/') => self.token = Token::Slash { in_word: true },
            (Token::Word, 0..0x20) if !is_space(byte) => self.fail(self.at, "invalid JSON value"),
            (Token::Word, _) => {
                self.token = Token::None;
                self.end(self.at);
                return false;
            }
            (Token::Slash { in_word }, b'/' | b'*') => {
                if in_word {
                    self.end(self.at - 1);
                }
                self.token = if byte == b'/' { Token::LineComment } else { Token::BlockComment };
            }
            (Token::Slash { in_word }, _) => {
                if !in_word {
                    self.start = self.at - 1;
                    self.child(Child::Word, self.start);
                }
                self.token = Token::Word;
                return false;
            }
            (Token::LineComment, _) => self.token = Token::None,
            (Token::BlockComment, _) => self.token = Token::Star,
            (Token::Star, b'*') => {}
            (Token::Star, _) => {
                self.token = if byte == b'/' { Token::None } else { Token::BlockComment };
            }
        }
        true
    }

    fn begin(&mut self, byte: u8) {
        self.start = self.at;
        match byte {
            b'{' => self.open(NodeKind::Object),
            b'[' => self.open(NodeKind::List),
            b'}' => self.close(NodeKind::Object),
            b']' => self.close(NodeKind::List),
            b',' => self.check(|frame| frame.comma()),
            b':' => self.check(|frame| frame.colon()),
            b'/' => self.token = Token::Slash { in_word: false },
            b'"' => {
                self.child(Child::String, self.start);
                self.token = Token::String;
            }
            // A hole in a file, as a rule.
            0..0x20 => self.fail(self.at, "invalid JSON value"),
            _ => {
                self.child(Child::Word, self.start);
                self.token = Token::Word;
            }
        }
    }

    fn child(&mut self, child: Child, start: usize) {
        self.check(|frame| frame.begin(child, start));
    }

    fn open(&mut self, kind: NodeKind) {
        self.child(Child::Container, self.start);
        if self.damage.is_none()
            && let Err(message) = self.stack.open(kind, self.start)
        {
            self.fail(self.start, message);
        }
    }

    fn close(&mut self, kind: NodeKind) {
        if let Err(message) = self.stack.close(kind, self.start + 1) {
            self.fail(self.start, message);
        }
    }

    /// A string or word ends before `end`.
    fn end(&mut self, end: usize) {
        if let Err(message) = self.stack.end_scalar(end) {
            self.fail(self.start, message);
        }
    }

    fn check(&mut self, event: impl FnOnce(&mut Frame) -> Result<(), &'static str>) {
        if let Err(message) = event(self.stack.top()) {
            self.fail(self.start, message);
        }
    }

    fn fail(&mut self, at: usize, message: &'static str) {
        self.damage.get_or_insert(Damage { at, message });
    }

    /// The end of the text.
    pub fn finish(mut self) -> Result<Outline, Damage> {
        match self.token {
            Token::Word => self.end(self.at),
            Token::Slash { in_word: true } => self.end(self.at),
            Token::Slash { in_word: false } => self.fail(self.start, "invalid JSON value"),
            Token::String | Token::Escape => self.fail(self.start, "unclosed string"),
            Token::BlockComment | Token::Star => self.fail(self.start, "unclosed comment"),
            Token::Mark(1 | 2) => self.fail(self.start, "invalid JSON value"),
            Token::Mark(_) | Token::None | Token::LineComment => {}
        }
        match self.damage {
            Some(damage) => Err(damage),
            None => self.stack.finish(self.at),
        }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

fn ends_word(byte: u8) -> bool {
    matches!(byte, 0..=b' ' | b'{' | b'}' | b'[' | b']' | b':' | b',' | b'"' | b'/')
}
