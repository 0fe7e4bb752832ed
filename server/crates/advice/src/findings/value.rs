//! JSON values as findings have them: keys in camel, Pascal or snake case, dates as strings or numbers, words of an
//! enumeration as strings or as SDKs wrap them.

use std::borrow::Cow;

use leastwise_policy::Span;
use leastwise_policy::json::outline::Document;
use leastwise_policy::json::{self, Kind};

use super::mistake::Excerpt;
use super::time::is_unset;

/// A value in a findings file.
#[derive(Clone, Copy)]
pub(super) struct Value<'t> {
    json: json::Value<'t>,
    /// The place in the file of a value that stands in a string's text.
    at: Option<Span>,
    /// The piece of the file that the value stands in, of one that is read piece by piece.
    document: Option<&'t Document>,
}

impl<'t> Value<'t> {
    /// A value of the file's own text, or of the text of a string at a place in it.
    pub(super) fn new(json: json::Value<'t>, at: Option<Span>) -> Value<'t> {
        Value { json, at, document: None }
    }

    /// A value of the text of a piece of the file.
    pub(super) fn in_piece(json: json::Value<'t>, document: &'t Document) -> Value<'t> {
        Value { json, at: None, document: Some(document) }
    }

    fn inner(self, json: json::Value<'t>) -> Value<'t> {
        Value { json, ..self }
    }

    pub(super) fn span(self) -> Span {
        let own = || match self.document {
            Some(document) => document.origin(self.json.span()),
            None => self.json.span(),
        };
        self.at.unwrap_or_else(own)
    }

    /// The place in the text that the value was parsed from, which may be a string's.
    pub(super) fn own_span(self) -> Span {
        self.json.span()
    }

    pub(super) fn kind(self) -> Kind {
        self.json.kind()
    }

    /// The text with quotes or brackets.
    pub(super) fn raw(self) -> &'t str {
        self.json.raw()
    }

    /// Nothing: null, or the date that .NET has for one that was never set.
    pub(super) fn is_absent(self) -> bool {
        match self.kind() {
            Kind::Null => true,
            Kind::String => self.as_str().is_some_and(|text| is_unset(&text)),
            _ => false,
        }
    }

    pub(super) fn is_object(self) -> bool {
        self.kind() == Kind::Object
    }

    pub(super) fn is_true(self) -> bool {
        self.is_bool(true)
    }

    pub(super) fn is_bool(self, value: bool) -> bool {
        self.kind() == Kind::Bool && self.raw() == if value { "true" } else { "false" }
    }

    pub(super) fn as_str(self) -> Option<Cow<'t, str>> {
        self.json.as_str()
    }

    /// Whether the closing quote or bracket is there.
    pub(super) fn is_closed(self) -> bool {
        self.json.is_closed()
    }

    /// A word of an enumeration: a string, or the string in `{"Value": …}`.
    pub(super) fn word(self) -> Option<Cow<'t, str>> {
        self.as_str().or_else(|| self.get("value")?.as_str())
    }

    /// A string's text or a number's digits.
    pub(super) fn scalar(self) -> Option<Cow<'t, str>> {
        match self.kind() {
            Kind::String => self.as_str(),
            Kind::Number => Some(Cow::Borrowed(self.raw())),
            _ => None,
        }
    }

    /// A date's text or digits, also as PowerShell wraps them.
    pub(super) fn date(self) -> Option<Cow<'t, str>> {
        self.scalar().or_else(|| self.get("value")?.scalar())
    }

    /// A count, as a number or a string of digits.
    pub(super) fn count(self) -> Option<u32> {
        self.scalar()?.parse().ok()
    }

    /// The elements of a list; `None` for everything else.
    pub(super) fn items(self) -> Option<impl Iterator<Item = Value<'t>>> {
        (self.kind() == Kind::List).then(|| self.json.elements().map(move |item| self.inner(item)))
    }

    /// Whether it is a list or an object with something in it.
    pub(super) fn holds_something(self) -> bool {
        self.json.elements().next().is_some() || self.json.members().next().is_some()
    }

    /// The keys of an object with their values.
    pub(super) fn members(self) -> impl Iterator<Item = (Value<'t>, Value<'t>)> {
        self.json.members().map(move |member| (self.inner(member.key), self.inner(member.value)))
    }

    /// The value of a key, given in camel case, that may also be written in Pascal or snake case.
    pub(super) fn get(self, key: &str) -> Option<Value<'t>> {
        let mut members = self.members();
        Some(members.find(|(written, _)| written.is_key(key))?.1)
    }

    /// Whether this is a key, given in camel case, in whatever spelling.
    pub(super) fn is_key(self, key: &str) -> bool {
        self.as_str().is_some_and(|written| letters(&written).eq(letters(key)))
    }

    /// The value of a key, unless it is absent. Dumps of typed objects write null for what is.
    pub(super) fn given(self, key: &str) -> Option<Value<'t>> {
        self.get(key).filter(|value| !value.is_absent())
    }

    /// Whether one of some keys has a value.
    pub(super) fn gives_any(self, keys: &[&str]) -> bool {
        keys.iter().any(|key| self.given(key).is_some())
    }

    /// The string of a key, or its word.
    pub(super) fn text(self, key: &str) -> Option<Cow<'t, str>> {
        self.get(key)?.word()
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
        let mut open = vec![self.json];
        let mut keys: Vec<(Vec<u8>, Span)> = Vec::new();
        while let Some(value) = open.pop() {
            open.extend(value.elements());
            keys.clear();
            for member in value.members() {
                let folded = member.key.as_str().map(|key| folded(&key));
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

/// A key as it is compared with others of its object.
pub(super) fn folded(key: &str) -> Vec<u8> {
    match key.contains(':') {
        // An ARN: names of roles may well differ in an underscore.
        true => key.to_ascii_lowercase().into_bytes(),
        false => letters(key).collect(),
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
        let root = Value::new(tree.root().unwrap(), None);
        let raw = |key: &str| root.get(key).map(|value| value.raw());
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
            let found = Value::new(tree.root().unwrap(), None).repeated_key();
            assert_eq!(found.map(|span| span.start), expected, "{text}");
        }
    }

    #[test]
    fn dates_of_dotnet_that_were_never_set_are_absent() {
        for (text, expected, absent) in [
            (r#"{"value": "/Date(1795160100000)/", "DisplayHint": 2}"#, Some("/Date(1795160100000)/"), false),
            (r#""\/Date(-62135596800000)\/""#, Some("/Date(-62135596800000)/"), true),
            (r#""0001-01-01T00:00:00Z""#, Some("0001-01-01T00:00:00Z"), true),
            ("1795160100", Some("1795160100"), false),
            ("null", None, true),
            ("[]", None, false),
        ] {
            let tree = json::parse(text);
            let value = Value::new(tree.root().unwrap(), None);
            assert_eq!((value.date().as_deref(), value.is_absent()), (expected, absent), "{text}");
        }
    }

    #[test]
    fn words_read_plain_and_as_sdks_wrap_them() {
        for (text, expected) in [
            (r#""ACTIVE""#, Some("ACTIVE")),
            (r#"{"Value": "ACTIVE"}"#, Some("ACTIVE")),
            (r#"{"value": 7}"#, None),
            (r#"{"word": "ACTIVE"}"#, None),
            ("[]", None),
        ] {
            let tree = json::parse(text);
            assert_eq!(Value::new(tree.root().unwrap(), None).word().as_deref(), expected, "{text}");
        }
    }
}
