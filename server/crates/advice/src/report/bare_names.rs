//! Whom findings without an ARN are about: the role or user whose name they give, the one that a last-accessed report's
//! file is called like, or whoever the policy in the folder belongs to.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{AnswerKey, Subject, answer_key};
use crate::FindingsFile;
use crate::attribution::Location;
use crate::findings::{Finding, Origin};
use crate::principal::Principal;

/// What stands before or after a role's name in the name of a file with its last-accessed report, in lower case.
const MARKS: [&str; 8] = [
    "service-last-accessed-details",
    "service-last-accessed",
    "last-accessed-details",
    "last-accessed",
    "lastaccessed",
    "access-advisor",
    "report",
    "unused",
];

/// The names of roles and users that a findings file may be called like: its own, without its extension, and that
/// without what says that it is a report.
pub(super) fn of_file(path: &str) -> Vec<&str> {
    let stem = Location::of(path).stem;
    let folded = stem.to_ascii_lowercase().replace('_', "-");
    let is_border = |at: Option<char>| at.is_some_and(|c| "-_.".contains(c));
    let without = MARKS.iter().find_map(|mark| {
        let before = folded.strip_suffix(mark).and_then(|rest| stem.get(..rest.len()));
        let before = before.filter(|rest| is_border(rest.chars().next_back()));
        let after = folded.strip_prefix(mark).and_then(|rest| stem.get(stem.len() - rest.len()..));
        let after = after.filter(|rest| is_border(rest.chars().next()));
        before.or(after).map(|rest| rest.trim_matches(['-', '_', '.'])).filter(|rest| !rest.is_empty())
    });
    [Some(stem), without].into_iter().flatten().collect()
}

/// Finds the subjects of findings.
pub(super) struct BareNames<'f> {
    /// The principals whose ARNs stand in some findings file, by folded name.
    known: FxHashMap<String, FxHashSet<&'f Principal>>,
    /// The answers without an ARN of which some page is missing.
    paged: FxHashSet<AnswerKey>,
    first_pages: FxHashMap<AnswerKey, Arc<str>>,
}

impl<'f> BareNames<'f> {
    pub(super) fn new(files: &'f [Arc<FindingsFile>]) -> BareNames<'f> {
        let findings =
            || files.iter().flat_map(|file| file.findings.iter().map(move |finding| (file, finding)));
        let nameless = findings().filter(|(_, finding)| finding.principal.is_none());
        let paged = nameless.filter(|(_, finding)| !finding.complete);
        let paged = paged.filter_map(|(file, finding)| answer_key(&file.path, finding)).collect();
        let incomplete = files.iter().flat_map(|file| &file.incomplete);
        let principals = findings().filter_map(|(_, finding)| finding.principal.as_ref());
        let principals = principals.chain(incomplete.filter_map(|finding| finding.principal.as_ref()));
        let mut known: FxHashMap<String, FxHashSet<&Principal>> = FxHashMap::default();
        for principal in principals {
            known.entry(principal.name.to_ascii_lowercase()).or_default().insert(principal);
        }
        BareNames { known, paged, first_pages: FxHashMap::default() }
    }

    /// Whom a finding is about. Where one account only has a role or user of the name, that one.
    pub(super) fn subject(&mut self, file: &FindingsFile, finding: &Finding) -> Subject {
        if let Some(principal) = &finding.principal {
            return Subject::Named(principal.clone());
        }
        if let Some(name) = &finding.name {
            let known = self.known.get(&name.plain().unwrap_or_default().to_ascii_lowercase());
            let mut meant = known.into_iter().flatten().filter(|principal| name.matches(principal));
            return match (meant.next(), meant.next()) {
                (Some(principal), None) => Subject::Named((*principal).clone()),
                _ => Subject::NameOnly(name.clone()),
            };
        }
        if finding.origin == Origin::LastAccessedReport
            && let Some(principal) = self.named_after(&file.path)
        {
            return Subject::Named(principal.clone());
        }
        // A report has the date of its job for an id, which another role's may share.
        let key = answer_key(&file.path, finding).filter(|key| self.paged.contains(key));
        Subject::File(match key {
            Some(key) => Arc::clone(self.first_pages.entry(key).or_insert_with(|| file.path.clone())),
            None => file.path.clone(),
        })
    }

    /// The only principal that a file is called like.
    fn named_after(&self, path: &str) -> Option<&'f Principal> {
        let mut meant =
            of_file(path).into_iter().filter_map(|name| self.known.get(&name.to_ascii_lowercase())).flatten();
        let only = *meant.next()?;
        meant.all(|other| *other == only).then_some(only)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_called_like_roles_with_and_without_what_says_that_they_are_reports() {
        for (path, expected) in [
            ("/w/EtlRole.json", &["EtlRole"][..]),
            ("/w/EtlRole-last-accessed.json", &["EtlRole-last-accessed", "EtlRole"]),
            ("/w/last_accessed_EtlRole.json", &["last_accessed_EtlRole", "EtlRole"]),
            ("/w/EtlRole.last-accessed.json", &["EtlRole.last-accessed", "EtlRole"]),
            ("/w/Etl-Role-report.json", &["Etl-Role-report", "Etl-Role"]),
            ("/w/last-accessed.json", &["last-accessed"]),
            ("/w/reporter.json", &["reporter"]),
            ("/w/é-report.json", &["é-report", "é"]),
        ] {
            assert_eq!(of_file(path), expected, "{path}");
        }
    }
}
