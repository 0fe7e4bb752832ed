//! A file's text, read: the JSON tree with its errors, and the policy documents in it.

pub(crate) mod encoded;

pub use crate::json::SyntaxError;
pub use encoded::{Encoded, Encoding};

use leastwise_syntax::line_number;

use crate::{Document, document, json};

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

impl Source {
    /// Reads a text. Never fails and never panics; what does not read is in [`Source::errors`].
    ///
    /// ```
    /// use leastwise_policy::Source;
    ///
    /// let source = Source::read(r#"{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}"#);
    /// let actions = source.documents[0].statements[0].actions.as_ref().unwrap();
    /// assert_eq!(actions.entries[0].text, "s3:Get*");
    /// assert_eq!(actions.entries[0].span.text(&source.text), Some(r#""s3:Get*""#));
    /// ```
    pub fn read(text: impl Into<std::sync::Arc<str>>) -> Source {
        let text = text.into();
        let tree = json::parse(&text);
        let found = document::find(&tree);
        let errors = tree.into_errors();
        Source { text, errors, documents: found.documents, encoded: found.encoded }
    }

    /// A quick look at the raw text: `false` only where no policy document can be in it.
    ///
    /// ```
    /// use leastwise_policy::Source;
    ///
    /// assert!(Source::may_hold_policy(r#"{"Statement": []}"#));
    /// assert!(Source::may_hold_policy(r#""%7B%22Statement%22%3A%5B%5D%7D""#));
    /// assert!(!Source::may_hold_policy(r#"{"name": "a package"}"#));
    /// ```
    pub fn may_hold_policy(text: &str) -> bool {
        // Percent-encoding and escaped quotes leave the letters alone. Only `\u0053…` hides them.
        const SPELLED_OUT: [&str; 3] = ["\\u005", "\\u006", "\\u007"];
        text.contains("Statement") || SPELLED_OUT.iter().any(|escape| text.contains(escape))
    }

    /// Whether a document reads strictly, so that edits may be offered: [`Source::barrier`] without the reason.
    pub fn reads_strictly(&self, document: &Document) -> bool {
        self.errors.is_empty() && document.flaws.is_empty()
    }

    /// Why no edit may be offered for a document: the file has a syntax error, or the document has flaws.
    /// `None` means that it reads strictly.
    ///
    /// ```
    /// use leastwise_policy::Source;
    ///
    /// let source = Source::read("{\"Statement\": [\n  {\"Effect\": \"Allow\", \"Action\": \"s3:Get*\",}\n]}");
    /// let reason = source.barrier(&source.documents[0]).unwrap();
    /// assert_eq!(reason, "line 2 does not read as JSON: a comma before the end");
    /// ```
    pub fn barrier(&self, document: &Document) -> Option<String> {
        if let Some(error) = self.errors.first() {
            return Some(format!(
                "line {} does not read as JSON: {}",
                self.line(error.span.start),
                error.message
            ));
        }
        document.flaws.first().map(|flaw| format!("line {}: {}", self.line(flaw.span.start), flaw.message))
    }

    /// The number of the line, from 1, in which a byte offset lies. Lines end with LF, CR or CRLF.
    ///
    /// ```
    /// use leastwise_policy::Source;
    ///
    /// assert_eq!(Source::read("{\n}").line(2), 2);
    /// ```
    pub fn line(&self, offset: usize) -> usize {
        line_number(&self.text, offset)
    }
}
