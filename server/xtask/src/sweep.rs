//! `cargo xtask sweep`: tries to break the fixes. Random unused sets against real policies, every fix and combination of
//! fixes, checked by code that shares nothing with what makes and proves them.

mod actions;
mod cases;
mod change;
mod check;
mod counts;
mod hcl;
mod language;
mod layout;
mod mixture;
mod moto;
mod node;
mod tokens;
mod trial;
mod unused;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use leastwise_iam::Catalog;
use rayon::prelude::*;

use actions::Actions;
use counts::Counts;
use language::Language;

/// Apply every fix to every policy of some folders, with random unused sets, and check the results
///
/// Prints what was done and the first violations, each with the command that shows it again.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Folders and files with policies
    paths: Vec<PathBuf>,
    /// AWS's managed policies besides, from the PyPI package `moto`
    #[arg(long)]
    moto: bool,
    /// How many unused sets are drawn for each file
    #[arg(long, default_value_t = 4)]
    seeds: u64,
    /// The first seed, of the property tests as well
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// How often each property test runs besides, in a release build
    #[arg(long, value_name = "N")]
    cases: Option<u32>,
    /// How many violations are printed
    #[arg(long, default_value_t = 20)]
    show: usize,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let start = Instant::now();
    let mut paths = args.paths.clone();
    if args.moto {
        paths.push(moto::policies()?);
    }
    if paths.is_empty() && args.cases.is_none() {
        bail!("name a folder with policies, `--moto`, or how many `--cases`");
    }
    if let Some(cases) = args.cases {
        cases::run(cases, args.seed)?;
    }
    if paths.is_empty() {
        return Ok(());
    }
    let files = files(&paths)?;
    let catalog = Catalog::embedded();
    let list = crate::root::root().join("server/crates/iam/data/never-observable.txt");
    let never_observable =
        fs::read_to_string(&list).with_context(|| format!("cannot read {}", list.display()))?;
    let actions = Actions::new(&catalog, &never_observable);
    let trials: Vec<(&Path, u64)> = files
        .iter()
        .flat_map(|path| (args.seed..args.seed.saturating_add(args.seeds)).map(|seed| (path.as_path(), seed)))
        .collect();
    let outcomes: Vec<Outcome> =
        trials.into_par_iter().map(|(path, seed)| Outcome::of(path, seed, &catalog, &actions)).collect();
    report(&outcomes, files.len(), args.show, start)
}

/// What came of one file and one unused set.
struct Outcome<'a> {
    path: &'a Path,
    seed: u64,
    /// The error is a violation.
    result: Result<Counts, String>,
}

impl<'a> Outcome<'a> {
    fn of(path: &'a Path, seed: u64, catalog: &Arc<Catalog>, actions: &Actions) -> Outcome<'a> {
        let run = || match fs::read(path).map(String::from_utf8) {
            Ok(Ok(text)) => trial::run(&text, Language::of(path), seed, catalog, actions),
            Ok(Err(_)) => Ok(Counts::default()),
            Err(error) => Err(format!("it cannot be read: {error}")),
        };
        let result = catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| Err("a panic".to_owned()));
        Outcome { path, seed, result }
    }
}

#[expect(clippy::print_stdout, reason = "the figures are the task's output")]
fn report(outcomes: &[Outcome<'_>], files: usize, show: usize, start: Instant) -> Result<()> {
    let mut counts = Counts::default();
    let mut violations = Vec::new();
    let mut slowest: Option<(Duration, &str, &Outcome)> = None;
    for outcome in outcomes {
        match &outcome.result {
            Ok(of_one) => {
                counts += *of_one;
                let (took, step) = of_one.longest;
                if slowest.is_none_or(|(longest, ..)| took > longest) {
                    slowest = Some((took, step, outcome));
                }
            }
            Err(why) => violations.push((outcome, why)),
        }
    }
    let Counts { trials, checked, mixed, not_action, fixes, disabled, sequences, .. } = counts;
    println!("{files} files, {trials} trials (files that are not UTF-8 are left out)");
    println!(
        "{checked} checked policies; {mixed} files with both Allow and Deny, {not_action} with `NotAction`"
    );
    println!("{} fixes applied and checked, {disabled} offered without edits", fixes - disabled);
    println!("{sequences} sequences of fixes");
    if let Some((took, step, outcome)) = slowest {
        let (millis, path, seed) = (took.as_millis(), outcome.path.display(), outcome.seed);
        println!("the slowest step took {millis} ms: {step} of '{path}', seed {seed}");
    }
    println!("{} violations in {:.1} s", violations.len(), start.elapsed().as_secs_f64());
    for (Outcome { path, seed, .. }, why) in violations.iter().take(show) {
        let why: String = why.chars().take(400).collect();
        println!("\n{}: {why}", path.display());
        println!("    cargo xtask sweep '{}' --seeds 1 --seed {seed}", path.display());
    }
    if !violations.is_empty() {
        bail!("{} violations", violations.len());
    }
    Ok(())
}

/// The files that `paths` name, in folders those that may hold policies.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        match path.is_dir() {
            true => add_folder(path, &mut files)?,
            false => files.push(path.clone()),
        }
    }
    Ok(files)
}

fn add_folder(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let listed = || -> std::io::Result<Vec<PathBuf>> {
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect()
    };
    let mut listed = listed().with_context(|| format!("cannot list {}", folder.display()))?;
    listed.sort();
    for path in listed {
        let extension = path.extension().and_then(|extension| extension.to_str());
        if path.is_dir() {
            add_folder(&path, files)?;
        } else if matches!(extension, Some("json" | "jsonc" | "tf" | "tofu")) {
            files.push(path);
        }
    }
    Ok(())
}
