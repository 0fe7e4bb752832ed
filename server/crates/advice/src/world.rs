//! Everything that is known apart from a policy's text.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jiff::civil::Date;
use leastwise_iam::{ActionName, ActionSet, Catalog, Universe};
use leastwise_policy::{Document, Source};
use rustc_hash::FxHashMap;

use crate::attribution::{Attribution, Basis, Location, attribute};
use crate::document_type::{DocumentType, document_type};
use crate::report::Reports;
use crate::settings::{Settings, SettingsInput};
use crate::standing::Standing;
use crate::{Advice, Analysis, FindingsFile, rules};

/// What a [`World`] is made from.
#[derive(Debug)]
pub struct WorldInput {
    /// The catalog.
    pub catalog: Arc<Catalog>,
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
    /// Every policy file of the workspace.
    pub policies: Vec<PolicyInput>,
    /// The folders of the workspace; only the part of a path below them says anything about a policy.
    pub roots: Vec<Arc<str>>,
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

#[derive(Debug)]
pub(crate) struct Known {
    settings: SettingsInput,
    pub(crate) as_of: Option<Date>,
    /// The day on which ages are counted: the replayed one, or today.
    pub(crate) date: Date,
    pub(crate) universe: Arc<Universe>,
    /// The universe without `as_of`, where there is one: what a replay would drop beyond the findings.
    pub(crate) today: Option<Arc<Universe>>,
    pub(crate) reports: Reports,
    files: Vec<Arc<FindingsFile>>,
    findings_named: bool,
    roots: Vec<Arc<str>>,
    /// How many candidates for a findings file without a principal each policy file holds, by folder.
    candidates: FxHashMap<Box<str>, Vec<(Arc<str>, usize)>>,
    /// The reports that were attributed to at least one document.
    pub(crate) attributed: Vec<bool>,
    /// What findings name and the catalog lacks.
    behind: OnceLock<ActionSet>,
    standings: Mutex<FxHashMap<Subjects, Arc<Standing>>>,
}

/// Indices of reports, each with how a document came to it.
type Subjects = Vec<(usize, Basis)>;

/// What a file's place says about its documents.
pub(crate) struct Placement<'p> {
    location: Location<'p>,
    /// How many of the file's documents are candidates for a findings file without a principal.
    own: usize,
    /// How many such documents stand in other files of the folder.
    others: usize,
}

impl World {
    /// Joins what was found.
    pub fn new(input: WorldInput) -> World {
        let mentioned = || {
            let findings = input.findings.iter().filter(|file| !file.broken).flat_map(|file| &file.findings);
            findings.flat_map(|finding| finding.mentioned().cloned())
        };
        let universe = Arc::new(Universe::new(Arc::clone(&input.catalog), input.as_of, mentioned()));
        let today =
            input.as_of.map(|_| Arc::new(Universe::new(Arc::clone(&input.catalog), None, mentioned())));
        let reports = Reports::new(&input.findings, &universe);
        let mut known = Known {
            settings: input.settings,
            as_of: input.as_of,
            date: input.as_of.unwrap_or(input.today),
            universe,
            today,
            attributed: vec![false; reports.list.len()],
            reports,
            files: input.findings,
            findings_named: input.findings_named,
            roots: input.roots,
            candidates: FxHashMap::default(),
            behind: OnceLock::new(),
            standings: Mutex::default(),
        };
        for policy in &input.policies {
            let own = known.candidates_in(&policy.path, &policy.source);
            let folder = Location::of(&policy.path).parent;
            known.candidates.entry(folder.into()).or_default().push((Arc::clone(&policy.path), own));
        }
        for policy in &input.policies {
            let placement = known.placement(&policy.path, &policy.source);
            for document in &policy.source.documents {
                for (subject, _) in known.attribution(&placement, document).subjects {
                    if let Some(attributed) = known.attributed.get_mut(subject) {
                        *attributed = true;
                    }
                }
            }
        }
        World { known: Arc::new(known) }
    }

    /// All that there is to say about one policy file. A file that the world does not list is analysed as well.
    pub fn analyse(&self, path: &str, source: Arc<Source>) -> Analysis {
        Analysis::new(Arc::clone(&self.known), path, source)
    }

    /// All that there is to say about one findings file.
    pub fn findings_advice(&self, path: &str) -> Vec<Advice> {
        let known = &self.known;
        let Some(file) = known.files.iter().find(|file| &*file.path == path) else { return Vec::new() };
        let mut advice = file.problems.clone();
        rules::incomplete_finding::check(file, &known.reports, &mut advice);
        rules::unattributed_finding::check(file, &known.reports, &known.attributed, &mut advice);
        let settings = known.settings(path);
        rules::stale_finding::check(file, known, &settings, &mut advice);
        rules::stale_catalog::check(file, known, &mut advice);
        settings.apply(&mut advice);
        advice
    }

    /// The catalog.
    pub fn catalog(&self) -> &Arc<Catalog> {
        self.known.universe.catalog()
    }
}

impl Known {
    /// The actions of a service that findings name and the catalog lacks, sorted: where there is one, the catalog is
    /// behind for the service, and may lack others that a wildcard grants.
    pub(crate) fn beyond_catalog(&self, service: &str) -> &[ActionName] {
        self.behind.get_or_init(|| self.universe.beyond_catalog().cloned().collect()).service(service)
    }

    /// Whether a report speaks about a policy here.
    pub(crate) fn is_attributed(&self, report: usize) -> bool {
        self.attributed.get(report).copied().unwrap_or_default()
    }

    /// What holds for a file.
    pub(crate) fn settings(&self, _path: &str) -> Arc<Settings> {
        Arc::new(Settings::merge([&self.settings.editor, &self.settings.flags]))
    }

    /// The part of a path below the workspace's folder, or, outside of every one, the file with its folder.
    fn below_root<'p>(&self, path: &'p str) -> &'p str {
        let below = self.roots.iter().filter_map(|root| path.strip_prefix(&**root)?.strip_prefix('/'));
        let nearest = below.min_by_key(|below| below.len());
        nearest.unwrap_or_else(|| path.rsplitn(3, '/').nth(2).map_or(path, |head| &path[head.len()..]))
    }

    pub(crate) fn typed(&self, path: &str, document: &Document) -> crate::document_type::Typed {
        document_type(self.below_root(path), document)
    }

    /// How many documents of a file a findings file without a principal could speak about.
    fn candidates_in(&self, path: &str, source: &Source) -> usize {
        let is_candidate = |document: &&Document| {
            !document.container.export && self.typed(path, document).kind == DocumentType::Identity
        };
        source.documents.iter().filter(is_candidate).count()
    }

    pub(crate) fn placement<'p>(&self, path: &'p str, source: &Source) -> Placement<'p> {
        let location = Location::of(path);
        let beside = self.candidates.get(location.parent).into_iter().flatten();
        let others = beside.filter(|(other, _)| &**other != path).map(|(_, count)| count).sum();
        Placement { location, own: self.candidates_in(path, source), others }
    }

    pub(crate) fn attribution(&self, placement: &Placement<'_>, document: &Document) -> Attribution {
        let Placement { location, own, others } = placement;
        // A template is called like its stack; its name speaks only where it holds a single policy.
        let named_by_file = !document.container.template || *own == 1;
        attribute(*location, document, &self.reports, named_by_file, own + others == 1)
    }

    /// What is known of a set of subjects, made once.
    pub(crate) fn standing(&self, subjects: &[(usize, Basis)]) -> Arc<Standing> {
        let mut key = subjects.to_vec();
        key.sort();
        let mut standings = self.standings.lock().unwrap_or_else(PoisonError::into_inner);
        let make =
            || Arc::new(Standing::new(&self.reports, key.clone(), &self.universe, self.findings_named));
        Arc::clone(standings.entry(key.clone()).or_insert_with(make))
    }
}
