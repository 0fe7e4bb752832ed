//! The second reader: yaml_serde, which is built on a translation of libyaml.
//!
//! Aliases are followed, so that an edit of what is used elsewhere shows there as well. Merge keys (`<<`) stay keys.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt::{self, Display};

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use crate::second::{Neutral, SecondError};

/// The longest text that is read, in bytes: the reader takes a few hundred bytes of memory for each value. A template of
/// CloudFormation has at most a million.
const LONGEST: usize = 2 * 1024 * 1024;

/// How many times as long as its text a file may become when its aliases are followed.
const MOST_COPIES: usize = 4;

/// Reads a text: its document, or all that it has.
pub(super) fn read(text: &str) -> Result<Neutral<'static>, SecondError> {
    if text.len() > LONGEST {
        return Err(SecondError::Syntax(format!("YAML of more than {LONGEST} bytes is not edited")));
    }
    // Every value has at least a byte of its own, but for what is empty.
    let left = Cell::new(2 * text.len() * MOST_COPIES + 1);
    let mut documents = Vec::new();
    for document in yaml_serde::Deserializer::from_str(text) {
        let read = Reader { left: &left }.deserialize(document);
        documents.push(read.map_err(|error| SecondError::Syntax(error.to_string()))?);
    }
    if documents.len() == 1 {
        return Ok(documents.remove(0));
    }
    Ok(Neutral::Documents(documents))
}

#[derive(Clone, Copy)]
struct Reader<'l> {
    /// How many bytes of values may still come.
    left: &'l Cell<usize>,
}

impl Reader<'_> {
    fn take<E: Error>(self, bytes: usize) -> Result<(), E> {
        let left = self.left.get().checked_sub(bytes + 1);
        self.left.set(left.ok_or_else(|| E::custom("its aliases stand for too much"))?);
        Ok(())
    }

    fn other<E: Error>(self, value: impl Display) -> Result<Neutral<'static>, E> {
        self.take(0)?;
        Ok(Neutral::Other(Cow::Owned(value.to_string())))
    }
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Neutral<'static>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Neutral<'static>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        self.take(text.len())?;
        Ok(Neutral::Text(text.to_owned()))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        self.other(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        self.other(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        self.other(value)
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Self::Value, E> {
        self.other(value)
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Self::Value, E> {
        self.other(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        self.other(value)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        self.other("null")
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        self.visit_unit()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        self.take(0)?;
        let mut read = Vec::new();
        while let Some(element) = elements.next_element_seed(self)? {
            read.push(element);
        }
        Ok(Neutral::List(read))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        self.take(0)?;
        let mut read = Vec::new();
        while let Some(key) = members.next_key_seed(self)? {
            read.push((key.shown(), members.next_value_seed(self)?));
        }
        Ok(Neutral::Object(read))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Self::Value, A::Error> {
        let (tag, value) = tagged.variant_seed(self)?;
        let value = value.newtype_variant_seed(self)?;
        Ok(Neutral::Call(format!("!{}", tag.shown()), vec![value]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match read(text) {
            Ok(value) => value.shown(),
            Err(error) => format!("error: {error}"),
        }
    }

    #[test]
    fn values_tags_and_documents_are_told() {
        for (text, expected) in [
            ("a: [1, \"1\", x, true, ~, 0x1F]", "{a: [1, 1, x, true, null, 31]}"),
            ("a: !Sub s3:${x}\nb: !If [c, !Ref d, {e: f}]", "{a: !Sub s3:${x}, b: !If [c, !Ref d, {e: f}]}"),
            ("a: !!str 1", "{a: 1}"),
            ("a: &x [b]\nc: *x\nd: {<<: *x}", "{a: [b], c: [b], d: {<<: [b]}}"),
            ("a: 1\n---\nb: 2\n", "[{a: 1}, {b: 2}]"),
            ("1: 2\n{a: b}: c\n", "{1: 2, {a: b}: c}"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
        assert_ne!(read("a: !x 1"), read("a: 1"));
        assert_ne!(read("a: \"1\""), read("a: 1"));
        assert_ne!(read("a: 1\n---\nb: 1\n"), read("[{a: 1}, {b: 1}]"));
    }

    #[test]
    fn hostile_texts_are_refused() {
        let bomb = format!("a: &a [{}]\nb: [{}]\n", "x,".repeat(1000), "*a,".repeat(1000));
        let nested = (1..30).map(|n| format!("a{n}: &a{n} [*a{m}, *a{m}]\n", m = n - 1)).collect::<String>();
        for text in [
            "[".repeat(10_000),
            "- ".repeat(10_000),
            "a: &a [*a]\n".to_owned(),
            "a:\n\t- x\n".to_owned(),
            "a: *nowhere\n".to_owned(),
            "a: *\n".to_owned(),
            "x".repeat(LONGEST + 1),
            bomb,
            format!("a0: &a0 x\n{nested}"),
        ] {
            let start = text.get(..20.min(text.len())).unwrap();
            assert!(read(&text).is_err(), "{start}");
        }
    }
}
