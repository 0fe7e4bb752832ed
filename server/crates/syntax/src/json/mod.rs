//! The error-tolerant, lossless reader of JSON and JSON with comments: every text gives a tree.
//!
//! What is not JSON becomes a [`SyntaxError`] and the reading goes on, so that an editor keeps its diagnostics while
//! someone types. Nothing here knows what a policy is.
//!
//! The reader is our own because the maintained ones stop at the first bad token (`jsonc_parser::parse_to_ast` and
//! its scanner return `Result`), and an incremental tree would depend on how the text came about.

mod duplicates;
mod foreign;
mod lexer;
mod number;
mod parser;
mod string;
mod tree;

pub use lexer::{Lexer, Token, TokenKind};
pub use string::quote;
pub use tree::{Kind, Member, Tree, Value};

use std::borrow::Cow;

use crate::Span;

/// A place where the text is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where.
    pub span: Span,
    /// What is wrong, in a few words.
    pub message: Cow<'static, str>,
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
pub fn parse(text: &str) -> Tree<'_> {
    parser::parse(text)
}

#[cfg(test)]
mod suite_tests;
#[cfg(test)]
mod tests;
