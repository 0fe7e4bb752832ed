//! What is inside strings and heredocs: escapes, interpolations, indentation.
//!
//! Source: <https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md>, "Template Expressions".

use std::borrow::Cow;

use super::lexer::Template;
use crate::embedded::Offsets;

/// Where the interpolation or directive that starts at `at` (`${` or `%{`) ends. `None` where it does not end within
/// the text or, with `in_line`, within its line.
pub(super) fn interpolation_end(text: &str, at: usize, in_line: bool) -> Option<usize> {
    /// What is open around a byte.
    #[derive(Clone, Copy, PartialEq, Eq)]
    enum Open {
        Brace,
        Quote,
    }
    let bytes = text.as_bytes();
    let mut open = vec![Open::Brace];
    let mut at = at + 2;
    while let Some(&byte) = bytes.get(at) {
        let next = bytes.get(at + 1).copied();
        let innermost = open.last().copied()?;
        at += 1;
        match (innermost, byte) {
            (_, b'\n') if in_line || innermost == Open::Quote => return None,
            (Open::Quote, b'\\') => at += 1,
            (Open::Quote, b'"') | (Open::Brace, b'}') => {
                open.pop();
                if open.is_empty() {
                    return Some(at);
                }
            }
            (Open::Quote, b'$' | b'%') if next == Some(b'{') => {
                at += 1;
                open.push(Open::Brace);
            }
            (Open::Brace, b'"') => open.push(Open::Quote),
            (Open::Brace, b'{') => open.push(Open::Brace),
            _ => {}
        }
    }
    None
}

/// What there is in the lines of a heredoc, as far as they tell.
pub(super) fn look(lines: &str) -> Template {
    let mut template = Template { escaped: false, interpolated: false, terminated: true };
    let bytes = lines.as_bytes();
    for (at, _) in lines.match_indices('{') {
        match bytes.get(..at).unwrap_or_default() {
            [.., b'$', b'$'] | [.., b'%', b'%'] => template.escaped = true,
            [.., b'$' | b'%'] => template.interpolated = true,
            _ => {}
        }
    }
    template
}

/// The indentation that all lines have in common, in bytes. Empty lines have none of their own.
pub(super) fn indentation(lines: &str) -> usize {
    let indented = lines.lines().filter(|line| !line.trim().is_empty());
    indented.map(|line| line.len() - line.trim_start_matches([' ', '\t']).len()).min().unwrap_or(0)
}

/// The text that the inside of a string stands for.
pub(super) fn decode_quoted(inside: &str) -> Cow<'_, str> {
    if !inside.contains(['\\', '$', '%']) {
        return Cow::Borrowed(inside);
    }
    let mut decoded = String::with_capacity(inside.len());
    let mut rest = inside;
    while let Some(character) = rest.chars().next() {
        let (piece, length) = match character {
            '\\' => escape(rest),
            '$' if rest.starts_with("$${") => (Some('$'), 2),
            '%' if rest.starts_with("%%{") => (Some('%'), 2),
            _ => (None, character.len_utf8()),
        };
        let (taken, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        match piece {
            Some(piece) => decoded.push(piece),
            None => decoded.push_str(taken),
        }
        rest = after;
    }
    Cow::Owned(decoded)
}

/// Where each part of what [`decode_quoted`] gives is.
pub(super) fn offsets(inside: &str) -> Offsets {
    let mut offsets = Offsets::default();
    let mut rest = inside;
    while let Some(character) = rest.chars().next() {
        let (decoded, length) = match character {
            '\\' => match escape(rest) {
                (Some(piece), length) => (Some(piece.len_utf8()), length),
                (None, length) => (None, length),
            },
            '$' if rest.starts_with("$${") => (Some(1), 2),
            '%' if rest.starts_with("%%{") => (Some(1), 2),
            _ => (
                None,
                rest.find(['\\', '$', '%']).filter(|&length| length > 0).unwrap_or(character.len_utf8()),
            ),
        };
        let (taken, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        match decoded {
            Some(decoded) => offsets.push_escape(decoded, taken.len()),
            None => offsets.push_plain(taken.len()),
        }
        rest = after;
    }
    offsets
}

/// The text with single quotes in the place of the double ones inside of `${…}`.
pub(super) fn without_inner_quotes(text: &str) -> Cow<'_, str> {
    let mut changed = Cow::Borrowed(text);
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find("${")) {
        let start = at + found;
        if text.get(..start).is_some_and(|before| before.ends_with('$')) {
            at = start + 2;
            continue;
        }
        // What does not end is of no use, and neither is what stands behind it.
        let Some(end) = interpolation_end(text, start, false) else { break };
        let inner = text.get(start..end).unwrap_or_default();
        if inner.contains('"') {
            changed.to_mut().replace_range(start..end, &inner.replace('"', "'"));
        }
        at = end;
    }
    changed
}

/// The text that the lines of a heredoc stand for: without common indentation where it has to be decoded for that.
pub(super) fn decode_lines(lines: &str) -> Cow<'_, str> {
    let indentation = indentation(lines);
    let mut decoded = String::with_capacity(lines.len());
    for line in lines.split_inclusive('\n') {
        let blank = line.len() - line.trim_start_matches([' ', '\t']).len();
        decoded.push_str(line.get(indentation.min(blank)..).unwrap_or_default());
    }
    Cow::Owned(decoded.replace("$${", "${").replace("%%{", "%{"))
}

/// The character that an escape at the start of `text` stands for, and the escape's length; `None` where there is no
/// such escape.
fn escape(text: &str) -> (Option<char>, usize) {
    let digits = |count: usize| {
        let value = text.get(2..2 + count).and_then(|digits| u32::from_str_radix(digits, 16).ok());
        (value.and_then(char::from_u32), 2 + count)
    };
    match text.as_bytes().get(1) {
        Some(b'n') => (Some('\n'), 2),
        Some(b'r') => (Some('\r'), 2),
        Some(b't') => (Some('\t'), 2),
        Some(b'"') => (Some('"'), 2),
        Some(b'\\') => (Some('\\'), 2),
        Some(b'u') => digits(4),
        Some(b'U') => digits(8),
        _ => (None, 1),
    }
}

/// The first place inside a string that is no escape although it starts like one.
pub(super) fn bad_escape(inside: &str) -> Option<(usize, usize)> {
    let mut at = 0;
    while let Some(found) = inside.get(at..)?.find('\\') {
        let start = at + found;
        let (piece, length) = escape(inside.get(start..)?);
        if piece.is_none() {
            return Some((start, start + 1));
        }
        at = start + length;
    }
    None
}

/// A string as HCL writes it, with its quotes.
///
/// ```
/// assert_eq!(leastwise_syntax::hcl::quote("s3:Get*"), "\"s3:Get*\"");
/// assert_eq!(leastwise_syntax::hcl::quote("a\"${b}"), r#""a\"$${b}""#);
/// ```
pub fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '$' | '%' if characters.peek() == Some(&'{') => {
                quoted.push(character);
                quoted.push(character);
            }
            character if character.is_control() => {
                quoted.push_str(&format!("\\u{:04x}", u32::from(character)))
            }
            character => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}
