//! JSON values as findings have them: keys in camel, Pascal or snake case, dates as strings or numbers.

use std::borrow::Cow;

use leastwise_policy::Span;
use leastwise_policy::json::{self, Kind};

use super::mistake::Excerpt;

/// A value in a findings file.
#[derive(Clone, Copy)]
pub(super) struct Value<'t>(pub(super) json::Value<'t>);

impl<'t> Value<'t> {
    pub(super) fn span(self) -> Span {
        self.0.span()
    }

    pub(super) fn is_null(self) -> bool {
        self.0.kind() == Kind::Null
    }

    pub(super) fn is_object(self) -> bool {
        self.0.kind() == Kind::Object
    }

    pub(super) fn is_true(self) -> bool {
        self.0.kind() == Kind::Bool && self.0.raw() == "true"
    }

    pub(super) fn as_str(self) -> Option<Cow<'t, str>> {
        self.0.as_str()
    }

    /// A string's text or a number's digits.
    pub(super) fn scalar(self) -> Option<Cow<'t, str>> {
        match self.0.kind() {
            Kind::String => self.0.as_str(),
            Kind::Number => Some(Cow::Borrowed(self.0.raw())),
            _ => None,
        }
    }

    /// A count, as a number or a string of digits.
    pub(super) fn count(self) -> Option<u32> {
        self.scalar()?.parse().ok()
    }

    /// The elements of a list; `None` for everything else.
    pub(super) fn items(self) -> Option<impl Iterator<Item = Value<'t>>> {
        (self.0.kind() == Kind::List).then(|| self.0.elements().map(Value))
    }

    /// The value of a key, given in camel case, that may also be written in Pascal or snake case.
    pub(super) fn get(self, key: &str) -> Option<Value<'t>> {
        let is_key = |written: &str| letters(written).eq(letters(key));
        let member =
            self.0.members().find(|member| member.key.as_str().is_some_and(|written| is_key(&written)));
        Some(Value(member?.value))
    }

    /// The value of a key, unless it is null. Dumps of typed objects write null for what is absent.
    pub(super) fn given(self, key: &str) -> Option<Value<'t>> {
        self.get(key).filter(|value| !value.is_null())
    }

    /// The string of a key.
    pub(super) fn text(self, key: &str) -> Option<Cow<'t, str>> {
        self.get(key)?.as_str()
    }

    /// Why a job failed, in AWS's words.
    pub(super) fn failure(self) -> Box<str> {
        let error = self.given("error");
        let words = error.and_then(|error| error.text("message").or_else(|| error.text("code")));
        words.map_or("no reason given".to_owned(), |words| Excerpt(&words).to_string()).into()
    }

    /// The first key inside this value that its object has twice, be it in two spellings. What the object says is
    /// then anybody's guess.
    pub(super) fn repeated_key(self) -> Option<Span> {
        // Values are looked at in no particular order; a text nests as deep as it likes.
        let mut first: Option<Span> = None;
        let mut open = vec![self.0];
        let mut keys: Vec<(Vec<u8>, Span)> = Vec::new();
        while let Some(value) = open.pop() {
            open.extend(value.elements());
            keys.clear();
            for member in value.members() {
                let folded = member.key.as_str().map(|key| match key.contains(':') {
                    // An ARN: names of roles may well differ in an underscore.
                    true => key.to_ascii_lowercase().into_bytes(),
                    false => letters(&key).collect(),
                });
                keys.extend(folded.map(|folded| (folded, member.key.span())));
                if matches!(member.value.kind(), Kind::List | Kind::Object) {
                    open.push(member.value);
                }
            }
            keys.sort_unstable_by(|a, b| (&a.0, a.1.start).cmp(&(&b.0, b.1.start)));
            let twice = keys.windows(2).filter_map(|pair| match pair {
                [a, b] if a.0 == b.0 => Some(b.1),
                _ => None,
            });
            first = twice.chain(first).min_by_key(|span| span.start);
        }
        first
    }
}

/// A key without underscores and without case.
fn letters(key: &str) -> impl Iterator<Item = u8> {
    key.bytes().filter(|byte| *byte != b'_').map(|byte| byte.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_in_every_spelling() {
        let tree = json::parse(r#"{"findingDetails": 1, "IsTruncated": 2, "last_accessed": 3, "id": null}"#);
        let root = Value(tree.root().unwrap());
        let raw = |key: &str| root.get(key).map(|value| value.0.raw());
        assert_eq!(raw("findingDetails"), Some("1"));
        assert_eq!(raw("isTruncated"), Some("2"));
        assert_eq!(raw("lastAccessed"), Some("3"));
        assert_eq!(raw("details"), None);
        assert!(root.get("id").is_some() && root.given("id").is_none());
    }

    #[test]
    fn a_key_twice_is_found_wherever_it_stands() {
        let table = [
            (r#"{"a": 1, "b": [{"c": 1}, {"c": 2}]}"#, None),
            (r#"{"a": 1, "b": [{"c": 1, "d": {}, "c": 2}], "a": 2}"#, Some(33)),
            (r#"{"lastAccessed": 1, "last_accessed": null}"#, Some(20)),
            (r#"{"status": 1, "\u0073tatus": 2}"#, Some(14)),
            (r#"{"arn:a:role/my_role": 1, "arn:a:role/myrole": 2}"#, None),
            (r#"[[[[]]]]"#, None),
        ];
        for (text, expected) in table {
            let tree = json::parse(text);
            let found = Value(tree.root().unwrap()).repeated_key();
            assert_eq!(found.map(|span| span.start), expected, "{text}");
        }
    }
}
