//! From the files of a workspace to what the engine is told.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use leastwise_advice::settings::SettingsFileInput;
use leastwise_advice::unseen::Unseen;
use leastwise_advice::{PolicyInput, SettingsInput, WorldInput};

use super::catalog::CatalogOnDisk;
use super::{Files, SettingsOnDisk, Skipped, identity, scan};

/// Today's date in UTC. The engine holds no clock; this is the only one.
pub fn today() -> Date {
    leastwise_advice::day(Timestamp::now())
}

/// Whole days between two days; none where the first is after the one that is replayed.
pub fn days(then: Timestamp, today: Date) -> i64 {
    leastwise_advice::day(then).until(today).map_or(0, |span| i64::from(span.get_days())).max(0)
}

fn unseen(skipped: &Skipped) -> Unseen {
    Unseen {
        path: identity::name(&skipped.path),
        reason: skipped.reason.clone(),
        is_folder: !scan::has_known_extension(&skipped.path) || skipped.path.is_dir(),
    }
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
        catalog_problems: catalog.problems.clone(),
        settings,
        as_of,
        today: today(),
        findings: files.findings.iter().map(|findings| Arc::clone(&findings.file)).collect(),
        findings_named: files.findings_named,
        policies: files
            .policies
            .iter()
            .chain(&files.bystanders)
            .map(|policy| PolicyInput { path: Arc::clone(&policy.name), source: Arc::clone(&policy.source) })
            .collect(),
        links: files.links.iter().map(|(link, to)| (identity::name(link), identity::name(to))).collect(),
        unread: files.unread.iter().map(|path| identity::name(path)).collect(),
        unseen: files.skipped.iter().filter(|skipped| skipped.unseen).map(unseen).collect(),
        roots: files.folders.iter().map(|folder| identity::name(folder)).collect(),
    }
}
