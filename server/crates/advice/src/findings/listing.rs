//! What `leastwise fetch` keeps in `fetched.json`: all findings that an analyzer had about an account's principals at one
//! moment. What it does not list did not exist then.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use jiff::Timestamp;
use leastwise_policy::json::outline::Document;

use super::reader::analyzer;
use super::time::timestamp;
use super::value::Value;

/// A complete list of an analyzer's findings about one account.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing {
    /// The analyzer's ARN.
    pub analyzer: Box<str>,
    /// The account's id.
    pub account: Box<str>,
    /// When it was listed.
    pub fetched_at: Timestamp,
    /// The findings by their ids.
    pub findings: BTreeMap<Box<str>, Listed>,
}

/// The dates of a finding that was listed, where they can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// When the analyzer last looked.
    pub analyzed_at: Option<Timestamp>,
    /// When the finding last changed.
    pub updated_at: Option<Timestamp>,
}

/// Whether a value is a listing, or inside of one.
pub(super) fn is_listing(value: Value<'_>) -> bool {
    value.text("leastwise").as_deref() == Some("fetched")
}

/// The listings of a file, by where they start. One that cannot be read to its end is none.
#[derive(Default)]
pub(super) struct Listings(BTreeMap<usize, Option<Listing>>);

impl Listings {
    /// Adds those among the roots of a text and the elements of its lists. A large one comes in several pieces.
    pub(super) fn add(&mut self, roots: &[Value<'_>], piece: Option<&Document>) {
        for root in roots {
            match root.items() {
                Some(items) => items.for_each(|item| self.add_value(item, piece)),
                None => self.add_value(*root, piece),
            }
        }
    }

    fn add_value(&mut self, value: Value<'_>, piece: Option<&Document>) {
        let span = value.own_span();
        let is_beside = piece.is_some_and(|piece| !piece.piece.contains(span) && !piece.is_around(span));
        if is_beside || !is_listing(value) {
            return;
        }
        let part = listing(value);
        match self.0.entry(value.span().start) {
            Entry::Vacant(place) => {
                place.insert(part);
            }
            Entry::Occupied(mut known) => match (known.get_mut(), part) {
                (Some(known), Some(part)) => known.findings.extend(part.findings),
                (known, _) => *known = None,
            },
        }
    }

    /// Those that could be read, in the order of the text.
    pub(super) fn finish(self) -> Vec<Listing> {
        self.0.into_values().flatten().collect()
    }
}

fn listing(value: Value<'_>) -> Option<Listing> {
    if !is_listing(value) {
        return None;
    }
    let mut findings = BTreeMap::new();
    for row in value.get("findings")?.items()? {
        let date = |key: &str| row.given(key)?.scalar().and_then(|text| timestamp(&text));
        let listed = Listed { analyzed_at: date("analyzedAt"), updated_at: date("updatedAt") };
        findings.insert(row.text("id")?.into(), listed);
    }
    Some(Listing {
        analyzer: analyzer(&value.text("analyzerArn")?)?,
        account: value.text("account")?.into(),
        fetched_at: timestamp(&value.text("fetchedAt")?)?,
        findings,
    })
}

#[cfg(test)]
mod tests {
    use crate::findings::{self, Format};

    const ANALYZER: &str = "arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/unused";

    fn text(findings: &str) -> String {
        format!(
            r#"[{{"leastwise": "fetched", "version": 1, "analyzerArn": "{ANALYZER}", "account": "111122223333",
               "fetchedAt": "2026-10-02T00:00:00Z", "findings": [{findings}]}}]"#
        )
    }

    fn row(kind: &str) -> String {
        format!(
            r#"{{"id": "1-a", "findingType": "{kind}", "resource": "arn:aws:iam::111122223333:role/App", "status": "ACTIVE",
               "analyzedAt": "2026-10-01T00:00:00Z", "updatedAt": 1790726400}}"#
        )
    }

    #[test]
    fn a_listing_has_its_findings_by_id_and_is_read_without_any_as_well() {
        let file = findings::read("fetched.json", &text(&row("UnusedPermission"))).unwrap();
        let [listing] = file.listings.as_slice() else { panic!("{file:?}") };
        assert_eq!((&*listing.analyzer, &*listing.account), (ANALYZER, "111122223333"));
        let listed = listing.findings["1-a"];
        assert!(listed.analyzed_at.is_some() && listed.updated_at.is_some());
        assert_eq!(file.incomplete.len(), 1);
        assert_eq!(file.incomplete[0].analyzer.as_deref(), Some(ANALYZER));

        let file = findings::read("fetched.json", &text("")).unwrap();
        assert_eq!((file.format, file.listings.len()), (Format::ListFindingsV2, 1));
        assert!(file.listings[0].findings.is_empty() && file.problems.is_empty(), "{file:?}");
    }

    #[test]
    fn a_listed_role_key_or_password_says_nothing_that_its_own_file_does_not() {
        for kind in ["UnusedIAMRole", "UnusedIAMUserAccessKey", "UnusedIAMUserPassword"] {
            let file = findings::read("fetched.json", &text(&row(kind))).unwrap();
            assert!(file.unused_principals.is_empty() && file.listings[0].findings.len() == 1, "{kind}");
        }
    }

    #[test]
    fn what_is_damaged_is_no_listing() {
        let whole = text(&row("UnusedPermission"));
        for damaged in [
            whole.replace("\"account\"", "\"konto\""),
            whole.replace(ANALYZER, "arn:aws:iam::111122223333:role/App"),
            whole.replace("2026-10-02T00:00:00Z", "yesterday"),
            whole.replace("\"id\"", "\"ID-\""),
            whole[..whole.len() - 3].to_owned(),
        ] {
            let file = findings::read("fetched.json", &damaged);
            assert!(file.is_none_or(|file| file.listings.is_empty()), "{damaged}");
        }
    }
}
