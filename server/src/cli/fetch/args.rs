//! The arguments of `fetch`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use leastwise_fetch::{Attachments, Request};

pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0    everything that was requested is up to date
  1    some items could not be fetched; they are named, and their earlier versions are kept
  2    could not run: no AWS CLI, no credentials, no analyzer, or an invalid flag
  130  interrupted; the next run continues from what was fetched";

/// The arguments of `fetch`.
#[derive(Args, Debug)]
pub(crate) struct FetchArgs {
    /// Folder to write to; `leastwise check` reads it even if Git ignores it
    #[arg(long, value_name = "DIR", default_value = leastwise_fetch::DEFAULT)]
    pub out: PathBuf,

    /// AWS CLI profile to use
    #[arg(long, value_name = "NAME", help_heading = "AWS", value_parser = not_empty)]
    pub profile: Option<String>,

    /// Region of the analyzer and the stacks
    #[arg(long, value_name = "NAME", help_heading = "AWS", value_parser = region)]
    pub region: Option<String>,

    /// Analyzer to use, by its ARN or name; required if there are several; can be repeated
    #[arg(long, value_name = "ARN", help_heading = "AWS", value_parser = not_empty)]
    pub analyzer: Vec<String>,

    /// Only findings of this account, for an organization's analyzer; can be repeated
    #[arg(long, value_name = "ID", help_heading = "AWS", value_parser = account)]
    pub account: Vec<String>,

    /// Only this role or user: an ARN, `role/NAME`, `user/NAME` or a name; can be repeated
    #[arg(long, value_name = "NAME", help_heading = "What to fetch", value_parser = not_empty)]
    pub principal: Vec<String>,

    /// Do not fetch findings, only what other flags request
    #[arg(long, help_heading = "What to fetch", conflicts_with_all = ["analyzer", "account", "recommendations"])]
    pub no_findings: bool,

    /// Fetch AWS's recommendation for each finding, as a cross-check
    #[arg(long, help_heading = "What to fetch")]
    pub recommendations: bool,

    /// Fetch IAM's last-accessed reports, which need no analyzer
    #[arg(long, help_heading = "What to fetch")]
    pub last_accessed: bool,

    /// Fetch policy attachments even if no finding has changed since yesterday
    #[arg(long, help_heading = "What to fetch")]
    pub attachments: bool,

    /// Do not fetch policy attachments
    #[arg(long, help_heading = "What to fetch", conflicts_with = "attachments")]
    pub no_attachments: bool,

    /// Fetch the resources of these CloudFormation stacks
    #[arg(long, value_name = "NAME", help_heading = "What to fetch", num_args = 1.., value_parser = not_empty)]
    pub stacks: Vec<String>,

    /// Fetch AWS's service reference, for --catalog of other commands (with curl)
    #[arg(long, help_heading = "What to fetch")]
    pub catalog: bool,

    /// Fetch everything again, even if it has not changed
    #[arg(long, help_heading = "What to fetch")]
    pub refresh: bool,

    /// Maximum number of programs to run at once; limited to the number of processors
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: u16,

    /// Timeout of each call in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub time_limit: u64,

    /// Print the commands without running them
    #[arg(long, conflicts_with = "policy")]
    pub dry_run: bool,

    /// Print the minimal IAM policy for fetching with these flags, and fetch nothing
    #[arg(long)]
    pub policy: bool,

    /// Print the summary as JSON (described in docs/fetch.md)
    #[arg(long)]
    pub json: bool,

    /// How to show progress: a bar if stderr is a terminal, or lines for programs
    #[arg(long, value_name = "HOW", value_enum, default_value_t)]
    pub progress: ProgressKind,

    /// Print errors only
    #[arg(long, short, conflicts_with = "json")]
    pub quiet: bool,
}

/// How to tell how far a fetch is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProgressKind {
    #[default]
    Bar,
    Lines,
}

impl FetchArgs {
    /// What to fetch.
    pub(crate) fn request(&self) -> Request {
        Request {
            region: self.region.clone(),
            findings: !self.no_findings,
            analyzers: self.analyzer.clone(),
            accounts: self.account.clone(),
            principals: self.principal.clone(),
            recommendations: self.recommendations,
            last_accessed: self.last_accessed,
            attachments: match (self.attachments, self.no_attachments) {
                (true, _) => Attachments::Always,
                (_, true) => Attachments::Never,
                _ => Attachments::Auto,
            },
            stacks: self.stacks.clone(),
            catalog: self.catalog,
            refresh: self.refresh,
            jobs: usize::from(self.jobs),
            ..Request::new(&self.out)
        }
    }

    /// How long one call may take.
    pub(crate) fn time_limit(&self) -> Duration {
        Duration::from_secs(self.time_limit)
    }
}

fn not_empty(text: &str) -> Result<String, &'static str> {
    if text.trim().is_empty() { Err("must not be empty") } else { Ok(text.to_owned()) }
}

fn account(text: &str) -> Result<String, &'static str> {
    let is_account = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_account { Ok(text.to_owned()) } else { Err("expected the 12 digits of an account ID") }
}

fn region(text: &str) -> Result<String, &'static str> {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_region =
        !text.is_empty() && text.len() <= 32 && !text.starts_with('-') && text.bytes().all(is_plain);
    if is_region { Ok(text.to_owned()) } else { Err("expected a region such as `eu-central-1`") }
}
