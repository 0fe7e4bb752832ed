//! How results are printed: one file per format, and what they share.

pub(crate) mod diff;
pub(crate) mod github;
pub(crate) mod json_v1;
pub(crate) mod sarif;
pub(crate) mod snippet;
pub(crate) mod summary;
pub(crate) mod text;
pub(crate) mod tree;

use std::io::Write;

use anstream::adapter::strip_str;
use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use serde::Serialize;

use crate::cli::report::Replacement;

/// The word `error` before a message.
pub(crate) const ERROR: Style = AnsiColor::BrightRed.on_default().bold();
/// What is right, or added.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// What is wrong, or removed.
pub(crate) const BAD: Style = AnsiColor::Red.on_default();
/// What stands out.
pub(crate) const STRONG: Style = Style::new().bold();
/// What is beside the point.
pub(crate) const FAINT: Style = Style::new().dimmed();

/// Prints a result on stdout, with its styles where they are wanted.
pub(crate) fn print(text: &str) -> std::io::Result<()> {
    let mut out = anstream::stdout().lock();
    if is_plain() {
        // At once: the stream would look for styles and line ends piece by piece.
        let mut out = out.into_inner();
        out.write_all(strip_str(text).to_string().as_bytes())?;
        return out.flush();
    }
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Prints a value for programs, as JSON.
pub(crate) fn print_json(value: &impl Serialize) -> std::io::Result<()> {
    let mut text = serde_json::to_vec_pretty(value).map_err(std::io::Error::other)?;
    text.push(b'\n');
    let mut out = std::io::stdout().lock();
    out.write_all(&text)?;
    out.flush()
}

/// Whether stdout takes no styles.
pub(crate) fn is_plain() -> bool {
    AutoStream::choice(&std::io::stdout()) == ColorChoice::Never
}

/// What to write instead, as a sentence, for output in which a message has to say everything.
pub(crate) fn instead(replacement: &Replacement) -> String {
    match replacement {
        Ok(entries) if entries.is_empty() => "Remove it.".to_owned(),
        Ok(entries) => {
            // One entry too many is named rather than counted.
            let shown = if entries.len() > MOST_NAMED + 1 { MOST_NAMED } else { entries.len() };
            let named: Vec<String> = entries.iter().take(shown).map(|entry| format!("`{entry}`")).collect();
            match entries.len() - shown {
                0 => format!("Replace it with {}.", named.join(", ")),
                more => format!("Replace it with {} and {more} more.", named.join(", ")),
            }
        }
        Err(why) => format!("Nothing is offered: {why}."),
    }
}

/// More entries of a replacement are not named in a sentence.
const MOST_NAMED: usize = 12;
