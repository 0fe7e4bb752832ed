//! `stale-catalog`: a finding names an action that the catalog lacks, so the catalog may lack others of that service, and
//! a wildcard may grant what nobody here knows of.

use leastwise_iam::ActionName;
use rustc_hash::FxHashMap;

use crate::findings::{Extent, FindingsFile, UnusedAction};
use crate::words::count;
use crate::world::Known;
use crate::{Advice, Rule};

/// So many services are told of one by one. A file that names more is a mistake, or of a partition that the catalog
/// does not cover.
const MOST_SERVICES: usize = 50;

/// One advice for each service, at its first such action.
pub(crate) fn check(file: &FindingsFile, known: &Known, advice: &mut Vec<Advice>) {
    if file.broken {
        return;
    }
    // Nearly always the catalog has all of them.
    if !file.actions().iter().any(|action| is_beyond(known, action)) {
        return;
    }
    // In the order of the file, each service once.
    let mut lacking: Vec<Lacking> = Vec::new();
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    for service in file.findings.iter().flat_map(|finding| finding.details().services) {
        let Extent::Actions(actions) = service.extent else { continue };
        for action in actions.into_iter().filter(|action| is_beyond(known, &action.name)) {
            let place = places.entry(action.name.service().to_ascii_lowercase()).or_insert(lacking.len());
            match lacking.get_mut(*place) {
                Some(of_service) => of_service.names.push(action.name),
                None => lacking.push(Lacking { names: vec![action.name.clone()], first: action }),
            }
        }
    }
    let date = known.joined.universe.catalog().date();
    if let Some(rest) = lacking.get(MOST_SERVICES..).filter(|rest| rest.len() > 1)
        && let Some(Lacking { first, .. }) = rest.first()
    {
        let message =
            format!("the catalog of {date} does not know actions of {} more", count(rest.len(), "service"));
        advice.push(Advice::note(first.span, Rule::StaleCatalog, message));
        lacking.truncate(MOST_SERVICES);
    }
    for Lacking { first, mut names } in lacking {
        let service = first.name.service();
        names.sort();
        names.dedup();
        let more = match names.len() {
            1 => String::new(),
            several => format!(" and {}", count(several - 1, "other action")),
        };
        let message = format!(
            "the catalog of {} does not know `{}`{more}, so it is behind for {service}: fixes of {service} wildcards are \
             left to you until it is refreshed",
            known.joined.universe.catalog().edition(service),
            first.name,
        );
        advice.push(Advice::note(first.span, Rule::StaleCatalog, message));
    }
}

/// What the catalog lacks of one service.
struct Lacking {
    /// The first of them.
    first: UnusedAction,
    names: Vec<ActionName>,
}

fn is_beyond(known: &Known, action: &ActionName) -> bool {
    known.beyond_catalog(action.service()).binary_search(action).is_ok()
}
