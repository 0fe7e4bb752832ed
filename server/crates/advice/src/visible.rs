//! Texts from files for a terminal: what a terminal obeys, or shows as something else than it is, is written out.
//!
//! Nothing else decides what may reach a terminal. Output for programs keeps its own rules: JSON escapes as JSON does.

use std::borrow::Cow;
use std::fmt::Write as _;

/// A text as a part of a line: whatever is not seen as itself is written as `\u{202e}`, line ends as `\n`.
///
/// ```
/// use leastwise_advice::visible::visible;
///
/// assert_eq!(visible("a\u{1b}[2Jb\r\n"), r"a\u{1b}[2Jb\r\n");
/// assert_eq!(visible("é漢😀 plain"), "é漢😀 plain");
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    escape(text, |_| false)
}

/// A text of several lines, with the styles that were given to it: line ends and the escape character stay. Whatever
/// comes from others has to be made visible before it is put between styles.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    escape(text, |c| matches!(c, '\n' | '\u{1b}'))
}

/// A text of several lines without styles: line ends and tabs stay.
pub fn visible_text(text: &str) -> Cow<'_, str> {
    escape(text, |c| matches!(c, '\n' | '\t'))
}

/// A line of source, with each character that is not seen as itself replaced by one that is, so that columns stay. Tabs
/// stay as well.
pub fn visible_source(line: &str) -> String {
    line.chars().map(|c| if is_visible(c) || c == '\t' { c } else { char::REPLACEMENT_CHARACTER }).collect()
}

/// JSON text with the same characters in its strings written as JSON writes them, so that a terminal may show it. Every
/// value stays what it is.
///
/// ```
/// use leastwise_advice::visible::visible_json;
///
/// assert_eq!(visible_json("[\"\u{202e}\u{e0041}\"]"), r#"["\u202e\udb40\udc41"]"#);
/// ```
pub fn visible_json(text: &str) -> Cow<'_, str> {
    let is_fine = |c: char| is_visible(c) || c == '\n';
    let Some(first) = text.find(|c| !is_fine(c)) else { return Cow::Borrowed(text) };
    let (before, rest) = text.split_at(first);
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str(before);
    for c in rest.chars() {
        if is_fine(c) {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a string does not fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    Cow::Owned(out)
}

fn escape(text: &str, stays: impl Fn(char) -> bool) -> Cow<'_, str> {
    let is_fine = |c: char| is_visible(c) || stays(c);
    let Some(first) = text.find(|c| !is_fine(c)) else { return Cow::Borrowed(text) };
    let (before, rest) = text.split_at(first);
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str(before);
    for c in rest.chars() {
        if is_fine(c) {
            out.push(c);
        } else {
            // Writing to a string does not fail.
            let _ = match c {
                '\n' => out.write_str("\\n"),
                '\r' => out.write_str("\\r"),
                '\t' => out.write_str("\\t"),
                c => write!(out, "\\u{{{:x}}}", u32::from(c)),
            };
        }
    }
    Cow::Owned(out)
}

/// Whether a character is seen as what it is.
fn is_visible(c: char) -> bool {
    match c {
        ' '..='~' => true,
        // They change how others look, or nothing, and are not visible themselves.
        '\u{34f}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{ffa0}'
        | '\u{e0000}'..='\u{e0fff}' => false,
        // Behind a letter, accents are not written out.
        c => {
            let mut bytes = [b'x'; 5];
            let end = 1 + c.encode_utf8(&mut bytes[1..]).len();
            let text = std::str::from_utf8(&bytes[..end]).unwrap_or_default();
            text.escape_debug().nth(1).is_some_and(|escaped| escaped != '\\')
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_or_nobody_sees_is_written_out() {
        for (text, expected) in [
            ("\u{1b}[31m", r"\u{1b}[31m"),
            ("\u{7}\u{8}\0", r"\u{7}\u{8}\u{0}"),
            ("\u{9b}2J\u{85}", r"\u{9b}2J\u{85}"),
            ("\u{7f}", r"\u{7f}"),
            ("a\tb\rc\nd", r"a\tb\rc\nd"),
            ("\u{202e}gpj.exe", r"\u{202e}gpj.exe"),
            ("\u{2066}\u{2069}\u{200e}\u{200f}\u{61c}", r"\u{2066}\u{2069}\u{200e}\u{200f}\u{61c}"),
            ("a\u{200b}b\u{200c}\u{200d}\u{2060}\u{feff}", r"a\u{200b}b\u{200c}\u{200d}\u{2060}\u{feff}"),
            ("\u{ad}\u{34f}\u{3164}\u{fe0f}\u{e0041}", r"\u{ad}\u{34f}\u{3164}\u{fe0f}\u{e0041}"),
            ("\u{2028}\u{2029}\u{a0}\u{3000}", r"\u{2028}\u{2029}\u{a0}\u{3000}"),
            ("\u{e000}\u{fff9}\u{10ffff}", r"\u{e000}\u{fff9}\u{10ffff}"),
            ("é e\u{301} 漢 😀 \\ \" '", "é e\u{301} 漢 😀 \\ \" '"),
        ] {
            assert_eq!(visible(text), expected, "{text:?}");
        }
        for c in ('\0'..=char::MAX).filter(|c| c.is_control()) {
            assert!(visible(&c.to_string()).starts_with('\\'), "{c:?}");
        }
    }

    #[test]
    fn lines_and_styles_stay_where_they_may() {
        assert_eq!(visible_lines("\u{1b}[1ma\u{1b}[0m\r\n\u{9b}b"), "\u{1b}[1ma\u{1b}[0m\\r\n\\u{9b}b");
        assert_eq!(visible_text("\ta\r\n\u{1b}b"), "\ta\\r\n\\u{1b}b");
        assert_eq!(visible_source("\ta\u{9b}\u{202e}é"), "\ta\u{fffd}\u{fffd}é");
    }
}
