//! JSON values as findings have them: keys in camel, Pascal or snake case, dates as strings or numbers.

use std::borrow::Cow;

use leastwise_policy::Span;
use leastwise_policy::json::{self, Kind};

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

    /// The elements of a list; `None` for everything else.
    pub(super) fn items(self) -> Option<impl Iterator<Item = Value<'t>>> {
        (self.0.kind() == Kind::List).then(|| self.0.elements().map(Value))
    }

    /// The value of a key, given in camel case, that may also be written in Pascal or snake case.
    pub(super) fn get(self, key: &str) -> Option<Value<'t>> {
        let is_key = |written: &str| {
            let letters = |text: &str| text.bytes().filter(|b| *b != b'_').count();
            letters(written) == key.len()
                && written
                    .bytes()
                    .filter(|b| *b != b'_')
                    .zip(key.bytes())
                    .all(|(a, b)| a.eq_ignore_ascii_case(&b))
        };
        let member =
            self.0.members().find(|member| member.key.as_str().is_some_and(|written| is_key(&written)));
        Some(Value(member?.value))
    }
}
