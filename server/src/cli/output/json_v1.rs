//! A report for programs, version 1; docs/cli.md describes it. Members are added within a version, never removed
//! and never given another meaning.

mod evidence;
mod recommendation;

use leastwise_advice::{Advice, Analysis, Level, Related};
use leastwise_policy::Span;
use rayon::prelude::*;
use serde::Serialize;

use crate::cli::place::{Lines, Position};
use crate::cli::report::{Report, replacement};
use crate::cli::texts::Texts;

#[derive(Serialize)]
struct Root<'a> {
    version: u32,
    catalog: String,
    as_of: Option<String>,
    summary: Summary,
    policies: Vec<Policy<'a>>,
    findings: Vec<Findings<'a>>,
    settings: Vec<Beside<'a>>,
    catalog_files: Vec<Beside<'a>>,
    skipped: Vec<Skipped<'a>>,
}

#[derive(Serialize)]
struct Summary {
    documents: usize,
    judged: usize,
    error: usize,
    warning: usize,
    information: usize,
    hint: usize,
}

#[derive(Serialize)]
struct Policy<'a> {
    path: String,
    documents: usize,
    judged: usize,
    advice: Vec<Item<'a>>,
    recommendations: Vec<recommendation::Recommendation<'a>>,
}

#[derive(Serialize)]
struct Findings<'a> {
    path: String,
    format: &'static str,
    advice: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Beside<'a> {
    path: String,
    advice: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Skipped<'a> {
    path: String,
    reason: &'a str,
}

#[derive(Serialize)]
struct Item<'a> {
    rule: &'static str,
    level: &'static str,
    message: &'a str,
    documentation: String,
    location: Location,
    entry: Option<Entry<'a>>,
    evidence: Option<evidence::Evidence>,
    related: Vec<Place<'a>>,
}

#[derive(Serialize)]
struct Location {
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: usize,
    column: usize,
    offset: usize,
}

#[derive(Serialize)]
struct Entry<'a> {
    text: &'a str,
    document: usize,
    statement: usize,
    index: usize,
    granted: usize,
    unused: Vec<&'a str>,
    replacement: Option<Vec<String>>,
    no_replacement: Option<String>,
}

#[derive(Serialize)]
struct Place<'a> {
    path: String,
    message: &'a str,
    location: Location,
}

/// Prints the report as one JSON object.
pub(crate) fn print(report: &Report<'_>) -> std::io::Result<()> {
    super::print_json(&root(report))
}

fn root<'a>(report: &'a Report<'_>) -> Root<'a> {
    let input = report.input;
    let texts = Texts::new(input);
    Root {
        version: 1,
        catalog: input.world.catalog().date().to_string(),
        as_of: input.as_of.map(|day| day.to_string()),
        summary: Summary {
            documents: report.documents(),
            judged: report.judged(),
            error: report.count(Level::Error),
            warning: report.count(Level::Warning),
            information: report.count(Level::Information),
            hint: report.count(Level::Hint),
        },
        policies: input
            .files
            .policies
            .par_iter()
            .zip(&report.policies)
            .map(|(policy, analysis)| Policy {
                path: input.current.show(&policy.path),
                documents: policy.source.documents.len(),
                judged: analysis.judged,
                advice: items(&texts, &policy.name, &analysis.advice, Some(analysis)),
                recommendations: analysis
                    .comparisons
                    .iter()
                    .filter_map(|comparison| recommendation::recommendation(comparison, &texts))
                    .collect(),
            })
            .collect(),
        findings: input
            .files
            .findings
            .iter()
            .zip(&report.findings)
            .map(|(findings, advice)| Findings {
                path: input.current.show(&findings.path),
                format: findings.file.format.name(),
                advice: items(&texts, &findings.name, advice, None),
            })
            .collect(),
        settings: input
            .files
            .settings
            .iter()
            .zip(&report.settings)
            .map(|(settings, advice)| Beside {
                path: input.current.show(&settings.path),
                advice: items(&texts, &settings.name, advice, None),
            })
            .collect(),
        catalog_files: input
            .catalog
            .broken
            .iter()
            .zip(&report.catalog)
            .map(|(file, advice)| Beside {
                path: input.current.show(&file.path),
                advice: items(&texts, &file.name, advice, None),
            })
            .collect(),
        skipped: input
            .files
            .skipped
            .iter()
            .map(|skipped| Skipped { path: input.current.show(&skipped.path), reason: &skipped.reason })
            .collect(),
    }
}

fn items<'a>(
    texts: &Texts<'_>,
    name: &str,
    advice: &'a [Advice],
    analysis: Option<&'a Analysis>,
) -> Vec<Item<'a>> {
    let Some(file) = texts.get(name) else { return Vec::new() };
    let related = |related: &'a Related| {
        let file = texts.get(&related.file)?;
        let location = location(file.lines(), related.span);
        Some(Place { path: file.path.clone(), message: &related.message, location })
    };
    let item = |advice: &'a Advice| Item {
        rule: advice.rule.name(),
        level: advice.level.name(),
        message: &advice.message,
        documentation: advice.rule.documentation(),
        location: location(file.lines(), advice.span),
        entry: analysis.and_then(|analysis| entry(analysis, advice)),
        evidence: analysis.and_then(|analysis| evidence::evidence(analysis, advice, texts)),
        related: advice.related.iter().filter_map(related).collect(),
    };
    advice.iter().map(item).collect()
}

fn entry<'a>(analysis: &'a Analysis, advice: &'a Advice) -> Option<Entry<'a>> {
    let at = advice.entry?;
    let (replacement, no_replacement) = match replacement(analysis, advice)? {
        Ok(entries) => (Some(entries), None),
        Err(reason) => (None, Some(reason)),
    };
    Some(Entry {
        text: &analysis.entry(at)?.text,
        document: at.document,
        statement: at.statement,
        index: at.entry,
        granted: advice.granted(),
        unused: advice.unused().iter().map(|action| action.as_str()).collect(),
        replacement,
        no_replacement,
    })
}

fn location(lines: &Lines<'_>, span: Span) -> Location {
    let point = |Position { line, column, offset }| Point { line, column, offset };
    Location { start: point(lines.position(span.start)), end: point(lines.position(span.end)) }
}
