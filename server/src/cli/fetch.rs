//! `leastwise fetch`: brings what `check` needs from AWS into a folder. The only command that starts another program.

mod args;
mod progress;
mod report;
mod stop;

use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::Arc;

use jiff::{Timestamp, Unit};
use leastwise_fetch::aws::{AwsCli, Connection, Kind, Lookup};
use leastwise_fetch::{Cancel, FetchError, Summary, commands, policy, run as fetch};

use args::ProgressKind;
pub(crate) use args::{EXIT_CODES, FetchArgs};

use super::output;
use super::{COULD_NOT_RUN, FOUND};
use progress::Bar;

/// What a shell would say of a program that Ctrl-C has ended.
const STOPPED: u8 = 130;

/// Fetches, and tells by the exit code whether everything is there.
pub(crate) fn run(args: &FetchArgs) -> anyhow::Result<ExitCode> {
    let request = args.request();
    if args.policy {
        output::print(&policy(&request))?;
        return Ok(ExitCode::SUCCESS);
    }
    let lookup = Lookup::of_environment(&std::env::current_dir()?);
    let connection = Connection {
        profile: args.profile.clone(),
        time_limit: args.time_limit(),
        ..Connection::new(lookup)
    };
    let aws = AwsCli::new(connection)?;
    if args.dry_run {
        let lines = commands(&request, &aws).into_iter().map(|words| command_line(&words) + "\n");
        output::print(&lines.collect::<String>())?;
        return Ok(ExitCode::SUCCESS);
    }
    let cancel = Arc::new(Cancel::default());
    stop::on_signals(&cancel)?;
    let bar = match args.progress {
        ProgressKind::Bar => Bar::new(args.quiet || args.json),
        ProgressKind::Lines => Bar::lines(args.quiet),
    };
    let now = Timestamp::now();
    // Dates that a person reads have whole seconds.
    let now = now.round(Unit::Second).unwrap_or(now);
    let result = fetch(&request, &aws, &cancel, &bar, now);
    bar.finish();
    match result {
        Ok(summary) => {
            report::print(&summary, args)?;
            Ok(ExitCode::from(exit_code(&summary)))
        }
        Err(FetchError::Aws(failure)) if failure.kind == Kind::Cancelled => Ok(ExitCode::from(STOPPED)),
        Err(error) => Err(error.into()),
    }
}

fn exit_code(summary: &Summary) -> u8 {
    match &summary.ended {
        Some(failure) if failure.kind == Kind::Cancelled => STOPPED,
        // Nothing has come of it.
        Some(_) if summary.parts.is_empty() => COULD_NOT_RUN,
        _ if summary.is_complete() => 0,
        _ => FOUND,
    }
}

/// A command as a person would type it into a POSIX shell.
fn command_line(words: &[OsString]) -> String {
    let quoted = words.iter().map(|word| {
        let word = word.to_string_lossy();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@+%".contains(c);
        match !word.is_empty() && word.chars().all(is_plain) {
            true => word.into_owned(),
            false => format!("'{}'", word.replace('\'', r"'\''")),
        }
    });
    quoted.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_written_as_a_shell_would_read_it() {
        let words = ["aws", "--filter={\"a\":[]}", "it's", "", "--region=eu-west-1"].map(OsString::from);
        assert_eq!(command_line(&words), r#"aws '--filter={"a":[]}' 'it'\''s' '' --region=eu-west-1"#);
    }
}
