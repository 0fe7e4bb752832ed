//! The arguments: every command, flag and help text in one place.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use leastwise_advice::Level;

/// Finds unused permissions in AWS IAM policy files and rewrites them in place with the least-general replacement.
///
/// leastwise reads saved "unused access" findings of IAM Access Analyzer that lie beside your policies, points at
/// the entries that grant what nobody uses, and says what each of them can be narrowed to: all and only what is not
/// reported unused. Nothing leaves your machine.
#[derive(Debug, Parser)]
#[command(name = "leastwise", version, arg_required_else_help = true, max_term_width = 100)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// When to use colour; `auto` looks at the terminal and at NO_COLOR
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t)]
    pub color: Color,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Report the entries that grant unused permissions, and what they can be narrowed to
    #[command(after_help = CHECK_EXIT_CODES)]
    Check(CheckArgs),
    /// Rewrite the policies whose findings are named with --findings
    #[command(after_help = FIX_EXIT_CODES)]
    Fix(FixArgs),
    /// Draw how one pattern is narrowed: which prefixes are safe, and which are chosen
    Explain(ExplainArgs),
    /// Show which actions are known, and as of which day
    Catalog(CatalogArgs),
    /// Serve an editor over stdin and stdout (Language Server Protocol)
    Server(ServerArgs),
}

const CHECK_EXIT_CODES: &str = "\
Exit codes:
  0  nothing found, or nothing at the level of --fail-on
  1  something found at that level or above
  2  could not run: a path is missing, a flag is wrong, or there are policies but no findings file";

const FIX_EXIT_CODES: &str = "\
Exit codes:
  0  everything was fixed, or there was nothing to fix
  1  something was left that `leastwise check` reports as a warning
  2  could not run, or a file could not be written";

/// What `check` and `fix` read.
#[derive(Args, Debug)]
pub(crate) struct InputArgs {
    /// Folders to search and files to read, named files whatever they are called
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,

    /// Use only these findings, files or folders, even where git ignores them; can be repeated
    #[arg(long, value_name = "PATH")]
    pub findings: Vec<PathBuf>,

    /// Replay a day: take the catalog as it was then, and that day for today
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<Date>,
}

/// The arguments of `check`.
#[derive(Args, Debug)]
pub(crate) struct CheckArgs {
    /// What is read.
    #[command(flatten)]
    pub input: InputArgs,

    /// How to print the report: for people, or for programs (described in docs/cli.md)
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub format: Format,

    /// The lowest level that makes the exit code 1
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t)]
    pub fail_on: FailOn,

    /// Exit with 0 whatever is found
    #[arg(long)]
    pub exit_zero: bool,

    /// Do not fail where there are policies but no findings file
    #[arg(long)]
    pub allow_no_findings: bool,
}

/// The arguments of `fix`.
#[derive(Args, Debug)]
pub(crate) struct FixArgs {
    /// What is read.
    #[command(flatten)]
    pub input: InputArgs,

    /// Print the changes as a unified diff and write nothing
    #[arg(long)]
    pub diff: bool,
}

/// The arguments of `explain`.
#[derive(Args, Debug)]
pub(crate) struct ExplainArgs {
    /// An entry of a policy: `s3:Get*`, `ec2:DescribeVol*`, `*`
    pub pattern: String,

    /// Unused actions, such as `s3:GetBucketAcl`; several can follow, or be separated by commas
    #[arg(long, value_name = "ACTION", num_args = 1.., value_delimiter = ',')]
    pub unused: Vec<String>,

    /// Take the unused actions from these findings files; can be repeated
    #[arg(long, value_name = "PATH")]
    pub findings: Vec<PathBuf>,

    /// Take the catalog as it was on that day
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<Date>,
}

/// The arguments of `catalog`.
#[derive(Args, Debug)]
pub(crate) struct CatalogArgs {
    /// List the actions of this service, such as `s3`
    pub service: Option<String>,
}

/// The arguments of `server`.
#[derive(Args, Debug)]
pub(crate) struct ServerArgs {
    /// Accepted because editors add it; stdin and stdout are what is used in any case
    #[arg(long)]
    pub stdio: bool,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

impl Color {
    /// Makes this the choice of the whole program.
    pub(crate) fn apply(self) {
        let choice = match self {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }
}

/// How to print a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    #[default]
    Text,
    Json,
    Sarif,
    Github,
}

/// A level as a flag takes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    Error,
    #[default]
    Warning,
    Information,
    Hint,
}

impl From<FailOn> for Level {
    fn from(level: FailOn) -> Level {
        match level {
            FailOn::Error => Level::Error,
            FailOn::Warning => Level::Warning,
            FailOn::Information => Level::Information,
            FailOn::Hint => Level::Hint,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        super::Cli::command().debug_assert();
    }
}
