//! JSON values as they are written, taken apart one level at a time by serde_json.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Violation, differs};

/// The text of a value. Two are equal where they are written the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Raw<'t>(&'t str);

impl<'t> Raw<'t> {
    /// Reads a text that is one value.
    pub(super) fn read(text: &'t str) -> Result<Self, Violation> {
        Ok(Raw(parse::<&RawValue>(text)?.get()))
    }

    /// The text of the value.
    pub(super) fn as_written(self) -> &'t str {
        self.0
    }

    pub(super) fn is_list(self) -> bool {
        self.0.starts_with('[')
    }

    pub(super) fn string(self) -> Result<String, Violation> {
        parse(self.0)
    }

    pub(super) fn elements(self) -> Result<Vec<Raw<'t>>, Violation> {
        let elements: Vec<&RawValue> = parse(self.0)?;
        Ok(elements.into_iter().map(|element| Raw(element.get())).collect())
    }

    /// The elements of a list; a value that is none, alone.
    pub(super) fn elements_or_self(self) -> Result<Vec<Raw<'t>>, Violation> {
        if self.is_list() { self.elements() } else { Ok(vec![self]) }
    }

    /// The members in their order. A duplicate key is refused: readers differ in which one counts.
    pub(super) fn members(self) -> Result<Vec<(String, Raw<'t>)>, Violation> {
        let Members(members) = parse(self.0)?;
        let mut keys: Vec<&str> = members.iter().map(|(key, _)| key.as_str()).collect();
        keys.sort_unstable();
        let twice = keys.iter().zip(keys.iter().skip(1)).find(|(key, next)| key == next);
        match twice {
            Some((key, _)) => Err(differs(&format!("duplicate key `{key}`"))),
            None => Ok(members),
        }
    }
}

fn parse<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, Violation> {
    serde_json::from_str(text).map_err(|error| Violation::NotJson(error.to_string()))
}

struct Members<'t>(Vec<(String, Raw<'t>)>);

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
        while let Some((key, value)) = map.next_entry::<String, &'de RawValue>()? {
            members.push((key, Raw(value.get())));
        }
        Ok(Members(members))
    }
}
