//! Where in the text of a `leastwise.toml` a cursor is. The text is half typed most of the time, so it is read line by
//! line, in the tokens of `toml_parser`: a list that is not closed ends where the next key or table begins.

mod value;

use leastwise_policy::Span;
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use self::value::{Inline, Value};

/// Where a cursor is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cursor<'t> {
    /// In the head of a table, brackets included.
    Head {
        /// What is replaced.
        replace: Span,
    },
    /// Where a key stands or could stand.
    Key {
        /// The table; empty at the top.
        table: &'t str,
        /// The keys that stand in it before this line.
        written: Vec<&'t str>,
        /// What is replaced.
        replace: Span,
        /// An equals sign follows.
        has_value: bool,
    },
    /// Where a value stands or could stand.
    Value {
        /// The table; empty at the top.
        table: &'t str,
        /// The key.
        key: &'t str,
        /// What is replaced: the inside of a string, or a bare word.
        replace: Span,
        /// It is inside a string.
        in_string: bool,
    },
}

/// What the lines before a line leave open.
#[derive(Default)]
struct Before<'t> {
    table: &'t str,
    written: Vec<&'t str>,
    /// The last key, if no table begins after it, and where its value begins.
    last: Option<(&'t str, usize)>,
}

/// Finds the place; `None` in comments and where nothing of ours could stand.
pub(crate) fn cursor(text: &str, offset: usize) -> Option<Cursor<'_>> {
    let start = text.get(..offset)?.rfind('\n').map_or(0, |newline| newline + 1);
    let Before { mut table, written, last } = Before::line(text, start);
    let line = line_at(text, start);
    let at = offset - start;
    let shifted = |from: usize, to: usize| Span::new(start + from, start + to);

    let indent = line.len() - line.trim_start().len();
    if line.trim_start().starts_with('[') && key_of(line).is_none() {
        let end = line.find('#').unwrap_or(line.len());
        let replace = shifted(indent, line.get(..end)?.trim_end().len().max(at));
        return (at > indent && at <= end).then_some(Cursor::Head { replace });
    }
    let own = key_of(line);
    let found = match own {
        Some((key, from)) if at >= from => Some((key, start + from)),
        Some(_) => None,
        None => last,
    };
    let found = found.and_then(|(key, from)| Some((key, from, Value::read(text, from, offset)?)));
    let Some((mut key, mut from, value)) =
        found.filter(|(.., value)| own.is_some() || value.goes_on() || value.is_elsewhere)
    else {
        let (has_value, mut written, mut first) = (own.is_some(), written, indent);
        // `rules.un` at the top begins a key of the table `rules`.
        if let Some((name, _)) = line.get(indent..at).and_then(|typed| typed.split_once('.')) {
            table = table.is_empty().then_some(name)?;
            first += name.len() + 1;
            written = written.iter().filter_map(|key| key.strip_prefix(name)?.strip_prefix('.')).collect();
        }
        let word = word(line, at, first.min(at));
        (word.0 == first || at < indent).then_some(())?;
        return Some(Cursor::Key { table, written, replace: shifted(word.0, word.1), has_value });
    };
    if let Some(inline) = value.inline(text).filter(|_| table.is_empty()) {
        table = key;
        (key, from) = match inline {
            Inline::Value { key, from } => (key, from),
            Inline::Key { from, written } => {
                let from = from.saturating_sub(start);
                let word = word(line, at, from);
                line.get(from..word.0)?.trim().is_empty().then_some(())?;
                let has_value = line.get(word.1..)?.trim_start().starts_with('=');
                return Some(Cursor::Key { table, written, replace: shifted(word.0, word.1), has_value });
            }
        };
    } else if let Some((first, rest)) = key.split_once('.').filter(|_| table.is_empty()) {
        // `rules.unused-action` at the top is a key of the table `rules`.
        (table, key) = (first.trim(), rest.trim());
    }
    let in_string = value.string.is_some();
    let (from, to) = match value.string {
        _ if value.is_elsewhere => return None,
        Some((from, quote)) => {
            let rest = line.get(at..)?;
            // A quote behind a comma or a bracket is that of another string.
            (from, offset + rest.find([quote, ',', ']', '#']).unwrap_or(rest.trim_end().len()))
        }
        None => {
            let from = from.saturating_sub(start);
            let word = word(line, at, from);
            let lead = line.get(from..word.0)?.trim_end().chars().next_back();
            lead.is_none_or(|lead| matches!(lead, '[' | ',')).then_some((start + word.0, start + word.1))?
        }
    };
    Some(Cursor::Value { table, key, replace: Span::new(from, to), in_string })
}

impl<'t> Before<'t> {
    /// What the lines before the one that begins at `end` leave open.
    fn line(text: &'t str, end: usize) -> Before<'t> {
        let mut before = Before::default();
        let mut starts_line = true;
        for token in Source::new(text).lex().take_while(|token| token.span().start() < end) {
            if starts_line {
                before.take(line_at(text, token.span().start()), token.span().start());
            }
            starts_line = token.kind() == TokenKind::Newline;
        }
        before
    }

    /// `start` is where the line begins in the text.
    fn take(&mut self, line: &'t str, start: usize) {
        if let Some((key, value)) = key_of(line) {
            self.written.push(key);
            self.last = Some((key, start + value));
        } else if let Some(table) = head(line) {
            *self = Before { table, ..Before::default() };
        }
    }
}

/// The line that begins at `start`, without its end.
fn line_at(text: &str, start: usize) -> &str {
    text.get(start..).and_then(|rest| rest.split(['\n', '\r']).next()).unwrap_or_default()
}

/// The name in the head of a table.
fn head(line: &str) -> Option<&str> {
    let line = line.trim();
    let inside = line.strip_prefix("[[").or_else(|| line.strip_prefix('['))?;
    let name = inside.split([']', '#']).next()?.trim();
    // Elements of lists are strings.
    (!name.contains(['"', '\'', ','])).then_some(name)
}

/// The key of a line and where its value begins. A line of a list has none: its elements are strings.
fn key_of(line: &str) -> Option<(&str, usize)> {
    let equals = line.find('=')?;
    let key = line.get(..equals)?.trim();
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ');
    (!key.is_empty() && key.chars().all(is_bare)).then_some((key, equals + 1))
}

/// The bare word around `at`, not before `from`.
fn word(line: &str, at: usize, from: usize) -> (usize, usize) {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-".contains(byte);
    let bytes = line.as_bytes();
    let before = bytes.get(from..at).unwrap_or_default().iter().rev().take_while(|it| is_part(it)).count();
    let after = bytes.get(at..).unwrap_or_default().iter().take_while(|it| is_part(it)).count();
    (at - before, at + after)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found at the mark `|`, in a line.
    fn found(marked: &str) -> String {
        let offset = marked.find('|').unwrap();
        let text = marked.replacen('|', "", 1);
        let of = |span: Span| span.text(&text).unwrap();
        match cursor(&text, offset) {
            None => "nothing".to_owned(),
            Some(Cursor::Head { replace }) => format!("head <{}>", of(replace)),
            Some(Cursor::Key { table, written, replace, has_value }) => {
                format!("key of {table:?} without {written:?} <{}> {has_value}", of(replace))
            }
            Some(Cursor::Value { table, key, replace, in_string }) => {
                format!("value of {table}.{key} <{}> {in_string}", of(replace))
            }
        }
    }

    #[test]
    fn a_place_is_told_in_half_typed_text() {
        let table = [
            ("|", "key of \"\" without [] <> false"),
            ("  sty|le = 1", "key of \"\" without [] <style> true"),
            ("style = \"narrow\"\nma|", "key of \"\" without [\"style\"] <ma> false"),
            ("[[keep]]\naction = \"s3:*\"\nre|", "key of \"keep\" without [\"action\"] <re> false"),
            ("[[keep]]\naction = \"a\"\n[[keep]]\n|", "key of \"keep\" without [] <> false"),
            ("[rules]\nunused-|", "key of \"rules\" without [] <unused-> false"),
            ("[|", "head <[>"),
            ("style = \"narrow\"\r\n[[at|ta]] # x\r\n", "head <[[atta]]>"),
            ("style = |", "value of .style <> false"),
            ("style = nar|", "value of .style <nar> false"),
            ("style = \"nar|row\" # x", "value of .style <narrow> true"),
            ("style = 'nar|", "value of .style <nar> true"),
            ("style = \"narrow\" |", "nothing"),
            ("style = \"narrow\" # st|", "nothing"),
            ("# st|", "nothing"),
            ("rules.unused-action = \"|\"", "value of rules.unused-action <> true"),
            ("[[attach]]\nprincipals = [\"role/A\", \"ro|", "value of attach.principals <ro> true"),
            ("[[attach]]\nprincipals = [|", "value of attach.principals <> false"),
            ("[[attach]]\nprincipals = [\"|, \"role/B\"]", "value of attach.principals <> true"),
            ("[[attach]]\nprincipals = [\n  \"role/A\", # ]\n  \"|\n", "value of attach.principals <> true"),
            (
                "[[attach]]\nprincipals = [\n  \"role/A\"\n]\n|",
                "key of \"attach\" without [\"principals\"] <> false",
            ),
            // Tables in braces are like others.
            ("attach = [{ policy = \"\", principals = [\"|\"] }]", "value of attach.principals <> true"),
            ("attach = [{ policy = \"|\", principals = [] }]", "value of attach.policy <> true"),
            ("attach = [{ po|licy = \"\" }]", "key of \"attach\" without [] <policy> true"),
            ("attach = [{ policy = \"a\", ki| }]", "key of \"attach\" without [\"policy\"] <ki> false"),
            ("attach = [{ policy = \"a\" }, { |", "key of \"attach\" without [] <> false"),
            (
                "attach = [\n  { policy = \"a\", principals = [\n    \"role/A\",\n  ] }, # {\n  { policy = '|\n",
                "value of attach.policy <> true",
            ),
            (
                "keep = [\n  { action = \"s3:*\", until = 20|27-01-01 },\n]",
                "value of keep.until <2027-01-01> false",
            ),
            (
                "rules = { unused-action = \"off\", un|",
                "key of \"rules\" without [\"unused-action\"] <un> false",
            ),
            ("rules = { unused-action = |", "value of rules.unused-action <> false"),
            ("attach = [{ policy = \"a\" }] |", "nothing"),
            ("attach = [{ policy = \"a\" } |", "nothing"),
            ("attach = [{ policy = \"a\" |", "nothing"),
            ("attach = [{ policy = \"a\" }]\n|", "key of \"\" without [\"attach\"] <> false"),
            // And so are keys with their table in front.
            ("rules.un|", "key of \"rules\" without [] <un> false"),
            (
                "rules.unused-action = \"off\"\nrules.|",
                "key of \"rules\" without [\"unused-action\"] <> false",
            ),
            ("[rules]\nx.un|", "nothing"),
            // A list that nobody has closed ends where the next key or table begins.
            ("[[attach]]\nprincipals = [\"a\nkind = \"|\"", "value of attach.kind <> true"),
            ("[[attach]]\nprincipals = [\n[[keep]]\n|", "key of \"keep\" without [] <> false"),
            ("[[attach]]\nprincipals = [\"a\"] |", "nothing"),
            ("[[keep]]\nuntil = 20|27-01-01", "value of keep.until <2027-01-01> false"),
            // Nothing of ours stands in a string of several lines.
            ("reason = \"\"\"\nkey = 1\n\"\"\"\n|", "key of \"\" without [\"reason\"] <> false"),
            ("reason = \"\"\"\nke|y", "nothing"),
            ("reason = \"\"\"\nke|y\n\"\"\"", "nothing"),
            ("a b|", "nothing"),
        ];
        for (marked, expected) in table {
            assert_eq!(found(marked), expected, "{marked:?}");
        }
    }

    #[test]
    fn no_place_of_any_text_is_too_much() {
        for text in ["[[\u{e9}\u{1f344}]]\n= = [\"\\\n'''\r\n{ [ } ] #", "principals = [\u{e9}, \"\\\""] {
            for offset in 0..=text.len() + 1 {
                let _ = cursor(text, offset);
            }
        }
    }
}
