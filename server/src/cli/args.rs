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
/// leastwise reads saved "unused access" findings of IAM Access Analyzer that lie beside your policies, points at
/// the entries that grant what nobody uses, and says what each of them can be narrowed to: all and only what is not
/// reported unused. It works offline: only `leastwise fetch` reaches AWS, through the AWS CLI that you have configured.
#[derive(Debug, Parser)]
#[command(name = "leastwise", version, arg_required_else_help = true, max_term_width = 100)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// When to use colour; `auto` looks at the terminal and at NO_COLOR
    #[arg(long, global = true, display_order = 100, value_name = "WHEN", value_enum, default_value_t)]
    pub color: Color,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Fetch findings and who has which policy from AWS, with the AWS CLI that you have configured
    #[command(after_help = super::fetch::EXIT_CODES)]
    Fetch(super::fetch::FetchArgs),
    /// Report the entries that grant unused permissions, and what they can be narrowed to
    #[command(after_help = CHECK_EXIT_CODES)]
    Check(CheckArgs),
    /// Rewrite the policies that --findings, --principal or leastwise.toml attaches to somebody
    #[command(after_help = FIX_EXIT_CODES)]
    Fix(FixArgs),
    /// Draw how one pattern is narrowed: which prefixes are safe, and which are chosen
    Explain(ExplainArgs),
    /// Show which actions are known, and as of which day
    Catalog(CatalogArgs),
    /// Serve an editor over stdin and stdout (Language Server Protocol)
    Server(ServerArgs),
    /// Print the licences of what leastwise is built from
    Licenses,
}

const CHECK_EXIT_CODES: &str = "\
Exit codes:
  0  nothing found, or nothing at the level of --fail-on
  1  something found at that level or above
  2  could not run: a path is missing, a flag is wrong, there are policies but no findings file, or
     there are findings and nothing was checked";

const FIX_EXIT_CODES: &str = "\
Exit codes:
  0  everything was fixed, or there was nothing to fix
  1  something was left that `leastwise check` reports as a warning
  2  could not run, or a file could not be written";

const CATALOG_HELP: &str =
    "Take what AWS's service reference files in this folder list, newer than the built-in catalog";

/// What `check` and `fix` read.
#[derive(Args, Debug)]
pub(crate) struct InputArgs {
    /// Folders to search and files to read, named files whatever they are called
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,

    /// Use only these findings, files or folders, even where git ignores them; can be repeated
    #[arg(long, value_name = "PATH")]
    pub findings: Vec<PathBuf>,

    /// Whose the policies are, whatever files and folders are called and leastwise.toml says: an ARN, `role/NAME`,
    /// `user/NAME` or `permission-set/NAME`; can be repeated
    #[arg(long, value_name = "PRINCIPAL", value_parser = principal)]
    pub principal: Vec<PrincipalName>,

    /// See [`CATALOG_HELP`].
    #[arg(long, value_name = "DIR", help = CATALOG_HELP)]
    pub catalog: Option<PathBuf>,

    /// Replay a day: take the catalog as it was then, and that day for today
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<Date>,
}

fn principal(text: &str) -> Result<PrincipalName, &'static str> {
    PrincipalName::parse(text)
        .ok_or("write the ARN of a role or user, `role/NAME`, `user/NAME` or `permission-set/NAME`")
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

    /// Print every diagnostic: not only the first 20 of a rule, or as many as GitHub takes
    #[arg(long)]
    pub all: bool,

    /// With --format json, print why each action that an entry grants is unused or kept
    #[arg(long)]
    pub evidence: bool,

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

    /// Fix only entries with an unused action of these access levels; separated by commas, riskiest first
    #[arg(long, value_name = "LEVELS", value_enum, value_delimiter = ',')]
    pub only: Vec<ActionLevel>,

    /// Take what needs a choice as well: fixes that grow a policy over its quota, and replacements of `*` or of more
    /// entries than `max_entries`; separated by commas
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

    /// Unused actions, such as `s3:GetBucketAcl`; several can follow, or be separated by commas
    #[arg(long, value_name = "ACTION", num_args = 1.., value_delimiter = ',')]
    pub unused: Vec<String>,

    /// Take the unused actions from these findings files; can be repeated
    #[arg(long, value_name = "PATH")]
    pub findings: Vec<PathBuf>,

    /// See [`CATALOG_HELP`].
    #[arg(long, value_name = "DIR", help = CATALOG_HELP)]
    pub catalog: Option<PathBuf>,

    /// Take the catalog as it was on that day
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
    /// Accepted because editors add it; stdin and stdout are what is used in any case
    #[arg(long)]
    pub stdio: bool,

    /// See [`CATALOG_HELP`].
    #[arg(long, value_name = "DIR", help = CATALOG_HELP)]
    pub catalog: Option<PathBuf>,
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
