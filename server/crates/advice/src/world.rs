//! Everything that is known apart from a policy's text.

mod homes;
mod joined;
mod known;
mod placement;
mod remembered;

use std::sync::Arc;

use jiff::civil::Date;
use leastwise_iam::Catalog;
use leastwise_policy::Source;

pub(crate) use known::{Known, Unowned};
pub(crate) use placement::{EditablePolicy, Placement};

use crate::findings::Status;
use crate::settings::read::Problem;
use crate::settings::resolved::Resolved;
use crate::settings::{Addition, SettingsInput};
use crate::unread_source::UnreadSource;
use crate::unseen::Unseen;
use crate::{Advice, Analysis, FindingsFile, Rule, rules};

/// What a [`World`] is made from.
#[derive(Debug)]
pub struct WorldInput {
    /// The catalog.
    pub catalog: Arc<Catalog>,
    /// What is wrong with other files, by the file that it is said of: with the catalog's and the settings that name
    /// them, and with ignore files.
    pub file_problems: Vec<(Arc<str>, Problem)>,
    /// The settings.
    pub settings: SettingsInput,
    /// Replays a day: the catalog as of it, and today's date.
    pub as_of: Option<Date>,
    /// Today.
    pub today: Date,
    /// Every findings file of the workspace.
    pub findings: Vec<Arc<FindingsFile>>,
    /// The findings were named by the caller, so that what they are attributed to counts as explicit.
    pub findings_named: bool,
    /// Some of them were named as a folder that `leastwise fetch` has made, which is no consent to go by a name.
    pub findings_fetched: bool,
    /// Every policy file of the workspace.
    pub policies: Vec<PolicyInput>,
    /// Links to policy files, each with the file's path: whom the link is called like may own the policy as well.
    pub links: Vec<(Arc<str>, Arc<str>)>,
    /// Links out of the workspace, each with the policy file that it leads to. Such a file was not named, so it is not
    /// edited.
    pub links_out: Vec<(Arc<str>, Arc<str>)>,
    /// Files that may hold a policy and cannot be read. A findings file that names nobody may be about any of them.
    pub unread: Vec<Arc<str>>,
    /// What may hold findings and could not be looked into.
    pub unseen: Vec<Unseen>,
    /// What looks like policies, in a syntax that is not read.
    pub sources: Vec<UnreadSource>,
    /// The folders of the workspace; only the part of a path below them says anything about a policy.
    pub roots: Vec<Arc<str>>,
}

impl WorldInput {
    /// The catalog inside the program on a day, and nothing else.
    pub fn new(today: Date) -> WorldInput {
        WorldInput {
            catalog: Catalog::embedded(),
            file_problems: Vec::new(),
            links: Vec::new(),
            links_out: Vec::new(),
            unread: Vec::new(),
            unseen: Vec::new(),
            sources: Vec::new(),
            settings: SettingsInput::default(),
            as_of: None,
            today,
            findings: Vec::new(),
            findings_named: false,
            findings_fetched: false,
            policies: Vec::new(),
            roots: Vec::new(),
        }
    }
}

/// A policy file of the workspace.
#[derive(Clone, Debug)]
pub struct PolicyInput {
    /// The path as it is passed to [`World::analyse`].
    pub path: Arc<str>,
    /// What was found in it.
    pub source: Arc<Source>,
}

/// Everything that is known apart from a policy's text. Immutable; shared between threads.
#[derive(Clone, Debug)]
pub struct World {
    pub(crate) known: Arc<Known>,
}

impl World {
    /// Joins what was found.
    pub fn new(input: WorldInput) -> World {
        World { known: Arc::new(Known::new(input, None)) }
    }

    /// The world after this one: what findings say together is not joined again while they, the catalog and the day
    /// stay the same.
    pub fn next(&self, input: WorldInput) -> World {
        World { known: Arc::new(Known::new(input, Some(&self.known))) }
    }

    /// All that there is to say about one policy file. A file that the world does not list is analysed as well.
    pub fn analyse(&self, path: &str, source: Arc<Source>) -> Analysis {
        Analysis::new(Arc::clone(&self.known), path, source)
    }

    /// All that there is to say about one findings file.
    pub fn findings_advice(&self, path: &str) -> Vec<Advice> {
        let known = &self.known;
        let Some(file) = known.findings_file(path) else { return Vec::new() };
        let mut advice = file.problems.clone();
        rules::incomplete_finding::check(file, &known.joined.reports, &mut advice);
        rules::unattributed_finding::check(file, known, &mut advice);
        let settings = known.settings(path);
        rules::stale_finding::check(file, known, &settings, &mut advice);
        rules::stale_catalog::check(file, known, &mut advice);
        settings.apply(&mut advice);
        advice
    }

    /// All that there is to say about one `leastwise.toml`.
    pub fn settings_advice(&self, path: &str) -> Vec<Advice> {
        let known = &self.known;
        let Some(Resolved { file, whole, .. }) = known.settings_files.get(path) else { return Vec::new() };
        let mut advice = file.problems.clone();
        advice.extend(known.file_problems(path).cloned());
        // The tables of an earlier text have no place in this one.
        if !file.earlier {
            rules::expired_keep::check(file, known.date, &mut advice);
        }
        if *whole && !file.earlier {
            rules::unmatched_attach::check(file, known, &mut advice);
            rules::unmatched_keep::check(file, known, &mut advice);
        }
        known.settings(path).apply(&mut advice);
        advice.sort_by_key(|advice| (advice.span, advice.rule));
        advice
    }

    /// What looks like policies, in a syntax that is not read: those of one folder and syntax together, of which the first
    /// file tells what there is to say.
    pub fn unread_sources(&self) -> impl Iterator<Item = &[UnreadSource]> {
        self.known.unread_sources()
    }

    /// All that there is to say about one of the [`World::unread_sources`].
    pub fn source_advice(&self, path: &str) -> Vec<Advice> {
        let mut advice: Vec<Advice> = rules::unchecked_source::check(path, &self.known).into_iter().collect();
        self.known.settings(path).apply(&mut advice);
        advice
    }

    /// Whether a finding is neither archived nor resolved, or cannot be read, so that there is something to check policies
    /// against.
    pub fn has_open_findings(&self) -> bool {
        let is_open = |status: Status| !matches!(status, Status::Archived | Status::Resolved);
        self.known.joined.files.iter().any(|file| {
            file.broken
                || file.findings.iter().any(|finding| is_open(finding.status))
                || file.incomplete.iter().any(|finding| is_open(finding.status))
        })
    }

    /// All that there is to say about one file that is neither policy nor findings nor settings: of the catalog's folder,
    /// or an ignore file.
    pub fn other_advice(&self, path: &str) -> Vec<Advice> {
        let mut advice: Vec<Advice> = self.known.file_problems(path).cloned().collect();
        self.known.settings(path).apply(&mut advice);
        advice
    }

    /// The tables of `leastwise.toml` that would attach what a findings file says about nobody's policy.
    pub fn attachments(&self, findings: &str) -> Vec<Addition> {
        let is_said = self.known.settings(findings).level(Rule::UnattributedFinding).is_some();
        let file = self.known.findings_file(findings);
        file.filter(|_| is_said)
            .map(|file| rules::unattributed_finding::additions(file, &self.known))
            .unwrap_or_default()
    }

    /// The catalog.
    pub fn catalog(&self) -> &Arc<Catalog> {
        self.known.joined.universe.catalog()
    }
}
