//! Comments and the byte order mark made white space, so that a strict reader takes the rest.

use std::borrow::Cow;

/// The text with a blank in the place of every character of a comment. Line ends, and what stands in strings, stay. A
/// comment that does not end stays too, for the strict reader to refuse.
pub(super) fn blank_out(text: &str) -> Cow<'_, str> {
    if !text.contains(['/', '\u{feff}']) {
        return Cow::Borrowed(text);
    }
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut blanked = String::with_capacity(rest.len());
    while let Some(at) = rest.find(['"', '/']) {
        let (before, found) = rest.split_at(at);
        blanked.push_str(before);
        rest = if let Some(length) = comment_length(found) {
            let (comment, after) = found.split_at(length);
            blanked.extend(comment.chars().map(|char| if matches!(char, '\n' | '\r') { char } else { ' ' }));
            after
        } else {
            let length = if found.starts_with('"') { string_length(found) } else { 1 };
            let (token, after) = found.split_at(length);
            blanked.push_str(token);
            after
        };
    }
    blanked.push_str(rest);
    Cow::Owned(blanked)
}

/// The length of the comment at the start of `text`, if one stands there.
fn comment_length(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        Some(text.find(['\n', '\r']).unwrap_or(text.len()))
    } else {
        let inside = text.strip_prefix("/*")?;
        Some(inside.find("*/")? + 4)
    }
}

/// The length of the string at the start of `text`, with its quotes.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, char) in text.char_indices().skip(1) {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::blank_out;

    #[test]
    fn only_comments_outside_strings_become_blank() {
        for (text, expected) in [
            ("\u{feff}{}", "{}"),
            ("1 // é\n2", "1     \n2"),
            ("1 // a\r2 /* b\r\n*/ 3", "1     \r2     \r\n   3"),
            (r#"["//", "/* */", "\"//", "\\"]// x"#, r#"["//", "/* */", "\"//", "\\"]    "#),
            ("/**/1/*/2*/3", "    1      3"),
            ("/*/ 1", "/*/ 1"),
            ("1 / 2", "1 / 2"),
            ("\"open // x", "\"open // x"),
            ("/", "/"),
        ] {
            assert_eq!(blank_out(text), expected, "{text}");
        }
    }
}
