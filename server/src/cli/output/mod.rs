//! How results are printed: one file per format, and what they share.

pub(crate) mod diff;
pub(crate) mod json_v1;
pub(crate) mod snippet;
pub(crate) mod text;
pub(crate) mod tree;

use std::io::Write;

use anstream::adapter::strip_str;
use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

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

/// Whether stdout takes no styles.
pub(crate) fn is_plain() -> bool {
    AutoStream::choice(&std::io::stdout()) == ColorChoice::Never
}

/// `1 entry`, `7 entries`.
pub(crate) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
