//! Titles of fixes: what the fix does, in brackets what it gives and costs, behind that what speaks against it. A menu
//! cuts the end off, so what matters most stands first.

use std::fmt;

use leastwise_iam::{ActionName, Pattern, Service, Tracking};

use crate::analysis::{Analysis, View};
use crate::rules::stale_finding::days_stale;
use crate::words::{count, list};

/// A title in the making.
pub(super) struct Title {
    head: String,
    facts: Vec<String>,
    objections: Vec<String>,
}

impl Title {
    /// What the fix does: "Narrow `s3:Get*` to 7 entries".
    pub(super) fn new(head: String) -> Title {
        Title { head, facts: Vec::new(), objections: Vec::new() }
    }

    /// Adds something for the brackets.
    pub(super) fn facts(mut self, facts: impl IntoIterator<Item = String>) -> Title {
        self.facts.extend(facts);
        self
    }

    /// Adds something that comes before all else in the brackets.
    pub(super) fn first_fact(mut self, fact: Option<String>) -> Title {
        self.facts.splice(0..0, fact);
        self
    }

    /// Adds something that speaks against the fix.
    pub(super) fn objections(mut self, objections: impl IntoIterator<Item = String>) -> Title {
        self.objections.extend(objections);
        self
    }
}

impl fmt::Display for Title {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.head)?;
        if !self.facts.is_empty() {
            write!(f, " ({})", self.facts.join(", "))?;
        }
        self.objections.iter().try_for_each(|objection| write!(f, "; {objection}"))
    }
}

impl Analysis {
    /// "finding 120 days old", where that is too old.
    pub(super) fn age(&self, view: &View) -> Option<String> {
        let days = days_stale(view.standing.analyzed?, &self.known, &self.settings)?;
        Some(format!("finding {} old", count(days, "day")))
    }

    /// Why the catalog may not know all that a wildcard grants.
    pub(super) fn behind(&self, pattern: &Pattern) -> Option<String> {
        let beyond = self.known.beyond_catalog(pattern.service().filter(|_| !pattern.is_plain())?);
        let first = beyond.first()?;
        Some(format!("the catalog is behind: it lacks {first}"))
    }

    /// Why "not used" may mean little.
    pub(super) fn windowless(&self, view: &View) -> Option<String> {
        view.standing.unwindowed.then(|| "not observed for a known time: set `observed_days`".to_owned())
    }

    /// Why a service that is reported whole may be in use all the same.
    pub(super) fn unseen_use(&self, view: &View, unused: &[ActionName]) -> Option<String> {
        let service = self.untracked(view, unused)?;
        Some(format!("AWS tracks no action of {service}, so a use may not show"))
    }

    /// The first service of these actions that is reported whole and of which AWS tracks no action, as far as is known.
    pub(super) fn untracked<'u>(&self, view: &View, unused: &'u [ActionName]) -> Option<&'u str> {
        let catalog = self.known.joined.universe.catalog();
        let is_tracked = |service: &str| {
            let mut actions = catalog.service(service).into_iter().flat_map(Service::actions);
            actions.any(|action| action.tracking == Tracking::Tracked)
        };
        let is_whole = |action: &&ActionName| view.standing.reported(action).any(|one| one.whole_service);
        let mut services = unused.chunk_by(|one, next| one.service() == next.service());
        services.find_map(|actions| {
            let service = actions.first()?.service();
            (!is_tracked(service) && actions.iter().any(|action| is_whole(&action))).then_some(service)
        })
    }

    /// What a replay drops beyond the findings.
    pub(super) fn replayed(&self, dropped: &[String]) -> Option<String> {
        let as_of = self.known.joined.as_of.filter(|_| !dropped.is_empty())?;
        Some(format!("as of {as_of} it also drops {}", list(dropped, 4)))
    }
}

/// What a setting says about some of these actions although its last day is over.
pub(super) fn was_kept(view: &View, unused: &[ActionName]) -> Option<String> {
    let (_, keep) = view.standing.expired_keep(unused)?;
    Some(format!("leastwise.toml kept it until {} ({})", keep.until?, keep.reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_stand_in_brackets_and_objections_behind() {
        let title = || Title::new("Remove `s3:GetBucketAcl`".to_owned());
        let strings = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        assert_eq!(title().to_string(), "Remove `s3:GetBucketAcl`");
        let old = title().facts(strings(&["1 action", "finding 120 days old"]));
        assert_eq!(old.to_string(), "Remove `s3:GetBucketAcl` (1 action, finding 120 days old)");
        let idle = old.objections(strings(&["no effect alone", "x"])).to_string();
        assert!(idle.ends_with("days old); no effect alone; x"), "{idle}");
    }
}
