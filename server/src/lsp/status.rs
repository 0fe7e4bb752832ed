//! The status of the server, which explains why it shows what it shows, or nothing: what it has read, the owners of
//! the policies, how long it took. The text of it is in [`text`].

pub mod text;

use std::path::Path;
use std::time::{Duration, Instant};

use jiff::civil::Date;
use leastwise_advice::report::{Report, Subject};
use leastwise_advice::unread_source::UnreadSource;
use leastwise_advice::whose::Whose;
use leastwise_advice::{Analysis, Coverage};
use serde::Serialize;
use tower_lsp::ls_types::Uri;

use super::convert::position::Encoding;
use super::knowledge::Knowledge;
use super::page::Counts;
use super::policies::{Policy, policies};
use super::state::{State, Watcher};
use crate::process;
use crate::workspace::world::{days, today};

/// The last look at the whole workspace.
#[derive(Clone, Copy, Debug)]
pub struct LastScan {
    /// How many files were looked at.
    pub files: usize,
    /// How long it took to read them.
    pub reading: Duration,
    /// How long it took to join what they say; zero where they said nothing new.
    pub joining: Duration,
    /// When it was over.
    pub ended: Instant,
    /// A person has stopped it.
    pub is_stopped: bool,
}

/// What the client shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shown {
    files: usize,
    counts: Counts,
}

impl Shown {
    /// A file shows other diagnostics than before; `None` stands for none.
    pub fn replace(&mut self, before: Option<Counts>, after: Option<Counts>) {
        self.files = (self.files + usize::from(after.is_some())).saturating_sub(before.is_some().into());
        let (mut before, mut after) = (before.unwrap_or_default(), after.unwrap_or_default());
        let changes = before.all().into_iter().zip(after.all());
        for (sum, (before, after)) in self.counts.all().into_iter().zip(changes) {
            *sum = (*sum + *after).saturating_sub(*before);
        }
    }
}

/// The status of the server.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    version: &'static str,
    /// `null` before the workspace was read.
    catalog: Option<CatalogStatus>,
    /// The day that is replayed.
    as_of: Option<String>,
    /// The folders of the workspace, as the client writes them.
    folders: Vec<String>,
    /// What watches for changes on disk: "client", "server", or "none" yet.
    watcher: &'static str,
    coverage: CoverageStatus,
    policies: Vec<PolicyStatus>,
    /// What looks like policies in a syntax that is not read.
    sources: Vec<SourceStatus>,
    findings: Vec<FindingsStatus>,
    /// The `leastwise.toml` files, as a person reads their paths.
    settings: Vec<String>,
    diagnostics: DiagnosticsStatus,
    last_scan: Option<ScanStatus>,
    /// How many bytes of memory the server holds.
    resident_bytes: Option<u64>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct CatalogStatus {
    date: String,
    source: String,
    services: usize,
    actions: usize,
}

/// How many policies there are, and how many of them were checked.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct CoverageStatus {
    policies: usize,
    checked: usize,
    checked_in_part: usize,
}

/// One policy document.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PolicyStatus {
    uri: Uri,
    /// As a person reads it.
    path: String,
    /// From 1.
    line: u32,
    owners: Vec<OwnerStatus>,
    /// A person has named the owners.
    explicit: bool,
    checked: bool,
    /// Why it is not checked, as a clause.
    blocked: Option<String>,
    /// Why it is checked in part only, as a clause.
    in_part: Option<String>,
}

/// The files of one folder in one syntax that is not read.
#[derive(Debug, Serialize)]
struct SourceStatus {
    /// The first of them, as a person reads it.
    path: String,
    syntax: &'static str,
    files: usize,
}

#[derive(Debug, Serialize)]
struct OwnerStatus {
    name: String,
    arn: Option<String>,
    /// By which rule, such as "by the file's name".
    by: String,
}

#[derive(Debug, Serialize)]
struct FindingsStatus {
    uri: Option<Uri>,
    /// As a person reads it.
    path: String,
    principals: Vec<PrincipalStatus>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PrincipalStatus {
    name: String,
    analyzed: Option<String>,
    age_days: Option<i64>,
    /// Why nothing is reported, as a clause.
    silent: Option<String>,
    /// Whether a policy of the workspace is known to be its.
    attributed: bool,
}

#[derive(Debug, Serialize)]
struct DiagnosticsStatus {
    files: usize,
    #[serde(flatten)]
    counts: Counts,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ScanStatus {
    files: usize,
    reading_ms: u64,
    joining_ms: u64,
    seconds_ago: u64,
    cancelled: bool,
}

impl Status {
    /// Looks at everything. Takes its time: to be called where that may block.
    pub fn of(state: &State) -> Status {
        let knowledge = state.knowledge();
        let today = state.configuration.settings().as_of.unwrap_or_else(today);
        let shown = *state.shown.lock();
        let mut policies_known = Vec::new();
        let mut coverage = Coverage::default();
        let (mut findings, mut settings, mut sources) = (Vec::new(), Vec::new(), Vec::new());
        if let Some(knowledge) = &knowledge {
            for policy in policies(state, knowledge) {
                coverage += policy.analysis.coverage;
                policies_known.extend(policy_status(&policy, knowledge));
            }
            findings = findings_status(state, knowledge, today);
            sources = sources_status(knowledge);
            settings = knowledge.settings().map(|(_, file)| knowledge.shown(&file.path)).collect();
            settings.sort();
        }
        Status {
            version: env!("CARGO_PKG_VERSION"),
            catalog: knowledge.as_ref().map(|knowledge| {
                let catalog = knowledge.world.catalog();
                CatalogStatus {
                    date: catalog.date().to_string(),
                    source: catalog.source().to_owned(),
                    services: catalog.services().len(),
                    actions: catalog.action_count(),
                }
            }),
            as_of: state.configuration.settings().as_of.map(|day| day.to_string()),
            folders: state.folders().iter().map(|folder| folder.display().to_string()).collect(),
            watcher: match state.watcher() {
                Watcher::Undecided => "none",
                Watcher::Client => "client",
                Watcher::Server => "server",
            },
            coverage: CoverageStatus {
                policies: coverage.policies,
                checked: coverage.checked,
                checked_in_part: coverage.partly,
            },
            policies: policies_known,
            sources,
            findings,
            settings,
            diagnostics: DiagnosticsStatus { files: shown.files, counts: shown.counts },
            last_scan: state.last_scan.lock().map(|scan| ScanStatus {
                files: scan.files,
                reading_ms: milliseconds(scan.reading),
                joining_ms: milliseconds(scan.joining),
                seconds_ago: scan.ended.elapsed().as_secs(),
                cancelled: scan.is_stopped,
            }),
            resident_bytes: process::resident_bytes(),
        }
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn policy_status(policy: &Policy, knowledge: &Knowledge) -> Vec<PolicyStatus> {
    let analysis: &Analysis = &policy.analysis;
    let (lines, path) = (policy.lines(), knowledge.shown(&policy.path));
    let document = |Whose { span, owners, explicit, judged, blocked, in_part }| PolicyStatus {
        uri: policy.uri.clone(),
        path: path.clone(),
        // The line is the same in every unit of columns.
        line: lines.range(span, Encoding::Utf8).start.line + 1,
        owners: owners
            .into_iter()
            .map(|owner| OwnerStatus {
                name: owner.name,
                arn: owner.arn.map(|arn| arn.to_string()),
                by: owner.basis.to_string(),
            })
            .collect(),
        explicit,
        checked: judged,
        blocked,
        in_part,
    };
    analysis.whose().into_iter().map(document).collect()
}

fn sources_status(knowledge: &Knowledge) -> Vec<SourceStatus> {
    let groups =
        knowledge.world.unread_sources().filter_map(|sources| Some((sources.first()?, sources.len())));
    let status = |(first, files): (&UnreadSource, usize)| {
        let path = knowledge.shown(Path::new(&*first.path));
        SourceStatus { path, syntax: first.syntax.words(), files }
    };
    groups.map(status).collect()
}

fn findings_status(state: &State, knowledge: &Knowledge, today: Date) -> Vec<FindingsStatus> {
    let reports = knowledge.world.reports();
    let mut findings: Vec<FindingsStatus> = knowledge
        .findings()
        .map(|(name, file)| {
            let principals = reports.of_file(name).map(|(index, report)| PrincipalStatus {
                name: name_of(report),
                analyzed: report.analyzed_at.map(|at| leastwise_advice::day(at).to_string()),
                age_days: report.analyzed_at.map(|at| days(at, today)),
                silent: report.silent.clone(),
                attributed: knowledge.world.is_attributed(index),
            });
            FindingsStatus {
                uri: state.uri(knowledge, name),
                path: knowledge.shown(&file.path),
                principals: principals.collect(),
            }
        })
        .collect();
    findings.sort_by(|one, other| one.path.cmp(&other.path));
    findings
}

fn name_of(report: &Report) -> String {
    match &report.subject {
        Subject::Named(principal) => principal.to_string(),
        Subject::NameOnly(name) => name.to_string(),
        Subject::File(_) => "unnamed principal".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_adds_up_over_files() {
        let counts = |warning, hint| Counts { warning, hint, ..Counts::default() };
        let mut shown = Shown::default();
        shown.replace(None, Some(counts(3, 1)));
        shown.replace(None, Some(counts(2, 0)));
        shown.replace(Some(counts(3, 1)), Some(counts(1, 1)));
        assert_eq!((shown.files, shown.counts), (2, counts(3, 1)));
        shown.replace(Some(counts(2, 0)), None);
        shown.replace(Some(counts(1, 1)), None);
        assert_eq!((shown.files, shown.counts), (0, Counts::default()));
    }
}
