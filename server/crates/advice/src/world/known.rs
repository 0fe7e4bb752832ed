//! What is known of a workspace, joined once; what only some files ask for is worked out when it is asked for.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jiff::civil::Date;
use leastwise_iam::{ActionName, ActionSet};
use leastwise_policy::{Document, Source};
use rustc_hash::{FxHashMap, FxHashSet};

use super::joined::Joined;
use super::placement::Attributed;
use super::remembered::Remembered;
use super::{EditablePolicy, PolicyInput, WorldInput};
use crate::attribution::{Accounts, Attribution, Homes, Link, Location};
use crate::document_type::DocumentType;
use crate::overlap::Elsewhere;
use crate::path::PathFacts;
use crate::settings::applied::{Applied, Flags};
use crate::settings::resolved::{ResolvedPrincipals, SettingsFiles};
use crate::settings::{Layer, Settings, SettingsFile, SettingsInput};
use crate::standing::{Speaking, Standing, Terms};
use crate::unread_source::UnreadSource;
use crate::unseen::Obstacles;
use crate::{Advice, FindingsFile};

/// Why policies have no owner that is known.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unowned {
    /// Nothing names one.
    Unnamed,
    /// A template refers to their owners, so that no name counts.
    ByReference,
}

/// What a [`World`](super::World) shares.
#[derive(Debug)]
pub(crate) struct Known {
    editor: Layer,
    flags: Flags,
    pub(crate) settings_files: SettingsFiles,
    /// The day on which ages are counted: the replayed one, or today.
    pub(crate) date: Date,
    pub(crate) joined: Arc<Joined>,
    /// Where a newer finding about anybody may be without being read.
    pub(crate) obstacles: Obstacles,
    file_problems: Vec<(Arc<str>, Advice)>,
    /// The places in the findings files, by path.
    file_indices: FxHashMap<Arc<str>, usize>,
    pub(super) policies: Vec<PolicyInput>,
    pub(super) editable: OnceLock<Vec<EditablePolicy>>,
    pub(super) roots: Vec<Arc<str>>,
    /// The links to each policy file.
    pub(super) links: FxHashMap<Arc<str>, Vec<Link>>,
    /// How many candidates for a findings file without a principal each policy file holds, by folder.
    pub(super) candidates: FxHashMap<Box<str>, Vec<(Arc<str>, usize)>>,
    /// To which policy documents each report was attributed.
    attributed: Vec<Attributed>,
    /// Where policies are named like each principal.
    pub(super) homes: Homes,
    /// See [`Known::unowned_policies`].
    unowned: OnceLock<Option<Unowned>>,
    /// Sorted by folder and syntax.
    sources: Vec<UnreadSource>,
    /// The places of those of one folder and syntax, by the path of the first.
    source_groups: BTreeMap<Arc<str>, Range<usize>>,
    /// Who has which managed policy.
    pub(super) accounts: Accounts,
    /// What the policies of those grant who have several.
    elsewhere: OnceLock<Elsewhere>,
    /// What findings name and the catalog lacks.
    behind: OnceLock<ActionSet>,
    standings: Remembered<Terms, Standing>,
    /// By the indices of the findings files that speak.
    speaking: Remembered<Vec<usize>, Speaking>,
    /// By path.
    applied: Mutex<FxHashMap<Box<str>, Arc<Applied>>>,
    /// The lists of keeps of all files, each held once.
    keep_lists: Mutex<FxHashSet<Arc<[usize]>>>,
}

impl Known {
    /// `before` is what was known of the workspace until now.
    pub(super) fn new(input: WorldInput, before: Option<&Known>) -> Known {
        let still = before
            .filter(|before| before.joined.is_of(&input.catalog, input.as_of, input.today, &input.findings))
            .map(|before| Arc::clone(&before.joined));
        let joined = still.unwrap_or_else(|| {
            Arc::new(Joined::new(&input.catalog, input.as_of, input.today, input.findings))
        });
        let obstacles = Obstacles::new(&joined.files, input.unseen, input.links_out);
        let SettingsInput { editor, files, principals } = input.settings;
        let mut known = Known {
            editor,
            flags: Flags {
                principals: principals.map(|names| ResolvedPrincipals::new(&names, &joined.reports)),
                findings_named: input.findings_named,
                findings_fetched: input.findings_fetched,
            },
            settings_files: SettingsFiles::new(&files, &joined.files, &joined.reports),
            date: input.as_of.unwrap_or(input.today),
            attributed: Vec::new(),
            homes: Homes::default(),
            unowned: OnceLock::new(),
            sources: input.sources,
            source_groups: BTreeMap::new(),
            accounts: Accounts::default(),
            obstacles,
            file_indices: joined.files.iter().map(|file| Arc::clone(&file.path)).zip(0..).collect(),
            file_problems: input
                .file_problems
                .into_iter()
                .map(|(file, problem)| (file, Advice::from(problem)))
                .collect(),
            joined,
            policies: input.policies,
            editable: OnceLock::new(),
            roots: input.roots,
            links: FxHashMap::default(),
            candidates: FxHashMap::default(),
            elsewhere: OnceLock::new(),
            behind: OnceLock::new(),
            standings: Remembered::default(),
            speaking: Remembered::default(),
            applied: Mutex::default(),
            keep_lists: Mutex::default(),
        };
        for (link, path) in input.links {
            let facts = PathFacts::of(known.below_root(&link));
            known.links.entry(path).or_default().push(Link { path: link, facts });
        }
        known.group_sources();
        known.accounts = Accounts::new(&known.policies, |path| known.shown(path).to_owned());
        known.candidates = known.candidates_by_folder(&input.unread);
        let (attributed, homes) = known.attributed_documents(&input.unread);
        (known.attributed, known.homes) = (attributed, homes);
        known
    }

    fn group_sources(&mut self) {
        let group = |source: &UnreadSource| (Location::of(&source.path).parent.to_owned(), source.syntax);
        self.sources.sort_by_cached_key(|source| (group(source), Arc::clone(&source.path)));
        let mut start = 0;
        for sources in self.sources.chunk_by(|one, other| group(one) == group(other)) {
            let range = start..start + sources.len();
            start = range.end;
            self.source_groups.extend(sources.first().map(|first| (Arc::clone(&first.path), range)));
        }
    }

    /// The policies that were read without an owner that is known, which may be those of a finding without a policy.
    pub(crate) fn unowned_policies(&self) -> Option<Unowned> {
        *self.unowned.get_or_init(|| {
            let mut found = None;
            for policy in &self.policies {
                let placement = self.placement(&policy.path, &policy.source);
                let is_identity = |document: &&Document| {
                    self.typed(&policy.path, document).kind == DocumentType::Identity
                        && !document.container.export
                };
                for document in policy.source.documents.iter().filter(is_identity) {
                    let Attribution { subjects, blocked, .. } = self.attribution(&placement, document);
                    let is_referred = document.container.owner_references().next().is_some();
                    match blocked {
                        // Owners by reference are not known either, whoever else is named.
                        Some(_) if is_referred => found = Some(Unowned::ByReference),
                        None if subjects.is_empty() => return Some(Unowned::Unnamed),
                        _ => {}
                    }
                }
            }
            found
        })
    }

    /// See [`World::unread_sources`](super::World::unread_sources).
    pub(crate) fn unread_sources(&self) -> impl Iterator<Item = &[UnreadSource]> {
        self.source_groups.values().filter_map(|range| self.sources.get(range.clone()))
    }

    /// The unread sources of one folder and syntax, by the path of the first.
    pub(crate) fn unread_sources_at(&self, path: &str) -> Option<&[UnreadSource]> {
        self.sources.get(self.source_groups.get(path)?.clone())
    }

    /// The actions of a service that findings name and the catalog lacks, sorted: where there is one, the catalog is
    /// behind for the service, and may lack others that a wildcard grants.
    pub(crate) fn beyond_catalog(&self, service: &str) -> &[ActionName] {
        self.behind.get_or_init(|| self.joined.universe.beyond_catalog().cloned().collect()).service(service)
    }

    pub(super) fn file_problems(&self, path: &str) -> impl Iterator<Item = &Advice> {
        self.file_problems.iter().filter(move |(file, _)| **file == *path).map(|(_, advice)| advice)
    }

    /// Whether a report speaks about a policy here.
    pub(crate) fn is_attributed(&self, report: usize) -> bool {
        self.attributed.get(report).is_some_and(|policies| policies.is_owner)
    }

    /// Whether a report speaks about several policies here.
    pub(crate) fn has_several_policies(&self, report: usize) -> bool {
        self.attributed.get(report).is_some_and(|policies| policies.documents > 1)
    }

    /// What the policies of those grant who have several.
    pub(crate) fn elsewhere(&self) -> &Elsewhere {
        self.elsewhere.get_or_init(|| Elsewhere::new(self))
    }

    pub(crate) fn policies(&self) -> &[PolicyInput] {
        &self.policies
    }

    /// What holds for a file.
    pub(crate) fn settings(&self, path: &str) -> Arc<Settings> {
        Arc::clone(&self.applied(path).settings)
    }

    /// What settings and flags say about a file, made once.
    pub(crate) fn applied(&self, path: &str) -> Arc<Applied> {
        let mut applied = self.applied.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(applied) = applied.get(path) {
            return Arc::clone(applied);
        }
        let file = self.settings_files.nearest(path).map(|resolved| &resolved.file.layer);
        let settings = Settings::merge([&self.editor].into_iter().chain(file));
        let mut made = Applied::new(
            settings,
            &self.settings_files,
            &self.flags,
            &self.obstacles.unseen,
            &self.joined.reports,
            (path, PathFacts::of(self.below_root(path))),
            self.date,
        );
        made.keeps.share(&mut self.keep_lists.lock().unwrap_or_else(PoisonError::into_inner));
        let made = Arc::new(made);
        applied.insert(path.into(), Arc::clone(&made));
        made
    }

    /// The policies that a settings file holds for, with their paths relative to its folder.
    pub(crate) fn policies_of<'k>(
        &'k self,
        file: &'k SettingsFile,
    ) -> impl Iterator<Item = (&'k str, &'k Arc<Source>)> {
        let is_nearest = |path: &str| {
            self.settings_files.nearest(path).is_some_and(|nearest| nearest.file.path == file.path)
        };
        let policies = self.policies.iter().filter(move |policy| is_nearest(&policy.path));
        policies.filter_map(|policy| Some((file.relative(&policy.path)?, &policy.source)))
    }

    pub(crate) fn findings_files(&self) -> impl Iterator<Item = &Arc<FindingsFile>> {
        self.joined.files.iter()
    }

    pub(super) fn findings_file(&self, path: &str) -> Option<&Arc<FindingsFile>> {
        self.joined.files.get(*self.file_indices.get(path)?)
    }

    /// What is known of a document's subjects, made once for all documents of the same terms.
    pub(crate) fn standing(&self, attribution: &Attribution, applied: &Applied) -> Arc<Standing> {
        let terms = Terms::new(attribution, applied);
        let make = || {
            let speaking = terms.findings.as_ref().map(|findings| self.speaking(findings));
            let (reports, universe) = (&self.joined.reports, &self.joined.universe);
            Standing::new(reports, terms.clone(), &applied.keeps, speaking, universe, &self.flags)
        };
        self.standings.get_or_make(&terms, make, |standing| standing.narrower.unused().len())
    }

    /// The reports that these findings files alone give, made once.
    fn speaking(&self, findings: &Vec<usize>) -> Arc<Speaking> {
        let make = || {
            let files = findings.iter().filter_map(|&index| self.joined.files.get(index).cloned());
            Speaking::new(&files.collect::<Vec<_>>(), &self.joined.universe)
        };
        self.speaking.get_or_make(findings, make, |_| findings.len())
    }
}
