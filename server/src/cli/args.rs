//! The arguments: every command, flag and help text in one place.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use leastwise_advice::Level;
use leastwise_advice::fix::Choice;
use leastwise_advice::principal::PrincipalName;
use leastwise_iam::AccessLevel;

/// Finds unused permissions in AWS IAM policy files and rewrites them in place with the least-general replacement.
///
/// leastwise reads saved "unused access" findings of IAM Access Analyzer beside your policies, points at the entries
/// that grant unused permissions, and shows what to narrow each of them to: exactly what is not reported unused. It
/// works offline: only `leastwise fetch` reaches AWS, through the AWS CLI that you have configured.
#[derive(Debug, Parser)]
#[command(name = "leastwise", version, arg_required_else_help = true, max_term_width = 100)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// When to use color; `auto` depends on the terminal and NO_COLOR
    #[arg(long, global = true, display_order = 100, value_name = "WHEN", value_enum, default_value_t)]
    pub color: Color,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Fetch findings and policy attachments from AWS, with the AWS CLI that you have configured
    #[command(after_help = super::fetch::EXIT_CODES)]
    Fetch(super::fetch::FetchArgs),
    /// Report entries that grant unused permissions and what to narrow them to
    #[command(after_help = CHECK_EXIT_CODES)]
    Check(CheckArgs),
    /// Remove unused permissions from policies with an explicit owner
    #[command(after_help = FIX_EXIT_CODES)]
    Fix(FixArgs),
    /// Show how a pattern is narrowed: which prefixes are safe and which are chosen
    Explain(ExplainArgs),
    /// Show the known actions and the date of the catalog
    Catalog(CatalogArgs),
    /// Run the language server for an editor
    Server(ServerArgs),
    /// Print the licenses of the packages that leastwise is built from
    Licenses,
}

const CHECK_EXIT_CODES: &str = "\
Exit codes:
  0  no diagnostic at the level of --fail-on or above
  1  at least one diagnostic at that level or above
  2  could not run: missing path, invalid flag, policies but no findings file, or findings but
     nothing was checked";

const FIX_EXIT_CODES: &str = "\
Exit codes:
  0  everything was fixed, or there was nothing to fix
  1  warnings of `leastwise check` remain
  2  could not run, or a file could not be written";

const CATALOG_HELP: &str = "Update the catalog from AWS's service reference files in this folder";

/// What `check` and `fix` read.
#[derive(Args, Debug)]
pub(crate) struct InputArgs {
    /// Files or folders to check
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,

    /// Use only the findings in this file or folder, even if Git ignores it; can be repeated
    #[arg(long, value_name = "PATH")]
    pub findings: Vec<PathBuf>,

    /// Owner of all policies: an ARN, `role/NAME`, `user/NAME` or `permission-set/NAME`; overrides file names and
    /// leastwise.toml; can be repeated
    #[arg(long, value_name = "PRINCIPAL", value_parser = principal)]
    pub principal: Vec<PrincipalName>,

    /// See [`CATALOG_HELP`].
    #[arg(long, value_name = "DIR", help = CATALOG_HELP)]
    pub catalog: Option<PathBuf>,

    /// Run as of this date
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<Date>,
}

fn principal(text: &str) -> Result<PrincipalName, &'static str> {
    PrincipalName::parse(text)
        .ok_or("expected the ARN of a role or user, `role/NAME`, `user/NAME` or `permission-set/NAME`")
}

/// The arguments of `check`.
#[derive(Args, Debug)]
pub(crate) struct CheckArgs {
    /// What is read.
    #[command(flatten)]
    pub input: InputArgs,

    /// Output format (described in docs/cli.md)
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub format: Format,

    /// Print every diagnostic, without the limit of 20 per rule and the limits of GitHub
    #[arg(long)]
    pub all: bool,

    /// With --format json, also print why each granted action is unused or kept
    #[arg(long)]
    pub evidence: bool,

    /// Lowest level that makes the exit code 1
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t)]
    pub fail_on: FailOn,

    /// Exit with 0 even if something is found
    #[arg(long)]
    pub exit_zero: bool,

    /// Do not fail if there are policies but no findings file
    #[arg(long)]
    pub allow_no_findings: bool,
}

/// The arguments of `fix`.
#[derive(Args, Debug)]
pub(crate) struct FixArgs {
    /// What is read.
    #[command(flatten)]
    pub input: InputArgs,

    /// Fix only entries with an unused action of these access levels, separated by commas (riskiest first)
    #[arg(long, value_name = "LEVELS", value_enum, value_delimiter = ',')]
    pub only: Vec<ActionLevel>,

    /// Also apply fixes that need a choice: those that grow a policy over its quota, and replacements of `*` or by
    /// more entries than `max_entries`; separated by commas
    #[arg(long, value_name = "CHOICES", value_enum, value_delimiter = ',')]
    pub accept: Vec<Accept>,

    /// Print the changes as a unified diff and write nothing
    #[arg(long)]
    pub diff: bool,
}

/// A choice as a flag takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Accept {
    OverQuota,
    ManyEntries,
}

impl From<Accept> for Choice {
    fn from(accept: Accept) -> Choice {
        match accept {
            Accept::OverQuota => Choice::OverQuota,
            Accept::ManyEntries => Choice::ManyEntries,
        }
    }
}

/// The arguments of `explain`.
#[derive(Args, Debug)]
pub(crate) struct ExplainArgs {
    /// An entry of a policy: `s3:Get*`, `ec2:DescribeVol*`, `*`
    pub pattern: String,

    /// Unused actions such as `s3:GetBucketAcl`, separated by spaces or commas
    #[arg(long, value_name = "ACTION", num_args = 1.., value_delimiter = ',')]
    pub unused: Vec<String>,

    /// Take the unused actions from these findings files; can be repeated
    #[arg(long, value_name = "PATH")]
    pub findings: Vec<PathBuf>,

    /// See [`CATALOG_HELP`].
    #[arg(long, value_name = "DIR", help = CATALOG_HELP)]
    pub catalog: Option<PathBuf>,

    /// Use the catalog as of this date
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<Date>,
}

/// The arguments of `catalog`.
#[derive(Args, Debug)]
pub(crate) struct CatalogArgs {
    /// List the actions of this service, such as `s3`
    pub service: Option<String>,

    /// See [`CATALOG_HELP`].
    #[arg(long, value_name = "DIR", help = CATALOG_HELP)]
    pub catalog: Option<PathBuf>,
}

/// The arguments of `server`.
#[derive(Args, Debug)]
pub(crate) struct ServerArgs {
    /// Accepted for compatibility; stdio is the only transport
    #[arg(long)]
    pub stdio: bool,

    /// See [`CATALOG_HELP`].
    #[arg(long, value_name = "DIR", help = CATALOG_HELP)]
    pub catalog: Option<PathBuf>,
}

/// When to use color.
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

/// An access level as a flag takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ActionLevel {
    PermissionsManagement,
    Write,
    Tagging,
    Read,
    List,
}

impl From<ActionLevel> for AccessLevel {
    fn from(level: ActionLevel) -> AccessLevel {
        match level {
            ActionLevel::PermissionsManagement => AccessLevel::PermissionsManagement,
            ActionLevel::Write => AccessLevel::Write,
            ActionLevel::Tagging => AccessLevel::Tagging,
            ActionLevel::Read => AccessLevel::Read,
            ActionLevel::List => AccessLevel::List,
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
