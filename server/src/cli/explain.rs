//! `leastwise explain`: how one pattern is narrowed, drawn as a tree.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, bail};
use leastwise_iam::{ActionName, ActionSet, Catalog, Narrower, Outcome, Pattern, Style, Universe, tree};

use super::args::ExplainArgs;
use super::input;
use super::output::{STRONG, count, tree as drawing};
use super::place::CurrentFolder;

/// Draws the pattern's tree and prints what it is replaced with.
pub(crate) fn run(args: &ExplainArgs) -> anyhow::Result<ExitCode> {
    let pattern = Pattern::parse(&args.pattern)
        .with_context(|| format!("`{}` is not an action pattern", args.pattern))?;
    let unused = Arc::new(unused(args)?);
    let universe = Arc::new(Universe::new(Catalog::embedded(), args.as_of, unused.iter().cloned()));
    let narrower = Narrower::new(Arc::clone(&universe), Arc::clone(&unused));
    let narrowing = narrower.narrow(&pattern, Style::Narrow)?;

    let mut text = String::new();
    let day = args.as_of.unwrap_or(universe.catalog().date());
    // Writing to a string does not fail.
    let _ = writeln!(
        text,
        "{STRONG}{}{STRONG:#} grants {}, {} of them unused (catalog as of {day})\n",
        pattern.as_str(),
        count(narrowing.granted, "action", "actions"),
        narrowing.unused.len(),
    );
    for (service, root) in tree::trees(&pattern, &universe, &unused) {
        drawing::draw(&mut text, &service, &root);
        text.push('\n');
    }
    result(&mut text, &pattern, &narrowing.outcome);
    anstream::stdout().lock().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// More entries of a result are not printed.
const MOST_ENTRIES: usize = 200;

fn result(out: &mut String, pattern: &Pattern, outcome: &Outcome) {
    let pattern = pattern.as_str();
    let _ = match outcome {
        Outcome::Untouched => writeln!(out, "Nothing that `{pattern}` grants is unused: it stays as it is."),
        Outcome::Removed => writeln!(out, "Everything that `{pattern}` grants is unused: it goes."),
        Outcome::Replaced(entries) => {
            let _ = writeln!(out, "`{pattern}` becomes {}:", count(entries.len(), "entry", "entries"));
            for entry in entries.iter().take(MOST_ENTRIES) {
                let _ = writeln!(out, "  {}", entry.as_str());
            }
            match entries.len().saturating_sub(MOST_ENTRIES) {
                0 => Ok(()),
                more => writeln!(out, "  and {more} more"),
            }
        }
    };
}

/// The unused actions that the arguments name, and those of the files they name.
fn unused(args: &ExplainArgs) -> anyhow::Result<ActionSet> {
    let mut unused = ActionSet::default();
    let mut files: Vec<&Path> = args.findings.iter().map(|path| path.as_path()).collect();
    for word in &args.unused {
        match ActionName::parse(word) {
            Ok(action) => {
                unused.insert(action);
            }
            Err(_) if Path::new(word).exists() => files.push(Path::new(word)),
            Err(error) => bail!("`{word}` is neither an action nor a file: {error}"),
        }
    }
    let current = CurrentFolder::get();
    for path in files {
        let read = input::files(&current, Vec::new(), &[path.to_path_buf()])?;
        for finding in read.findings {
            if let Some(problem) = finding.file.problems.first() {
                bail!("{}: {}", current.show(&finding.path), problem.message);
            }
        }
    }
    Ok(unused)
}
