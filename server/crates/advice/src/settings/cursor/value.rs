//! What stands between the beginning of a value and a cursor: open brackets and braces, a string, a comment.

use toml_parser::Source;
use toml_parser::lexer::TokenKind;

/// A value up to a cursor.
#[derive(Default)]
pub(super) struct Value<'t> {
    /// The brackets and braces that are open, from the outermost.
    open: Vec<Open<'t>>,
    /// Where the inside of the string begins that the cursor is in, and its quote.
    pub(super) string: Option<(usize, char)>,
    /// The cursor is in a comment or in a string of several lines.
    pub(super) is_elsewhere: bool,
}

/// A bracket or brace that is open.
struct Open<'t> {
    is_table: bool,
    /// Where the key with its value, or the element, begins.
    from: usize,
    /// The equals sign behind the key.
    equals: Option<usize>,
    /// The keys that stand before that.
    written: Vec<&'t str>,
}

/// Where a cursor is within a table in braces, as in `attach = [{ policy = "x.json", principals = ["role/A"] }]`.
pub(super) enum Inline<'t> {
    /// Where a key stands or could stand.
    Key {
        /// Where it can begin.
        from: usize,
        /// The keys that stand before it.
        written: Vec<&'t str>,
    },
    /// In a value.
    Value {
        /// Its key.
        key: &'t str,
        /// Where it begins.
        from: usize,
    },
}

impl<'t> Value<'t> {
    /// Reads from the beginning of a value, `from`, to the cursor; `None` where the value ends on a line before.
    pub(super) fn read(text: &'t str, from: usize, cursor: usize) -> Option<Value<'t>> {
        let mut value = Value::default();
        for token in Source::new(text.get(from..)?).lex() {
            let (start, end) = (from + token.span().start(), from + token.span().end());
            if start >= cursor {
                break;
            }
            match token.kind() {
                TokenKind::Newline if value.open.is_empty() => return None,
                TokenKind::Comment => value.is_elsewhere = cursor <= end,
                TokenKind::MlBasicString | TokenKind::MlLiteralString => {
                    value.is_elsewhere = cursor < end || end == text.len();
                }
                kind @ (TokenKind::BasicString | TokenKind::LiteralString) => {
                    let quote = if kind == TokenKind::BasicString { '"' } else { '\'' };
                    let is_inside = cursor < end || text.get(start..end).is_some_and(|raw| !ends(raw, quote));
                    value.string = is_inside.then_some((start + 1, quote));
                }
                TokenKind::LeftSquareBracket => value.open(end, false),
                TokenKind::LeftCurlyBracket => value.open(end, true),
                TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => drop(value.open.pop()),
                TokenKind::Comma => value.comma(text, end),
                TokenKind::Equals => {
                    if let Some(last) = value.open.last_mut().filter(|last| last.is_table) {
                        last.equals.get_or_insert(start);
                    }
                }
                _ => {}
            }
            // A string that was not closed ended with its line.
            value.string = value.string.filter(|_| end >= cursor);
        }
        Some(value)
    }

    /// Whether a bracket or brace is open.
    pub(super) fn goes_on(&self) -> bool {
        !self.open.is_empty()
    }

    /// Where the cursor is in the innermost table in braces, if it is in one.
    pub(super) fn inline(&self, text: &'t str) -> Option<Inline<'t>> {
        let innermost = self.open.last()?;
        let Open { from, equals, written, .. } = self.open.iter().rfind(|open| open.is_table)?;
        match equals {
            Some(equals) => Some(Inline::Value { key: text.get(*from..*equals)?.trim(), from: equals + 1 }),
            None => (innermost.is_table && self.string.is_none() && !self.is_elsewhere)
                .then(|| Inline::Key { from: *from, written: written.clone() }),
        }
    }

    fn open(&mut self, from: usize, is_table: bool) {
        self.open.push(Open { is_table, from, equals: None, written: Vec::new() });
    }

    fn comma(&mut self, text: &'t str, end: usize) {
        if let Some(last) = self.open.last_mut() {
            let key = last.equals.take().and_then(|equals| text.get(last.from..equals));
            last.written.extend(key.map(str::trim));
            last.from = end;
        }
    }
}

/// Whether a string of one line has its closing quote.
fn ends(raw: &str, quote: char) -> bool {
    let Some(inside) = raw.strip_prefix(quote).and_then(|raw| raw.strip_suffix(quote)) else { return false };
    let backslashes = inside.len() - inside.trim_end_matches('\\').len();
    quote == '\'' || backslashes.is_multiple_of(2)
}
