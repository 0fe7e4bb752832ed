//! A file's text, read: the JSON tree with its errors, and the policy documents in it.

use crate::{Document, Span};

/// A text and all that was found in it. Depends on the text only.
#[derive(Debug)]
pub struct Source {
    /// The text that was read.
    pub text: std::sync::Arc<str>,
    /// What is not JSON (comments are allowed, trailing commas are not), in the order of the text.
    pub errors: Vec<SyntaxError>,
    /// The policy documents, in the order of the text.
    pub documents: Vec<Document>,
    /// Policies inside strings, which are reported and never edited.
    pub encoded: Vec<Encoded>,
}

/// A place where the text is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where.
    pub span: Span,
    /// What is wrong, in a few words.
    pub message: String,
}

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
}

impl Source {
    /// Reads a text. Never fails and never panics; what does not read is in [`Source::errors`].
    pub fn read(text: impl Into<std::sync::Arc<str>>) -> Source {
        let _ = text.into();
        unimplemented!()
    }

    /// A quick look at the raw text: `false` only where no policy document can be in it.
    pub fn may_hold_policy(text: &str) -> bool {
        let _ = text;
        unimplemented!()
    }

    /// Why no edit may be offered for a document: the file has a syntax error, or the document has flaws.
    /// `None` means that it reads strictly.
    pub fn barrier(&self, document: &Document) -> Option<String> {
        let _ = document;
        unimplemented!()
    }
}
