//! What came of a run.

use std::path::PathBuf;

use serde::Serialize;

use crate::aws::Failure;

/// One kind of things that are fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Findings of an analyzer.
    Findings,
    /// Recommendations for these findings.
    Recommendations,
    /// Who has which policy.
    Attachments,
    /// Last-accessed reports.
    LastAccessed,
    /// Resources of stacks.
    Stacks,
    /// The service reference.
    Catalog,
}

/// Something that could not be fetched. What was there of it before stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failed {
    /// A finding's id, a principal's ARN, a stack's or a service's name; the part itself where all of it failed.
    pub what: String,
    /// Why, in one line.
    pub why: String,
}

/// What came of one part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PartSummary {
    /// Which part.
    pub part: Part,
    /// The analyzer's ARN or the account, where the part is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// New or changed.
    pub fetched: usize,
    /// Not fetched, since what is there is up to date.
    pub unchanged: usize,
    /// Removed, since it is gone in AWS.
    pub gone: usize,
    /// What is missing, in the order of names.
    pub failed: Vec<Failed>,
}

impl PartSummary {
    pub(crate) fn new(part: Part, of: Option<String>) -> PartSummary {
        PartSummary { part, of, fetched: 0, unchanged: 0, gone: 0, failed: Vec::new() }
    }

    pub(crate) fn failed(&mut self, what: &str, why: &Failure) {
        self.failed.push(Failed { what: what.to_owned(), why: why.to_string() });
    }
}

/// What came of a run.
#[derive(Debug)]
pub struct Summary {
    /// The folder.
    pub out: PathBuf,
    /// The parts, in the order in which they were fetched.
    pub parts: Vec<PartSummary>,
    /// Why the run ended before its end. What it had fetched of the last part is kept for the next run.
    pub ended: Option<Failure>,
}

impl Summary {
    /// Whether everything that was asked for is there.
    pub fn is_complete(&self) -> bool {
        self.ended.is_none() && self.parts.iter().all(|part| part.failed.is_empty())
    }

    /// One number over all parts.
    pub fn total(&self, count: fn(&PartSummary) -> usize) -> usize {
        self.parts.iter().map(count).sum()
    }
}

impl Part {
    /// How a sentence names it.
    pub fn name(self) -> &'static str {
        match self {
            Part::Findings => "findings",
            Part::Recommendations => "recommendations",
            Part::Attachments => "attachments",
            Part::LastAccessed => "last-accessed reports",
            Part::Stacks => "stack resources",
            Part::Catalog => "service reference",
        }
    }
}
