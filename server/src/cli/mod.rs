//! The command line: what each command does, and how its result is printed. It decides nothing about policies; the
//! engine does.

mod args;
mod catalog;
mod check;
mod explain;
mod fetch;
mod fix;
mod input;
mod licenses;
mod nothing_checked;
pub(crate) mod output;
mod place;
mod report;
mod texts;

use std::borrow::Cow;
use std::ffi::OsString;
use std::io::{self, Write};
use std::panic::{self, UnwindSafe};
use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};

use leastwise_advice::visible::{visible, visible_text};

/// Something was found that the caller asked to fail on.
const FOUND: u8 = 1;
/// The command could not do what it was asked to.
const COULD_NOT_RUN: u8 = 2;

/// Reads the arguments and runs the command they name.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are errors to clap, though not to the caller.
            let code = if error.use_stderr() { ExitCode::from(COULD_NOT_RUN) } else { ExitCode::SUCCESS };
            let is_odd = |arg: &OsString| matches!(visible(&arg.to_string_lossy()), Cow::Owned(_));
            // Hooks pass names of files, and clap repeats its arguments as they are.
            let _ = match std::env::args_os().any(|arg| is_odd(&arg)) {
                true => io::stderr().lock().write_all(visible_text(&error.to_string()).as_bytes()),
                false => error.print(),
            };
            return code;
        }
    };
    cli.color.apply();
    match &cli.command {
        Command::Server(args) => crate::lsp::serve(args.catalog.as_deref()),
        Command::Check(args) => run(|| check::run(args)),
        Command::Fetch(args) => run(|| fetch::run(args)),
        Command::Fix(args) => run(|| fix::run(args)),
        Command::Explain(args) => run(|| explain::run(args)),
        Command::Catalog(args) => run(|| catalog::run(args)),
        Command::Licenses => run(licenses::run),
    }
}

/// Runs a command to its exit code, and says in one line what went wrong.
fn run(command: impl FnOnce() -> anyhow::Result<ExitCode> + UnwindSafe) -> ExitCode {
    // One line instead of a backtrace; the message itself is printed by the hook.
    panic::set_hook(Box::new(|panic| {
        fail(&format!("internal error; please report it: {panic}").replace('\n', " "));
    }));
    match panic::catch_unwind(command) {
        Ok(Ok(code)) => code,
        Ok(Err(error)) => {
            fail(&format!("{error:#}"));
            ExitCode::from(COULD_NOT_RUN)
        }
        Err(_) => ExitCode::from(COULD_NOT_RUN),
    }
}

fn fail(message: &str) {
    // What names and texts hold must not reach a terminal as commands; and there is nowhere left to say that stderr is
    // gone.
    let _ = writeln!(
        anstream::stderr().lock(),
        "{ERROR}error{ERROR:#}: {}",
        visible(message),
        ERROR = output::ERROR
    );
}
