//! Everything that is known apart from a policy's text.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jiff::civil::Date;
use leastwise_iam::{ActionName, ActionSet, Catalog, Universe};
use leastwise_policy::{Document, Source, Span};
use rustc_hash::FxHashMap;

use crate::attribution::{Attribution, Location, Situation, attribute};
use crate::document_type::{DocumentType, document_type};
use crate::near_miss::Names;
use crate::overlap::Elsewhere;
use crate::recommendation::Recommendations;
use crate::report::Reports;
use crate::settings::applied::{Applied, Flags};
use crate::settings::read::Problem;
use crate::settings::resolved::{Resolved, ResolvedPrincipals, SettingsFiles};
use crate::settings::{Addition, Layer, Settings, SettingsFile, SettingsInput};
use crate::standing::{Speaking, Standing, Terms};
use crate::unseen::{Obstacles, Unseen};
use crate::{Advice, Analysis, FindingsFile, Rule, rules};

/// What a [`World`] is made from.
#[derive(Debug)]
pub struct WorldInput {
    /// The catalog.
    pub catalog: Arc<Catalog>,
    /// What is wrong with the catalog's files and the settings that name them, by the file that it is said of.
    pub catalog_problems: Vec<(Arc<str>, Problem)>,
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
    /// Files that may hold a policy and cannot be read. A findings file that names nobody may be about any of them.
    pub unread: Vec<Arc<str>>,
    /// What may hold findings and could not be looked into.
    pub unseen: Vec<Unseen>,
    /// The folders of the workspace; only the part of a path below them says anything about a policy.
    pub roots: Vec<Arc<str>>,
}

impl WorldInput {
    /// The catalog inside the program on a day, and nothing else.
    pub fn new(today: Date) -> WorldInput {
        WorldInput {
            catalog: Catalog::embedded(),
            catalog_problems: Vec::new(),
            unread: Vec::new(),
            unseen: Vec::new(),
            settings: SettingsInput::default(),
            as_of: None,
            today,
            findings: Vec::new(),
            findings_named: false,
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

#[derive(Debug)]
pub(crate) struct Known {
    editor: Layer,
    flag_layer: Layer,
    flags: Flags,
    pub(crate) settings_files: SettingsFiles,
    pub(crate) as_of: Option<Date>,
    /// The day on which ages are counted: the replayed one, or today.
    pub(crate) date: Date,
    pub(crate) universe: Arc<Universe>,
    /// The universe without `as_of`, where there is one: what a replay would drop beyond the findings.
    pub(crate) today: Option<Arc<Universe>>,
    pub(crate) reports: Reports,
    /// Where a newer finding about anybody may be without being read.
    pub(crate) obstacles: Obstacles,
    pub(crate) recommendations: Recommendations,
    catalog_problems: Vec<(Arc<str>, Advice)>,
    pub(crate) files: Vec<Arc<FindingsFile>>,
    /// The places in `files`, by path.
    file_indices: FxHashMap<Arc<str>, usize>,
    policies: Vec<PolicyInput>,
    editable: OnceLock<Vec<EditablePolicy>>,
    roots: Vec<Arc<str>>,
    /// How many candidates for a findings file without a principal each policy file holds, by folder.
    candidates: FxHashMap<Box<str>, Vec<(Arc<str>, usize)>>,
    /// To how many policy documents each report was attributed.
    attributed: Vec<usize>,
    /// What the policies of those grant who have several.
    elsewhere: OnceLock<Elsewhere>,
    /// What findings name and the catalog lacks.
    behind: OnceLock<ActionSet>,
    standings: Mutex<FxHashMap<Terms, Arc<Standing>>>,
    /// By the indices of the findings files that speak.
    speaking: Mutex<FxHashMap<Vec<usize>, Arc<Speaking>>>,
    /// By path.
    applied: Mutex<FxHashMap<Box<str>, Arc<Applied>>>,
}

/// A policy file that may be edited.
#[derive(Debug)]
pub(crate) struct EditablePolicy {
    pub(crate) path: Arc<str>,
    /// The start of its first policy.
    pub(crate) place: Span,
    pub(crate) names: Names,
}

/// What a file's place says about its documents.
pub(crate) struct Placement<'p> {
    /// What settings and flags say about the file.
    pub(crate) applied: Arc<Applied>,
    /// The file.
    pub(crate) path: &'p str,
    location: Location<'p>,
    /// How many of the file's documents are candidates for a findings file without a principal.
    own: usize,
    /// How many such documents stand in other files of the folder.
    others: usize,
}

impl Placement<'_> {
    /// The file's name, where it may speak for the file's only policy.
    pub(crate) fn stem(&self) -> Option<&str> {
        (self.own == 1).then_some(self.location.stem)
    }
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
        let recommendations = Recommendations::new(&input.findings);
        let obstacles = Obstacles::new(&input.findings, input.unseen);
        let SettingsInput { editor, files, flags, principals } = input.settings;
        let mut known = Known {
            editor,
            flag_layer: flags,
            flags: Flags {
                principals: principals.map(|names| ResolvedPrincipals::new(&names, &reports)),
                findings_named: input.findings_named,
            },
            settings_files: SettingsFiles::new(&files, &input.findings, &reports),
            as_of: input.as_of,
            date: input.as_of.unwrap_or(input.today),
            universe,
            today,
            attributed: Vec::new(),
            reports,
            obstacles,
            recommendations,
            file_indices: input.findings.iter().map(|file| Arc::clone(&file.path)).zip(0..).collect(),
            catalog_problems: input
                .catalog_problems
                .into_iter()
                .map(|(file, problem)| (file, Advice::from(problem)))
                .collect(),
            files: input.findings,
            policies: input.policies,
            editable: OnceLock::new(),
            roots: input.roots,
            candidates: FxHashMap::default(),
            elsewhere: OnceLock::new(),
            behind: OnceLock::new(),
            standings: Mutex::default(),
            speaking: Mutex::default(),
            applied: Mutex::default(),
        };
        let mut candidates: FxHashMap<Box<str>, Vec<_>> = FxHashMap::default();
        for policy in &known.policies {
            let own = known.candidates_in(&policy.path, &policy.source);
            let folder = Location::of(&policy.path).parent;
            candidates.entry(folder.into()).or_default().push((Arc::clone(&policy.path), own));
        }
        for path in input.unread {
            let folder = Location::of(&path).parent.into();
            candidates.entry(folder).or_default().push((path, 1));
        }
        known.candidates = candidates;
        let mut attributed = vec![0; known.reports.list.len()];
        for policy in &known.policies {
            let placement = known.placement(&policy.path, &policy.source);
            for document in &policy.source.documents {
                for (subject, _) in known.attribution(&placement, document).subjects {
                    if let Some(attributed) = attributed.get_mut(subject) {
                        *attributed += 1;
                    }
                }
            }
        }
        known.attributed = attributed;
        World { known: Arc::new(known) }
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
        rules::incomplete_finding::check(file, &known.reports, &mut advice);
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
        advice.extend(known.catalog_problems(path).cloned());
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

    /// All that there is to say about one file of the catalog's folder.
    pub fn catalog_advice(&self, path: &str) -> Vec<Advice> {
        let mut advice: Vec<Advice> = self.known.catalog_problems(path).cloned().collect();
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
        self.known.universe.catalog()
    }
}

impl Known {
    /// The actions of a service that findings name and the catalog lacks, sorted: where there is one, the catalog is
    /// behind for the service, and may lack others that a wildcard grants.
    pub(crate) fn beyond_catalog(&self, service: &str) -> &[ActionName] {
        self.behind.get_or_init(|| self.universe.beyond_catalog().cloned().collect()).service(service)
    }

    fn catalog_problems(&self, path: &str) -> impl Iterator<Item = &Advice> {
        self.catalog_problems.iter().filter(move |(file, _)| **file == *path).map(|(_, advice)| advice)
    }

    /// Whether a report speaks about a policy here.
    pub(crate) fn is_attributed(&self, report: usize) -> bool {
        self.attributed.get(report).is_some_and(|policies| *policies > 0)
    }

    /// Whether a report speaks about several policies here.
    pub(crate) fn has_several_policies(&self, report: usize) -> bool {
        self.attributed.get(report).is_some_and(|policies| *policies > 1)
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
        let layers = [Some(&self.editor), file, Some(&self.flag_layer)];
        let settings = Settings::merge(layers.into_iter().flatten());
        let made = Arc::new(Applied::new(
            settings,
            &self.settings_files,
            &self.flags,
            &self.obstacles.unseen,
            path,
            self.date,
        ));
        applied.insert(path.into(), Arc::clone(&made));
        made
    }

    /// The workspace's folder that holds a path; of several, the deepest.
    pub(crate) fn root(&self, path: &str) -> Option<&str> {
        let holds = |root: &&str| path.strip_prefix(*root).is_some_and(|below| below.starts_with('/'));
        self.roots.iter().map(|root| &**root).filter(holds).max_by_key(|root| root.len())
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
        self.files.iter()
    }

    fn findings_file(&self, path: &str) -> Option<&Arc<FindingsFile>> {
        self.files.get(*self.file_indices.get(path)?)
    }

    /// Every policy file that may be edited.
    pub(crate) fn editable_policies(&self) -> &[EditablePolicy] {
        let editable = |policy: &PolicyInput| {
            let candidate =
                policy.source.documents.iter().find(|one| self.is_candidate(&policy.path, one))?;
            Some(EditablePolicy {
                path: Arc::clone(&policy.path),
                place: candidate.span.opening(),
                names: Names::of(&policy.path),
            })
        };
        self.editable.get_or_init(|| self.policies.iter().filter_map(editable).collect())
    }

    /// The part of a path below the workspace's folder, or, outside of every one, the file with its folder.
    pub(crate) fn below_root<'p>(&self, path: &'p str) -> &'p str {
        let below = self.root(path).and_then(|root| path.strip_prefix(root)?.strip_prefix('/'));
        below.unwrap_or_else(|| path.rsplitn(3, '/').nth(2).map_or(path, |head| &path[head.len()..]))
    }

    pub(crate) fn typed(&self, path: &str, document: &Document) -> crate::document_type::Typed {
        document_type(self.below_root(path), document, self.applied(path).attached.document_type)
    }

    /// How many documents of a file a findings file without a principal could speak about.
    fn candidates_in(&self, path: &str, source: &Source) -> usize {
        if source.documents.is_empty() {
            // What is damaged may hide a policy; what reads holds none.
            return usize::from(!source.errors.is_empty());
        }
        source.documents.iter().filter(|document| self.is_candidate(path, document)).count()
    }

    fn is_candidate(&self, path: &str, document: &Document) -> bool {
        !document.container.export && self.typed(path, document).kind == DocumentType::Identity
    }

    pub(crate) fn placement<'p>(&self, path: &'p str, source: &Source) -> Placement<'p> {
        let location = Location::of(path);
        let beside = self.candidates.get(location.parent).into_iter().flatten();
        let others = beside.filter(|(other, _)| &**other != path).map(|(_, count)| count).sum();
        let own = self.candidates_in(path, source);
        Placement { applied: self.applied(path), path, location, own, others }
    }

    pub(crate) fn attribution(&self, placement: &Placement<'_>, document: &Document) -> Attribution {
        let Placement { applied, location, own, others, .. } = placement;
        let situation = Situation {
            location: *location,
            // A template is called like its stack; its name speaks only where it holds a single policy.
            named_by_file: !document.container.template || *own == 1,
            alone: own + others == 1,
        };
        attribute(situation, document, &self.reports, &applied.attached, |index| {
            self.settings_files.claim(index)
        })
    }

    /// What is known of a document's subjects, made once for all documents of the same terms.
    pub(crate) fn standing(&self, attribution: &Attribution, applied: &Applied) -> Arc<Standing> {
        let named = self.flags.findings_named;
        let terms = Terms::new(attribution, applied);
        let mut standings = self.standings.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(standing) = standings.get(&terms) {
            return Arc::clone(standing);
        }
        let speaking = terms.findings.as_ref().map(|findings| self.speaking(findings));
        let made =
            Standing::new(&self.reports, terms.clone(), &applied.keeps, speaking, &self.universe, named);
        let made = Arc::new(made);
        standings.insert(terms, Arc::clone(&made));
        made
    }

    /// The reports that these findings files alone give, made once.
    fn speaking(&self, findings: &[usize]) -> Arc<Speaking> {
        let mut speaking = self.speaking.lock().unwrap_or_else(PoisonError::into_inner);
        let make = || {
            let files = findings.iter().filter_map(|&index| self.files.get(index).cloned());
            Arc::new(Speaking::new(&self.reports, &files.collect::<Vec<_>>(), &self.universe))
        };
        Arc::clone(speaking.entry(findings.to_vec()).or_insert_with(make))
    }
}
