//! How a new string is written: as the one that it replaces.

use crate::yaml::{double, plain, single};
use crate::{Spelling, Value};

/// `text`, written as `like` is. A plain string that would mean something else is put between single quotes.
pub(super) fn quoted(text: &str, like: Value<'_>) -> String {
    match like.spelling() {
        Spelling::Double => double(text),
        Spelling::Single => single(text),
        _ => plain(text).map_or_else(|| single(text), str::to_owned),
    }
}

/// Several strings, written as `like` is.
pub(super) fn joined(texts: &[String], like: Value<'_>, separator: &str) -> String {
    texts.iter().map(|text| quoted(text, like)).collect::<Vec<_>>().join(separator)
}
