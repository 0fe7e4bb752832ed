//! What settings and flags say about the policies of one file.

use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::FxHashSet;

use super::resolved::{ResolvedName, ResolvedPrincipals, SettingsFiles};
use super::{Globs, Keep, Settings, SettingsFile};
use crate::document_type::DocumentType;
use crate::path::PathFacts;
use crate::quota::PolicyKind;
use crate::report::Reports;
use crate::unseen::Unseen;
use crate::words::list;

/// What settings and flags say about the policies of one file.
#[derive(Debug)]
pub(crate) struct Applied {
    pub(crate) settings: Arc<Settings>,
    pub(crate) attached: Attached,
    pub(crate) keeps: Keeps,
    /// What the file's path says about its owners.
    pub(crate) facts: PathFacts,
    /// Why settings may have been meant to say more, as a clause.
    pub(crate) doubt: Option<String>,
    /// Why no fix is offered until settings read again, as a clause. It is said where they do not read.
    pub(crate) meanwhile: Option<String>,
}

/// What flags say about every policy.
#[derive(Debug, Default)]
pub(crate) struct Flags {
    /// Whose they are.
    pub(crate) principals: Option<ResolvedPrincipals>,
    /// The findings were named, so that all of them speak.
    pub(crate) findings_named: bool,
    /// Some of them were named as a folder that `leastwise fetch` has made.
    pub(crate) findings_fetched: bool,
}

/// Whose the policies are and what they are, said by a person.
#[derive(Debug, Default)]
pub(crate) struct Attached {
    /// Indices of reports.
    pub(crate) reports: Vec<usize>,
    /// The only report that names nobody, where a flag names one principal who has no finding.
    pub(crate) only_report: Option<usize>,
    /// Somebody is named who has no finding, or findings files that are not here; as a clause.
    pub(crate) blocked: Option<String>,
    /// By a flag.
    pub(crate) by_flag: bool,
    /// Somebody is named, whether there is a finding or not.
    pub(crate) names_somebody: bool,
    /// How many are named.
    pub(crate) named: usize,
    /// They belong to nobody else.
    pub(crate) exclusive: bool,
    /// Every owner is named by an ARN, and the policies belong to no one else: a person states that the list is complete.
    pub(crate) complete: bool,
    pub(crate) document_type: Option<DocumentType>,
    pub(crate) kind: Option<PolicyKind>,
    pub(crate) observed_days: Option<u32>,
    /// Indices of the findings files that speak, sorted; `None` where all do.
    pub(crate) findings: Option<Vec<usize>>,
    /// The first that could not be looked into and may hold findings that speak.
    pub(crate) unseen: Option<usize>,
}

/// Which actions stay.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keeps {
    file: Option<Arc<SettingsFile>>,
    active: Arc<[usize]>,
    expired: Arc<[usize]>,
}

const MEANWHILE: &str = "leastwise.toml does not read at the moment";

impl Applied {
    pub(crate) fn new(
        settings: Settings,
        files: &SettingsFiles,
        flags: &Flags,
        unseen: &[Unseen],
        reports: &Reports,
        (path, facts): (&str, PathFacts),
        date: Date,
    ) -> Applied {
        let mut applied = Applied {
            settings: Arc::new(settings),
            attached: Attached::default(),
            keeps: Keeps::default(),
            facts,
            doubt: None,
            meanwhile: None,
        };
        let mut missing: Vec<&str> = Vec::new();
        // Thousands of tables may name the same.
        let mut named_findings: Option<Indices> = None;
        let mut named_reports = Indices::default();
        let mut by_arns = true;
        let mut damaged = false;
        let mut speaking: Option<Vec<(&SettingsFile, &Globs)>> = None;
        if let Some((nearest, path)) =
            files.nearest(path).and_then(|nearest| Some((nearest, nearest.file.relative(path)?)))
        {
            damaged |= nearest.file.damaged;
            applied.meanwhile = nearest.file.earlier.then(|| MEANWHILE.to_owned());
            let table = |place: usize| Some((nearest.file.attach.get(place)?, nearest.attach.get(place)?));
            for (attach, resolved) in nearest.file.attach_of(path).into_iter().filter_map(table) {
                damaged |= attach.damaged;
                // A name stands for those of every account, but for those that the path shuts out.
                let is_shut_out = |report: usize| {
                    let principal = reports.principal(report);
                    principal.is_some_and(|principal| applied.facts.other_account(principal).is_some())
                };
                missing.extend(add(&resolved.principals, is_shut_out, &mut named_reports));
                let attached = &mut applied.attached;
                attached.named += attach.principals.len();
                by_arns &= resolved.principals.is_by_arns();
                attached.names_somebody |= !attach.principals.is_empty();
                attached.exclusive |= attach.exclusive;
                attached.take_type(attach.document_type);
                attached.kind = attach.kind.or(attached.kind);
                attached.observed_days = attached.observed_days.into_iter().chain(attach.observed_days).min();
                if let Some(named) = &resolved.findings {
                    named_findings.get_or_insert_default().extend(named);
                }
                if let Some(globs) = &attach.findings {
                    speaking.get_or_insert_default().push((&nearest.file, globs));
                }
            }
            let keep = |place: &usize| nearest.file.keep.get(*place);
            let covering = nearest.file.keep_of(path);
            damaged |= covering.iter().filter_map(keep).any(|keep| keep.damaged);
            let is_expired = |place: &usize| keep(place).is_some_and(|keep| keep.is_expired(date));
            let (expired, active): (Vec<usize>, Vec<usize>) = covering.into_iter().partition(is_expired);
            applied.keeps = Keeps {
                file: Some(Arc::clone(&nearest.file)),
                active: active.into(),
                expired: expired.into(),
            };
        }
        let attached = &mut applied.attached;
        attached.findings = named_findings.map(Indices::sorted);
        attached.complete = attached.exclusive && attached.names_somebody && by_arns;
        attached.unseen = unseen.iter().position(|one| match &speaking {
            Some(speaking) => speaking.iter().any(|(file, globs)| one.may_be_named(file, globs)),
            None => true,
        });
        if let Some(named) = &flags.principals {
            // A flag is stronger than a file: whom the file names does not count.
            named_reports = Indices::default();
            missing = add(named, |_| false, &mut named_reports);
            // A last-accessed report names nobody, so that where there is only one it is that of the only principal.
            attached.only_report = match missing.as_slice() {
                [_] if named.names.len() == 1 => reports.only_nameless(),
                _ => None,
            };
            missing.truncate(if attached.only_report.is_some() { 0 } else { missing.len() });
            attached.named = named.names.len();
            (attached.by_flag, attached.names_somebody, attached.exclusive) = (true, true, true);
            attached.complete = false;
        }
        attached.reports = named_reports.sorted();
        if attached.findings.as_ref().is_some_and(Vec::is_empty) && !flags.findings_named {
            let why =
                "leastwise.toml says that only certain findings files speak about it, and there are none";
            attached.blocked = Some(why.to_owned());
        }
        if flags.findings_named || attached.findings.as_ref().is_some_and(Vec::is_empty) {
            attached.findings = None;
        }
        missing.sort_unstable();
        missing.dedup();
        let counts = |has: &str| {
            format!("{} {has} no finding here and so counts as using everything", list(&missing, 4))
        };
        match missing.len() {
            0 => {}
            1 => attached.blocked = Some(counts("has")),
            _ => attached.blocked = Some(counts("have").replace("counts", "count")),
        }
        applied.doubt = damaged.then(|| "a mistake in leastwise.toml may hide more about it".to_owned());
        applied
    }
}

impl Attached {
    /// Whether what stands in a findings file is heard, by its place.
    pub(crate) fn hears(&self, findings: usize) -> bool {
        self.findings.as_ref().is_none_or(|some| some.contains(&findings))
    }

    /// Of two types the one that is not judged wins.
    fn take_type(&mut self, kind: Option<DocumentType>) {
        self.document_type = match (self.document_type, kind) {
            (Some(DocumentType::Identity) | None, Some(kind)) => Some(kind),
            (known, _) => known,
        };
    }
}

/// Adds the reports of those who have findings, and gives the names of the others. `is_shut_out` says of a report that a
/// name without an account does not stand for it.
fn add<'p>(
    principals: &'p ResolvedPrincipals,
    is_shut_out: impl Fn(usize) -> bool,
    named: &mut Indices,
) -> Vec<&'p str> {
    let mut missing = Vec::new();
    for ResolvedName { name, is_arn, reports } in &principals.names {
        let meant = reports.iter().filter(|report| *is_arn || !is_shut_out(**report));
        let mut meant = meant.peekable();
        missing.extend(meant.peek().is_none().then_some(name.as_str()));
        named.extend(meant);
    }
    named.extend(&principals.of_findings);
    missing
}

/// A set of indices of a list: each whether it is in.
#[derive(Debug, Default)]
struct Indices(Vec<bool>);

impl Indices {
    fn extend<'i>(&mut self, indices: impl IntoIterator<Item = &'i usize>) {
        for &index in indices {
            if index >= self.0.len() {
                self.0.resize(index + 1, false);
            }
            self.0.get_mut(index).into_iter().for_each(|is_in| *is_in = true);
        }
    }

    fn sorted(self) -> Vec<usize> {
        self.0.into_iter().enumerate().filter(|(_, is_in)| *is_in).map(|(index, _)| index).collect()
    }
}

/// The file of some keeps, those that hold and those whose last day is over, by their places.
pub(crate) type KeepsKey = (Option<Arc<str>>, Arc<[usize]>, Arc<[usize]>);

impl Keeps {
    /// What tells these from other keeps, for looking things up by them.
    pub(crate) fn key(&self) -> KeepsKey {
        let matters = !self.active.is_empty() || !self.expired.is_empty();
        let file = self.file.as_ref().filter(|_| matters).map(|file| Arc::clone(&file.path));
        (file, Arc::clone(&self.active), Arc::clone(&self.expired))
    }

    /// Holds equal lists once: thousands of policies have the same.
    pub(crate) fn share(&mut self, lists: &mut FxHashSet<Arc<[usize]>>) {
        for list in [&mut self.active, &mut self.expired] {
            match lists.get(list) {
                Some(known) => *list = Arc::clone(known),
                None => {
                    lists.insert(Arc::clone(list));
                }
            }
        }
    }

    /// Those that hold.
    pub(crate) fn active(&self) -> impl Iterator<Item = &Keep> {
        self.of(&self.active)
    }

    /// Those whose last day is over, with the file.
    pub(crate) fn expired(&self) -> impl Iterator<Item = (&Arc<str>, &Keep)> {
        let file = self.file.as_ref();
        self.of(&self.expired).filter_map(move |keep| Some((&file?.path, keep)))
    }

    fn of<'k>(&'k self, indices: &'k [usize]) -> impl Iterator<Item = &'k Keep> {
        let keeps = self.file.as_ref().map_or(&[][..], |file| &file.keep);
        indices.iter().filter_map(|&index| keeps.get(index))
    }
}
