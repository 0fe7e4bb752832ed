//! The result of a check: made file by file, and printed while it is made.

use std::convert::Infallible;
use std::io;

use leastwise_advice::unread_source::UnreadSource;
use leastwise_advice::{Advice, Analysis, Coverage, Level, Rule};

use super::input::Input;
use super::nothing_checked::nothing_checked;
use super::output::Out;
use crate::in_order::in_order;
use crate::workspace::catalog::BrokenFile;
use crate::workspace::{FindingsOnDisk, IgnoreFile, PolicyFile, SettingsOnDisk};

/// A file that there may be something to say about.
#[derive(Clone, Copy, Debug)]
pub(crate) enum File<'a> {
    /// A policy file.
    Policy(&'a PolicyFile),
    /// A findings file.
    Findings(&'a FindingsOnDisk),
    /// A settings file.
    Settings(&'a SettingsOnDisk),
    /// A file of the catalog's folders that cannot be parsed.
    Catalog(&'a BrokenFile),
    /// An ignore file that cannot be read, or not whole.
    Ignore(&'a IgnoreFile),
    /// The first of those of a folder that look like policies in a syntax that is not read.
    Sources(&'a [UnreadSource]),
}

impl<'a> File<'a> {
    /// The name by which the engine knows it.
    pub(crate) fn name(self) -> &'a str {
        match self {
            File::Policy(file) => &file.name,
            File::Findings(file) => &file.name,
            File::Settings(file) => &file.name,
            File::Catalog(file) => &file.name,
            File::Ignore(file) => &file.name,
            File::Sources(sources) => sources.first().map_or("", |first| &first.path),
        }
    }
}

/// The files of an input by what they are, in the order in which they are reported, each list sorted by path.
pub(crate) fn files(input: &Input) -> [Vec<File<'_>>; 6] {
    [
        input.files.all_policies().into_iter().map(File::Policy).collect(),
        input.files.findings.iter().map(File::Findings).collect(),
        input.files.settings.iter().map(File::Settings).collect(),
        input.catalog.broken.iter().map(File::Catalog).collect(),
        input.files.ignore_files.iter().map(File::Ignore).collect(),
        input.world.unread_sources().map(File::Sources).collect(),
    ]
}

/// What there is to say about one file.
#[derive(Debug)]
pub(crate) struct Report<'a> {
    /// The file.
    pub file: File<'a>,
    /// The analysis, of a policy file.
    pub analysis: Option<Analysis>,
    /// The diagnostics of any other.
    others: Vec<Advice>,
}

impl<'a> Report<'a> {
    fn new(input: &'a Input, file: File<'a>) -> Report<'a> {
        let world = &input.world;
        let (analysis, others) = match file {
            File::Policy(policy) => (Some(world.analyse(&policy.name, policy.source.clone())), Vec::new()),
            File::Findings(file) => (None, world.findings_advice(&file.name)),
            File::Settings(file) => (None, world.settings_advice(&file.name)),
            File::Catalog(file) => (None, world.other_advice(&file.name)),
            File::Ignore(file) => (None, world.other_advice(&file.name)),
            File::Sources(_) => (None, world.source_advice(file.name())),
        };
        Report { file, analysis, others }
    }

    /// The diagnostics, in the order of the text.
    pub(crate) fn diagnostics(&self) -> &[Advice] {
        self.analysis.as_ref().map_or(&self.others, |analysis| &analysis.advice)
    }
}

/// What the reports on all files amount to.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Totals {
    by_level: [usize; Level::ALL.len()],
    /// The highest level at which a policy is reported that cannot be parsed.
    invalid: Option<Level>,
    /// How many policies there are, and how many of them were checked.
    pub coverage: Coverage,
    /// What `fix` could do about it.
    pub fixable: Option<Fixable>,
}

impl Totals {
    fn of(report: &Report<'_>) -> Totals {
        let mut totals = Totals::default();
        for advice in report.diagnostics() {
            if let Some(count) = totals.by_level.get_mut(advice.level as usize) {
                *count += 1;
            }
            if advice.rule == Rule::InvalidPolicy {
                totals.invalid = totals.invalid.max(Some(advice.level));
            }
        }
        if let Some(analysis) = &report.analysis {
            totals.coverage = analysis.coverage;
            totals.fixable = Fixable::of(analysis);
        }
        totals
    }

    /// How many diagnostics there are at exactly this level.
    pub(crate) fn count(&self, level: Level) -> usize {
        self.by_level.get(level as usize).copied().unwrap_or_default()
    }

    /// How many diagnostics there are.
    pub(crate) fn all(&self) -> usize {
        self.by_level.iter().sum()
    }

    /// See [`nothing_checked`]. A policy that is reported at `level` because it cannot be parsed is a result.
    pub(crate) fn nothing_checked(&self, input: &Input, level: Level) -> Option<String> {
        let is_reported = self.invalid.is_some_and(|invalid| invalid >= level);
        if is_reported { None } else { nothing_checked(input, self.coverage) }
    }

    /// Whether there is a diagnostic at this level or above.
    pub(crate) fn reach(&self, level: Level) -> bool {
        Level::ALL.into_iter().any(|one| one >= level && self.count(one) > 0)
    }

    /// Adds those of other files.
    pub(crate) fn add(&mut self, other: Totals) {
        for (count, more) in self.by_level.iter_mut().zip(other.by_level) {
            *count += more;
        }
        self.coverage += other.coverage;
        self.invalid = self.invalid.max(other.invalid);
        self.fixable = self.fixable.max(other.fixable);
    }
}

/// What `fix` needs to change a policy that was reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fixable {
    /// Nothing: settings or flags say who owns the policies.
    AsItIs,
    /// The findings have to be named.
    OnceNamed,
}

impl Fixable {
    /// `None` where `fix` could change nothing.
    fn of(analysis: &Analysis) -> Option<Fixable> {
        let of_document = |document: usize| match analysis.is_explicit(document) {
            true => Fixable::AsItIs,
            false => Fixable::OnceNamed,
        };
        let mut fixable = None;
        for advice in &analysis.advice {
            let Some(at) = advice.entry else { continue };
            // The first entry of a document answers for all of them, and narrowing each of them takes time.
            if fixable < Some(of_document(at.document))
                && analysis.barrier(at.document).is_none()
                && !analysis.lacks_window(at.document)
                && analysis.replacement(at).is_ok()
            {
                fixable = Some(of_document(at.document));
            }
        }
        fixable
    }
}

/// Checks files, in parallel, and prints what `draw` makes of the report on each, in their order.
///
/// Once the reader has gone nothing more is drawn. The files are checked all the same, since the exit code says what
/// was found in all of them.
pub(crate) fn each<'a, Drawn: Send>(
    input: &'a Input,
    files: Vec<File<'a>>,
    out: &mut Out,
    draw: impl Fn(&Report<'a>) -> Drawn + Sync,
    mut print: impl FnMut(Drawn, &mut Out) -> io::Result<()>,
) -> io::Result<Totals> {
    let mut totals = Totals::default();
    let reader = out.reader();
    let make = |file| {
        let report = Report::new(input, file);
        (Totals::of(&report), reader.is_there().then(|| draw(&report)))
    };
    in_order(files, make, |(of_file, drawn)| {
        totals.add(of_file);
        drawn.map_or(Ok(()), |drawn| print(drawn, out))
    })?;
    Ok(totals)
}

/// What checking files amounts to, with nothing printed.
pub(crate) fn totals<'a>(input: &'a Input, files: Vec<File<'a>>) -> Totals {
    let mut totals = Totals::default();
    let Ok(()) = in_order(
        files,
        |file| Totals::of(&Report::new(input, file)),
        |of_file| {
            totals.add(of_file);
            Ok::<(), Infallible>(())
        },
    );
    totals
}

/// What to write in an entry's place (nothing: it goes), or why nothing is offered.
pub(crate) type Replacement = Result<Vec<String>, String>;

/// What to write in the place of the entry that a diagnostic is about, where it is about one.
pub(crate) fn replacement(report: &Report<'_>, advice: &Advice) -> Option<Replacement> {
    let patterns = report.analysis.as_ref()?.replacement(advice.entry?);
    Some(patterns.map(|patterns| patterns.iter().map(|pattern| pattern.as_str().to_owned()).collect()))
}
