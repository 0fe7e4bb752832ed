//! How results are printed: one file per format, and what they share.

pub(crate) mod diff;
pub(crate) mod json_v1;
pub(crate) mod snippet;
pub(crate) mod text;
pub(crate) mod tree;

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

/// `1 entry`, `7 entries`.
pub(crate) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
