//! A report for programs, version 2; docs/cli.md describes it. Members are added within a version, never removed
//! and never given another meaning.
//!
//! Each file is on a line of its own, and the summary comes last, so that a report is written while it is made. What
//! follows from other members is not printed, and neither is a member that has nothing to say.

mod evidence;
mod recommendation;

use leastwise_advice::{Advice, Level, Related};
use serde::Serialize;

use super::Out;
use crate::cli::input::Input;
use crate::cli::report::{self, Report, Totals, replacement};
use crate::cli::texts::{Text, Texts};
use leastwise_advice::visible::visible_json;

/// A rule's description is at this address, below a heading of the rule's name.
const DOCUMENTATION: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/rules.md");

#[derive(Serialize)]
struct Head<'a> {
    version: u32,
    catalog: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    documentation: &'a str,
}

#[derive(Serialize)]
struct Summary {
    documents: usize,
    checked: usize,
    checked_in_part: usize,
    error: usize,
    warning: usize,
    information: usize,
    hint: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    nothing_checked: Option<String>,
}

/// A file of any kind. Only policy files have documents, only findings files a format, and only sources a syntax.
#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    documents: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    checked: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    checked_in_part: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    syntax: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<usize>,
    diagnostics: Vec<Diagnostic<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    recommendations: Vec<recommendation::Recommendation<'a>>,
}

#[derive(Serialize)]
struct Skipped<'a> {
    path: String,
    reason: &'a str,
}

#[derive(Serialize)]
struct Diagnostic<'a> {
    rule: &'static str,
    level: &'static str,
    message: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    offset: usize,
    end_offset: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<Entry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<evidence::Evidence>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Place<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    text: &'a str,
    document: usize,
    statement: usize,
    index: usize,
    granted: usize,
    unused: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replacement: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    no_replacement: Option<String>,
}

#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    line: usize,
    column: usize,
    message: &'a str,
}

/// The lists of files, in the order of [`report::files`].
const LISTS: [&str; 6] = ["policies", "findings", "settings", "catalog_files", "ignore_files", "sources"];

/// Prints one JSON object. With `evidence`, also why each action that an entry grants is unused or kept.
pub(crate) fn print(input: &Input, level: Level, evidence: bool) -> std::io::Result<Totals> {
    let mut out = Out::for_programs();
    let texts = Texts::new(input);
    let draw = |report: &Report<'_>| json(&file(&texts, report, evidence));
    let head = Head {
        version: 2,
        catalog: input.world.catalog().date().to_string(),
        as_of: input.as_of.map(|day| day.to_string()),
        documentation: DOCUMENTATION,
    };
    // The brace that closes the head is written at the very end.
    out.bytes(json(&head)?.trim_end_matches('}').as_bytes())?;
    let mut totals = Totals::default();
    for (name, files) in LISTS.into_iter().zip(report::files(input)) {
        let mut list = List::begin(name, &mut out)?;
        totals.add(report::each(input, files, &mut out, draw, |file, out| list.item(&file?, out))?);
        list.end(&mut out)?;
    }
    let mut list = List::begin("skipped", &mut out)?;
    for skipped in &input.files.skipped {
        let skipped = Skipped { path: input.current.show(&skipped.path), reason: &skipped.reason };
        list.item(&json(&skipped)?, &mut out)?;
    }
    list.end(&mut out)?;
    let summary = Summary {
        documents: totals.coverage.policies,
        checked: totals.coverage.checked,
        checked_in_part: totals.coverage.partly,
        error: totals.count(Level::Error),
        warning: totals.count(Level::Warning),
        information: totals.count(Level::Information),
        hint: totals.count(Level::Hint),
        nothing_checked: totals.nothing_checked(input, level),
    };
    out.bytes(format!(",\n\"summary\":{}}}\n", json(&summary)?).as_bytes())?;
    out.flush()?;
    Ok(totals)
}

/// A member that is a list, with each item on a line of its own.
struct List {
    is_empty: bool,
}

impl List {
    fn begin(name: &str, out: &mut Out) -> std::io::Result<List> {
        out.bytes(format!(",\n\"{name}\":[").as_bytes())?;
        Ok(List { is_empty: true })
    }

    fn item(&mut self, item: &str, out: &mut Out) -> std::io::Result<()> {
        out.bytes(if self.is_empty { b"\n" } else { b",\n" })?;
        self.is_empty = false;
        out.bytes(item.as_bytes())
    }

    fn end(self, out: &mut Out) -> std::io::Result<()> {
        out.bytes(if self.is_empty { b"]" } else { b"\n]" })
    }
}

fn json(value: &impl Serialize) -> std::io::Result<String> {
    let text = serde_json::to_string(value).map_err(std::io::Error::other)?;
    Ok(visible_json(&text).into_owned())
}

fn file<'a>(texts: &'a Texts<'_>, report: &'a Report<'_>, evidence: bool) -> File<'a> {
    let text = texts.get(report.file.name());
    let diagnostics = report.diagnostics().iter();
    let diagnostics =
        diagnostics.filter_map(|advice| Some(diagnostic(texts, text?, report, advice, evidence)));
    let analysis = report.analysis.as_ref();
    let sources = match report.file {
        report::File::Sources(sources) => sources,
        _ => &[],
    };
    let coverage = analysis.map(|analysis| analysis.coverage);
    let comparisons = analysis.map_or(&[][..], |analysis| &analysis.comparisons);
    File {
        path: text.map_or("", |text| &text.path),
        documents: coverage.map(|coverage| coverage.policies),
        checked: coverage.map(|coverage| coverage.checked),
        checked_in_part: coverage.map(|coverage| coverage.partly).filter(|partly| *partly > 0),
        format: match report.file {
            report::File::Findings(file) => Some(file.file.format.name()),
            _ => None,
        },
        syntax: sources.first().map(|first| first.syntax.words()),
        files: Some(sources.len()).filter(|files| *files > 0),
        diagnostics: diagnostics.collect(),
        recommendations: comparisons
            .iter()
            .filter_map(|comparison| recommendation::recommendation(comparison, texts))
            .collect(),
    }
}

fn diagnostic<'a>(
    texts: &'a Texts<'_>,
    text: &Text<'_>,
    report: &'a Report<'_>,
    advice: &'a Advice,
    evidence: bool,
) -> Diagnostic<'a> {
    let lines = text.lines();
    let (start, end) = (lines.position(advice.span.start), lines.position(advice.span.end));
    let related = |related: &'a Related| {
        let file = texts.get(&related.file)?;
        let at = file.lines().position(related.span.start);
        Some(Place { path: &file.path, line: at.line, column: at.column, message: &related.message })
    };
    Diagnostic {
        rule: advice.rule.name(),
        level: advice.level.name(),
        message: &advice.message,
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        offset: start.offset,
        end_offset: end.offset,
        entry: entry(report, advice),
        evidence: match &report.analysis {
            Some(analysis) if evidence => evidence::evidence(analysis, advice, texts),
            _ => None,
        },
        related: advice.related.iter().filter_map(related).collect(),
    }
}

fn entry<'a>(report: &'a Report<'_>, advice: &'a Advice) -> Option<Entry<'a>> {
    let at = advice.entry?;
    let (replacement, no_replacement) = match replacement(report, advice)? {
        Ok(entries) => (Some(entries), None),
        Err(reason) => (None, Some(reason)),
    };
    Some(Entry {
        text: &report.analysis.as_ref()?.entry(at)?.text,
        document: at.document,
        statement: at.statement,
        index: at.entry,
        granted: advice.granted(),
        unused: advice.unused().iter().map(|action| action.as_str()).collect(),
        replacement,
        no_replacement,
    })
}
