//! The error-tolerant, lossless reader of HCL, the syntax of Terraform and OpenTofu: every text gives a tree.
//!
//! A file is an object of its attributes and blocks (see [`Spelling::Block`]). A value that is written out is read; all
//! else is an [`Opaque::Expression`](crate::Opaque::Expression), with the values inside it as far as they are written
//! out: both lists of `var.all ? ["s3:*"] : ["s3:Get*"]`, but none of a `for`.
//!
//! The reader is our own because the maintained one (`hcl-edit`) stops at the first error; it proves the edits instead.
//! Source: <https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md>.

mod edit;
mod lexer;
mod parser;
mod second;
mod template;

use std::borrow::Cow;

pub use template::quote;

use crate::edit::Editor;
use crate::embedded::Offsets;
use crate::second::{Neutral, SecondError};
use crate::{Span, Spelling, Syntax, Text, Tree};

/// HCL, native syntax.
#[derive(Debug)]
pub struct Hcl;

impl Syntax for Hcl {
    fn name(&self) -> &'static str {
        "HCL"
    }

    fn read<'t>(&self, text: Text<'t>) -> Tree<'t> {
        parser::parse(text)
    }

    fn decode<'t>(&self, inside: &'t str, spelling: Spelling) -> Cow<'t, str> {
        match spelling {
            Spelling::Literal => template::decode_lines(inside),
            _ => template::decode_quoted(inside),
        }
    }

    fn offsets(&self, inside: &str, spelling: Spelling) -> Option<Offsets> {
        (spelling == Spelling::Double).then(|| template::offsets(inside))
    }

    fn without_inner_quotes<'t>(&self, inside: &'t str) -> Cow<'t, str> {
        template::without_inner_quotes(inside)
    }

    fn second<'t>(&self, text: &'t str) -> Result<Neutral<'t>, SecondError> {
        second::read(text)
    }

    fn comments<'t>(&self, text: &'t str) -> Vec<&'t str> {
        second::comments(text)
    }

    fn editor<'a>(&self, tree: &'a Tree<'a>, _: Vec<Span>) -> Option<Box<dyn Editor + 'a>> {
        Some(Box::new(edit::HclEditor::new(tree)))
    }
}

/// Reads a text. Never fails and never panics: time and memory are linear in the length of the text.
///
/// ```
/// use leastwise_syntax::hcl;
///
/// let tree = hcl::parse("data \"aws_iam_policy_document\" \"x\" {\n  statement {\n    actions = [\"s3:Get*\"]\n  }\n}\n");
/// let document = tree.root().unwrap().get("data").unwrap().get("aws_iam_policy_document").unwrap().get("x").unwrap();
/// let actions = document.get("statement").unwrap().get("actions").unwrap();
/// assert_eq!(actions.elements().next().unwrap().as_str().unwrap(), "s3:Get*");
/// ```
pub fn parse<'t>(text: impl Into<Text<'t>>) -> Tree<'t> {
    parser::parse(text.into())
}

#[cfg(test)]
mod tests;
