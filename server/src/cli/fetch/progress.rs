//! How far a fetch is: a bar on a terminal, or lines for an editor.

use std::io::Write as _;
use std::time::{Duration, Instant};

use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use leastwise_advice::visible::visible;
use leastwise_fetch::Progress;
use parking_lot::Mutex;

const WARNING: Style = AnsiColor::Yellow.on_default().bold();

/// A bar on stderr, which indicatif draws on terminals only, or lines there.
pub(super) struct Bar {
    bar: ProgressBar,
    lines: Option<Mutex<Lines>>,
    quiet: bool,
}

/// What the last line was about.
#[derive(Default)]
struct Lines {
    stage: String,
    steps: Option<usize>,
    done: usize,
    printed: Option<Instant>,
}

/// Lines come no faster, but for the first of a stage.
const BETWEEN_LINES: Duration = Duration::from_millis(500);

impl Bar {
    pub(super) fn new(quiet: bool) -> Bar {
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        Bar { bar: ProgressBar::with_draw_target(None, target), lines: None, quiet }
    }

    pub(super) fn lines(quiet: bool) -> Bar {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        Bar { bar, lines: Some(Mutex::default()), quiet }
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Lines {
    fn print(&mut self) {
        let count = self.steps.map(|steps| format!(": {} of {steps}", self.done)).unwrap_or_default();
        let _ = writeln!(std::io::stderr().lock(), "progress: {}{count}", self.stage);
        self.printed = Some(Instant::now());
    }
}

const WITH_STEPS: &str = "{msg} {wide_bar} {pos}/{len}";
const WITHOUT_STEPS: &str = "{spinner} {msg}";

impl Progress for Bar {
    fn stage(&self, what: &str, steps: Option<usize>) {
        if let Some(lines) = &self.lines {
            let mut lines = lines.lock();
            *lines = Lines { stage: what.to_owned(), steps, ..Lines::default() };
            lines.print();
            return;
        }
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
        if let Some(lines) = &self.lines {
            let mut lines = lines.lock();
            lines.done += 1;
            let is_due = lines.printed.is_none_or(|at| at.elapsed() >= BETWEEN_LINES);
            if is_due || lines.steps == Some(lines.done) {
                lines.print();
            }
        }
        self.bar.inc(1);
    }

    fn warn(&self, message: &str) {
        if !self.quiet {
            let message = visible(message);
            self.bar.suspend(|| {
                let _ = writeln!(anstream::stderr().lock(), "{WARNING}warning{WARNING:#}: {message}");
            });
        }
    }
}
