//! Logging to stderr. Only the transport writes to stdout.
//!
//! The level comes from `LEASTWISE_LOG` (`error`, `warn`, `info`, `debug`, `trace`, or `target=level` pairs) and is
//! `warn` unless that, or the editor's setting `logLevel`, says otherwise. What stands in a policy or a findings file is never logged.

use std::io::{self, Write};
use std::str::FromStr;
use std::sync::OnceLock;

use tracing::Level;
use tracing_subscriber::Registry;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::reload::{self, Handle};
use tracing_subscriber::util::SubscriberInitExt;

use leastwise_advice::visible::visible_text;

/// The environment variable that sets the level.
pub const VARIABLE: &str = "LEASTWISE_LOG";

/// The framework traces whole messages, and those hold policies: it is never heard below a warning.
const FRAMEWORK: &str = "tower_lsp_server";

/// What changes the filter later on.
static FILTER: OnceLock<Handle<Targets, Registry>> = OnceLock::new();

/// Sets the level, unless the environment has said it: whoever sets the variable looks for something.
pub fn set_level(level: Level) {
    if std::env::var_os(VARIABLE).is_none_or(|wish| wish.is_empty())
        && let Some(handle) = FILTER.get()
    {
        // It fails only after the end of logging.
        let _ = handle.reload(filter(level.as_str()).0);
    }
}

/// Starts logging. Later calls change nothing.
pub fn init() {
    let wish = std::env::var(VARIABLE).unwrap_or_default();
    let (filter, understood) = filter(&wish);
    let (filter, handle) = reload::Layer::new(filter);
    let lines = tracing_subscriber::fmt::layer().with_writer(Lines::default).with_ansi(false);
    let started = tracing_subscriber::registry().with(filter).with(lines).try_init().is_ok();
    if started {
        let _ = FILTER.set(handle);
    }
    if started && !understood {
        tracing::warn!("{VARIABLE} is not a log level (error, warn, info, debug or trace); using warn");
    }
}

/// Standard error, on which a terminal obeys nothing that names of files hold.
#[derive(Debug, Default)]
struct Lines;

impl Write for Lines {
    /// A message comes in one piece.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        io::stderr().lock().write_all(visible_text(&text).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().lock().flush()
    }
}

/// The filter for a wish, and whether the wish was understood.
fn filter(wish: &str) -> (Targets, bool) {
    let parsed = match wish.trim() {
        "" => Ok(Targets::new().with_default(LevelFilter::WARN)),
        wish => Targets::from_str(wish),
    };
    let understood = parsed.is_ok();
    let wished = parsed.unwrap_or_else(|_| Targets::new().with_default(LevelFilter::WARN));
    let default = wished.default_level().unwrap_or(LevelFilter::OFF);
    let targets = wished.into_iter().filter(|(target, _)| !target.starts_with(FRAMEWORK));
    let filter = Targets::new().with_default(default).with_targets(targets);
    (filter.with_target(FRAMEWORK, LevelFilter::WARN), understood)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_level_is_warn_unless_the_variable_says_otherwise() {
        for (wish, level, understood) in [
            ("", Level::WARN, true),
            ("debug", Level::DEBUG, true),
            ("leastwise=trace", Level::TRACE, true),
            ("ERROR", Level::ERROR, true),
            ("leastwise=loud", Level::WARN, false),
        ] {
            let (filter, was_understood) = filter(wish);
            assert_eq!(was_understood, understood, "{wish}");
            for each in [Level::ERROR, Level::WARN, Level::INFO, Level::DEBUG, Level::TRACE] {
                assert_eq!(filter.would_enable("leastwise::lsp", &each), each <= level, "{wish} {each}");
            }
        }
    }

    #[test]
    fn the_framework_never_traces_messages() {
        for wish in ["trace", "tower_lsp_server=trace", "tower_lsp_server::codec=trace"] {
            let (filter, _) = filter(wish);
            assert!(!filter.would_enable("tower_lsp_server::codec", &Level::TRACE), "{wish}");
        }
    }
}
