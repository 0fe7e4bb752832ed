//! `leastwise fix`: removes everything unused from the policies with an explicit owner, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{ErrorKind, Write as _};
use std::process::ExitCode;
use std::sync::Arc;

use leastwise_advice::fix::{Choice, PolicyFixOptions};
use leastwise_advice::words::count;
use leastwise_advice::{Advice, Analysis, Coverage, Level, World};
use leastwise_iam::AccessLevel;
use leastwise_policy::{Source, edit};

use super::args::FixArgs;
use super::input::{Input, NoFindings, sentence};
use super::nothing_checked::nothing_checked;
use super::output::{FAINT, GOOD, Out, STRONG, diff};
use super::place::Lines;
use super::report;
use super::{COULD_NOT_RUN, FOUND, fail};
use crate::in_order::in_order;
use crate::workspace::{PolicyFile, write};
use leastwise_advice::visible::{visible, visible_lines};

/// Names a pipe at which a run waits when everything is read and nothing is written.
const HELD_BY_TEST: &str = "LEASTWISE_TEST_HOLD";

/// Fixes, or shows what it would fix, and tells by the exit code whether something was left.
pub(crate) fn run(args: &FixArgs) -> anyhow::Result<ExitCode> {
    let input = Input::read(&args.input, NoFindings::Refuse)?;
    if let Some(pipe) = std::env::var_os(HELD_BY_TEST) {
        // A test has the time to change files until it closes the pipe.
        std::fs::read(pipe)?;
    }
    let only: Vec<AccessLevel> = args.only.iter().copied().map(AccessLevel::from).collect();
    let mut totals = Totals { beside: warnings_beside_policies(&input), ..Totals::default() };
    let mut out = Out::for_people();
    let accepted: Vec<Choice> = args.accept.iter().copied().map(Choice::from).collect();
    let options = PolicyFixOptions { levels: &only, accepted: &accepted };
    let make = |policy| Fixed::new(&input.world, policy, options);
    in_order(input.files.all_policies(), make, |fixed| {
        totals.coverage += fixed.analysis.coverage;
        let path = input.current.show(&fixed.policy.path);
        let (before, after) = (&*fixed.policy.source.text, &*fixed.analysis.source.text);
        if args.diff {
            let reader = if out.is_for_program() { diff::Reader::Program } else { diff::Reader::Person };
            let diff = diff::unified(&path, before, after, reader);
            match reader {
                diff::Reader::Program => out.bytes(diff.as_bytes())?,
                diff::Reader::Person => out.text(&diff)?,
            }
        } else if before != after
            && let Err(error) = write::replace(&fixed.policy.path, before, after)
        {
            fail(&format!("{path} {error}"));
            totals.failed += 1;
            return Ok(());
        }
        let mut report = String::new();
        // Writing to a string does not fail.
        let _ = fixed.describe(&mut report, &path, args, &mut totals);
        tell(&mut out, args, &report)
    })?;
    let mut report = String::new();
    for skipped in &input.files.skipped {
        let sentence = sentence(&input.current, skipped);
        let _ = writeln!(report, "{FAINT}skipped:{FAINT:#} {}", visible(&sentence));
    }
    let _ = totals.describe(&mut report, args);
    if let Some(why) = nothing_checked(&input, totals.coverage) {
        let _ = writeln!(report, "{STRONG}note{STRONG:#}  {why}");
    }
    tell(&mut out, args, &report)?;
    out.flush()?;
    Ok(totals.exit_code())
}

/// With `--diff`, only the difference is on stdout, to be read or applied by another program. Whoever reads either may go
/// away: what became of the files stays what the exit code says.
fn tell(out: &mut Out, args: &FixArgs, report: &str) -> std::io::Result<()> {
    if !args.diff {
        // Once a file was changed, that is said whatever becomes of the rest.
        return out.text(report).and_then(|()| out.flush());
    }
    match anstream::stderr().lock().write_all(visible_lines(report).as_bytes()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// A policy file and what became of it.
struct Fixed<'a> {
    policy: &'a PolicyFile,
    /// What is to be fixed.
    options: PolicyFixOptions<'a>,
    /// The titles of the fixes that were made.
    made: Vec<String>,
    /// Documents that a fix was not made in, and why.
    refused: Vec<(usize, String)>,
    /// Of the text after the fixes.
    analysis: Analysis,
}

impl<'a> Fixed<'a> {
    /// Fixes one document after the other, each on the text that the last one left, so that every edit was proved
    /// on the very text that it changes.
    fn new(world: &World, policy: &'a PolicyFile, options: PolicyFixOptions<'a>) -> Fixed<'a> {
        let analysis = world.analyse(&policy.name, Arc::clone(&policy.source));
        let mut fixed = Fixed { policy, options, made: Vec::new(), refused: Vec::new(), analysis };
        for document in 0..policy.source.documents.len() {
            let Some(fix) = fixed.analysis.policy_fix_with(document, options) else { continue };
            let after = match fix.disabled {
                None if fix.explicit => edit::apply(&fixed.analysis.source.text, &fix.edits),
                None => {
                    fixed.refused.push((document, NOT_EXPLICIT.to_owned()));
                    continue;
                }
                Some(why) => {
                    fixed.refused.push((document, why));
                    continue;
                }
            };
            let Some(after) = after else { continue };
            fixed.analysis =
                world.analyse(&policy.name, Arc::new(Source::read_as(policy.source.tree.syntax(), after)));
            fixed.made.push(fix.title);
        }
        fixed
    }

    /// What `check` would still fail on.
    fn left(&self) -> impl Iterator<Item = &Advice> {
        self.analysis.advice.iter().filter(|advice| advice.level >= Level::Warning)
    }

    fn describe(
        &self,
        out: &mut String,
        path: &str,
        args: &FixArgs,
        totals: &mut Totals,
    ) -> std::fmt::Result {
        let fixed = if args.diff { "would fix" } else { "fixed" };
        // A policy's texts reach a terminal, which must not obey them.
        let path = visible(path);
        for title in self.made.iter().map(|title| visible(title)) {
            writeln!(out, "{GOOD}{fixed}{GOOD:#}  {path}: {title}")?;
        }
        totals.fixed += usize::from(!self.made.is_empty());
        let lines = Lines::new(&self.analysis.source.text);
        let only = self.options.levels;
        let is_asked = |advice: &Advice| {
            advice.entry.is_none() || only.is_empty() || self.analysis.is_at_level(advice, only)
        };
        for (document, why) in &self.refused {
            let left = self.left().filter(|advice| is_asked(advice));
            let left = left.filter(|advice| self.analysis.document_of(advice) == Some(*document)).count();
            let left = count(left, "warning");
            writeln!(out, "{STRONG}left{STRONG:#}  {path}: {left}: {}", visible(why))?;
        }
        let not_asked = self.left().filter(|advice| !is_asked(advice)).count();
        if not_asked > 0 {
            let left = count(not_asked, "warning");
            writeln!(out, "{STRONG}left{STRONG:#}  {path}: {left}: not at an access level of --only")?;
        }
        let mut choices: BTreeMap<usize, BTreeSet<Choice>> = BTreeMap::new();
        for advice in self.left() {
            totals.left += 1;
            if !is_asked(advice) {
                continue;
            }
            if self.refused.iter().any(|(document, _)| self.analysis.document_of(advice) == Some(*document)) {
                continue;
            }
            let at = lines.position(advice.span.start);
            let message = visible(&advice.message);
            let choice = advice.entry.and_then(|at| {
                let choices = choices.entry(at.document).or_insert_with(|| self.choices(at.document));
                totals.choices.extend(&*choices);
                self.analysis.choice_for(at, choices, self.options.accepted)
            });
            write!(out, "{STRONG}left{STRONG:#}  {path}:{}:{}: {message}", at.line, at.column)?;
            match self.why_left(advice, choice) {
                Some(why) => writeln!(out, "\n      {FAINT}{}{FAINT:#}", visible(&why))?,
                None => writeln!(out)?,
            }
        }
        Ok(())
    }

    /// Why the fix of the whole policy left an entry alone.
    fn why_left(&self, advice: &Advice, choice: Option<Choice>) -> Option<String> {
        let fix = self.analysis.entry_fixes(advice.entry?).into_iter().next()?;
        Some(match (fix.disabled, choice) {
            (Some(why), _) => why,
            (None, Some(choice)) => format!("needs --accept {}: {}", choice.name(), fix.title),
            (None, None) => format!("needs a manual choice in the editor: {}", fix.title),
        })
    }

    /// The choices that would take more of a policy, if it may be fixed.
    fn choices(&self, document: usize) -> BTreeSet<Choice> {
        match self.analysis.is_explicit(document) {
            true => self.analysis.choices(document, self.options.accepted),
            false => BTreeSet::new(),
        }
    }
}

const NOT_EXPLICIT: &str = "the findings were matched by name or folder only; pass a finding's file with --findings (the folder that \
     `leastwise fetch` made is not enough) or the owner with --principal, or assign one in leastwise.toml, to fix it";

fn warnings_beside_policies(input: &Input) -> usize {
    let [_, beside @ ..] = report::files(input);
    let totals = report::totals(input, beside.concat());
    Level::ALL.into_iter().filter(|level| *level >= Level::Warning).map(|level| totals.count(level)).sum()
}

/// What became of all files.
#[derive(Default)]
struct Totals {
    /// Files that were fixed.
    fixed: usize,
    /// Files that could not be written.
    failed: usize,
    /// Warnings that remain in policies.
    left: usize,
    /// Warnings in findings and settings files.
    beside: usize,
    /// How many policies there are, and how many of them were checked.
    coverage: Coverage,
    /// The choices that would take some of what is left.
    choices: BTreeSet<Choice>,
}

impl Totals {
    fn describe(&self, out: &mut String, args: &FixArgs) -> std::fmt::Result {
        let fixed = match (self.fixed, args.diff) {
            (0, _) if self.failed + self.left > 0 => "Fixed nothing".to_owned(),
            (0, _) => "Nothing to fix".to_owned(),
            (n, true) => format!("Would fix {}", count(n, "file")),
            (n, false) => format!("Fixed {}", count(n, "file")),
        };
        write!(out, "{STRONG}{fixed}.{STRONG:#}")?;
        if self.failed > 0 {
            write!(out, " {} could not be written.", count(self.failed, "file"))?;
        }
        if self.left > 0 {
            let verb = if self.left == 1 { "remains" } else { "remain" };
            write!(out, " {} {verb}.", count(self.left, "warning"))?;
        }
        if self.beside > 0 {
            write!(out, " {} in other files; see `leastwise check`.", count(self.beside, "warning"))?;
        }
        if !self.choices.is_empty() {
            let accepted = args.accept.iter().copied().map(Choice::from);
            let choices: BTreeSet<Choice> = self.choices.iter().copied().chain(accepted).collect();
            let names: Vec<&str> = choices.into_iter().map(Choice::name).collect();
            write!(out, " To apply fixes that need a choice: --accept {}", names.join(","))?;
        }
        writeln!(out)
    }

    fn exit_code(&self) -> ExitCode {
        if self.failed > 0 {
            ExitCode::from(COULD_NOT_RUN)
        } else if self.left + self.beside > 0 {
            ExitCode::from(FOUND)
        } else {
            ExitCode::SUCCESS
        }
    }
}
