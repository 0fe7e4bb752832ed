//! What voices report: actions by name and by whole services, and the services that were never used.

use std::sync::Arc;

use jiff::Timestamp;
use leastwise_iam::{ActionName, ActionSet, Universe, catalog::never_observable};
use leastwise_policy::Span;
use rustc_hash::{FxHashMap, FxHashSet};

use super::speaking::{Said, Voice};
use super::{Disagreement, NeverUsed, Reported, Use};
use crate::day;
use crate::findings::{Details, Extent, LastUse, Place, Status};

/// What a subject's findings amount to.
#[derive(Debug, Default)]
pub struct MergedUsage {
    unused: ActionSet,
    reported: FxHashMap<ActionName, Reported>,
    /// What some voices report and others do not.
    disagreements: FxHashMap<ActionName, Disagreement>,
    never_used_services: Vec<NeverUsed>,
    used: FxHashMap<ActionName, Use>,
    /// By folded prefix.
    service_uses: FxHashMap<Box<str>, Use>,
}

/// What is asked of it.
impl MergedUsage {
    /// The actions that are reported unused; none where [`Report::silent`](super::Report::silent) is set.
    pub fn unused(&self) -> &ActionSet {
        &self.unused
    }

    /// Where each of them is reported.
    pub fn reported(&self) -> &FxHashMap<ActionName, Reported> {
        &self.reported
    }

    /// What its findings say of an action that some of them report unused and others do not.
    pub fn disagreement(&self, action: &ActionName) -> Option<&Disagreement> {
        self.disagreements.get(action)
    }

    /// The services of which some actions are reported, and that were never used at all.
    pub fn never_used_services(&self) -> &[NeverUsed] {
        &self.never_used_services
    }

    /// The last known use of an action, also from findings that do not speak.
    pub fn used(&self, action: &ActionName) -> Option<&Use> {
        self.used.get(action)
    }

    /// The last known use of a service.
    pub fn service_used(&self, service: &str) -> Option<&Use> {
        self.service_uses.get(&*service.to_ascii_lowercase())
    }
}

impl MergedUsage {
    /// What all voices report, without what was used since `analyzed_at`. `said` is all that was said about the subject,
    /// also by findings that do not speak: a use is a use.
    pub(super) fn new(
        said: &[Said],
        voices: &[Voice],
        analyzed_at: Option<Timestamp>,
        universe: &Universe,
    ) -> MergedUsage {
        let mut heard = MergedUsage::default();
        heard.add_uses(said);
        let voices: Vec<Vec<Opened<'_>>> =
            voices.iter().map(|voice| voice.iter().map(Opened::new).collect()).collect();
        let reports: Vec<_> = voices.iter().map(|voice| reported(voice, universe)).collect();
        for (index, (voice, reported)) in voices.iter().zip(&reports).enumerate() {
            let unused: ActionSet = reported.keys().cloned().collect();
            let never_used = never_used(voice);
            if index == 0 {
                heard.unused = unused;
                heard.never_used_services = never_used;
            } else {
                heard.unused = heard.unused.intersection(&unused);
                heard.never_used_services.retain(|one| never_used.iter().any(|other| one.is_same(other)));
            }
        }
        heard.add_disagreements(&voices, &reports);
        heard.reported = reports.into_iter().flatten().collect();
        heard.take_back_what_was_used_since(analyzed_at);
        heard
    }

    fn add_disagreements(&mut self, voices: &[Vec<Opened<'_>>], reports: &[FxHashMap<ActionName, Reported>]) {
        let disputed =
            |(action, _): &(&ActionName, &Reported)| !self.unused.contains(action.service(), action.name());
        for (action, reported) in reports.iter().flatten().filter(disputed).collect::<Vec<_>>() {
            let silent = voices.iter().zip(reports).find(|(_, reported)| !reported.contains_key(action));
            let Some(Opened { said, .. }) = silent.and_then(|(voice, _)| voice.first()) else { continue };
            let not_in = Place { file: Arc::clone(&said.file), span: said.finding.span };
            let found = Disagreement { reported: reported.clone(), not_in };
            self.disagreements.entry(action.clone()).or_insert(found);
        }
    }

    fn add_uses(&mut self, said: &[Said]) {
        for said in said.iter().filter(|said| said.finding.status != Status::Unreadable) {
            let last_use = |at, span| Use { at, place: Place { file: Arc::clone(&said.file), span } };
            let details = said.finding.details();
            for used in &details.used {
                latest(&mut self.used, used.name.clone(), last_use(used.at, used.span));
            }
            for used in &details.service_uses {
                let service = used.namespace.to_ascii_lowercase().into();
                latest(&mut self.service_uses, service, last_use(used.at, used.span));
            }
        }
    }

    fn take_back_what_was_used_since(&mut self, analyzed_at: Option<Timestamp>) {
        let later = |used: &Use| analyzed_at.is_none_or(|analyzed_at| used.at >= analyzed_at);
        let is_used = |action: &ActionName| {
            let whole = self.reported.get(action).filter(|reported| reported.whole_service);
            let service = || self.service_uses.get(&*action.service().to_ascii_lowercase());
            // The last use that an undated finding itself tells was before the analysis.
            let is_news = |reported: &Reported| {
                let known = reported.last_accessed.filter(|_| analyzed_at.is_none());
                service().is_some_and(|used| later(used) && known.is_none_or(|known| used.at > known))
            };
            self.used.get(action).is_some_and(later) || whole.is_some_and(is_news)
        };
        let unused: ActionSet = self.unused.iter().filter(|action| !is_used(action)).cloned().collect();
        self.reported.retain(|action, _| unused.contains(action.service(), action.name()));
        self.unused = unused;
        let service_uses = &self.service_uses;
        self.never_used_services.retain(|service| !service_uses.contains_key(&service.namespace));
    }
}

fn latest<K: Eq + std::hash::Hash>(uses: &mut FxHashMap<K, Use>, key: K, last_use: Use) {
    let known = uses.entry(key).or_insert_with(|| last_use.clone());
    if known.at < last_use.at {
        *known = last_use;
    }
}

/// A finding with its details.
struct Opened<'s> {
    said: &'s Said,
    details: Details,
}

impl<'s> Opened<'s> {
    fn new(said: &'s Said) -> Opened<'s> {
        Opened { said, details: said.finding.details() }
    }
}

/// All that a voice reports, by action.
fn reported(voice: &[Opened<'_>], universe: &Universe) -> FxHashMap<ActionName, Reported> {
    let mut reported = FxHashMap::default();
    let whole = WholeServices::of(voice);
    for Opened { said, details } in voice {
        let place = |span: Span| Place { file: Arc::clone(&said.file), span };
        // A use since the analysis shows that the finding no longer holds.
        let is_later = |used: Option<Timestamp>| {
            used.is_some_and(|at| said.finding.analyzed_at.is_some_and(|looked| at >= looked))
        };
        let analyzed_after = said.finding.analyzed_after();
        for service in &details.services {
            match &service.extent {
                Extent::Actions(actions) => {
                    for action in actions.iter().filter(|action| !is_later(action.last_accessed)) {
                        let entry = Reported {
                            place: place(action.span),
                            last_accessed: action.last_accessed,
                            whole_service: false,
                        };
                        reported.insert(action.name.clone(), entry);
                    }
                }
                Extent::Whole
                    if !whole.contain(said, &service.namespace) || is_later(service.last_use.time()) => {}
                Extent::Whole => {
                    for action in whole_service(&service.namespace, analyzed_after, universe) {
                        let entry = Reported {
                            place: place(service.span),
                            last_accessed: service.last_use.time(),
                            whole_service: true,
                        };
                        reported.entry(action).or_insert(entry);
                    }
                }
            }
        }
    }
    reported
}

/// When a service without actions is the whole service.
struct WholeServices<'f> {
    /// The answers that hold all services.
    complete: FxHashSet<(Option<&'f str>, Option<Timestamp>)>,
    /// The services of which some page names actions, folded.
    named: FxHashSet<String>,
}

impl<'f> WholeServices<'f> {
    fn of(voice: &'f [Opened<'_>]) -> WholeServices<'f> {
        let complete = voice.iter().map(|opened| &opened.said.finding);
        let complete = complete.filter(|finding| finding.complete && finding.id.is_some());
        let services = voice.iter().flat_map(|opened| &opened.details.services);
        let named = services.filter(|service| matches!(service.extent, Extent::Actions(_)));
        WholeServices {
            complete: complete.map(|finding| (finding.id.as_deref(), finding.analyzed_at)).collect(),
            named: named.map(|service| service.namespace.to_ascii_lowercase()).collect(),
        }
    }

    /// A page of a longer answer may have the service's actions on another page.
    fn contain(&self, said: &Said, namespace: &str) -> bool {
        let finding = &said.finding;
        let complete =
            finding.complete || self.complete.contains(&(finding.id.as_deref(), finding.analyzed_at));
        complete && !self.named.contains(&namespace.to_ascii_lowercase())
    }
}

/// The services of which a voice names actions, none of them with a last use, and that were never used themselves.
fn never_used(voice: &[Opened<'_>]) -> Vec<NeverUsed> {
    let mut services: Vec<(bool, NeverUsed)> = Vec::new();
    for Opened { said, details } in voice {
        for service in &details.services {
            let Extent::Actions(actions) = &service.extent else { continue };
            let is_never = service.last_use == LastUse::Never
                && said.finding.complete
                && !actions.is_empty()
                && actions.iter().all(|action| action.last_accessed.is_none());
            let place = Place { file: Arc::clone(&said.file), span: service.span };
            let namespace = service.namespace.to_ascii_lowercase().into();
            let one = NeverUsed { namespace, analyzed_after: said.finding.analyzed_after(), place };
            match services.iter_mut().find(|(_, other)| other.is_same(&one)) {
                Some((all, _)) => *all &= is_never,
                None => services.push((is_never, one)),
            }
        }
    }
    services.into_iter().filter(|(is_never, _)| *is_never).map(|(_, service)| service).collect()
}

/// The actions of a service that was never used: all that were public when the analyzer looked, or before, but for
/// those whose use no report can show.
pub(crate) fn whole_service(
    namespace: &str,
    analyzed_after: Timestamp,
    universe: &Universe,
) -> impl Iterator<Item = ActionName> {
    let day = day(analyzed_after);
    let service = universe.catalog().service(namespace);
    universe.names(namespace).iter().filter_map(move |name| {
        let action = service.and_then(|service| service.action(name));
        let public = action.is_some_and(|action| action.first_seen.is_by(day));
        (public && !never_observable(namespace, name)).then(|| ActionName::new(namespace, name).ok())?
    })
}
