//! Findings of every format in one normal form. A file is recognized by its content, never by its name.
//!
//! Nothing is decided here about whose policy is meant or which findings speak.

mod answers;
mod facts;
mod file;
mod formats;
mod future;
pub mod large;
mod listing;
mod mistake;
mod normal;
mod reader;
mod suspect;
mod text;
mod time;
mod value;
mod walk;

use std::fmt;
use std::sync::Arc;

use leastwise_iam::ActionName;
use leastwise_policy::{Span, json};
use memchr::memmem;

pub use listing::{Listed, Listing};
pub use normal::{
    Details, Extent, Finding, FindingKind, Incomplete, LastUse, Origin, PolicyText, Recommendation,
    RecommendationStatus, RecommendedAction, RecommendedStep, ServiceUse, Status, Unused, UnusedAction,
    UnusedPrincipal, UnusedService, UsedAction, join_pages,
};

use crate::{Advice, Rule};
use file::FileReader;

/// A findings file, read.
#[derive(Clone, Debug)]
pub struct FindingsFile {
    /// The file, as it was named.
    pub path: Arc<str>,
    /// Which format it has; the first one in a file of several.
    pub format: Format,
    /// What it says about permissions. Of a broken file: whom it is about, as far as that could be read.
    pub findings: Vec<Arc<Finding>>,
    /// What it says about roles, access keys and passwords that are themselves unused.
    pub unused_principals: Vec<UnusedPrincipal>,
    /// Findings that are saved without their actions. Of a broken file: whom they are about.
    pub incomplete: Vec<Incomplete>,
    /// Complete lists of what an analyzer had, as `leastwise fetch` keeps them.
    pub listings: Vec<Listing>,
    /// What AWS would have policies become.
    pub recommendations: Vec<Recommendation>,
    /// What is wrong with it, at its place.
    pub problems: Vec<Advice>,
    /// The file is half-written or damaged: its findings do not speak, and who keeps an earlier reading of it goes
    /// on with that one.
    pub broken: bool,
    /// The text is damaged, and names principals where it reads: nobody can tell whom the rest is about.
    pub may_be_about_anybody: bool,
    /// It goes on saying what an earlier text of it said; no fix goes by that.
    pub earlier: bool,
}

impl FindingsFile {
    /// The file with a text in which no findings are recognised any more, as long as that is one that is just being
    /// written; `None` where it is whole, so that it holds something else now.
    ///
    /// ```
    /// use leastwise_advice::findings;
    ///
    /// let file = findings::read("unused.json", r#"[{"serviceNamespace": "s3", "actions": ["GetBucketAcl"]}]"#).unwrap();
    /// assert!(file.half_written("").unwrap().broken);
    /// assert!(file.half_written(r#"[{"serv"#).unwrap().broken);
    /// assert!(file.half_written("[]").is_none());
    /// ```
    pub fn half_written(&self, text: &str) -> Option<FindingsFile> {
        let tree = json::parse(text);
        let (span, what) = match tree.errors().first() {
            _ if text.trim().is_empty() => (Span::new(0, 0), "it is empty".to_owned()),
            Some(error) => (error.span, error.message.to_string()),
            None => return None,
        };
        Some(FindingsFile { may_be_about_anybody: false, ..self.left_out(span, &what) })
    }

    /// The file, where it is saved in a way that is not read: whom it is about was seen, as well as that could be, and
    /// none of it speaks. `why` is the end of a sentence that begins with the file.
    ///
    /// ```
    /// use leastwise_advice::findings;
    ///
    /// let file = findings::read("unused.json", r#"[{"serviceNamespace": "s3", "actions": ["GetBucketAcl"]}]"#).unwrap();
    /// let file = file.unread("is UTF-16; save it as UTF-8");
    /// assert!(file.broken && file.problems.len() == 1);
    /// ```
    pub fn unread(&self, why: &str) -> FindingsFile {
        self.left_out(Span::new(0, 0), &format!("it {why}"))
    }

    /// The names of the actions in its findings, each spelling once.
    pub fn actions(&self) -> &[ActionName] {
        self.findings.first().map_or(&[], |finding| finding.names().actions())
    }

    fn left_out(&self, span: Span, what: &str) -> FindingsFile {
        let unreadable = |finding: &Arc<Finding>| {
            Arc::new(Finding { status: Status::Unreadable, ..Finding::clone(finding) })
        };
        FindingsFile {
            path: Arc::clone(&self.path),
            format: self.format,
            findings: self.findings.iter().map(unreadable).collect(),
            unused_principals: Vec::new(),
            incomplete: unreadable_incomplete(self.incomplete.clone()),
            listings: Vec::new(),
            recommendations: Vec::new(),
            problems: vec![unreadable_file(span, what)],
            broken: true,
            may_be_about_anybody: self.may_be_about_anybody,
            earlier: false,
        }
    }
}

/// Findings without details, of which nobody knows what they would have told about those with details.
fn unreadable_incomplete(mut findings: Vec<Incomplete>) -> Vec<Incomplete> {
    findings.iter_mut().for_each(|finding| finding.status = Status::Unreadable);
    findings
}

fn unreadable_file(span: Span, what: &str) -> Advice {
    let message = format!("this findings file does not read ({what}); it is left out until it does");
    Advice::note(span, Rule::UnreadableFinding, message)
}

/// The formats, recognized by content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// `aws accessanalyzer get-finding-v2`: one, a list, JSON lines or concatenated.
    GetFindingV2,
    /// `aws accessanalyzer list-findings-v2`: findings without details.
    ListFindingsV2,
    /// `aws accessanalyzer get-finding-recommendation`.
    FindingRecommendation,
    /// `aws securityhub get-recommended-policy-v2`.
    RecommendedPolicyV2,
    /// `aws iam get-service-last-accessed-details`.
    ServiceLastAccessed,
    /// Advisor data of Aardvark.
    AdvisorData,
    /// Events of EventBridge about findings.
    EventBridge,
    /// Findings in the format of Security Hub.
    SecurityHub,
    /// Rows of last-accessed reports, as query tools print them.
    AccessAdvisorRows,
    /// Findings in class 2008 of OCSF.
    OcsfIamAnalysis,
    /// `[{"serviceNamespace": …, "actions": [ … ]}]`.
    BareList,
    /// What looks like findings, in a layout that is not supported.
    Unknown,
}

impl Format {
    /// Every format that is supported.
    pub const ALL: &[Format] = &[
        Format::GetFindingV2,
        Format::ListFindingsV2,
        Format::FindingRecommendation,
        Format::RecommendedPolicyV2,
        Format::ServiceLastAccessed,
        Format::AdvisorData,
        Format::EventBridge,
        Format::SecurityHub,
        Format::AccessAdvisorRows,
        Format::OcsfIamAnalysis,
        Format::BareList,
    ];

    /// Whether it is about the use of permissions, and not only about what policies should become.
    fn is_about_use(self) -> bool {
        !matches!(self, Format::FindingRecommendation | Format::RecommendedPolicyV2)
    }

    /// Whether it says of principals what they use, or that there is a newer finding about them.
    fn names_principals(self) -> bool {
        self.is_about_use() && !matches!(self, Format::ServiceLastAccessed | Format::BareList)
    }

    /// Whether an answer may be read in several pieces: it is a list, or a map, of what is known of many principals.
    fn has_parts(self) -> bool {
        matches!(self, Format::AdvisorData | Format::AccessAdvisorRows)
    }

    /// The name in output and documentation: `get-finding-v2`.
    pub fn name(self) -> &'static str {
        match self {
            Format::GetFindingV2 => "get-finding-v2",
            Format::ListFindingsV2 => "list-findings-v2",
            Format::FindingRecommendation => "get-finding-recommendation",
            Format::RecommendedPolicyV2 => "get-recommended-policy-v2",
            Format::ServiceLastAccessed => "get-service-last-accessed-details",
            Format::AdvisorData => "advisor-data",
            Format::EventBridge => "eventbridge",
            Format::SecurityHub => "security-hub",
            Format::AccessAdvisorRows => "access-advisor-rows",
            Format::OcsfIamAnalysis => "ocsf-iam-analysis-finding",
            Format::BareList => "bare-list",
            Format::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
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
    let mut file = FileReader::default();
    file.add(text, None);
    file.finish(path)
}

/// A quick look at the raw text: `false` only where [`read`] would return `None`.
pub fn may_be_findings(text: &str) -> bool {
    // Every format has a key that ends like one of these, in camel, Pascal or snake case or without a border between
    // words. In a string with JSON in it a backslash stands before the quote.
    const KEYS: [&str; 21] = [
        "etails",
        "amespace",
        "ndingType",
        "nding_type",
        "ndingtype",
        "ationType",
        "ation_type",
        "obStatus",
        "ob_status",
        "nalyzedAt",
        "nalyzed_at",
        "nalyzedat",
        "nusedActions",
        "nused_actions",
        "nusedServices",
        "nused_services",
        "ActionsLastAccessed",
        "actions_last_accessed",
        "lass_uid",
        "lassUid",
        "nalysisResults",
    ];
    let text = text.as_bytes();
    let is_key = |end: usize| matches!(text.get(end), Some(b'"' | b'\\'));
    KEYS.iter().any(|key| memmem::find_iter(text, key).any(|at| is_key(at + key.len())))
        || ["access-analyzer", "IAM Analysis Finding"]
            .iter()
            .any(|word| memmem::find(text, word.as_bytes()).is_some())
}

/// A place in a findings file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: Arc<str>,
    /// The place.
    pub span: Span,
}
