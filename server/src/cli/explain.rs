//! `leastwise explain`: how one pattern is narrowed, drawn as a tree.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, bail};
use leastwise_advice::FindingsFile;
use leastwise_advice::evidence::render::{self, Rendering};
use leastwise_advice::evidence::{Evidence, Grounds, Kind};
use leastwise_advice::findings::Place;
use leastwise_advice::report::Reports;
use leastwise_advice::words::{count, number};
use leastwise_iam::{ActionName, ActionSet, Narrower, Outcome, Pattern, Style, Universe, tree};

use super::args::ExplainArgs;
use super::input;
use super::output::{self, STRONG, tree as drawing};
use super::place::Base;
use leastwise_advice::visible::visible;

/// Draws the pattern's tree and prints what it is replaced with.
pub(crate) fn run(args: &ExplainArgs) -> anyhow::Result<ExitCode> {
    let pattern = Pattern::parse(&args.pattern)
        .with_context(|| format!("`{}` is not an action pattern", args.pattern))?;
    let Known { universe, unused, reports } = known(args)?;
    let narrower = Narrower::new(Arc::clone(&universe), Arc::clone(&unused));
    let narrowing = narrower.narrow(&pattern, Style::Narrow)?;

    let mut text = String::new();
    let day = args.as_of.unwrap_or(universe.catalog().date());
    // Writing to a string does not fail.
    let _ = writeln!(
        text,
        "{STRONG}{}{STRONG:#} grants {}, {} of them unused (catalog as of {day})\n",
        pattern.as_str(),
        count(narrowing.granted, "action"),
        number(narrowing.unused.len()),
    );
    let trees = tree::trees(&pattern, &universe, &unused);
    for (service, root) in &trees {
        drawing::draw(&mut text, service, root);
        text.push('\n');
    }
    if !trees.is_empty() {
        drawing::legend(&mut text);
        text.push('\n');
    }
    let services: Vec<&str> = trees.iter().map(|(service, _)| service.as_str()).collect();
    let _ = result(&mut text, &pattern, &narrowing.outcome, &services);
    let grounds = Grounds {
        universe: &universe,
        unused: &unused,
        reports: reports.list.iter().map(|report| (report, report.usage())).collect(),
        keeps: Vec::new(),
    };
    let evidence = Evidence::of(&pattern, &grounds);
    // Where nothing is unused, only findings that disagree are news.
    if !narrowing.unused.is_empty() || evidence.counts.of(Kind::Disputed) > 0 {
        text.push_str(&kept(&evidence));
    }
    output::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn result(out: &mut String, pattern: &Pattern, outcome: &Outcome, services: &[&str]) -> std::fmt::Result {
    let text = pattern.as_str();
    let entries = match outcome {
        Outcome::Untouched => {
            return writeln!(out, "Nothing that `{text}` grants is unused, so it stays as it is.");
        }
        Outcome::Removed => {
            return writeln!(out, "Everything that `{text}` grants is unused, so it is removed.");
        }
        Outcome::Replaced(entries) => entries,
    };
    // Of `*`, most services stay as they are.
    let (narrowed, whole): (Vec<&Pattern>, Vec<&Pattern>) = entries.iter().partition(|entry| {
        entry.service().is_some_and(|of| services.iter().any(|service| service.eq_ignore_ascii_case(of)))
    });
    writeln!(out, "`{text}` becomes {}:", count(entries.len(), "entry"))?;
    for entry in narrowed {
        writeln!(out, "  {}", entry.as_str())?;
    }
    match whole.as_slice() {
        [] => Ok(()),
        [only] => writeln!(out, "  {}", only.as_str()),
        [first, .., last] => writeln!(
            out,
            "  and {} for services in which nothing is unused, from {} to {}",
            whole.len(),
            first.as_str(),
            last.as_str()
        ),
    }
}

/// What is kept and why; empty where nothing is.
fn kept(evidence: &Evidence) -> String {
    let base = Base::current();
    let place = |place: &Place| visible(&base.show(Path::new(&*place.file))).into_owned();
    let rendering = Rendering { names: MOST_NAMES, place: &place, only_kept: true };
    let list = render::text_list(evidence, &rendering);
    if list.is_empty() { list } else { format!("\nKept:\n{list}") }
}

/// More actions that are kept for one reason are counted.
const MOST_NAMES: usize = 6;

/// What the arguments say.
struct Known {
    universe: Arc<Universe>,
    unused: Arc<ActionSet>,
    reports: Reports,
}

/// The unused actions that the arguments name, together with those of the files they name, and all actions that are
/// known.
fn known(args: &ExplainArgs) -> anyhow::Result<Known> {
    let catalog = input::current_catalog(args.catalog.as_deref())?.catalog;
    let mut unused = ActionSet::default();
    let mut paths = args.findings.clone();
    for word in &args.unused {
        match ActionName::parse(word) {
            Ok(action) => {
                unused.insert(action);
            }
            Err(_) if Path::new(word).exists() => paths.push(word.into()),
            Err(error) => bail!("`{word}` is neither an action nor a file: {error}"),
        }
    }
    let files: Vec<Arc<FindingsFile>> = if paths.is_empty() {
        Vec::new()
    } else {
        let scanned = input::files(&Base::current(), Vec::new(), &paths)?;
        scanned.findings.into_iter().map(|findings| findings.file).collect()
    };
    let mentioned = files.iter().flat_map(|file| file.actions());
    let known = mentioned.chain(unused.iter()).cloned();
    let universe = Arc::new(Universe::new(catalog, args.as_of, known));
    let reports = Reports::new(&files, &universe);
    match reports.list.as_slice() {
        [] => {}
        [only] => match &only.silent {
            None => only.usage().unused().iter().for_each(|action| {
                unused.insert(action.clone());
            }),
            Some(why) => bail!("{} report no unused actions: {why}", shown(&paths)),
        },
        several => bail!("{} cover {} principals; pass the findings of one", shown(&paths), several.len()),
    }
    Ok(Known { universe, unused: Arc::new(unused), reports })
}

fn shown(paths: &[PathBuf]) -> String {
    let paths: Vec<_> = paths.iter().map(|path| path.to_string_lossy()).collect();
    format!("the findings in {}", paths.join(", "))
}
