//! Scalars: what a plain one is, what a written one stands for, and how a new one is written.
//!
//! Source: <https://yaml.org/spec/1.2.2/>, chapters 7.3 (flow scalars), 8.1 (block scalars) and 10.3 (core schema).

use std::borrow::Cow;

use crate::embedded::Offsets;
use crate::{Kind, Spelling};

/// What a plain scalar is by the core schema.
pub(super) fn kind(value: &str) -> Kind {
    match value {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => Kind::Bool,
        _ if is_number(value) => Kind::Number,
        _ => Kind::String,
    }
}

fn is_number(value: &str) -> bool {
    let is_digits = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(digits) = value.strip_prefix("0x") {
        return !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    if let Some(digits) = value.strip_prefix("0o") {
        return !digits.is_empty() && digits.bytes().all(|byte| matches!(byte, b'0'..=b'7'));
    }
    let unsigned = value.strip_prefix(['-', '+']).unwrap_or(value);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(value, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let (mantissa, exponent) =
        unsigned.split_once(['e', 'E']).map_or((unsigned, None), |(m, e)| (m, Some(e)));
    let is_exponent =
        exponent.is_none_or(|digits| is_digits(digits.strip_prefix(['-', '+']).unwrap_or(digits)));
    let is_mantissa = match mantissa.split_once('.') {
        None => is_digits(mantissa),
        Some((whole, "")) => is_digits(whole),
        Some(("", part)) => is_digits(part),
        Some((whole, part)) => is_digits(whole) && is_digits(part),
    };
    is_exponent && is_mantissa
}

/// The text that the inside of a scalar stands for.
pub(super) fn decode(inside: &str, spelling: Spelling) -> Cow<'_, str> {
    if inside.contains('\r') {
        let text = inside.replace("\r\n", "\n").replace('\r', "\n");
        return Cow::Owned(decode(&text, spelling).into_owned());
    }
    match spelling {
        Spelling::Single => match folded(inside) {
            text if text.contains("''") => Cow::Owned(text.replace("''", "'")),
            text => text,
        },
        Spelling::Double => Cow::Owned(unescaped(inside)),
        Spelling::Literal => Cow::Owned(dedented(inside)),
        Spelling::Folded => Cow::Owned(refolded(&dedented(inside))),
        _ => folded(inside),
    }
}

/// Whether a decoded text is what was read. How a block scalar treats the empty lines at its end stands in its header.
pub(super) fn is_same(decoded: &str, read: &str, spelling: Spelling) -> bool {
    match spelling {
        Spelling::Literal | Spelling::Folded => {
            decoded.trim_end_matches(['\n', '\r']) == read.trim_end_matches('\n')
        }
        _ => decoded == read,
    }
}

/// Lines of a flow scalar: joined by a space, an empty line standing for a break.
fn folded(text: &str) -> Cow<'_, str> {
    if !text.contains('\n') {
        return Cow::Borrowed(text);
    }
    let mut joined = String::with_capacity(text.len());
    let mut breaks = 0;
    let mut lines = text.split('\n').enumerate().peekable();
    while let Some((index, line)) = lines.next() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let line = if index == 0 { line } else { line.trim_start_matches([' ', '\t']) };
        let line = if lines.peek().is_none() { line } else { line.trim_end_matches([' ', '\t']) };
        push_folded(&mut joined, &mut breaks, index, line);
    }
    joined.extend((breaks > 0).then_some(' '));
    Cow::Owned(joined)
}

/// The lines of a double-quoted scalar, joined. A backslash before a line's end joins without a space.
fn folded_escaped(text: &str) -> Cow<'_, str> {
    if !text.contains('\n') {
        return Cow::Borrowed(text);
    }
    let mut joined = String::with_capacity(text.len());
    let mut breaks = 0;
    let mut joins = true;
    let mut lines = text.split('\n').enumerate().peekable();
    while let Some((index, line)) = lines.next() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let line = if index == 0 { line } else { line.trim_start_matches([' ', '\t']) };
        let backslashes = line.len() - line.trim_end_matches('\\').len();
        let is_escaped = backslashes % 2 == 1 && lines.peek().is_some();
        let line = match line.strip_suffix('\\') {
            Some(line) if is_escaped => line,
            _ if lines.peek().is_some() => line.trim_end_matches([' ', '\t']),
            _ => line,
        };
        push_folded(&mut joined, &mut breaks, if joins { 0 } else { index }, line);
        joins = is_escaped;
    }
    joined.extend((breaks > 0).then_some(' '));
    Cow::Owned(joined)
}

/// Appends a line after `breaks` line ends of which no text came yet.
fn push_folded(joined: &mut String, breaks: &mut usize, index: usize, line: &str) {
    if index > 0 {
        *breaks += 1;
    }
    if line.is_empty() && index > 0 {
        return;
    }
    match *breaks {
        0 => {}
        1 => joined.push(' '),
        more => joined.extend(std::iter::repeat_n('\n', more - 1)),
    }
    *breaks = 0;
    joined.push_str(line);
}

/// The text of a double-quoted scalar. Escapes are decoded after lines are joined, but for one before a line's end, which
/// joins without a space.
fn unescaped(inside: &str) -> String {
    let joined = folded_escaped(inside);
    let mut decoded = String::with_capacity(joined.len());
    let mut characters = joined.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            decoded.push(character);
            continue;
        }
        let piece = match characters.next() {
            Some('x') => hexadecimal(&mut characters, 2),
            Some('u') => hexadecimal(&mut characters, 4),
            Some('U') => hexadecimal(&mut characters, 8),
            Some(other) => simple_escape(other),
            None => None,
        };
        decoded.push(piece.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    decoded
}

/// Where the parts of a decoded scalar on one line are in the text between its quotes.
pub(super) fn offsets(inside: &str, spelling: Spelling) -> Option<Offsets> {
    let escape = match spelling {
        _ if inside.contains(['\n', '\r']) => return None,
        Spelling::Double => '\\',
        Spelling::Single => '\'',
        _ => return None,
    };
    let mut offsets = Offsets::default();
    let mut rest = inside;
    while let Some(at) = rest.find(escape) {
        offsets.push_plain(at);
        let digits = match rest.as_bytes().get(at + 1) {
            Some(b'x') if escape == '\\' => 2,
            Some(b'u') if escape == '\\' => 4,
            Some(b'U') if escape == '\\' => 8,
            _ => 0,
        };
        let escaped = rest.get(at..)?.char_indices().nth(2 + digits).map_or(rest.len(), |(end, _)| at + end);
        let decoded = decode(rest.get(at..escaped)?, spelling);
        offsets.push_escape(decoded.len(), escaped - at);
        rest = rest.get(escaped..)?;
    }
    offsets.push_plain(rest.len());
    Some(offsets)
}

fn hexadecimal(characters: &mut std::str::Chars<'_>, count: usize) -> Option<char> {
    let digits: String = characters.take(count).collect();
    u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32)
}

fn simple_escape(character: char) -> Option<char> {
    Some(match character {
        '0' => '\0',
        'a' => '\x07',
        'b' => '\x08',
        't' | '\t' => '\t',
        'n' => '\n',
        'v' => '\x0b',
        'f' => '\x0c',
        'r' => '\r',
        'e' => '\x1b',
        ' ' | '"' | '/' | '\\' => character,
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        _ => return None,
    })
}

/// The lines of a block scalar without the indentation of the first that is not empty.
fn dedented(lines: &str) -> String {
    let first = lines.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let indentation = first.len() - first.trim_start_matches(' ').len();
    let mut text = String::with_capacity(lines.len());
    for line in lines.split_inclusive('\n') {
        let blank = line.len() - line.trim_start_matches(' ').len();
        text.push_str(&line.get(indentation.min(blank)..).unwrap_or_default().replace("\r\n", "\n"));
    }
    text
}

/// The lines of a folded block scalar: those that are not indented more are joined.
fn refolded(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    let mut breaks = 0;
    let mut was_more = false;
    for (index, line) in text.trim_end_matches('\n').split('\n').enumerate() {
        let is_more = line.starts_with([' ', '\t']);
        if is_more || was_more {
            // Around lines that are indented more, every break stands for itself.
            let ends = breaks + usize::from(index > 0);
            joined.extend(std::iter::repeat_n('\n', ends));
            joined.push_str(line);
            breaks = 0;
            was_more = is_more;
            continue;
        }
        push_folded(&mut joined, &mut breaks, index, line);
    }
    joined.extend(text.ends_with('\n').then_some('\n'));
    joined
}

/// A string as a plain scalar in a list, if it is still this string then.
///
/// ```
/// use leastwise_syntax::yaml::plain;
///
/// assert_eq!(plain("s3:Get*"), Some("s3:Get*"));
/// assert_eq!(plain("*"), None); // an alias
/// assert_eq!(plain("a: b"), None);
/// assert_eq!(plain("true"), None);
/// ```
pub fn plain(text: &str) -> Option<&str> {
    let starts_otherwise = |character: char| "-?:,[]{}#&*!|>'\"%@`".contains(character);
    let is_plain = kind(text) == Kind::String
        && !text.starts_with(starts_otherwise)
        && !text.starts_with(char::is_whitespace)
        && !text.ends_with([':', ' '])
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.contains([',', '[', ']', '{', '}'])
        && !text.contains(|character: char| character.is_control() || character == '\u{feff}')
        // What YAML 1.1 takes for something else.
        && !matches!(text.to_ascii_lowercase().as_str(), "yes" | "no" | "on" | "off" | "y" | "n" | "=" | "<<")
        && !text.starts_with(|character: char| character.is_ascii_digit());
    is_plain.then_some(text)
}

/// A string between single quotes, or between double ones where it has control characters.
///
/// ```
/// assert_eq!(leastwise_syntax::yaml::single("it's"), "'it''s'");
/// ```
pub fn single(text: &str) -> String {
    if text.contains(char::is_control) {
        return double(text);
    }
    format!("'{}'", text.replace('\'', "''"))
}

/// A string between double quotes.
pub fn double(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            character if character.is_control() => {
                quoted.push_str(&format!("\\u{:04x}", u32::from(character)))
            }
            character => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}
