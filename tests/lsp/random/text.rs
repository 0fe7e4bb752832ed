//! Positions of the protocol in a plain text, told by code that the server does not share.

use serde_json::{Value, json};

/// In which unit columns are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Utf8,
    Utf16,
}

impl Unit {
    fn length(self, text: &str) -> usize {
        match self {
            Unit::Utf8 => text.len(),
            Unit::Utf16 => text.encode_utf16().count(),
        }
    }
}

/// Each line's offset and text, without what ends it: LF, CRLF or CR, and nothing else.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let mut lines = Vec::new();
    let mut start = 0;
    while let Some(length) = text[start..].find(['\n', '\r']) {
        let end = start + length;
        lines.push((start, &text[start..end]));
        start = end + if text[end..].starts_with("\r\n") { 2 } else { 1 };
    }
    lines.push((start, &text[start..]));
    lines
}

/// The nearest offset before this one that a position can name: between two characters, and not inside CRLF.
pub(super) fn nearest(text: &str, mut offset: usize) -> usize {
    offset = offset.min(text.len());
    let bytes = text.as_bytes();
    while !text.is_char_boundary(offset) || offset > 0 && bytes[offset - 1..].starts_with(b"\r\n") {
        offset -= 1;
    }
    offset
}

/// The position of an offset.
pub(super) fn position(text: &str, offset: usize, unit: Unit) -> Value {
    let lines = lines(text);
    let line = lines.partition_point(|(start, _)| *start <= offset) - 1;
    let column = unit.length(&text[lines[line].0..offset]);
    json!({ "line": line, "character": column })
}

/// The offset of a position; `None` where the text has none such, as where it is about another text.
pub(super) fn offset(text: &str, position: &Value, unit: Unit) -> Option<usize> {
    let number = |key: &str| usize::try_from(position[key].as_u64()?).ok();
    let (start, line) = *lines(text).get(number("line")?)?;
    let column = number("character")?;
    let ends = line.char_indices().map(|(at, _)| at).chain([line.len()]);
    ends.map(|at| (at, unit.length(&line[..at]))).find(|(_, it)| *it == column).map(|(at, _)| start + at)
}
