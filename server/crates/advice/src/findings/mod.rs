//! Findings of every format in one normal form. A file is recognised by its content, never by its name.

mod bare_list;
mod get_finding_v2;
pub mod normal;
mod reader;
mod value;

use std::sync::Arc;

use leastwise_policy::{Span, json};

pub use normal::{Extent, Status, UnusedAccess, UnusedAction, UnusedService};
use value::Value;

use crate::{Advice, Rule};
use reader::Reader;

/// A findings file, read.
#[derive(Clone, Debug)]
pub struct FindingsFile {
    /// The file, as it was named.
    pub path: Arc<str>,
    /// Which format it has.
    pub format: Format,
    /// What it says. Of a broken file: whom it is about, as far as that could be read.
    pub findings: Vec<UnusedAccess>,
    /// What is wrong with it, at its place.
    pub problems: Vec<Advice>,
    /// The file is half-written or damaged: its findings do not speak, and who keeps an earlier reading of it goes
    /// on with that one.
    pub broken: bool,
}

/// The formats, recognised by content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// `aws accessanalyzer get-finding-v2`: one, a list, JSON lines or concatenated.
    GetFindingV2,
    /// `[{"serviceNamespace": …, "actions": [ … ]}]`.
    BareList,
}

/// Reads a file's text; `None` where it is not a findings file.
///
/// ```
/// use leastwise_advice::findings::{self, Format};
///
/// let file = findings::read("unused.json", r#"[{"serviceNamespace": "s3", "actions": ["GetBucketAcl"]}]"#).unwrap();
/// assert_eq!(file.format, Format::BareList);
/// assert!(findings::read("policy.json", r#"{"Version": "2012-10-17", "Statement": []}"#).is_none());
/// ```
pub fn read(path: &str, text: &str) -> Option<FindingsFile> {
    if !may_be_findings(text) {
        return None;
    }
    let tree = json::parse(text);
    let roots: Vec<Value<'_>> = tree.roots().map(Value).collect();
    let format = FORMATS.iter().find(|format| (format.recognises)(&roots))?;
    let mut reader = Reader::default();
    let mut findings = (format.read)(&roots, &mut reader);
    // JSON lines and concatenated documents have several values; to a reader of JSON each but the first is an error.
    let is_next_value = |span: Span| roots.iter().skip(1).any(|root| root.span().start == span.start);
    let error = tree.errors().iter().find(|error| !is_next_value(error.span));
    if let Some(error) = error {
        let message =
            format!("this findings file does not read ({}); it is left out until it does", error.message);
        reader.problems = vec![Advice::note(error.span, Rule::UnreadableFinding, message)];
        findings.iter_mut().for_each(|finding| finding.status = Status::Failed);
    }
    let broken = error.is_some();
    Some(FindingsFile { path: path.into(), format: format.name, findings, problems: reader.problems, broken })
}

/// A quick look at the raw text: `false` only where [`read`] would return `None`.
pub fn may_be_findings(text: &str) -> bool {
    // Every format has one of these keys, in camel, Pascal or snake case.
    text.contains("etails\"") || text.contains("amespace\"")
}

/// A format: how it is told from others, and how it is read.
struct FormatReader {
    name: Format,
    recognises: fn(&[Value<'_>]) -> bool,
    read: fn(&[Value<'_>], &mut Reader) -> Vec<UnusedAccess>,
}

/// In the order in which they are tried.
const FORMATS: &[FormatReader] = &[
    FormatReader {
        name: Format::GetFindingV2,
        recognises: get_finding_v2::recognises,
        read: get_finding_v2::read,
    },
    FormatReader { name: Format::BareList, recognises: bare_list::recognises, read: bare_list::read },
];

/// A place in a findings file, and when its finding was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: Arc<str>,
    /// The place.
    pub span: Span,
}
