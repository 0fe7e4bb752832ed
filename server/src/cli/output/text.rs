//! A report for people.

use std::fmt::Write as _;
use std::path::Path;

use annotate_snippets::Renderer;
use leastwise_advice::words::number;
use leastwise_advice::{Advice, Rule};

use super::cap::Cap;
use super::{FAINT, Out, STRONG, snippet, summary};
use crate::cli::args::InputArgs;
use crate::cli::input::{self, Input};
use crate::cli::report::{self, Fixable, Report, Totals, replacement};
use crate::cli::texts::Texts;
use leastwise_advice::visible::visible;

/// More diagnostics of a rule are counted, unless all are asked for.
const MOST_OF_A_RULE: usize = 20;
/// More files that could not be read are counted.
const MOST_SKIPPED: usize = 20;
/// Of more findings files the hint names their folder.
const MOST_FINDINGS: usize = 5;

type RuleCap = Cap<{ Rule::ALL.len() }>;

/// Prints diagnostics, file by file, and a summary of all of them.
pub(crate) fn print(input: &Input, args: &InputArgs, all: bool) -> std::io::Result<Totals> {
    let mut out = Out::for_people();
    let texts = Texts::new(input);
    let renderer = if out.is_plain() { Renderer::plain() } else { Renderer::styled() };
    let cap = Cap::new((!all).then_some([MOST_OF_A_RULE; Rule::ALL.len()]));
    let draw = |report: &Report<'_>| draw(input, &renderer, &texts, report, &cap);
    let files = report::files(input).concat();
    let totals = report::each(input, files, &mut out, draw, |drawn, out| {
        let admitted = drawn.diagnostics.into_iter().filter(|(rule, _)| cap.admit(*rule as usize));
        let drawn_here: Vec<_> = admitted.filter_map(|(_, drawn)| drawn).collect();
        drawn_here.iter().try_for_each(|drawn| out.text(drawn))?;
        match drawn.attachment.filter(|_| !drawn_here.is_empty()) {
            Some(attachment) => out.text(&attachment),
            None => Ok(()),
        }
    })?;
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = end(&mut text, input, args, all, &cap, &totals);
    out.text(&text)?;
    out.flush()?;
    Ok(totals)
}

/// What is printed below the diagnostics.
fn end(
    out: &mut String,
    input: &Input,
    args: &InputArgs,
    all: bool,
    cap: &RuleCap,
    totals: &Totals,
) -> std::fmt::Result {
    let left = Rule::ALL.iter().map(|rule| (rule, cap.left(*rule as usize))).filter(|(_, left)| *left > 0);
    let left: Vec<_> = left.collect();
    for (rule, left) in &left {
        writeln!(
            out,
            "{STRONG}...{STRONG:#} and {} more `{}`; --all shows them",
            number(*left),
            rule.name()
        )?;
    }
    if !left.is_empty() {
        out.push('\n');
    }
    let skipped = &input.files.skipped;
    let shown = if all { skipped.len() } else { MOST_SKIPPED };
    for skipped in skipped.iter().take(shown) {
        let sentence = input::sentence(&input.current, skipped);
        writeln!(out, "{FAINT}skipped:{FAINT:#} {}", visible(&sentence))?;
    }
    if skipped.len() > shown {
        let more = number(skipped.len() - shown);
        writeln!(out, "{STRONG}...{STRONG:#} and {more} more skipped; --all shows them")?;
    }
    writeln!(out, "{}", summary::found(totals))?;
    writeln!(out, "{}", summary::checked(input, totals))?;
    if let Some(fixable) = totals.fixable {
        let name_findings = fixable == Fixable::OnceNamed || !args.findings.is_empty();
        writeln!(out, "To fix: {}", fix_command(input, args, name_findings))?;
    }
    Ok(())
}

/// The diagnostics of one file, those drawn that may be printed.
struct Drawn {
    diagnostics: Vec<(Rule, Option<String>)>,
    attachment: Option<String>,
}

fn draw(input: &Input, renderer: &Renderer, texts: &Texts<'_>, report: &Report<'_>, cap: &RuleCap) -> Drawn {
    let name = report.file.name();
    let diagnostics = report.diagnostics();
    let may_admit = cap.may_admit(diagnostics.iter().map(|diagnostic| diagnostic.rule as usize));
    let draw = |diagnostic: &Advice| {
        let replacement = replacement(report, diagnostic);
        let mut drawn = snippet::draw(renderer, texts.get(name)?, diagnostic, replacement.as_ref(), texts);
        drawn.push('\n');
        Some(drawn)
    };
    let one = |(diagnostic, admitted): (&Advice, bool)| {
        (diagnostic.rule, if admitted { draw(diagnostic) } else { None })
    };
    let attachment = match report.analysis {
        None if may_admit.contains(&true) => attachment(input, name),
        _ => None,
    };
    Drawn { diagnostics: diagnostics.iter().zip(may_admit).map(one).collect(), attachment }
}

/// The table that would attach a findings file to a policy.
fn attachment(input: &Input, findings: &str) -> Option<String> {
    let attachment = input.world.attachments(findings).into_iter().next()?;
    let file = input.current.show(Path::new(&*attachment.file));
    let file = visible(&file);
    let mut out = format!("To attach it, {} {file}:\n", if attachment.create { "create" } else { "add to" });
    for line in attachment.edit.text.trim().lines().map(visible) {
        // Writing to a string does not fail.
        let _ = writeln!(out, "    {line}");
    }
    out.push('\n');
    Some(out)
}

/// The command that fixes what was reported, with the findings named where `fix` wants it.
fn fix_command(input: &Input, args: &InputArgs, name_findings: bool) -> String {
    let mut words = vec!["leastwise".to_owned(), "fix".to_owned()];
    // This folder is the default, but has findings that named files beside it need.
    let paths = args.paths.iter().filter(|path| args.paths.len() > 1 || path.as_os_str() != ".");
    words.extend(paths.map(|path| quoted(&path.to_string_lossy())));
    let findings: Vec<String> = match args.findings.as_slice() {
        _ if !name_findings => Vec::new(),
        [] => found_findings(input),
        named => named.iter().map(|path| quoted(&path.to_string_lossy())).collect(),
    };
    words.extend(findings.into_iter().flat_map(|path| ["--findings".to_owned(), path]));
    words
        .extend(args.principal.iter().flat_map(|name| ["--principal".to_owned(), quoted(name.as_written())]));
    words.extend(
        args.catalog.iter().flat_map(|path| ["--catalog".to_owned(), quoted(&path.to_string_lossy())]),
    );
    words.extend(args.as_of.iter().flat_map(|day| ["--as-of".to_owned(), day.to_string()]));
    visible(&words.join(" ")).into_owned()
}

/// The findings files that were found, or, where they are many, the folder that holds them all: fewer would say less of
/// what is used.
fn found_findings(input: &Input) -> Vec<String> {
    let paths = || input.files.findings.iter().map(|findings| findings.path.as_path());
    let show = |path: &Path| quoted(&input.current.show(path));
    if paths().count() <= MOST_FINDINGS {
        return paths().map(show).collect();
    }
    let mut folder = paths().next().and_then(Path::parent);
    for path in paths() {
        while folder.is_some_and(|folder| !path.starts_with(folder)) {
            folder = folder.and_then(Path::parent);
        }
    }
    folder.map(show).into_iter().collect()
}

/// A word as a shell takes it, for the characters that paths have.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+:@\\~".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}
