//! What settings and flags say about the policies of one file.

use std::sync::Arc;

use jiff::civil::Date;

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
    active: Vec<usize>,
    expired: Vec<usize>,
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
        let mut missing: Vec<String> = Vec::new();
        let mut by_arns = true;
        let mut damaged = false;
        let mut speaking: Option<Vec<(&SettingsFile, &Globs)>> = None;
        if let Some((nearest, path)) =
            files.nearest(path).and_then(|nearest| Some((nearest, nearest.file.relative(path)?)))
        {
            damaged |= nearest.file.damaged;
            applied.meanwhile = nearest.file.earlier.then(|| MEANWHILE.to_owned());
            let covering = nearest.file.attach.iter().zip(&nearest.attach);
            for (attach, resolved) in covering.filter(|(attach, _)| attach.policy.matches(path)) {
                damaged |= attach.damaged;
                let attached = &mut applied.attached;
                // A name stands for those of every account, but for those that the path shuts out.
                let is_shut_out = |report: usize| {
                    let principal = reports.principal(report);
                    principal.is_some_and(|principal| applied.facts.other_account(principal).is_some())
                };
                missing.extend(attached.add(&resolved.principals, is_shut_out));
                attached.named += attach.principals.len();
                by_arns &= resolved.principals.is_by_arns();
                attached.names_somebody |= !attach.principals.is_empty();
                attached.exclusive |= attach.exclusive;
                attached.take_type(attach.document_type);
                attached.kind = attach.kind.or(attached.kind);
                attached.observed_days = attached.observed_days.into_iter().chain(attach.observed_days).min();
                if let Some(named) = &resolved.findings {
                    attached.findings.get_or_insert_default().extend_from_slice(named);
                }
                if let Some(globs) = &attach.findings {
                    speaking.get_or_insert_default().push((&nearest.file, globs));
                }
            }
            let covering = nearest.file.keep.iter().enumerate().filter(|(_, keep)| keep.covers(path));
            applied.keeps.file = Some(Arc::clone(&nearest.file));
            for (index, keep) in covering {
                damaged |= keep.damaged;
                match keep.is_expired(date) {
                    true => applied.keeps.expired.push(index),
                    false => applied.keeps.active.push(index),
                }
            }
        }
        let attached = &mut applied.attached;
        attached.complete = attached.exclusive && attached.names_somebody && by_arns;
        attached.unseen = unseen.iter().position(|one| match &speaking {
            Some(speaking) => speaking.iter().any(|(file, globs)| one.may_be_named(file, globs)),
            None => true,
        });
        if let Some(named) = &flags.principals {
            // A flag is stronger than a file: whom the file names does not count.
            attached.reports.clear();
            missing = attached.add(named, |_| false);
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
        if let Some(findings) = &mut attached.findings {
            findings.sort_unstable();
            findings.dedup();
            if findings.is_empty() && !flags.findings_named {
                let why =
                    "leastwise.toml says that only certain findings files speak about it, and there are none";
                attached.blocked = Some(why.to_owned());
            }
        }
        if flags.findings_named || attached.findings.as_ref().is_some_and(Vec::is_empty) {
            attached.findings = None;
        }
        missing.sort();
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

    /// Adds those who have findings, and gives the others in words. `is_shut_out` says of a report that a name without an
    /// account does not stand for it.
    fn add(&mut self, principals: &ResolvedPrincipals, is_shut_out: impl Fn(usize) -> bool) -> Vec<String> {
        let mut missing = Vec::new();
        for ResolvedName { name, is_arn, reports } in &principals.names {
            let before = self.reports.len();
            let meant = reports.iter().copied().filter(|report| *is_arn || !is_shut_out(*report));
            self.reports.extend(meant);
            missing.extend((self.reports.len() == before).then(|| name.clone()));
        }
        self.reports.extend_from_slice(&principals.of_findings);
        self.reports.sort_unstable();
        self.reports.dedup();
        missing
    }

    /// Of two types the one that is not judged wins.
    fn take_type(&mut self, kind: Option<DocumentType>) {
        self.document_type = match (self.document_type, kind) {
            (Some(DocumentType::Identity) | None, Some(kind)) => Some(kind),
            (known, _) => known,
        };
    }
}

impl Keeps {
    /// What tells these from other keeps, for looking things up by them.
    pub(crate) fn key(&self) -> (Option<Arc<str>>, Vec<usize>, Vec<usize>) {
        let matters = !self.active.is_empty() || !self.expired.is_empty();
        let file = self.file.as_ref().filter(|_| matters).map(|file| Arc::clone(&file.path));
        (file, self.active.clone(), self.expired.clone())
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
