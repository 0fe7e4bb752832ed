//! Strings: escapes checked, decoded and written.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::embedded::Offsets;

/// Calls `error` with the bytes of every escape that RFC 8259 does not allow, and of every `\u` escape that is half
/// of a surrogate pair (the RFC leaves those open, and no string of Unicode characters can hold them).
pub(super) fn check_escapes(inner: &str, mut error: impl FnMut(usize, usize, String)) {
    let written = |start: usize, end: usize| inner.get(start..end).unwrap_or_default();
    walk(inner, |piece, _| match piece {
        Piece::Bad { start, end } => {
            // Of a bad escape only the backslash may be known to belong to it.
            let next = inner.get(start + 1..).and_then(|rest| rest.chars().next());
            let shown =
                next.filter(|char| char.is_ascii_graphic()).map_or(end, |char| start + 1 + char.len_utf8());
            error(start, end, format!("invalid escape `{}`", written(start, shown)));
        }
        Piece::HalfPair { start, end } => {
            error(start, end, format!("lone surrogate `{}`: half of a character", written(start, end)));
        }
        Piece::Plain(_) | Piece::Char(_) => {}
    });
}

/// The characters that the text between two quotes stands for. What is no escape stands for itself, half of a
/// surrogate pair for U+FFFD.
pub(super) fn decode(inner: &str) -> Cow<'_, str> {
    if !inner.contains('\\') {
        return Cow::Borrowed(inner);
    }
    let mut decoded = String::with_capacity(inner.len());
    walk(inner, |piece, _| match piece {
        Piece::Plain(text) => decoded.push_str(text),
        Piece::Char(char) => decoded.push(char),
        Piece::HalfPair { .. } => decoded.push(char::REPLACEMENT_CHARACTER),
        Piece::Bad { start, end } => decoded.push_str(inner.get(start..end).unwrap_or_default()),
    });
    Cow::Owned(decoded)
}

/// See [`crate::Syntax::offsets`].
pub(super) fn offsets(inner: &str) -> Offsets {
    let mut offsets = Offsets::default();
    walk(inner, |piece, written| {
        let decoded = match piece {
            Piece::Plain(_) | Piece::Bad { .. } => return offsets.push_plain(written),
            Piece::Char(char) => char.len_utf8(),
            Piece::HalfPair { .. } => char::REPLACEMENT_CHARACTER.len_utf8(),
        };
        offsets.push_escape(decoded, written);
    });
    offsets
}

/// Writes a string as JSON: with quotes, and with no escapes but those that JSON asks for.
///
/// ```
/// assert_eq!(leastwise_syntax::json::quote("s3:Get*"), r#""s3:Get*""#);
/// assert_eq!(leastwise_syntax::json::quote("a\"b\\c\n\u{1}é"), r#""a\"b\\c\n\u0001é""#);
/// ```
pub fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for char in text.chars() {
        match char {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\0'..' ' => {
                // Writing to a string cannot fail.
                let _ = write!(quoted, "\\u{:04x}", u32::from(char));
            }
            _ => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}

enum Piece<'t> {
    Plain(&'t str),
    Char(char),
    HalfPair { start: usize, end: usize },
    Bad { start: usize, end: usize },
}

/// Hands over the pieces of the text between two quotes, in order, each with its length there.
fn walk<'t>(inner: &'t str, mut visit: impl FnMut(Piece<'t>, usize)) {
    let mut plain = 0;
    let mut at = 0;
    while let Some(found) = inner.get(at..).and_then(|rest| rest.find('\\')) {
        let start = at + found;
        if let Some(text) = inner.get(plain..start).filter(|text| !text.is_empty()) {
            visit(Piece::Plain(text), text.len());
        }
        let (piece, end) = escape(inner, start);
        visit(piece, end - start);
        at = end;
        plain = end;
    }
    if let Some(text) = inner.get(plain..).filter(|text| !text.is_empty()) {
        visit(Piece::Plain(text), text.len());
    }
}

/// The escape at `start`, and where it ends.
fn escape(inner: &str, start: usize) -> (Piece<'_>, usize) {
    let end = start + 2;
    let char = match inner.as_bytes().get(start + 1) {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode_escape(inner, start),
        // Only the backslash: what follows may be a part of a longer character.
        _ => return (Piece::Bad { start, end: start + 1 }, start + 1),
    };
    (Piece::Char(char), end)
}

fn unicode_escape(inner: &str, start: usize) -> (Piece<'_>, usize) {
    let Some(unit) = hex4(inner, start + 2) else { return (Piece::Bad { start, end: start + 2 }, start + 2) };
    let end = start + 6;
    if let Some(char) = char::from_u32(unit) {
        return (Piece::Char(char), end);
    }
    let low = match inner.get(end..end + 2) {
        Some("\\u") => hex4(inner, end + 2),
        _ => None,
    };
    match (unit, low) {
        (0xd800..0xdc00, Some(low @ 0xdc00..0xe000)) => {
            let code = 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
            (Piece::Char(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)), end + 6)
        }
        _ => (Piece::HalfPair { start, end }, end),
    }
}

fn hex4(inner: &str, start: usize) -> Option<u32> {
    let digits =
        inner.get(start..start + 4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}
