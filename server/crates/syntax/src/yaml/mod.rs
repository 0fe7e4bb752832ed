//! The reader of YAML: CloudFormation, SAM, Serverless and Kubernetes files. Every text gives a tree.
//!
//! A value with a tag is a [`Kind::Call`](crate::Kind::Call) of the tag, such as `!Sub "…"`; an alias is
//! [`Opaque::Alias`](crate::Opaque::Alias), and what an alias stands for is [shared](crate::Value::is_shared). Several
//! documents are several roots of one tree.
//!
//! Tags of YAML's own for strings, lists and objects (`!!str`) make no call: they change nothing but how a string is read.
//! What begins with `{{` is [`Opaque::Placeholder`](crate::Opaque::Placeholder).
//!
//! The events come from granit-parser, with correct spans for every scalar. It stops at an error; then the text is read again
//! without that line, so that an editor keeps its diagnostics while someone types. A tree with errors is never edited.

mod dash;
mod edit;
mod reader;
mod scalar;
mod second;

use std::borrow::Cow;

pub use scalar::{double, plain, single};

use crate::edit::Editor;
use crate::embedded::Offsets;
use crate::second::{Neutral, SecondError};
use crate::{Span, Spelling, Syntax, Text, Tree};

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

    fn offsets(&self, inside: &str, spelling: Spelling) -> Option<Offsets> {
        scalar::offsets(inside, spelling)
    }

    /// To the second reader, a byte order mark is a column of the first line.
    fn for_second<'t>(&self, text: &'t str) -> Cow<'t, str> {
        Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text))
    }

    fn second<'t>(&self, text: &'t str) -> Result<Neutral<'t>, SecondError> {
        second::read(text)
    }

    fn comments<'t>(&self, text: &'t str) -> Vec<&'t str> {
        text.split(['\n', '\r']).filter_map(comment).collect()
    }

    fn editor<'a>(&self, tree: &'a Tree<'a>, alike: Vec<Span>) -> Option<Box<dyn Editor + 'a>> {
        Some(Box::new(edit::YamlEditor::new(tree, alike)))
    }
}

/// The comment on a line. In a string this may be a part of it.
fn comment(line: &str) -> Option<&str> {
    let starts =
        |at: &usize| line.get(..*at).is_some_and(|before| before.is_empty() || before.ends_with([' ', '\t']));
    let (at, _) = line.match_indices('#').find(|(at, _)| starts(at))?;
    line.get(at..)
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
