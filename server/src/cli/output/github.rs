//! A report as workflow commands of GitHub Actions, which show each advice on the line of a pull request.
//!
//! The form is that of GitHub's "Workflow commands for GitHub Actions"; the escapes are those of its own toolkit.

use std::fmt::Write as _;

use leastwise_advice::{Advice, Analysis, Level};

use super::{instead, summary};
use crate::cli::place::Base;
use crate::cli::report::{Report, replacement};
use crate::cli::texts::{Text, Texts};

/// Prints every advice, whatever the level that fails, and a summary for the log. GitHub shows at most ten of each
/// level in a step, so that the levels that matter must not be crowded out by others: it counts them apart.
pub(crate) fn print(report: &Report<'_>) -> std::io::Result<()> {
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = commands(&mut out, report);
    super::print(&out)
}

fn commands(out: &mut String, report: &Report<'_>) -> std::fmt::Result {
    let base = Base::repository();
    let texts = Texts::relative_to(&base, report.input);
    let files = &report.input.files;
    for (policy, analysis) in files.policies.iter().zip(&report.policies) {
        file(out, texts.get(&policy.name), &analysis.advice, Some(analysis))?;
    }
    for (name, advice) in report.beside_policies() {
        file(out, texts.get(name), advice, None)?;
    }
    for skipped in &files.skipped {
        let path = base.show(&skipped.path);
        writeln!(
            out,
            "::notice title=leastwise,file={}::skipped: {} {}",
            property(&path),
            data(&path),
            data(&skipped.reason)
        )?;
    }
    writeln!(out, "{}", summary::found(report))?;
    writeln!(out, "{}", summary::judged(report))
}

fn file(
    out: &mut String,
    text: Option<&Text<'_>>,
    advice: &[Advice],
    analysis: Option<&Analysis>,
) -> std::fmt::Result {
    let Some(text) = text else { return Ok(()) };
    for advice in advice {
        let command = match advice.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Information | Level::Hint => "notice",
        };
        let rule = advice.rule.name();
        let path = property(&text.path);
        let (start, end) = (text.lines().position(advice.span.start), text.lines().position(advice.span.end));
        write!(out, "::{command} title=leastwise ({rule}),file={path},line={}", start.line)?;
        // GitHub refuses columns where the place has several lines.
        match start.line == end.line {
            true => write!(out, ",col={},endLine={},endColumn={}", start.column, end.line, end.column)?,
            false => write!(out, ",endLine={}", end.line)?,
        }
        // The place is repeated for those who read the log, where the properties are not shown.
        let mut message =
            format!("{}:{}:{}: {rule}: {}", text.path, start.line, start.column, advice.message);
        if let Some(replacement) = analysis.and_then(|analysis| replacement(analysis, advice)) {
            message.push('\n');
            message.push_str(&instead(&replacement));
        }
        writeln!(out, "::{}", data(&message))?;
    }
    Ok(())
}

/// A message as a command takes it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property as a command takes it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
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
