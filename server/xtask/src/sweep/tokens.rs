//! A lexer of its own for JSON with comments, as one regular expression: the check shares none with the reader, nor with
//! what takes comments out for the proof.

use std::sync::LazyLock;

use regex::Regex;

/// A piece of a text. All pieces together are the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind,
    pub(super) text: &'t str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Space,
    Comment,
    String,
    /// A bracket, brace, comma or colon.
    Mark,
    /// Anything else.
    Word,
}

/// Cuts a text into tokens. Total: what is no JSON is a word.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    cut(text, &TOKEN)
}

/// Cuts a text of HCL into tokens.
pub(super) fn hcl_tokens(text: &str) -> Vec<Token<'_>> {
    cut(text, &HCL_TOKEN)
}

fn cut<'t>(text: &'t str, token: &Regex) -> Vec<Token<'t>> {
    let kind = |token: &str| match token.as_bytes() {
        [b' ' | b'\t' | b'\r' | b'\n', ..] => Kind::Space,
        [b'#', _, ..] | [b'/', b'/' | b'*', ..] => Kind::Comment,
        [b'"', _, ..] => Kind::String,
        [b'{' | b'}' | b'[' | b']' | b',' | b':'] => Kind::Mark,
        _ => Kind::Word,
    };
    token.find_iter(text).map(|token| Token { kind: kind(token.as_str()), text: token.as_str() }).collect()
}

/// A token; the last alternative takes a quote or a slash that begins nothing else.
#[expect(clippy::expect_used, reason = "the tests compile it")]
static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?xs)
        [\ \t\r\n]+
        | // [^\r\n]*
        | /\* .*? \*/
        | " (?: [^"\\] | \\. )* "
        | [{}\[\],:]
        | [^\ \t\r\n{}\[\],:"/]+
        | ."#,
    )
    .expect("the pattern is valid")
});

/// With the comments of HCL that begin with `#`.
#[expect(clippy::expect_used, reason = "the tests compile it")]
static HCL_TOKEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?xs)
        [\ \t\r\n]+
        | // [^\r\n]*
        | \# [^\r\n]*
        | /\* .*? \*/
        | " (?: [^"\\] | \\. )* "
        | [{}\[\],:]
        | [^\ \t\r\n{}\[\],:"/\#]+
        | ."#,
    )
    .expect("the pattern is valid")
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_its_tokens() {
        let text = "\u{feff}{\"a\\\"//\": [1.5,\r\n/* b */ \"é\" // c\n]}/*/ d */ \"\" 1/2 \"open";
        let tokens = tokens(text);
        assert_eq!(tokens.iter().map(|token| token.text).collect::<String>(), text);
        let of = |kind| tokens.iter().filter(move |token| token.kind == kind).map(|token| token.text);
        assert_eq!(of(Kind::Comment).collect::<Vec<_>>(), ["/* b */", "// c", "/*/ d */"]);
        assert_eq!(of(Kind::String).collect::<Vec<_>>(), ["\"a\\\"//\"", "\"é\"", "\"\""]);
    }
}
