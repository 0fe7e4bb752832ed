//! Policies inside strings: percent-encoded as the IAM API returns them, or JSON in a JSON string.

use leastwise_syntax::json::Json;
use leastwise_syntax::{Kind, Opaque, Spelling, Syntax, Text, Value};
use percent_encoding::percent_decode_str;

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
    /// The same between the quotes of HCL.
    HclString,
}

/// The syntax of the text in a string, if a policy may be in it. Almost every string is told from one by its first
/// characters.
pub(crate) fn opens(value: Value<'_>) -> Option<&'static dyn Syntax> {
    // JSON has quotes, which are escaped between double quotes.
    let is_string = matches!(value.kind(), Kind::String | Kind::Opaque(Opaque::Expression));
    let may_quote = match value.spelling() {
        Spelling::Double => value.is_escaped(),
        Spelling::Bare => value.kind() == Kind::String,
        _ => true,
    };
    if !is_string || !may_quote {
        return None;
    }
    let raw = value.raw();
    let begins = |char: char| matches!(char, '{' | '\\') || char.is_whitespace();
    if !raw.trim_start_matches(['"', '\'']).starts_with(begins) || !raw.contains("Statement") {
        return None;
    }
    // What is filled in is not known, and where the text begins with it nothing can be read.
    value.as_str().is_none_or(|text| text.trim_start().starts_with('{')).then_some(&Json)
}

/// Whether a string is a policy that has to be decoded: percent-encoded, or JSON over several lines that are joined.
pub(crate) fn detect(value: Value<'_>) -> Option<Encoded> {
    if !value.raw().contains("Statement") {
        return None;
    }
    let text = value.as_str()?;
    let is_json = text.trim_start().starts_with('{');
    let (policy, encoding) = if is_json {
        (text, Encoding::JsonString)
    } else if text.contains("%7B") || text.contains("%7b") {
        (percent_decode_str(&text).decode_utf8().ok()?.into_owned().into(), Encoding::Url)
    } else {
        return None;
    };
    let tree = Json.read(Text::Borrowed(&policy));
    document::holds_document(&tree).then_some(Encoded { span: value.span(), encoding })
}
