//! Positions of the protocol in a plain text, told by code that the server does not share.

use tower_lsp::ls_types::Position;

/// What columns count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Columns {
    Utf8,
    Utf16,
}

impl Columns {
    fn count(self, text: &str) -> usize {
        match self {
            Columns::Utf8 => text.len(),
            Columns::Utf16 => text.encode_utf16().count(),
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
pub(crate) fn nearest(text: &str, mut offset: usize) -> usize {
    offset = offset.min(text.len());
    let bytes = text.as_bytes();
    while !text.is_char_boundary(offset) || offset > 0 && bytes[offset - 1..].starts_with(b"\r\n") {
        offset -= 1;
    }
    offset
}

/// The position of an offset.
pub(crate) fn position(text: &str, offset: usize, columns: Columns) -> Position {
    let lines = lines(text);
    let line = lines.partition_point(|(start, _)| *start <= offset) - 1;
    let column = columns.count(&text[lines[line].0..offset]);
    Position::new(line.try_into().unwrap(), column.try_into().unwrap())
}

/// The offset of a position; `None` where the text has none such, as where it is about another text.
pub(crate) fn offset(text: &str, position: Position, columns: Columns) -> Option<usize> {
    let (start, line) = *lines(text).get(position.line as usize)?;
    let ends = line.char_indices().map(|(at, _)| at).chain([line.len()]);
    let mut offsets = ends.filter(|at| columns.count(&line[..*at]) == position.character as usize);
    offsets.next().map(|at| start + at)
}
