//! A report for people.

use std::fmt::Write as _;
use std::path::Path;

use annotate_snippets::{Renderer, normalize_untrusted_str};
use leastwise_advice::{Advice, Analysis};
use rayon::prelude::*;

use super::{FAINT, is_plain, snippet, summary};
use crate::cli::args::InputArgs;
use crate::cli::input;
use crate::cli::report::{Report, replacement};
use crate::cli::texts::Texts;

/// Prints every advice, file by file, and a summary.
pub(crate) fn print(report: &Report<'_>, args: &InputArgs) -> std::io::Result<()> {
    let mut text = advice(report);
    // Writing to a string does not fail.
    let _ = end(&mut text, report, args);
    super::print(&text)
}

fn advice(report: &Report<'_>) -> String {
    let files = &report.input.files;
    let texts = Texts::new(report.input);
    let renderer = if is_plain() { Renderer::plain() } else { Renderer::styled() };
    let mut drawn: Vec<String> = files
        .policies
        .par_iter()
        .zip(&report.policies)
        .map(|(policy, analysis)| draw(&renderer, &texts, &policy.name, &analysis.advice, Some(analysis)))
        .collect();
    for (name, advice) in report.beside_policies() {
        drawn.push(draw(&renderer, &texts, name, advice, None));
        drawn.extend(attachment(report, name));
    }
    drawn.concat()
}

/// The table that would say whose policy a findings file speaks about.
fn attachment(report: &Report<'_>, findings: &str) -> Option<String> {
    let attachment = report.input.world.attachments(findings).into_iter().next()?;
    let file = report.input.current.show(Path::new(&*attachment.file));
    let file = normalize_untrusted_str(&file);
    let mut out = format!("To attach it, {} {file}:\n", if attachment.create { "create" } else { "add to" });
    for line in attachment.edit.text.trim().lines().map(normalize_untrusted_str) {
        // Writing to a string does not fail.
        let _ = writeln!(out, "    {line}");
    }
    out.push('\n');
    Some(out)
}

fn draw(
    renderer: &Renderer,
    texts: &Texts<'_>,
    name: &str,
    advice: &[Advice],
    analysis: Option<&Analysis>,
) -> String {
    let Some(file) = texts.get(name) else { return String::new() };
    let mut drawn = String::new();
    for advice in advice {
        let replacement = analysis.and_then(|analysis| replacement(analysis, advice));
        drawn.push_str(&snippet::draw(renderer, file, advice, replacement.as_ref(), texts));
        drawn.push('\n');
    }
    drawn
}

fn end(out: &mut String, report: &Report<'_>, args: &InputArgs) -> std::fmt::Result {
    let files = &report.input.files;
    for skipped in &files.skipped {
        let sentence = input::sentence(&report.input.current, skipped);
        writeln!(out, "{FAINT}skipped:{FAINT:#} {}", normalize_untrusted_str(&sentence))?;
    }
    writeln!(out, "{}", summary::found(report))?;
    writeln!(out, "{}", summary::judged(report))?;
    let fixable: Vec<Fixable> = report.policies.iter().filter_map(fixable).collect();
    if !fixable.is_empty() {
        let name_findings = fixable.contains(&Fixable::OnceNamed) || !args.findings.is_empty();
        writeln!(out, "To fix: {}", fix_command(report, args, name_findings))?;
    }
    Ok(())
}

/// What `fix` could change of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fixable {
    /// Whose the policies are was said by settings or flags.
    AsItIs,
    /// The findings have to be named.
    OnceNamed,
}

/// `None` where `fix` could change nothing.
fn fixable(analysis: &Analysis) -> Option<Fixable> {
    let is_fixable = |advice: &&Advice| {
        advice.entry.is_some_and(|at| analysis.barrier(at.document).is_none())
            && replacement(analysis, advice).is_some_and(|replacement| replacement.is_ok())
    };
    let entries = analysis.advice.iter().filter(is_fixable).filter_map(|advice| advice.entry);
    let explicit = entries.map(|at| analysis.is_explicit(at.document));
    explicit.reduce(|all, one| all && one).map(|all| if all { Fixable::AsItIs } else { Fixable::OnceNamed })
}

/// The command that fixes what was reported, with the findings named where `fix` wants it.
fn fix_command(report: &Report<'_>, args: &InputArgs, name_findings: bool) -> String {
    let mut words = vec!["leastwise".to_owned(), "fix".to_owned()];
    words.extend(
        args.paths.iter().filter(|path| path.as_os_str() != ".").map(|path| quoted(&path.to_string_lossy())),
    );
    let named = args.findings.iter().map(|path| quoted(&path.to_string_lossy())).collect();
    let findings: Vec<String> = match (args.findings.as_slice(), report.input.files.findings.as_slice()) {
        _ if !name_findings => Vec::new(),
        ([], [only]) => vec![quoted(&report.input.current.show(&only.path))],
        ([], _) => vec!["PATH".to_owned()],
        _ => named,
    };
    words.extend(findings.into_iter().flat_map(|path| ["--findings".to_owned(), path]));
    words
        .extend(args.principal.iter().flat_map(|name| ["--principal".to_owned(), quoted(name.as_written())]));
    words.extend(
        args.catalog.iter().flat_map(|path| ["--catalog".to_owned(), quoted(&path.to_string_lossy())]),
    );
    words.extend(args.as_of.iter().flat_map(|day| ["--as-of".to_owned(), day.to_string()]));
    words.join(" ")
}

/// A word as a shell takes it, for the characters that paths have.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+:@\\~".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}
