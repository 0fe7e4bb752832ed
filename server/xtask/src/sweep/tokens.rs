//! A lexer of its own for JSON with comments: what a check must not share with what it checks.

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
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (kind, length) = match first {
            ' ' | '\t' | '\r' | '\n' => (Kind::Space, run(rest, |c| matches!(c, ' ' | '\t' | '\r' | '\n'))),
            '{' | '}' | '[' | ']' | ',' | ':' => (Kind::Mark, 1),
            '"' => (Kind::String, string(rest)),
            '/' if rest.starts_with("//") => (Kind::Comment, run(rest, |c| !matches!(c, '\r' | '\n'))),
            '/' if rest.starts_with("/*") => {
                (Kind::Comment, rest.find("*/").map_or(rest.len(), |end| end + 2))
            }
            _ => (Kind::Word, first.len_utf8() + run(&rest[first.len_utf8()..], |c| !ends_word(c))),
        };
        let (token, after) = rest.split_at(length);
        tokens.push(Token { kind, text: token });
        rest = after;
    }
    tokens
}

fn run(text: &str, is_in: impl Fn(char) -> bool) -> usize {
    text.find(|c| !is_in(c)).unwrap_or(text.len())
}

fn ends_word(c: char) -> bool {
    " \t\r\n{}[],:\"/".contains(c)
}

fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
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
    use super::*;

    #[test]
    fn a_text_is_its_tokens() {
        let text = "\u{feff}{\"a\\\"//\": [1.5,\r\n/* b */ \"é\" // c\n]} \"open";
        let tokens = tokens(text);
        assert_eq!(tokens.iter().map(|token| token.text).collect::<String>(), text);
        let of = |kind| tokens.iter().filter(move |token| token.kind == kind).map(|token| token.text);
        assert_eq!(of(Kind::Comment).collect::<Vec<_>>(), ["/* b */", "// c"]);
        assert_eq!(of(Kind::String).collect::<Vec<_>>(), ["\"a\\\"//\"", "\"é\"", "\"open"]);
    }
}
