//! A file's text, read: the JSON tree with its errors, and the policy documents in it.

pub(crate) mod encoded;
mod generator;
mod unresolved;

use std::sync::Arc;

pub use encoded::{Encoded, Encoding};
pub use generator::Generator;
use leastwise_syntax::json::Json;
use leastwise_syntax::{Kind, Syntax, Value, line_number};
pub use leastwise_syntax::{SyntaxError, Tree};
pub use unresolved::{Unresolved, UnresolvedKind};

use crate::dialect::{self, Dialect};
use crate::grammar::Element;
use crate::{AccountDetails, Document, Statement, document};

/// A text and all that was found in it. Depends on the text only.
#[derive(Debug)]
pub struct Source {
    /// The text that was read.
    pub text: Arc<str>,
    /// The values in the text, which documents and statements point into.
    pub tree: Tree<'static>,
    /// Where policies are in it, and how they are written.
    pub(crate) dialect: &'static dyn Dialect,
    /// The text is several JSON values one after the other, as in JSON Lines. Each of them is read; none is edited.
    pub is_sequence: bool,
    /// The policy documents, in the order of the text.
    pub documents: Vec<Document>,
    /// Policies inside strings, which are reported and never edited.
    pub encoded: Vec<Encoded>,
    /// Policies of which it is known where they stand and not what they say, in the order of the text.
    pub unresolved: Vec<Unresolved>,
    /// Who has which managed policy, where the file says so.
    pub account: Option<AccountDetails>,
    /// Which program the file is of, where policies in strings or lists of statements were found in it.
    pub generator: Option<Generator>,
}

impl Source {
    /// Reads a text as JSON. Never fails and never panics; what breaks its rules is in [`Source::errors`].
    ///
    /// ```
    /// use leastwise_policy::Source;
    ///
    /// let source = Source::read(r#"{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}"#);
    /// let actions = source.documents[0].statements[0].actions.as_ref().unwrap();
    /// assert_eq!(actions.entries[0].text, "s3:Get*");
    /// assert_eq!(actions.entries[0].span.text(&source.text), Some(r#""s3:Get*""#));
    /// ```
    pub fn read(text: impl Into<Arc<str>>) -> Source {
        Source::read_as(&Json, text)
    }

    /// Reads a text in any syntax. Never fails and never panics; what breaks its rules is in [`Source::errors`].
    pub fn read_as(syntax: &'static dyn Syntax, text: impl Into<Arc<str>>) -> Source {
        let text = text.into();
        let tree = syntax.read(Arc::clone(&text).into()).open_strings(encoded::opens);
        let dialect = dialect::of(&tree);
        let found = document::find(&tree, dialect);
        let is_odd = !found.encoded.is_empty() || !found.unresolved.is_empty();
        let generator = if is_odd { Generator::of(&tree) } else { None };
        let is_sequence = tree.is_sequence();
        let account = AccountDetails::of(&tree);
        Source {
            text,
            tree,
            dialect,
            is_sequence,
            account,
            documents: found.documents,
            encoded: found.encoded,
            unresolved: found.unresolved,
            generator,
        }
    }

    /// A text that cannot be read as it is saved. `reason` says why: "is UTF-16; save it as UTF-8". The text is what can
    /// be made of it.
    pub fn unread(text: impl Into<Arc<str>>, reason: &str) -> Source {
        let text = text.into();
        Source {
            tree: Tree::unread(&Json, Arc::clone(&text).into(), format!("it {reason}")),
            text,
            dialect: dialect::ANY,
            is_sequence: false,
            documents: Vec::new(),
            encoded: Vec::new(),
            unresolved: Vec::new(),
            account: None,
            generator: None,
        }
    }

    /// What breaks the rules of the syntax, in the order of the text. In JSON comments are allowed, trailing commas are
    /// not.
    pub fn errors(&self) -> &[SyntaxError] {
        if self.is_sequence { &[] } else { self.tree.errors() }
    }

    /// Whether nothing was found that is, or may be, a policy, or says who has one.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
            && self.encoded.is_empty()
            && self.unresolved.is_empty()
            && self.account.is_none()
            && self.errors().is_empty()
    }

    /// Whether this is a policy as far as its words tell, of which the damage leaves nothing that could be found.
    pub fn is_lost_policy(&self) -> bool {
        let is_lost = !self.errors().is_empty()
            && self.documents.is_empty()
            && self.encoded.is_empty()
            && self.unresolved.is_empty();
        is_lost && looks_like_policy(&self.text)
    }

    /// How many policies it holds, those included that cannot be read.
    pub fn policy_count(&self) -> usize {
        let found = self.documents.len() + self.encoded.len() + self.unresolved.len();
        found + usize::from(self.is_lost_policy())
    }

    /// A quick look at the raw text: `false` only where neither a policy document nor an account's authorization details
    /// can be in it.
    ///
    /// ```
    /// use leastwise_policy::Source;
    ///
    /// assert!(Source::may_hold_policy(r#"{"Statement": []}"#));
    /// assert!(Source::may_hold_policy(r#""%7B%22Statement%22%3A%5B%5D%7D""#));
    /// assert!(Source::may_hold_policy("statements:\n  - Effect: Allow\n    Action: s3:Get*\n"));
    /// assert!(!Source::may_hold_policy(r#"{"name": "a package"}"#));
    /// ```
    pub fn may_hold_policy(text: &str) -> bool {
        // Percent-encoding and escaped quotes leave the letters alone. Only `\u0053…` hides them.
        const SPELLED_OUT: [&str; 3] = ["\\u005", "\\u006", "\\u007"];
        text.contains("Statement")
            || text.contains("aws_iam_policy_document")
            || names_arguments(text)
            || is_of_a_version(text)
            || (text.contains("Effect") && text.contains("Action"))
            || text.contains("DetailList\"")
            || SPELLED_OUT.iter().any(|escape| text.contains(escape))
    }

    /// Whether all that a document says is known: the file has no syntax error, and the document no flaw.
    pub fn reads_strictly(&self, document: &Document) -> bool {
        let embedded = self.tree.value(document.node).host_errors();
        self.errors().is_empty() && embedded.is_empty() && document.flaws.is_empty()
    }

    /// Why no edit may be offered for a document: the file has a syntax error or holds several values, or the document
    /// has flaws. `None` means that it reads strictly.
    ///
    /// ```
    /// use leastwise_policy::Source;
    ///
    /// let source = Source::read("{\"Statement\": [\n  {\"Effect\": \"Allow\", \"Action\": \"s3:Get*\",}\n]}");
    /// let reason = source.barrier(&source.documents[0]).unwrap();
    /// assert_eq!(reason, "line 2: invalid JSON: trailing comma");
    /// ```
    pub fn barrier(&self, document: &Document) -> Option<String> {
        let invalid = |syntax: &dyn Syntax, error: &SyntaxError| {
            format!("line {}: invalid {}: {}", self.line(error.span.start), syntax.name(), error.message)
        };
        if let Some(error) = self.errors().first() {
            return Some(invalid(self.tree.syntax(), error));
        }
        if self.is_sequence {
            let why = "the file holds several JSON values, one after the other; save each in a file of its own, or all \
                       in one JSON list";
            return Some(why.to_owned());
        }
        let value = self.tree.value(document.node);
        if let Some(error) = value.host_errors().first() {
            return Some(invalid(value.syntax(), error));
        }
        document.flaws.first().map(|flaw| format!("line {}: {}", self.line(flaw.span.start), flaw.message))
    }

    /// Whether a statement applies to every resource, and under no condition.
    pub fn is_unconditional(&self, document: &Document, statement: &Statement) -> bool {
        let grammar = document.grammar;
        let statement = self.tree.value(statement.node);
        let is_star = |value: Value<'_>| value.is_str("*");
        let has = |element| grammar.get(statement, element).is_some();
        let everywhere =
            grammar.get(statement, Element::Resource).is_some_and(|resource| match resource.kind() {
                Kind::List => resource.elements().any(is_star),
                _ => is_star(resource),
            });
        everywhere && !has(Element::Condition) && !has(Element::NotResource)
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

/// Whether a text has an argument for actions, as modules of Terraform take them.
fn names_arguments(text: &str) -> bool {
    let is_argument = |(at, word): (usize, &str)| {
        let behind = text.get(at + word.len()..).unwrap_or_default();
        behind.trim_start_matches([' ', '\t', '"']).starts_with('=')
    };
    text.match_indices("actions").any(is_argument)
}

/// Whether a text names one of the versions of the policy language, which hardly anything else does.
fn is_of_a_version(text: &str) -> bool {
    text.contains("2012-10-17") || text.contains("2008-10-17")
}

/// Whether the words of a text are those of a policy, whatever is damaged in it.
fn looks_like_policy(text: &str) -> bool {
    let has = |word: &str| text.contains(word);
    is_of_a_version(text)
        || (has("\"aws_iam_policy_document\"") && has("statement"))
        || (has("Statement") && has("Effect"))
        || (has("\"Effect\"") && has("Action\""))
        || ends_in_its_statements(text)
}

/// Whether a text breaks off so shortly after `"Statement": [` that the words of a statement are still to come.
fn ends_in_its_statements(text: &str) -> bool {
    const SHORTLY: usize = 64;
    let Some((_, after)) = text.rsplit_once("\"Statement\"") else { return false };
    let value = after.trim_start().strip_prefix(':').map(str::trim_start);
    value.is_some_and(|value| value.len() < SHORTLY && (value.is_empty() || value.starts_with(['[', '{'])))
}
