//! How results are printed: one file per format, and what they share.

mod cap;
pub(crate) mod diff;
pub(crate) mod github;
pub(crate) mod json_v2;
mod out;
pub(crate) mod sarif;
pub(crate) mod snippet;
pub(crate) mod summary;
pub(crate) mod text;
pub(crate) mod tree;

use anstyle::{AnsiColor, Style};

pub(crate) use out::Out;

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
///
/// # Errors
///
/// The system refuses, and not because the reader has gone.
pub(crate) fn print(text: &str) -> std::io::Result<()> {
    let mut out = Out::for_people();
    out.text(text)?;
    out.flush()
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
        Err(why) => format!("No fix offered: {why}."),
    }
}

/// More entries of a replacement are not named in a sentence.
const MOST_NAMED: usize = 12;
