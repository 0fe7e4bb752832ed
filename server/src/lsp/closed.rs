//! The reports on files that are not open. There may be thousands of them, so little is kept of each, and if they have
//! more diagnostics than a person can read, each is summed up.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use leastwise_advice::Advice;
use rayon::prelude::*;

use super::convert::position::Lines;
use super::knowledge::{Holds, KnownFile};
use super::limits::{self, MOST_CLOSED, MOST_CLOSED_IN_ALL};
use super::page::Page;
use super::report::{Report, Reporter};
use crate::settings::Scope;
use crate::workspace::PolicyFile;

/// A file that is not open.
#[derive(Clone, Copy)]
enum Closed<'a> {
    Policy(&'a PolicyFile),
    Other(&'a Arc<str>, &'a KnownFile),
}

impl<'a> Closed<'a> {
    fn name(self) -> &'a Arc<str> {
        match self {
            Closed::Policy(file) => &file.name,
            Closed::Other(name, _) => name,
        }
    }

    fn path(self) -> &'a Path {
        match self {
            Closed::Policy(file) => &file.path,
            Closed::Other(_, file) => &file.path,
        }
    }

    /// The lines of a policy are found when they are needed, and not kept.
    fn with_lines<T>(self, make: impl FnOnce(&Lines) -> T) -> T {
        match self {
            Closed::Policy(file) => make(&Lines::new(&file.source.text)),
            Closed::Other(_, file) => make(file.lines()),
        }
    }
}

/// What a file may show.
struct Pages {
    /// Its diagnostics, where they are wanted.
    details: Option<Page>,
    /// One diagnostic that sums them up.
    summary: Page,
}

impl Pages {
    fn shown(self, sums_up: bool) -> Option<Page> {
        if sums_up { Some(self.summary) } else { self.details }
    }
}

impl Reporter<'_> {
    /// The report on one file that is not open.
    pub fn closed(&self, name: &Arc<str>) -> Report {
        let nothing = || self.disk_report(name, None);
        if self.knowledge.scope == Scope::Open {
            return nothing();
        }
        let policies = &self.knowledge.policies;
        let policy =
            policies.binary_search_by(|file| file.name.cmp(name)).ok().and_then(|at| policies.get(at));
        let file = match (self.knowledge.file(name), policy) {
            (Some(file), _) if !file.holds_policies() => Closed::Other(name, file),
            (_, Some(policy)) => Closed::Policy(policy),
            _ => return nothing(),
        };
        let pages = self.pages(file, &self.advice_on(file), true);
        let sums_up = self.state.sums_up.load(Ordering::Relaxed);
        self.disk_report(name, pages.and_then(|pages| pages.shown(sums_up)))
    }

    /// The reports on the files that are not open and of which there is something to say.
    pub fn all_closed(&self) -> Vec<Report> {
        if self.knowledge.scope == Scope::Open {
            return Vec::new();
        }
        let policies = self.knowledge.policies.iter().filter(|file| !self.is_other(&file.name));
        let others = self.knowledge.others().map(|(name, file)| Closed::Other(name, file));
        let files = policies.map(Closed::Policy).chain(others);
        let files: Vec<Closed<'_>> =
            files.filter(|file| self.state.documents.get(file.name()).is_none()).collect();
        let in_all = AtomicUsize::new(0);
        let pages = files.into_par_iter().filter_map(|file| {
            let advice = self.advice_on(file);
            let count = advice.len().min(MOST_CLOSED);
            let has_room = in_all.fetch_add(count, Ordering::Relaxed) + count <= MOST_CLOSED_IN_ALL;
            Some((file.name(), self.pages(file, &advice, has_room)?))
        });
        let pages: Vec<_> = pages.collect();
        // Which files still had room is a matter of chance, so that all have details or none.
        let sums_up = in_all.into_inner() > MOST_CLOSED_IN_ALL;
        self.state.sums_up.store(sums_up, Ordering::Relaxed);
        pages.into_iter().map(|(name, pages)| self.disk_report(name, pages.shown(sums_up))).collect()
    }

    /// Whether the world has seen other things in a file than policies.
    fn is_other(&self, name: &str) -> bool {
        self.knowledge.file(name).is_some_and(|file| !file.holds_policies())
    }

    fn advice_on(&self, file: Closed<'_>) -> Vec<Advice> {
        let world = &self.knowledge.world;
        match file {
            Closed::Policy(file) => world.analyse(&file.name, Arc::clone(&file.source)).advice,
            Closed::Other(name, file) => match file.holds {
                Holds::Findings => world.findings_advice(name),
                Holds::Settings => world.settings_advice(name),
                Holds::Other => world.other_advice(name),
                Holds::Source => world.source_advice(name),
                Holds::Policies(_) => Vec::new(),
            },
        }
    }

    /// `None` where there is nothing to say.
    fn pages(&self, file: Closed<'_>, advice: &[Advice], details: bool) -> Option<Pages> {
        let uri = self.knowledge.uri(file.path()).filter(|_| !advice.is_empty())?;
        Some(file.with_lines(|lines| Pages {
            details: details.then(|| self.page(uri.clone(), None, lines, advice, MOST_CLOSED)),
            summary: self.with_diagnostics(None, lines, |diagnostics| {
                Page::new(uri, None, false, limits::summary(advice, diagnostics).into_iter())
            }),
        }))
    }

    fn disk_report(&self, name: &Arc<str>, page: Option<Page>) -> Report {
        Report { key: Arc::clone(name), document: None, generation: self.knowledge.generation, page }
    }
}
