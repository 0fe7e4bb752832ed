//! What voices report: actions by name and by whole services, and the services that were never used.

use jiff::{Timestamp, tz::TimeZone};
use leastwise_iam::{ActionName, ActionSet, Universe, catalog::never_observable};
use leastwise_policy::Span;
use rustc_hash::{FxHashMap, FxHashSet};

use super::speaking::{Said, Voice};
use super::{NeverUsed, Report, Reported, Use};
use crate::findings::{Extent, LastUse, Place};

/// Fills in what all voices report, and takes back what was used after the oldest of them.
pub(super) fn fill(report: &mut Report, voices: &[Voice<'_>], universe: &Universe) {
    let date = |voice: &Voice<'_>| voice.iter().filter_map(|said| said.finding.analyzed_at).max();
    report.analyzed_at = voices.iter().filter_map(date).min();
    report.window_known = voices.iter().flatten().any(|said| said.finding.origin.knows_window());
    for (index, voice) in voices.iter().enumerate() {
        let reported = reported(voice, universe);
        let unused: ActionSet = reported.keys().cloned().collect();
        let never_used = never_used(voice);
        if index == 0 {
            report.unused = unused;
            report.never_used_services = never_used;
        } else {
            report.unused = report.unused.intersection(&unused);
            report.never_used_services.retain(|one| never_used.iter().any(|other| one.is_same(other)));
        }
        report.reported.extend(reported);
    }

    let later = |used: &Use| report.analyzed_at.is_none_or(|analyzed_at| used.at > analyzed_at);
    let is_used = |action: &ActionName| {
        let whole = report.reported.get(action).is_some_and(|reported| reported.whole_service);
        let service = || report.service_uses.get(&*action.service().to_ascii_lowercase());
        report.used.get(action).is_some_and(later) || (whole && service().is_some_and(later))
    };
    let unused: ActionSet = report.unused.iter().filter(|action| !is_used(action)).cloned().collect();
    report.reported.retain(|action, _| unused.contains(action.service(), action.name()));
    report.unused = unused;
    let service_uses = &report.service_uses;
    report.never_used_services.retain(|service| !service_uses.contains_key(&service.namespace));
}

/// All that a voice reports, by action.
fn reported(voice: &[Said<'_>], universe: &Universe) -> FxHashMap<ActionName, Reported> {
    let mut reported = FxHashMap::default();
    let whole = WholeServices::of(voice);
    for said in voice {
        let place = |span: Span| Place { file: said.file.path.clone(), span };
        for service in &said.finding.services {
            match &service.extent {
                Extent::Actions(actions) => {
                    for action in actions {
                        let entry = Reported {
                            place: place(action.span),
                            last_accessed: action.last_accessed,
                            whole_service: false,
                        };
                        reported.insert(action.name.clone(), entry);
                    }
                }
                Extent::Whole if !whole.contain(said, &service.namespace) => {}
                Extent::Whole => {
                    for action in whole_service(&service.namespace, said.finding.analyzed_at, universe) {
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
    fn of(voice: &[Said<'f>]) -> WholeServices<'f> {
        let complete = voice.iter().filter(|said| said.finding.complete && said.finding.id.is_some());
        let services = voice.iter().flat_map(|said| &said.finding.services);
        let named = services.filter(|service| matches!(service.extent, Extent::Actions(_)));
        WholeServices {
            complete: complete.map(|said| (said.finding.id.as_deref(), said.finding.analyzed_at)).collect(),
            named: named.map(|service| service.namespace.to_ascii_lowercase()).collect(),
        }
    }

    /// A page of a longer answer may have the service's actions on another page.
    fn contain(&self, said: &Said<'f>, namespace: &str) -> bool {
        let finding = said.finding;
        let complete =
            finding.complete || self.complete.contains(&(finding.id.as_deref(), finding.analyzed_at));
        complete && !self.named.contains(&namespace.to_ascii_lowercase())
    }
}

/// The services of which a voice names actions, none of them with a last use, and that were never used themselves.
fn never_used(voice: &[Said<'_>]) -> Vec<NeverUsed> {
    let mut services: Vec<(bool, NeverUsed)> = Vec::new();
    for said in voice {
        for service in &said.finding.services {
            let Extent::Actions(actions) = &service.extent else { continue };
            let is_never = service.last_use == LastUse::Never
                && said.finding.complete
                && !actions.is_empty()
                && actions.iter().all(|action| action.last_accessed.is_none());
            let place = Place { file: said.file.path.clone(), span: service.span };
            let namespace = service.namespace.to_ascii_lowercase().into();
            let one = NeverUsed { namespace, analyzed_at: said.finding.analyzed_at, place };
            match services.iter_mut().find(|(_, other)| other.is_same(&one)) {
                Some((all, _)) => *all &= is_never,
                None => services.push((is_never, one)),
            }
        }
    }
    services.into_iter().filter(|(is_never, _)| *is_never).map(|(_, service)| service).collect()
}

/// The actions of a service that was never used: all that were public when the analyzer looked, but for those whose
/// use no report can show.
pub(crate) fn whole_service(
    namespace: &str,
    analyzed_at: Option<Timestamp>,
    universe: &Universe,
) -> impl Iterator<Item = ActionName> {
    let day = analyzed_at.map(|at| at.to_zoned(TimeZone::UTC).date());
    let service = universe.catalog().service(namespace);
    universe.names(namespace).iter().filter_map(move |name| {
        let public = match (service.and_then(|service| service.action(&name.spelled)), day) {
            (Some(action), Some(day)) => action.first_seen <= day,
            (Some(_), None) => true,
            (None, _) => false,
        };
        (public && !never_observable(namespace, &name.spelled))
            .then(|| ActionName::new(namespace, &name.spelled).ok())?
    })
}
