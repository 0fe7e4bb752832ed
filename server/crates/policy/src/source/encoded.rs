//! Policies inside strings: percent-encoded as the IAM API returns them, or JSON in a JSON string.

use percent_encoding::percent_decode_str;

use crate::json::{self, Kind, Value};
use crate::{Span, document};

/// A policy inside a string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoded {
    /// The string with its quotes.
    pub span: Span,
    /// How the policy is written inside the string.
    pub encoding: Encoding,
}

/// How a policy is written inside a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// `%7B%22Version%22…`, as the IAM API returns it.
    Url,
    /// `"{\"Version\":…"`.
    JsonString,
}

/// Whether a string is a policy. Almost every string is told from one by its first characters.
pub(crate) fn detect(value: Value<'_>) -> Option<Encoded> {
    if value.kind() != Kind::String || !value.raw().contains("Statement") {
        return None;
    }
    let text = value.as_str()?;
    let (policy, encoding) = if text.trim_start().starts_with('{') {
        (text.into_owned(), Encoding::JsonString)
    } else if text.contains("%7B") || text.contains("%7b") {
        (percent_decode_str(&text).decode_utf8().ok()?.into_owned(), Encoding::Url)
    } else {
        return None;
    };
    let tree = json::parse(&policy);
    document::holds_document(&tree).then_some(Encoded { span: value.span(), encoding })
}
