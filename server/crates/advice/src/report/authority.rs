//! What a complete listing of an analyzer's findings says about findings that were saved before. It has the last word
//! about its analyzer and account: a finding that it does not list was gone by then, and one that it lists as it was saved was
//! still so.

use jiff::Timestamp;
use rustc_hash::FxHashMap;

use super::speaking::Said;
use crate::findings::{Finding, Listing};

/// The newest listing of each analyzer and account.
#[derive(Default)]
pub(super) struct Authority<'f> {
    listings: FxHashMap<(&'f str, &'f str), &'f Listing>,
}

/// What becomes of a finding that was saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// No listing is about it.
    Stands,
    /// It was still so at that moment.
    Confirmed(Timestamp),
    /// It does not exist any more, or has changed since it was saved.
    Outdated,
}

impl<'f> Authority<'f> {
    pub(super) fn new(listings: impl Iterator<Item = &'f Listing>) -> Authority<'f> {
        let mut authority = Authority::default();
        for listing in listings {
            let known = authority.listings.entry((&*listing.analyzer, &*listing.account)).or_insert(listing);
            if known.fetched_at < listing.fetched_at {
                *known = listing;
            }
        }
        authority
    }

    /// Whether a finding of an analyzer that nobody knows may be one of those that were listed, and so be gone: it is not
    /// listed, or it would be known whose it is.
    pub(super) fn may_be_gone(&self, said: &Said) -> bool {
        let Some(principal) = &said.finding.principal else { return false };
        let is_older = |listing: &Listing| said.finding.analyzed_at.is_none_or(|at| at <= listing.fetched_at);
        let of_account = |listing: &Listing| listing.account == principal.account;
        said.analyzer.is_none()
            && self.listings.values().any(|listing| of_account(listing) && is_older(listing))
    }

    /// About a finding of this analyzer, as far as that is known.
    pub(super) fn verdict(&self, finding: &Finding, analyzer: Option<&str>) -> Verdict {
        let (Some(principal), Some(analyzer)) = (&finding.principal, analyzer) else {
            return Verdict::Stands;
        };
        let Some(listing) = self.listings.get(&(analyzer, &*principal.account)) else {
            return Verdict::Stands;
        };
        // What was analyzed after the listing is not covered by it.
        if finding.analyzed_at.is_some_and(|at| at > listing.fetched_at) {
            return Verdict::Stands;
        }
        let Some(listed) = finding.id.as_deref().and_then(|id| listing.findings.get(id)) else {
            return Verdict::Outdated;
        };
        match (finding.updated_at, listed.updated_at) {
            (Some(saved), Some(listed)) if saved < listed => Verdict::Outdated,
            _ => listed.analyzed_at.map_or(Verdict::Stands, Verdict::Confirmed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::{self, FindingsFile};

    const ANALYZER: &str = "arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/unused";

    fn file(text: &str) -> FindingsFile {
        findings::read("f.json", text).unwrap()
    }

    fn listing(fetched: &str, rows: &str) -> FindingsFile {
        file(&format!(
            r#"[{{"leastwise": "fetched", "analyzerArn": "{ANALYZER}", "account": "111122223333", "fetchedAt": "{fetched}",
                "findings": [{rows}]}}]"#
        ))
    }

    fn verdict(listings: &[FindingsFile], account: &str, analyzed: &str, updated: &str) -> Verdict {
        let saved = file(&format!(
            r#"{{"id": "1-a", "status": "ACTIVE", "resource": "arn:aws:iam::{account}:role/App", "analyzedAt": "{analyzed}",
                "updatedAt": "{updated}", "findingDetails": [{{"unusedPermissionDetails": {{"serviceNamespace": "s3",
                "actions": [{{"action": "GetBucketAcl"}}]}}}}]}}"#
        ));
        Authority::new(listings.iter().flat_map(|file| &file.listings))
            .verdict(&saved.findings[0], Some(ANALYZER))
    }

    #[test]
    fn the_newest_listing_of_the_analyzer_and_account_decides() {
        let row = r#"{"id": "1-a", "findingType": "UnusedPermission", "resource": "arn:aws:iam::111122223333:role/App",
            "analyzedAt": "2026-10-01T00:00:00Z", "updatedAt": "2026-09-01T00:00:00Z"}"#;
        let (old, new) = (listing("2026-10-02T00:00:00Z", row), listing("2026-10-09T00:00:00Z", ""));
        let (own, other) = ("111122223333", "444455556666");
        let (then, later) = ("2026-09-01T00:00:00Z", "2026-10-03T00:00:00Z");
        let confirmed = Verdict::Confirmed("2026-10-01T00:00:00Z".parse().unwrap());
        let old = std::slice::from_ref(&old);
        assert_eq!(verdict(old, own, then, then), confirmed, "as it is listed");
        assert_eq!(verdict(old, own, then, "2026-08-01T00:00:00Z"), Verdict::Outdated, "changed since");
        assert_eq!(verdict(old, own, later, later), Verdict::Stands, "analyzed after the listing");
        assert_eq!(verdict(old, other, then, then), Verdict::Stands, "of another account");
        let both = [new, old[0].clone()];
        assert_eq!(verdict(&both, own, later, later), Verdict::Outdated, "no longer listed");
        assert_eq!(verdict(&[], own, then, then), Verdict::Stands, "nothing was fetched");
    }

    #[test]
    fn a_finding_of_an_unknown_or_another_analyzer_stands() {
        let listing = listing("2026-10-02T00:00:00Z", "");
        let saved = file(
            r#"{"id": "1-a", "status": "ACTIVE", "resource": "arn:aws:iam::111122223333:role/App",
                "analyzedAt": "2026-09-01T00:00:00Z", "findingType": "UnusedPermission", "findingDetails": []}"#,
        );
        let authority = Authority::new(listing.listings.iter());
        let finding = saved.findings.first().unwrap_or_else(|| panic!("{saved:?}"));
        for analyzer in [None, Some("arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/other")] {
            assert_eq!(authority.verdict(finding, analyzer), Verdict::Stands);
        }
        assert_eq!(authority.verdict(finding, Some(ANALYZER)), Verdict::Outdated);
    }
}
