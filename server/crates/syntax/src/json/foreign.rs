//! What stands outside of strings and is no JSON, told by its cause: invisible characters, merge conflict markers,
//! placeholders of templates, comments and quotes of other languages.
//!
//! A text with one of these is never taken for JSON: each of them is an error at its place. Knowing its cause and where
//! it ends is for the person who reads the error, and so that the text around it is still read.

use std::borrow::Cow;

/// Something that is no JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Foreign {
    /// The offset after its last byte.
    pub(super) end: usize,
    /// It stands in the place of a value, and not between two.
    pub(super) is_value: bool,
    /// What it is.
    pub(super) message: Cow<'static, str>,
}

/// The end of a placeholder is not searched farther away, so that a text full of beginnings costs no time.
const LONGEST_PLACEHOLDER: usize = 1000;

/// What stands at `start`, which is outside of strings and comments and no white space of JSON; `None` where it is JSON,
/// or nothing that is known.
pub(super) fn at(text: &str, start: usize) -> Option<Foreign> {
    let bytes = text.as_bytes();
    match (bytes.get(start)?, bytes.get(start + 1)) {
        (b'#', _) => Some(Foreign {
            end: line_end(text, start),
            is_value: false,
            message: Cow::Borrowed("a comment starts with `//`, not with `#`"),
        }),
        (b'{', Some(b'{' | b'%' | b'#')) | (b'$', Some(b'{')) | (b'<' | b'%', Some(b'%' | b'{')) => {
            placeholder(text, start)
        }
        (b'<' | b'|' | b'=' | b'>', _) => conflict_marker(text, start),
        (byte, _) if byte.is_ascii_graphic() => None,
        _ => invisible(text, start),
    }
}

/// Whether a character ends a word although JSON does not know it as white space.
pub(super) fn ends_word(text: &str, at: usize) -> bool {
    text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(|char| name_of_invisible(char).is_some())
}

/// What a word that is no value was meant to be.
pub(super) fn word(word: &str) -> Cow<'static, str> {
    let first = word.chars().next().unwrap_or_default();
    match (first, word) {
        ('\'', _) => Cow::Borrowed("strings are written in double quotes"),
        ('\u{2018}'..='\u{201f}' | '\u{ab}' | '\u{bb}', _) => {
            Cow::Owned(format!("typographic quote `{first}` ({}): write `\"`", code_point(first)))
        }
        (_, "True" | "TRUE" | "False" | "FALSE" | "Null" | "NULL" | "None") => {
            let written = if word.eq_ignore_ascii_case("none") { "null" } else { word };
            Cow::Owned(format!("invalid JSON value: write `{}`", written.to_ascii_lowercase()))
        }
        _ => Cow::Borrowed("invalid JSON value"),
    }
}

/// "U+00A0 NO-BREAK SPACE", for a character that cannot be seen, or not be told from a blank.
pub(super) fn name_of_invisible(char: char) -> Option<String> {
    let name = match char {
        '\0' => "NULL",
        '\t' => "TAB",
        '\u{b}' => "VERTICAL TAB",
        '\u{c}' => "FORM FEED",
        '\u{1b}' => "ESCAPE",
        '\u{85}' => "NEXT LINE",
        '\u{a0}' => "NO-BREAK SPACE",
        '\u{ad}' => "SOFT HYPHEN",
        '\u{34f}' => "COMBINING GRAPHEME JOINER",
        '\u{61c}' => "ARABIC LETTER MARK",
        '\u{1680}' => "OGHAM SPACE MARK",
        '\u{180e}' => "MONGOLIAN VOWEL SEPARATOR",
        '\u{2000}'..='\u{200a}' => "a space of another width",
        '\u{200b}' => "ZERO WIDTH SPACE",
        '\u{200c}' => "ZERO WIDTH NON-JOINER",
        '\u{200d}' => "ZERO WIDTH JOINER",
        '\u{200e}' => "LEFT-TO-RIGHT MARK",
        '\u{200f}' => "RIGHT-TO-LEFT MARK",
        '\u{2028}' => "LINE SEPARATOR",
        '\u{2029}' => "PARAGRAPH SEPARATOR",
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => "a mark of the writing direction",
        '\u{202f}' => "NARROW NO-BREAK SPACE",
        '\u{205f}' => "MEDIUM MATHEMATICAL SPACE",
        '\u{2060}' => "WORD JOINER",
        '\u{2061}'..='\u{2064}' | '\u{206a}'..='\u{206f}' => "an invisible format character",
        '\u{2800}' => "BRAILLE PATTERN BLANK",
        '\u{3000}' => "IDEOGRAPHIC SPACE",
        '\u{3164}' => "HANGUL FILLER",
        '\u{fe00}'..='\u{fe0f}' => "a variation selector",
        '\u{feff}' => "BYTE ORDER MARK",
        '\u{fff9}'..='\u{fffb}' => "an invisible format character",
        '\u{e0000}'..='\u{e007f}' => "a tag character",
        _ if char.is_control() => "a control character",
        _ => return None,
    };
    Some(format!("{} ({name})", code_point(char)))
}

fn code_point(char: char) -> String {
    format!("U+{:04X}", u32::from(char))
}

/// A run of one such character is one thing.
fn invisible(text: &str, start: usize) -> Option<Foreign> {
    let rest = text.get(start..)?;
    let char = rest.chars().next()?;
    let name = name_of_invisible(char)?;
    let length = rest.len() - rest.trim_start_matches(char).len();
    Some(Foreign {
        end: start + length,
        is_value: false,
        message: Cow::Owned(format!("invisible character {name}")),
    })
}

/// `<<<<<<< ours`, `||||||| base`, `=======` and `>>>>>>> theirs`, each on a line of its own.
fn conflict_marker(text: &str, start: usize) -> Option<Foreign> {
    const LENGTH: usize = 7;
    let starts_line =
        matches!(start.checked_sub(1).map(|at| text.as_bytes().get(at)), None | Some(Some(b'\n' | b'\r')));
    let line = text.get(start..line_end(text, start))?;
    let first = line.chars().next()?;
    let (marker, rest) = line.split_at_checked(LENGTH)?;
    let is_marker = starts_line
        && marker.chars().all(|char| char == first)
        && (rest.is_empty() || rest.starts_with([' ', '\t']));
    is_marker.then(|| Foreign {
        end: start + line.len(),
        is_value: false,
        message: Cow::Owned(format!("merge conflict marker `{marker}`")),
    })
}

/// What a template engine replaces: `${…}`, `{{ … }}`, `<% … %>` and the like.
fn placeholder(text: &str, start: usize) -> Option<Foreign> {
    let rest = text.get(start..)?;
    let rest = rest.get(..rest.floor_char_boundary(LONGEST_PLACEHOLDER))?;
    let (length, is_value) = match rest.get(..2)? {
        "${" => (braces(rest)?, true),
        "%{" => (braces(rest)?, false),
        "{{" => (doubled(rest)?, true),
        "{%" => (closed_by(rest, "%}")?, false),
        "{#" => (closed_by(rest, "#}")?, false),
        "<%" => (closed_by(rest, "%>")?, rest.starts_with("<%=") || rest.starts_with("<%-")),
        _ => return None,
    };
    let is_comment = rest.starts_with("{#") || rest.starts_with("<%#");
    let what = if is_comment { "comment of a template" } else { "template placeholder" };
    // The first words tell which one is meant.
    const SHOWN: usize = 40;
    let shown = rest.get(..length)?.lines().next().unwrap_or_default();
    let shown = match shown.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{}…", shown.get(..cut).unwrap_or_default()),
        None => shown.to_owned(),
    };
    let message = Cow::Owned(format!("{what} `{shown}` outside of a string"));
    Some(Foreign { end: start + length, is_value, message })
}

/// The length of `?{…}`, with the braces that open and close inside.
fn braces(rest: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return Some(at + 1),
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// The length of `{{ … }}` on one line. `{{"Effect": …` is an object with a brace too many.
fn doubled(rest: &str) -> Option<usize> {
    let line = rest.lines().next()?;
    let length = line.find("}}")? + 2;
    let inside = line.get(2..length - 2)?;
    (!inside.contains("\":")).then_some(length)
}

fn closed_by(rest: &str, end: &str) -> Option<usize> {
    rest.find(end).map(|at| at + end.len())
}

/// The end of the line of `start`, without its line end.
pub(super) fn line_end(text: &str, start: usize) -> usize {
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).map_or(text.len(), |length| start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text that is taken, with `=` before it where it stands for a value, and the message.
    fn told(text: &str) -> Option<String> {
        let Foreign { end, is_value, message } = at(text, 0)?;
        Some(format!("{}{:?} {message}", if is_value { "=" } else { "" }, &text[..end]))
    }

    #[test]
    fn what_is_no_json_is_told_by_its_cause() {
        for (text, expected) in [
            ("# a comment\n{", Some("\"# a comment\" a comment starts with `//`, not with `#`")),
            ("\u{a0}\u{a0}x", Some("\"\\u{a0}\\u{a0}\" invisible character U+00A0 (NO-BREAK SPACE)")),
            ("\u{2028}x", Some("\"\\u{2028}\" invisible character U+2028 (LINE SEPARATOR)")),
            ("\u{feff}\u{200b}", Some("\"\\u{feff}\" invisible character U+FEFF (BYTE ORDER MARK)")),
            ("\u{c}x", Some("\"\\u{c}\" invisible character U+000C (FORM FEED)")),
            ("\u{7f}", Some("\"\\u{7f}\" invisible character U+007F (a control character)")),
            ("<<<<<<< HEAD\n", Some("\"<<<<<<< HEAD\" merge conflict marker `<<<<<<<`")),
            ("=======\r\nx", Some("\"=======\" merge conflict marker `=======`")),
            (">>>>>>> a\u{e9}", Some("\">>>>>>> a\u{e9}\" merge conflict marker `>>>>>>>`")),
            ("||||||| base", Some("\"||||||| base\" merge conflict marker `|||||||`")),
            ("<<<<<<<<", None),
            ("======", None),
            ("${a}, 1", Some("=\"${a}\" template placeholder `${a}` outside of a string")),
            (
                "${f({a = 1})}]",
                Some("=\"${f({a = 1})}\" template placeholder `${f({a = 1})}` outside of a string"),
            ),
            ("${", None),
            ("{{ a }}}", Some("=\"{{ a }}\" template placeholder `{{ a }}` outside of a string")),
            (
                "{{ \",\" if more }}",
                Some(
                    "=\"{{ \\\",\\\" if more }}\" template placeholder `{{ \",\" if more }}` outside of a string",
                ),
            ),
            ("{{\"a\": {\"b\": 1}}", None),
            ("{{\n}}", None),
            ("{% if x %}{", Some("\"{% if x %}\" template placeholder `{% if x %}` outside of a string")),
            ("{# why #}", Some("\"{# why #}\" comment of a template `{# why #}` outside of a string")),
            ("<%= x %>,", Some("=\"<%= x %>\" template placeholder `<%= x %>` outside of a string")),
            ("<% x %>", Some("\"<% x %>\" template placeholder `<% x %>` outside of a string")),
            ("%{ if x }\"a\"", Some("\"%{ if x }\" template placeholder `%{ if x }` outside of a string")),
            ("{}", None),
            ("{\"a\": 1}", None),
            ("$x", None),
            ("é", None),
        ] {
            assert_eq!(told(text).as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn a_long_placeholder_is_cut_in_its_message_and_a_longer_one_is_none() {
        let placeholder = |length: usize| format!("${{{}}}", "é".repeat(length));
        let Foreign { end, message, .. } = at(&placeholder(50), 0).unwrap();
        assert_eq!(end, placeholder(50).len());
        assert_eq!(message, format!("template placeholder `${{{}…` outside of a string", "é".repeat(38)));
        assert_eq!(at(&placeholder(LONGEST_PLACEHOLDER), 0), None);
    }

    #[test]
    fn a_word_is_told_by_what_it_was_meant_to_be() {
        for (text, expected) in [
            ("'s3:Get*'", "strings are written in double quotes"),
            ("\u{201c}Effect\u{201d}", "typographic quote `\u{201c}` (U+201C): write `\"`"),
            ("True", "invalid JSON value: write `true`"),
            ("None", "invalid JSON value: write `null`"),
            ("NaN", "invalid JSON value"),
            ("a", "invalid JSON value"),
        ] {
            assert_eq!(word(text), expected, "{text}");
        }
    }
}
