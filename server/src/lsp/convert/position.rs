//! Byte offsets and the protocol's lines and columns.
//!
//! Lines end at LF, CRLF and CR and nowhere else. A column past the end of a line is the end of the line, a line past
//! the end is the end of the text, and a column inside a character is its beginning.

use std::sync::Arc;

use leastwise_policy::{Span, line_starts};
use ropey::Rope;
use tower_lsp::ls_types::{Position, PositionEncodingKind, Range};

use crate::workspace::large::LargeText;

/// The unit of columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units, which every client understands.
    #[default]
    Utf16,
}

impl Encoding {
    /// The name in the protocol.
    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
        }
    }

    fn width(self, character: char) -> usize {
        match self {
            Encoding::Utf8 => character.len_utf8(),
            Encoding::Utf16 => character.len_utf16(),
        }
    }
}

/// The lines of one text, for turning many offsets into positions quickly.
#[derive(Debug)]
pub enum Lines {
    /// Of a text that is held.
    Held(HeldLines),
    /// Of a large file.
    Large(Arc<LargeText>),
}

/// The lines of a text that is held.
#[derive(Debug)]
pub struct HeldLines {
    /// The offset of the first byte of each line.
    starts: Vec<usize>,
    /// For each character outside ASCII, the offset after it and how many UTF-16 units fewer than bytes the text up to
    /// there has.
    wide: Vec<(usize, usize)>,
    length: usize,
}

impl Lines {
    /// Reads the lines of a text.
    pub fn new(text: &str) -> Lines {
        Lines::Held(HeldLines { starts: line_starts(text).collect(), wide: wide(text), length: text.len() })
    }

    /// The position of a byte offset; an offset past the end is the end.
    pub fn position(&self, offset: usize, encoding: Encoding) -> Position {
        match self {
            Lines::Held(lines) => lines.position(offset, encoding),
            Lines::Large(text) => {
                let at = text.position(offset);
                let column = if encoding == Encoding::Utf8 { at.bytes } else { at.utf16 };
                Position::new(as_u32(at.line), as_u32(column))
            }
        }
    }

    /// The range of a span.
    pub fn range(&self, span: Span, encoding: Encoding) -> Range {
        Range::new(self.position(span.start, encoding), self.position(span.end, encoding))
    }

    /// The byte offset of a position in `text`, which must be the text that was read.
    pub fn offset(&self, text: &str, position: Position, encoding: Encoding) -> usize {
        match self {
            Lines::Held(lines) => lines.offset(text, position, encoding),
            Lines::Large(text) => text.length(),
        }
    }
}

impl HeldLines {
    fn position(&self, offset: usize, encoding: Encoding) -> Position {
        let offset = offset.min(self.length);
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or_default();
        let column = match encoding {
            Encoding::Utf8 => offset - start,
            Encoding::Utf16 => (offset - start).saturating_sub(self.saved(offset) - self.saved(start)),
        };
        Position::new(as_u32(line), as_u32(column))
    }

    /// How many UTF-16 units fewer than bytes the text up to `offset` has.
    fn saved(&self, offset: usize) -> usize {
        let before = self.wide.partition_point(|(end, _)| *end <= offset);
        before.checked_sub(1).and_then(|last| self.wide.get(last)).map_or(0, |(_, saved)| *saved)
    }

    fn offset(&self, text: &str, position: Position, encoding: Encoding) -> usize {
        let Some(start) = self.starts.get(as_usize(position.line)) else { return text.len() };
        let rest = text.get(*start..).unwrap_or_default();
        let mut left = as_usize(position.character);
        let mut offset = *start;
        for character in rest.chars() {
            let width = encoding.width(character);
            if matches!(character, '\n' | '\r') || width > left {
                break;
            }
            left -= width;
            offset += character.len_utf8();
        }
        offset
    }
}

fn wide(text: &str) -> Vec<(usize, usize)> {
    if text.is_ascii() {
        return Vec::new();
    }
    let mut saved = 0;
    text.char_indices()
        .filter(|(_, character)| !character.is_ascii())
        .map(|(at, character)| {
            saved += character.len_utf8() - character.len_utf16();
            (at + character.len_utf8(), saved)
        })
        .collect()
}

/// The character index in a rope of a position.
pub fn char_index(rope: &Rope, position: Position, encoding: Encoding) -> usize {
    let end = rope.len_chars();
    let line = as_usize(position.line);
    let (Some(text), Ok(start)) = (rope.get_line(line), rope.try_line_to_char(line)) else { return end };
    let content = text.len_chars() - line_break(text);
    let Some(text) = text.get_slice(..content) else { return end };
    let column = as_usize(position.character);
    let index = match encoding {
        Encoding::Utf8 => text.try_byte_to_char(column.min(text.len_bytes())),
        Encoding::Utf16 => text.try_utf16_cu_to_char(column.min(text.len_utf16_cu())),
    };
    start + index.unwrap_or(content)
}

/// How many characters the break at the end of a line has.
fn line_break(line: ropey::RopeSlice<'_>) -> usize {
    let mut from_end = line.chars_at(line.len_chars()).reversed();
    match (from_end.next(), from_end.next()) {
        (Some('\n'), Some('\r')) => 2,
        (Some('\n' | '\r'), _) => 1,
        _ => 0,
    }
}

fn as_usize(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn as_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
