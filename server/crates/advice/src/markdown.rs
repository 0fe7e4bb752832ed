//! Texts from files in Markdown: whatever a name or a reason holds, it is shown as it is written.
//!
//! An editor that renders Markdown loads images, follows links and, in some, runs commands that links name.

use std::iter::Peekable;
use std::str::CharIndices;

use crate::visible::visible;

/// A text inside a paragraph or at its start, as it is written. Nothing in it is a link, an image, HTML, emphasis, a
/// heading, a list or a line of its own.
///
/// ```
/// use leastwise_advice::markdown::escape;
///
/// assert_eq!(escape("restore after a disaster"), "restore after a disaster");
/// assert_eq!(escape("![x](https://example.com/y)"), r"\!\[x\](https\://example.com/y)");
/// assert_eq!(escape("# a\n- b"), r"\# a\\n- b");
/// ```
pub fn escape(text: &str) -> String {
    let text = visible(text);
    let text = text.trim();
    let mut out = String::with_capacity(text.len() + 8);
    let mut chars = text.char_indices().peekable();
    let marker = list_marker(text);
    while let Some((at, c)) = chars.next() {
        let special = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '&' | '!' | '#' | '|' | '~' | '$' | '@' | '^' => true,
            '_' => !is_inside_word(text, at),
            '-' | '+' | '=' => at == 0,
            // An address is made a link wherever it stands.
            ':' => text.get(at..).is_some_and(|rest| rest.starts_with("://")),
            '.' | ')' if marker == Some(at) => true,
            '.' => follows_www(text, at),
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
        collapse_spaces(c, &mut chars);
    }
    out
}

/// A name in the text. Nothing in it ends the code.
///
/// ```
/// use leastwise_advice::markdown::code;
///
/// assert_eq!(code("s3:Get*"), "`s3:Get*`");
/// assert_eq!(code("a`b``c"), "```a`b``c```");
/// assert_eq!(code("`a"), "`` `a ``");
/// ```
pub fn code(text: &str) -> String {
    let text = visible(text);
    let fence = "`".repeat(longest_run(&text) + 1);
    // One space at each end is taken away again.
    let is_odd = |c: char| matches!(c, '`' | ' ');
    let space = if text.is_empty() || text.starts_with(is_odd) || text.ends_with(is_odd) { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Lines of code, kept as they are. Nothing in them ends the block.
///
/// ```
/// use leastwise_advice::markdown::block;
///
/// assert_eq!(block("a\nb"), "```text\na\nb\n```\n");
/// assert_eq!(block("```\nb"), "````text\n```\nb\n````\n");
/// ```
pub fn block(lines: &str) -> String {
    let fence = "`".repeat((longest_run(lines) + 1).max(3));
    format!("{fence}text\n{lines}\n{fence}\n")
}

/// A link. The address is kept from ending it early.
///
/// ```
/// use leastwise_advice::markdown::link;
///
/// assert_eq!(link("a]b.json:8", "file:///w/a%5Db.json#L8"), r"[a\]b.json:8](file:///w/a%5Db.json#L8)");
/// assert_eq!(link("x", "file:///a(1) b.json"), "[x](file:///a%281%29%20b.json)");
/// ```
pub fn link(text: &str, address: &str) -> String {
    let mut target = String::with_capacity(address.len());
    for byte in address.bytes() {
        match byte {
            b'(' | b')' | b'<' | b'>' | b'\\' | b'`' | b'"' | 0..=b' ' | 0x7f.. => {
                target.push_str(&format!("%{byte:02X}"));
            }
            byte => target.push(char::from(byte)),
        }
    }
    format!("[{}]({target})", escape(text))
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

/// What makes digits at the start the number of a list.
fn list_marker(text: &str) -> Option<usize> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let behind = rest.strip_prefix(['.', ')'])?;
    let at = text.len() - rest.len();
    (at > 0 && (behind.is_empty() || behind.starts_with(' '))).then_some(at)
}

/// An underscore between letters is one.
fn is_inside_word(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    let after = text.get(at..).and_then(|after| after.chars().nth(1));
    before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)
}

fn follows_www(text: &str, at: usize) -> bool {
    text.get(at.saturating_sub(3)..at).is_some_and(|before| before.eq_ignore_ascii_case("www"))
}

/// Several spaces are shown as one, and two at the end of a line would break it.
fn collapse_spaces(c: char, chars: &mut Peekable<CharIndices<'_>>) {
    while c == ' ' && chars.next_if(|(_, next)| *next == ' ').is_some() {}
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        for (text, expected) in [
            ("plain: a, b (c) - d", "plain: a, b (c) - d"),
            ("role MyRole_2 in my-role.json", "role MyRole_2 in my-role.json"),
            ("_a_ __b__", r"\_a\_ \_\_b\_\_"),
            ("*a* **b**", r"\*a\* \*\*b\*\*"),
            ("[a](command:x)", r"\[a\](command:x)"),
            ("<img src=x onerror=y>", r"\<img src=x onerror=y\>"),
            ("&lt;b&gt; &#60;", r"\&lt;b\&gt; \&\#60;"),
            ("`a` ``b``", r"\`a\` \`\`b\`\`"),
            ("a\\*b", r"a\\\*b"),
            ("# heading", r"\# heading"),
            ("> quote", r"\> quote"),
            ("- item", r"\- item"),
            ("+ item", r"\+ item"),
            ("=== ", r"\==="),
            ("1. item", r"1\. item"),
            ("12) item", r"12\) item"),
            ("2026-11-28 was", "2026-11-28 was"),
            ("1.5 times", "1.5 times"),
            ("    code", "code"),
            ("a  b   c", "a b c"),
            ("a\n\n# b\r\n- c", r"a\\n\\n\# b\\r\\n- c"),
            ("https://a.b ftp://c www.d.e f@g.h", r"https\://a.b ftp\://c www\.d.e f\@g.h"),
            ("a ~~b~~ | $c$", r"a \~\~b\~\~ \| \$c\$"),
            ("^a^", r"\^a\^"),
            ("\u{202e}x\u{0}", r"\\u{202e}x\\u{0}"),
        ] {
            assert_eq!(escape(text), expected, "{text:?}");
        }
    }

    #[test]
    fn nothing_in_a_name_ends_the_code() {
        assert_eq!(code("a\n`b"), r"``a\n`b``");
        assert_eq!(code("a `"), "`` a ` ``");
    }

    /// What Markdown makes of a text: the plain text, and whether there is nothing else.
    fn rendered(markdown: &str) -> (String, bool) {
        let (mut text, mut is_plain) = (String::new(), true);
        // Editors keep quotes and dashes as they are.
        let options = Options::all() - Options::ENABLE_SMART_PUNCTUATION;
        for event in Parser::new_ext(markdown, options) {
            match event {
                Event::Text(part) | Event::Code(part) => text.push_str(&part),
                Event::Start(Tag::Paragraph | Tag::List(None) | Tag::Item) | Event::End(_) => {}
                _ => is_plain = false,
            }
        }
        (text, is_plain)
    }

    proptest! {
        #[test]
        fn a_text_is_rendered_as_it_is_written(
            text in r"([ -~\n\té]|[\[\]()!<>`*_#\\&|~:.$-]|http://|www\.|\d+[.)] ){0,40}",
        ) {
            let shown = visible(&text);
            let words: Vec<&str> = shown.trim().split(' ').filter(|word| !word.is_empty()).collect();
            let expected = words.join(" ");
            for markdown in [escape(&text), format!("- {}", escape(&text))] {
                let (text, is_plain) = rendered(&markdown);
                prop_assert!(is_plain, "{markdown:?}");
                prop_assert_eq!(text.trim(), &expected, "{:?}", markdown);
            }
            let (text, is_plain) = rendered(&format!("a {} b", escape(&text)));
            prop_assert!(is_plain);
            prop_assert_eq!(text, format!("a {expected} b"));
        }

        #[test]
        fn a_name_is_rendered_as_it_is_written(text in r"([ -~\né]|`){1,20}") {
            let shown = visible(&text).into_owned();
            // Markdown has no code of nothing but spaces.
            prop_assume!(!shown.trim().is_empty());
            let (rendered, is_plain) = rendered(&format!("a {}", code(&text)));
            prop_assert!(is_plain);
            prop_assert_eq!(rendered, format!("a {shown}"));
        }
    }
}
