//! `fetched.json`: what an analyzer listed for an account, and when. It is authoritative for that analyzer and account:
//! what it does not list is gone, and what it lists was still so at its date.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The name of the file in which a run keeps what analyzers have listed.
pub const FILE_NAME: &str = "fetched.json";
const VERSION: u32 = 1;

/// A finding as it is listed, in AWS's own words.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Row {
    pub(crate) id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) finding_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) resource: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) resource_type: Option<String>,
    pub(crate) resource_owner_account: String,
    pub(crate) status: String,
    pub(crate) created_at: Value,
    pub(crate) analyzed_at: Value,
    pub(crate) updated_at: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<String>,
}

/// What one analyzer listed for one account.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Listing {
    pub(crate) analyzer_arn: String,
    pub(crate) account: String,
    pub(crate) fetched_at: Timestamp,
    pub(crate) findings: Vec<Row>,
}

/// The file of an account: a list of listings, each of which says itself what it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fetched {
    pub(crate) analyzers: Vec<Listing>,
}

/// Whether a file is one.
pub(crate) fn is(state: &Value) -> bool {
    let is_listing = |item: &Value| item.get("leastwise").and_then(Value::as_str) == Some("fetched");
    state.as_array().is_some_and(|items| !items.is_empty() && items.iter().all(is_listing))
}

/// The path of the file of an account.
pub(crate) fn path(partition: &str, account: &str) -> PathBuf {
    Path::new(partition).join(account).join(FILE_NAME)
}

impl Fetched {
    /// What an earlier run left; nothing where it cannot be used.
    pub(crate) fn read(state: Option<Value>) -> Fetched {
        let state = state.filter(is).and_then(|state| serde_json::from_value(state).ok());
        Fetched { analyzers: state.unwrap_or_default() }
    }

    pub(crate) fn has(&self, analyzer: &str) -> bool {
        self.analyzers.iter().any(|listing| listing.analyzer_arn == analyzer)
    }

    /// The same with a newer listing of an analyzer.
    pub(crate) fn with(mut self, mut listing: Listing) -> Fetched {
        listing.findings.sort_by(|a, b| {
            (&a.resource, &a.finding_type, &a.id).cmp(&(&b.resource, &b.finding_type, &b.id))
        });
        self.analyzers.retain(|other| other.analyzer_arn != listing.analyzer_arn);
        self.analyzers.push(listing);
        self.analyzers.sort_by(|a, b| a.analyzer_arn.cmp(&b.analyzer_arn));
        self
    }

    /// The file's text, with one finding on each line.
    pub(crate) fn text(&self) -> serde_json::Result<String> {
        let mut out = String::from("[");
        for (index, listing) in self.analyzers.iter().enumerate() {
            let quoted = |text: &str| Value::from(text).to_string();
            // Writing to a string does not fail.
            let _ = write!(
                out,
                "{}\n  {{\n    \"leastwise\": \"fetched\",\n    \"version\": {VERSION},\n    \"analyzerArn\": {},\n    \
                 \"account\": {},\n    \"fetchedAt\": {},\n    \"findings\": [",
                if index > 0 { "," } else { "" },
                quoted(&listing.analyzer_arn),
                quoted(&listing.account),
                quoted(&listing.fetched_at.to_string()),
            );
            for (index, row) in listing.findings.iter().enumerate() {
                let comma = if index > 0 { "," } else { "" };
                let _ = write!(out, "{comma}\n      {}", serde_json::to_string(row)?);
            }
            out.push_str(if listing.findings.is_empty() { "]\n  }" } else { "\n    ]\n  }" });
        }
        out.push_str(if self.analyzers.is_empty() { "]\n" } else { "\n]\n" });
        Ok(out)
    }
}

/// The moment that a date of the AWS CLI means, which writes texts or seconds since 1970 as it is configured.
pub(crate) fn moment(date: &Value) -> Option<Timestamp> {
    match date {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => {
            let milliseconds = number.as_f64()? * 1e3;
            (milliseconds.abs() < 1e15).then(|| Timestamp::from_millisecond(milliseconds as i64).ok())?
        }
        _ => None,
    }
}

/// Whether two dates mean the same moment, or are at least written alike.
pub(crate) fn is_same_moment(one: &Value, other: &Value) -> bool {
    match (moment(one), moment(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row(id: &str) -> Row {
        serde_json::from_value(json!({
            "id": id, "findingType": "UnusedPermission", "resource": format!("arn:aws:iam::111122223333:role/{id}"),
            "resourceType": "AWS::IAM::Role", "resourceOwnerAccount": "111122223333", "status": "ACTIVE",
            "createdAt": "2026-01-01T00:00:00Z", "analyzedAt": "2026-02-01T00:00:00Z",
            "updatedAt": "2026-01-01T00:00:00Z", "unknown": [1],
        }))
        .unwrap()
    }

    fn listing(analyzer: &str, ids: &[&str]) -> Listing {
        Listing {
            analyzer_arn: analyzer.to_owned(),
            account: "111122223333".to_owned(),
            fetched_at: "2026-02-02T00:00:00Z".parse().unwrap(),
            findings: ids.iter().map(|id| row(id)).collect(),
        }
    }

    #[test]
    fn it_is_read_as_it_was_written_with_one_finding_on_each_line() {
        let fetched = Fetched::default().with(listing("b", &["2", "1"])).with(listing("a", &[]));
        let text = fetched.text().unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        assert!(is(&value) && value[0]["account"] == "111122223333");
        let read = Fetched::read(Some(value));
        assert!(read.has("a") && read.has("b") && !read.has("c"));
        assert_eq!(read.text().unwrap(), text);
        let lines: Vec<&str> = text.lines().filter(|line| line.contains("\"id\"")).collect();
        assert!(lines.len() == 2 && lines[0].contains("role/1"), "{text}");
        let empty = Fetched::default().text().unwrap();
        assert!(serde_json::from_str::<Value>(&empty).is_ok(), "{empty}");
    }

    #[test]
    fn a_newer_listing_takes_the_place_of_the_same_analyzers() {
        let fetched = Fetched::default().with(listing("a", &["1"])).with(listing("a", &["2"]));
        assert_eq!(fetched.analyzers.len(), 1);
        assert_eq!(fetched.analyzers[0].findings[0].id, "2");
    }

    #[test]
    fn a_damaged_or_foreign_file_counts_as_none() {
        let damaged = json!([{"leastwise": "fetched", "findings": 1}]);
        for state in [None, Some(json!([])), Some(json!([{"findings": []}])), Some(damaged)] {
            assert!(Fetched::read(state).analyzers.is_empty());
        }
    }

    #[test]
    fn dates_are_compared_as_moments() {
        let table = [
            (json!("2024-06-12T07:25:34Z"), json!("2024-06-12T07:25:34+00:00"), true),
            (json!("2024-06-12T07:25:34Z"), json!(1718177134.0), true),
            (json!("2024-06-12T07:25:34Z"), json!("2024-06-12T07:25:35Z"), false),
            (json!("soon"), json!("soon"), true),
            (json!("soon"), json!(null), false),
        ];
        for (one, other, expected) in table {
            assert_eq!(is_same_moment(&one, &other), expected, "{one} {other}");
        }
    }
}
