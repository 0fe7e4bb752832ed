//! From the files of a workspace to what the engine is told.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use leastwise_advice::settings::SettingsFileInput;
use leastwise_advice::settings::read::Problem;
use leastwise_advice::unread_source::UnreadSource;
use leastwise_advice::unseen::{Unseen, UnseenKind};
use leastwise_advice::{PolicyInput, SettingsInput, WorldInput};

use super::catalog::CatalogOnDisk;
use super::{Files, IgnoreFile, SettingsOnDisk, Skipped, SourceOnDisk, identity, scan};

/// Today's date in UTC. The engine holds no clock; this is the only one.
pub fn today() -> Date {
    leastwise_advice::day(Timestamp::now())
}

/// Whole days between two days; none where the first is after the one that is replayed.
pub fn days(then: Timestamp, today: Date) -> i64 {
    leastwise_advice::day(then).until(today).map_or(0, |span| i64::from(span.get_days())).max(0)
}

fn unseen(skipped: &Skipped) -> Unseen {
    let is_folder = !scan::has_known_extension(&skipped.path) || skipped.path.is_dir();
    Unseen {
        path: identity::name(&skipped.path),
        reason: skipped.reason.clone(),
        kind: if is_folder { UnseenKind::Folder } else { UnseenKind::File },
    }
}

fn unseen_lines(file: &IgnoreFile) -> Unseen {
    Unseen { path: Arc::clone(&file.name), reason: file.reason.clone(), kind: UnseenKind::IgnoreFile }
}

fn ignore_problem(file: &IgnoreFile) -> (Arc<str>, Problem) {
    let message = format!(
        "this ignore file {}, so what Git ignores is unknown; no fix is offered until the whole file can be read",
        file.reason
    );
    (Arc::clone(&file.name), Problem { span: file.span, message })
}

fn source(source: &SourceOnDisk) -> UnreadSource {
    UnreadSource { path: Arc::clone(&source.name), syntax: source.syntax }
}

/// What a [`leastwise_advice::World`] is made from, and, without `as_of`, today's date. The
/// settings files are those of `files`; `settings` has what stands below and above them.
pub fn input(
    files: &Files,
    catalog: &CatalogOnDisk,
    settings: SettingsInput,
    as_of: Option<Date>,
) -> WorldInput {
    let file = |settings: &SettingsOnDisk| SettingsFileInput {
        file: Arc::clone(&settings.file),
        whole: settings.whole,
    };
    let settings = SettingsInput { files: files.settings.iter().map(file).collect(), ..settings };
    WorldInput {
        catalog: Arc::clone(&catalog.catalog),
        file_problems: catalog
            .problems
            .iter()
            .cloned()
            .chain(files.ignore_files.iter().map(ignore_problem))
            .collect(),
        settings,
        as_of,
        today: today(),
        findings: files.findings.iter().map(|findings| Arc::clone(&findings.file)).collect(),
        findings_named: files.findings_named,
        findings_fetched: files.findings_fetched,
        policies: files
            .policies
            .iter()
            .chain(&files.bystanders)
            .map(|policy| PolicyInput { path: Arc::clone(&policy.name), source: Arc::clone(&policy.source) })
            .collect(),
        links_out: files
            .links_out
            .iter()
            .map(|(link, to)| (identity::name(link), identity::name(to)))
            .collect(),
        links: files.links.iter().map(|(link, to)| (identity::name(link), identity::name(to))).collect(),
        unread: files.unread.iter().map(|path| identity::name(path)).collect(),
        unseen: files
            .skipped
            .iter()
            .filter(|skipped| skipped.unseen)
            .map(unseen)
            .chain(files.ignore_files.iter().map(unseen_lines))
            .collect(),
        sources: files.sources.iter().map(source).collect(),
        roots: files.folders.iter().map(|folder| identity::name(folder)).collect(),
    }
}
