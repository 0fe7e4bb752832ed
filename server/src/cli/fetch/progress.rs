//! How far a fetch is, on a terminal.

use std::time::Duration;

use crate::visible::visible;
use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use leastwise_fetch::Progress;

const WARNING: Style = AnsiColor::Yellow.on_default().bold();

/// A bar on stderr. indicatif draws it on terminals only.
pub(super) struct Bar {
    bar: ProgressBar,
    quiet: bool,
}

impl Bar {
    pub(super) fn new(quiet: bool) -> Bar {
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        Bar { bar: ProgressBar::with_draw_target(None, target), quiet }
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

const WITH_STEPS: &str = "{msg} {wide_bar} {pos}/{len}";
const WITHOUT_STEPS: &str = "{spinner} {msg}";

impl Progress for Bar {
    fn stage(&self, what: &str, steps: Option<usize>) {
        let template = if steps.is_some() { WITH_STEPS } else { WITHOUT_STEPS };
        // Both templates are good; a bad one would leave the usual bar.
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
        self.bar.reset();
        match steps {
            Some(steps) => self.bar.set_length(steps as u64),
            None => self.bar.unset_length(),
        }
        self.bar.set_message(what.to_owned());
        self.bar.enable_steady_tick(Duration::from_millis(200));
    }

    fn step(&self) {
        self.bar.inc(1);
    }

    fn warn(&self, message: &str) {
        if !self.quiet {
            let message = visible(message);
            self.bar.suspend(|| {
                use std::io::Write as _;
                let _ = writeln!(anstream::stderr().lock(), "{WARNING}warning{WARNING:#}: {message}");
            });
        }
    }
}
