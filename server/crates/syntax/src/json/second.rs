//! The second reader: serde_json, which takes values apart one level at a time.
//!
//! What is not looked into stays as it is written (`serde_json`'s `RawValue`), so a number that no number type holds
//! (`1e400`, `0.10`) equals itself and nothing else, and no depth of nesting is too deep.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::second::{Neutral, SecondError};

/// Reads a text without comments that is one value.
pub(super) fn read(text: &str) -> Result<Neutral<'_>, SecondError> {
    Ok(written(parse::<&RawValue>(text)?))
}

fn written(value: &RawValue) -> Neutral<'_> {
    Neutral::Written(value.get(), open)
}

fn open(text: &str) -> Result<Neutral<'_>, SecondError> {
    Ok(match text.as_bytes().first() {
        Some(b'"') => Neutral::Text(parse(text)?),
        Some(b'[') => Neutral::List(parse::<Vec<&RawValue>>(text)?.into_iter().map(written).collect()),
        Some(b'{') => {
            let Members(members) = parse(text)?;
            Neutral::Object(members.into_iter().map(|(key, value)| (key, written(value))).collect())
        }
        _ => Neutral::Other(Cow::Borrowed(text)),
    })
}

fn parse<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, SecondError> {
    serde_json::from_str(text).map_err(|error| SecondError::Syntax(error.to_string()))
}

struct Members<'t>(Vec<(String, &'t RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}
