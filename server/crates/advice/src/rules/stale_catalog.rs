//! `stale-catalog`: a finding names an action that the catalog lacks, so the catalog may lack others of that service, and
//! a wildcard may grant what nobody here knows of.

use crate::findings::{Extent, FindingsFile, UnusedAction};
use crate::words::count;
use crate::world::Known;
use crate::{Advice, Rule};

/// One advice for each service, at its first such action.
pub(crate) fn check(file: &FindingsFile, known: &Known, advice: &mut Vec<Advice>) {
    if file.broken {
        return;
    }
    let mut named: Vec<&UnusedAction> = Vec::new();
    for service in file.findings.iter().flat_map(|finding| &finding.services) {
        if let Extent::Actions(actions) = &service.extent {
            named.extend(actions.iter().filter(|action| is_beyond(known, action)));
        }
    }
    while let Some(first) = named.first().copied() {
        let service = first.name.service();
        let (same, others): (Vec<_>, Vec<_>) =
            named.into_iter().partition(|action| action.name.service().eq_ignore_ascii_case(service));
        named = others;
        let mut names: Vec<_> = same.iter().map(|action| &action.name).collect();
        names.sort();
        names.dedup();
        let more = match names.len() {
            1 => String::new(),
            several => format!(" and {}", count(several - 1, "other action")),
        };
        let message = format!(
            "the catalog of {} does not know `{}`{more}, so it is behind for {service}: fixes of {service} wildcards are \
             left to you until it is refreshed",
            known.universe.catalog().edition(service),
            first.name,
        );
        advice.push(Advice::note(first.span, Rule::StaleCatalog, message));
    }
}

fn is_beyond(known: &Known, action: &UnusedAction) -> bool {
    known.beyond_catalog(action.name.service()).binary_search(&action.name).is_ok()
}
