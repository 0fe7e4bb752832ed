//! The fix of an entry of a service that was never used, although findings name only some of its actions: AWS does not
//! track the others. It takes more than is reported, so that it is never preferred and never part of a larger fix.

use std::sync::Arc;

use leastwise_iam::{ActionName, ActionSet, Narrower, Outcome, Pattern, Style, Tracking};

use super::plan::{Change, plan_against};
use super::title::Title;
use super::{Fix, FixKind};
use crate::analysis::{Analysis, EntryRef, View};
use crate::report::whole_service;
use crate::rules::granting;
use crate::words::count;

impl Analysis {
    /// Removes all that an entry grants of a service that was never used, but for what no report can show. `None` where
    /// the service may have been used, and where that is no more than what is reported anyway.
    pub(super) fn service_fix(&self, at: EntryRef, pattern: &Pattern, view: &View) -> Option<Fix> {
        let service = pattern.service().filter(|_| !pattern.is_plain())?;
        let leftovers = self.leftovers(at.document, service, view)?;
        let granted = |action: &&ActionName| pattern.matches(action.service(), action.name());
        let beyond = leftovers.iter().filter(granted).count();
        if beyond == 0 {
            return None;
        }
        let reported = &view.standing.narrower;
        let unused: ActionSet = reported.unused().iter().chain(&leftovers).cloned().collect();
        let narrower = Narrower::new(Arc::clone(reported.universe()), Arc::new(unused));
        let narrowing = narrower.narrow(pattern, Style::Narrow).ok()?;
        let change = Change::new(at, &narrowing.outcome)?;
        let text = pattern.as_str();
        let head = match &narrowing.outcome {
            Outcome::Replaced(entries) => format!("Narrow `{text}` to {}", count(entries.len(), "entry")),
            _ => format!("Remove `{text}`"),
        };
        let title = Title::new(format!("{head}: {service} was never used"))
            .facts([format!("also removes {} that AWS does not track", count(beyond, "action"))])
            .facts(self.age(view))
            .objections(self.windowless(view))
            .to_string();
        let edits = plan_against(&narrower, self, view, at.document, &[change]).map_err(String::from);
        Some(Fix::planned(FixKind::RemoveService, title, view, edits))
    }

    /// The actions of a service that are not reported although nobody uses the service. `None` where what is granted
    /// says otherwise: an action that AWS tracks and that is not reported was used, and without a tracked one that is
    /// reported nothing but a missing date speaks for it.
    fn leftovers(&self, document: usize, service: &str, view: &View) -> Option<Vec<ActionName>> {
        let standing = &view.standing;
        let analyzed_at = standing.never_used(&self.known.joined.reports, service)?;
        let (universe, unused) = (standing.narrower.universe(), standing.narrower.unused());
        let catalog = universe.catalog().service(service)?;
        let is_tracked = |action: &ActionName| {
            catalog.action(action.name()).is_some_and(|known| known.tracking == Tracking::Tracked)
        };
        let is_reported = |action: &ActionName| unused.contains(action.service(), action.name());
        let text = self.source.documents.get(document)?;
        let granted: Vec<_> = granting(document, text, standing).map(|entry| entry.pattern).collect();
        let all: Vec<ActionName> = whole_service(service, analyzed_at, universe).collect();
        let mut tracked = all
            .iter()
            .filter(|action| is_tracked(action))
            .filter(|action| granted.iter().any(|pattern| pattern.matches(action.service(), action.name())));
        let first = tracked.next()?;
        let is_unused = is_reported(first) && tracked.all(is_reported);
        is_unused.then(|| all.into_iter().filter(|action| !is_reported(action)).collect())
    }
}
