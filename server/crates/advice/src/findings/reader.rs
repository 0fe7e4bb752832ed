//! What readers of all formats share: names and dates with their problems.

use leastwise_iam::ActionName;
use leastwise_policy::Span;

use super::normal::{UnusedAction, timestamp};
use super::value::Value;
use crate::{Advice, Rule};

/// Collects what is wrong while a file is read.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) problems: Vec<Advice>,
}

impl Reader {
    pub(super) fn problem(&mut self, span: Span, message: impl Into<String>) {
        self.problems.push(Advice::note(span, Rule::UnreadableFinding, message.into()));
    }

    /// A service prefix; wildcards and odd characters are an error, not input.
    pub(super) fn namespace(&mut self, value: Value<'_>) -> Option<Box<str>> {
        let Some(text) = value.as_str() else {
            self.problem(
                value.span(),
                "a service namespace is a string such as \"s3\"; this service is left out",
            );
            return None;
        };
        match ActionName::new(&text, "x") {
            Ok(_) => Some(text.into()),
            Err(_) => {
                let message = format!("`{text}` is not a service namespace; this service is left out");
                self.problem(value.span(), message);
                None
            }
        }
    }

    /// An action of a service: bare or with the service's prefix, in any case.
    pub(super) fn action(&mut self, namespace: &str, value: Value<'_>) -> Option<UnusedAction> {
        let (name, last_accessed) = match value.get("action").or_else(|| value.get("actionName")) {
            Some(name) => (name, value.get("lastAccessed")),
            None => (value, None),
        };
        let Some(text) = name.as_str() else {
            self.problem(
                value.span(),
                "an unused action is a name such as \"GetBucketAcl\"; this one is left out",
            );
            return None;
        };
        let bare = match text.split_once(':') {
            Some((prefix, bare)) if prefix.eq_ignore_ascii_case(namespace) => bare,
            Some(_) => {
                let message = format!("`{text}` is not an action of {namespace}; it is left out");
                self.problem(name.span(), message);
                return None;
            }
            None => &text,
        };
        match ActionName::new(namespace, bare) {
            Ok(action) => {
                let last_accessed = last_accessed.and_then(|value| self.date(value));
                Some(UnusedAction { name: action, span: name.span(), last_accessed })
            }
            Err(error) => {
                let message = format!("`{text}` is not an action's name ({error}); it is left out");
                self.problem(name.span(), message);
                None
            }
        }
    }

    /// A date, where there is one.
    pub(super) fn date(&mut self, value: Value<'_>) -> Option<jiff::Timestamp> {
        if value.is_null() {
            return None;
        }
        let read = value.scalar().and_then(|text| timestamp(&text));
        if read.is_none() {
            self.problem(
                value.span(),
                "a date is written like \"2024-06-12T07:25:34Z\"; this one is left out",
            );
        }
        read
    }
}
