//! How much a `leastwise.toml` may say. No repository needs to come near a limit; without one, a file that came with a
//! repository could take all time and memory.

use rustc_hash::FxHashMap;

use super::Globs;
use crate::words::number;

/// The largest file, in bytes.
pub const MAX_BYTES: u64 = 4 * 1024 * 1024;
/// The most `[[attach]]` tables: one for each role of a large organization, twice.
pub const MOST_ATTACH: usize = 20_000;
/// The most `[[keep]]` tables.
pub const MOST_KEEP: usize = 5_000;
/// The most principals that the tables of a file name together.
pub const MOST_PRINCIPALS: usize = 40_000;
/// The most globs of a file, each alternative in braces counted.
pub const MOST_GLOBS: usize = 40_000;
/// The most globs of a file that begin with the same text: each of them is tried on each path that begins like it.
pub const MOST_GLOBS_ALIKE: usize = 2_000;
/// The longest glob, in bytes.
pub const MOST_GLOB_BYTES: usize = 500;
/// The most alternatives in the braces of one glob.
pub const MOST_ALTERNATIVES: usize = 100;
/// The most mistakes that are reported at their places.
pub const MOST_PROBLEMS: usize = 100;

/// The most tables of a list of this name.
pub(super) fn most_tables(name: &str) -> usize {
    if name == "keep" { MOST_KEEP } else { MOST_ATTACH }
}

/// Counts the globs of a file.
#[derive(Debug, Default)]
pub(super) struct GlobCount {
    all: usize,
    by_prefix: FxHashMap<Box<str>, usize>,
}

impl GlobCount {
    /// Counts the globs of one setting.
    ///
    /// # Errors
    /// The limit that the file is over, as a clause, and what to do.
    pub(super) fn add(&mut self, globs: &Globs) -> Result<(), (String, &'static str)> {
        for prefix in globs.prefixes() {
            self.all += 1;
            if self.all > MOST_GLOBS {
                let over = format!("this file has more than {} globs", number(MOST_GLOBS));
                return Err((over, "match whole folders with `**`"));
            }
            let alike = self.by_prefix.entry(prefix.into()).or_default();
            *alike += 1;
            if *alike > MOST_GLOBS_ALIKE {
                let most = number(MOST_GLOBS_ALIKE);
                let alike = match prefix {
                    "" => "a wildcard".to_owned(),
                    prefix => format!("`{prefix}`"),
                };
                let over = format!("more than {most} globs of this file begin with {alike}");
                return Err((over, "write out the folders in front of the wildcards"));
            }
        }
        Ok(())
    }
}
