//! The reader of YAML: CloudFormation, SAM, Serverless and Kubernetes files. Every text gives a tree.
//!
//! A value with a tag is a [`Kind::Call`](crate::Kind::Call) of the tag, such as `!Sub "…"`; an alias is
//! [`Opaque::Alias`](crate::Opaque::Alias), and what an alias stands for is [shared](crate::Value::is_shared). Several
//! documents are several roots of one tree.
//!
//! The events come from granit-parser, with correct spans for every scalar. It stops at an error; then the text is read again
//! without that line, so that an editor keeps its diagnostics while someone types. A tree with errors is never edited.

mod reader;
mod scalar;

use std::borrow::Cow;

pub use scalar::{double, plain, single};

use crate::{Spelling, Syntax, Text, Tree};

/// YAML 1.2, with the words of 1.1 that CloudFormation and others still take for something else.
#[derive(Debug)]
pub struct Yaml;

impl Syntax for Yaml {
    fn name(&self) -> &'static str {
        "YAML"
    }

    fn read<'t>(&self, text: Text<'t>) -> Tree<'t> {
        reader::parse(text)
    }

    fn decode<'t>(&self, inside: &'t str, spelling: Spelling) -> Cow<'t, str> {
        reader::decode(inside, spelling)
    }
}

/// Reads a text. Never fails and never panics.
///
/// ```
/// use leastwise_syntax::yaml;
///
/// let tree = yaml::parse("Action:\n  - s3:Get*\n  - !Sub '${Service}:List*'\n");
/// let actions: Vec<_> = tree.root().unwrap().get("Action").unwrap().elements().collect();
/// assert_eq!(actions[0].as_str().unwrap(), "s3:Get*");
/// assert_eq!(actions[1].call().unwrap().0.raw(), "!Sub");
/// ```
pub fn parse<'t>(text: impl Into<Text<'t>>) -> Tree<'t> {
    reader::parse(text.into())
}

#[cfg(test)]
mod tests;
