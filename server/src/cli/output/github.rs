//! A report as workflow commands of GitHub Actions, which show each diagnostic on the line of a pull request.
//!
//! The form is that of GitHub's "Workflow commands for GitHub Actions"; the escapes are those of its own toolkit.

use std::fmt::Write as _;

use leastwise_advice::words::count;
use leastwise_advice::{Advice, Level};

use super::cap::Cap;
use super::{Out, instead, summary};
use crate::cli::input::Input;
use crate::cli::place::Base;
use crate::cli::report::{self, Report, Totals, replacement};
use crate::cli::texts::{Text, Texts};
use leastwise_advice::visible::visible;

/// The commands, by [`kind`].
const COMMANDS: [&str; 3] = ["error", "warning", "notice"];
/// GitHub shows so many of each command in a step ("Workflow commands", "Limits on annotations"). A line of the log for
/// each of the others would hide them.
const MOST_OF_A_COMMAND: usize = 10;

/// Prints diagnostics as commands, whatever the level that fails, and a summary for the log.
pub(crate) fn print(input: &Input, level: Level, all: bool) -> std::io::Result<Totals> {
    let mut out = Out::for_people();
    let base = Base::repository();
    let texts = Texts::relative_to(&base, input);
    let cap = Cap::<{ COMMANDS.len() }>::new((!all).then_some([MOST_OF_A_COMMAND; COMMANDS.len()]));
    let draw = |report: &Report<'_>| {
        let diagnostics = report.diagnostics();
        let may_admit = cap.may_admit(diagnostics.iter().map(|diagnostic| kind(diagnostic.level)));
        let text = texts.get(report.file.name());
        let one = |(diagnostic, admitted): (&Advice, bool)| {
            let drawn = text.filter(|_| admitted).map(|text| command(text, report, diagnostic));
            (kind(diagnostic.level), drawn)
        };
        diagnostics.iter().zip(may_admit).map(one).collect::<Vec<_>>()
    };
    let files = report::files(input).concat();
    let totals = report::each(input, files, &mut out, draw, |drawn, out| {
        let admitted = drawn.into_iter().filter(|(kind, _)| cap.admit(*kind));
        admitted.filter_map(|(_, drawn)| drawn).try_for_each(|drawn| out.text(&drawn))
    })?;
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = end(&mut text, input, &base, all, &cap, &totals);
    if let Some(why) = totals.nothing_checked(input, level) {
        let _ = writeln!(text, "::error title=leastwise::{}", data(&why));
    }
    out.text(&text)?;
    out.flush()?;
    Ok(totals)
}

fn kind(level: Level) -> usize {
    match level {
        Level::Error => 0,
        Level::Warning => 1,
        Level::Information | Level::Hint => 2,
    }
}

/// One diagnostic as a command.
fn command(text: &Text<'_>, report: &Report<'_>, advice: &Advice) -> String {
    let command = COMMANDS.get(kind(advice.level)).copied().unwrap_or_default();
    let rule = advice.rule.name();
    let path = property(&text.path);
    let (start, end) = (text.lines().position(advice.span.start), text.lines().position(advice.span.end));
    // GitHub refuses columns where the place has several lines.
    let to = match start.line == end.line {
        true => format!("col={},endLine={},endColumn={}", start.column, end.line, end.column),
        false => format!("endLine={}", end.line),
    };
    // The place is repeated for those who read the log, where the properties are not shown.
    let mut message = format!(
        "{}:{}:{}: {rule}: {}",
        visible(&text.path),
        start.line,
        start.column,
        visible(&advice.message)
    );
    if let Some(replacement) = replacement(report, advice) {
        message.push('\n');
        message.push_str(&visible(&instead(&replacement)));
    }
    let message = data(&message);
    format!("::{command} title=leastwise ({rule}),file={path},line={},{to}::{message}\n", start.line)
}

fn end(
    out: &mut String,
    input: &Input,
    base: &Base,
    all: bool,
    cap: &Cap<{ COMMANDS.len() }>,
    totals: &Totals,
) -> std::fmt::Result {
    let skipped = &input.files.skipped;
    let shown = if all { skipped.len() } else { MOST_OF_A_COMMAND };
    for skipped in skipped.iter().take(shown) {
        let path = base.show(&skipped.path);
        writeln!(
            out,
            "::notice title=leastwise,file={}::skipped: {} {}",
            property(&path),
            data(&visible(&path)),
            data(&visible(&skipped.reason))
        )?;
    }
    let left = COMMANDS.into_iter().enumerate().map(|(kind, command)| (cap.left(kind), command));
    let left = left.chain([(skipped.len().saturating_sub(shown), "skipped file")]);
    for (left, what) in left.filter(|(left, _)| *left > 0) {
        let left = count(left, &format!("more {what}"));
        writeln!(
            out,
            "... and {left}: GitHub shows at most {MOST_OF_A_COMMAND} of each in a step; --all prints them"
        )?;
    }
    writeln!(out, "{}", summary::found(totals))?;
    writeln!(out, "{}", summary::checked(input, totals))
}

/// A message as a command takes it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property as a command takes it. GitHub decodes line ends, so that a path with one stays a path.
fn property(text: &str) -> String {
    let pieces = text.split_inclusive(['\r', '\n']).map(|piece| {
        let line = piece.trim_end_matches(['\r', '\n']);
        let end = piece.get(line.len()..).unwrap_or_default();
        format!("{}{}", data(&visible(line)), data(end))
    });
    pieces.collect::<String>().replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_ends_a_command_or_a_property_early() {
        assert_eq!(data("100%\r\n::error::a,b"), "100%25%0D%0A::error::a,b");
        assert_eq!(property("C:\\a,b%0A\n.json"), "C%3A\\a%2Cb%250A%0A.json");
    }
}
