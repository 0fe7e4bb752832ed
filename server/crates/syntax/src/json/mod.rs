//! The error-tolerant, lossless reader of JSON and JSON with comments: every text gives a tree.
//!
//! What is not JSON becomes a [`SyntaxError`] and the reading goes on, so that an editor keeps its diagnostics while
//! someone types. Nothing here knows what a policy is.
//!
//! The reader is our own because the maintained ones stop at the first bad token (`jsonc_parser::parse_to_ast` and
//! its scanner return `Result`), and an incremental tree would depend on how the text came about.

mod comments;
pub(crate) mod edit;
mod foreign;
mod lexer;
mod number;
pub mod outline;
mod parser;
mod second;
mod string;

use std::borrow::Cow;

pub use lexer::{Lexer, Token, TokenKind};
pub use string::quote;

use crate::edit::Editor;
use crate::embedded::Offsets;
use crate::second::{Neutral, SecondError};
pub use crate::{Kind, Member, SyntaxError, Tree, Value};
use crate::{Span, Spelling, Syntax, Text};

/// JSON, and JSON with comments.
#[derive(Debug)]
pub struct Json;

impl Syntax for Json {
    fn name(&self) -> &'static str {
        "JSON"
    }

    fn read<'t>(&self, text: Text<'t>) -> Tree<'t> {
        parser::parse(text)
    }

    fn decode<'t>(&self, inside: &'t str, _: Spelling) -> Cow<'t, str> {
        string::decode(inside)
    }

    fn offsets(&self, inside: &str, _: Spelling) -> Option<Offsets> {
        Some(string::offsets(inside))
    }

    fn for_second<'t>(&self, text: &'t str) -> Cow<'t, str> {
        comments::blank_out(text)
    }

    fn second<'t>(&self, text: &'t str) -> Result<Neutral<'t>, SecondError> {
        second::read(text)
    }

    fn second_is_literal(&self) -> bool {
        true
    }

    fn editor<'a>(&self, tree: &'a Tree<'a>, alike: Vec<Span>) -> Option<Box<dyn Editor + 'a>> {
        Some(Box::new(edit::JsonEditor::new(tree, alike)))
    }
}

/// Reads a text. Never fails and never panics: the time and the memory are linear in the length of the text, however
/// deep it nests.
///
/// Comments (`//` and `/* */`) and a byte order mark at the start are no errors, trailing commas are.
///
/// ```
/// use leastwise_syntax::json;
///
/// let tree = json::parse(r#"{"Action": ["s3:Get*", "s3:List*" /* both */]}"#);
/// let list = tree.root().and_then(|root| root.get("Action")).unwrap();
/// let texts: Vec<_> = list.elements().filter_map(|element| element.as_str()).collect();
/// assert_eq!(texts, ["s3:Get*", "s3:List*"]);
///
/// let damaged = json::parse(r#"{"Action": "s3:Get*" "Effect": "Allow"}"#);
/// assert_eq!(damaged.errors()[0].message, "missing comma");
/// assert_eq!(damaged.root().unwrap().get("Effect").unwrap().as_str().unwrap(), "Allow");
/// ```
pub fn parse<'t>(text: impl Into<Text<'t>>) -> Tree<'t> {
    parser::parse(text.into())
}

#[cfg(test)]
mod suite_tests;
#[cfg(test)]
mod tests;
