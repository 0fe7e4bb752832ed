//! Findings of an analyzer: the list, and the details of those that changed.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use super::analyzers::Analyzer;
use crate::aws::operation::{GET_FINDING, LIST_FINDINGS};
use crate::aws::{Call, Failure, Kind, answer};
use crate::fetched::{self, Fetched, Listing, Row, is_same_moment};
use crate::names::{PrincipalArn, checked_id, file_stem};
use crate::pool;
use crate::run::Context;
use crate::summary::PartSummary;

/// So many findings are listed by one program, so that neither its answer nor its time grows without bound.
pub(crate) const ITEMS: usize = 2000;

/// What an analyzer has.
#[derive(Debug)]
pub(crate) struct Listed {
    /// The findings that are wanted.
    pub(crate) rows: Vec<Row>,
    /// The ids of those with new details.
    pub(crate) fetched: HashSet<String>,
    /// Something differs from the last run.
    pub(crate) changed: bool,
}

/// The folder of an account's findings, and of what is stored by finding.
pub(crate) fn folder(analyzer: &Analyzer, account: &str, kind: &str) -> PathBuf {
    Path::new(&analyzer.partition).join(account).join(kind)
}

/// The name of the file of a finding.
pub(crate) fn file_name(row: &Row) -> String {
    let principal = row.resource.as_deref().and_then(PrincipalArn::parse);
    let name = principal.map_or("unknown", |principal| principal.name);
    format!("{}--{}.json", file_stem(name), row.id)
}

/// The id in the name of a file.
pub(crate) fn id_in(name: &str) -> Option<&str> {
    name.strip_suffix(".json")?.rsplit_once("--").map(|(_, id)| id)
}

pub(crate) fn fetch(
    context: &Context<'_>,
    analyzer: &Analyzer,
    summary: &mut PartSummary,
) -> Result<Listed, Failure> {
    let mut rows = list(context, analyzer)?;
    let path = |row: &Row| folder(analyzer, &row.resource_owner_account, "findings").join(file_name(row));
    let (wanted, unwanted): (Vec<Row>, Vec<Row>) =
        rows.drain(..).partition(|row| context.request.wants(row.resource.as_deref()));
    let is_unchanged = |row: &Row| {
        !context.request.refresh
            && context.folder.json(&path(row)).is_some_and(|saved| is_of(&saved, analyzer, row))
    };
    let (unchanged, changed): (Vec<Row>, Vec<Row>) = wanted.into_iter().partition(is_unchanged);
    summary.unchanged = unchanged.len();

    context.progress.stage("Fetching findings", Some(changed.len()));
    let done = pool::each(changed, context.request.workers(), Failure::ends_the_part, |row| {
        let result = detail(context, analyzer, row, &path(row));
        context.progress.step();
        result
    });
    if let Some(failure) = done.ended {
        // What was fetched is staged, and found again by the next run.
        return Err(failure);
    }

    let mut rows = unwanted;
    rows.extend(unchanged.iter().cloned());
    let mut listed = Listed { rows: unchanged, fetched: HashSet::new(), changed: false };
    let mut new = Vec::new();
    for (row, result) in done.results {
        match result {
            Ok(()) => {
                summary.fetched += 1;
                listed.fetched.insert(row.id.clone());
                new.push(path(&row));
            }
            // It has gone since it was listed.
            Err(failure) if failure.kind == Kind::NotFound => continue,
            Err(failure) => summary.failed(&row.id, &failure),
        }
        rows.push(row.clone());
        listed.rows.push(row);
    }
    let gone = gone(context, analyzer, &rows);
    let states = states(context, analyzer, rows)?;
    for path in &new {
        context.folder.publish(path)?;
    }
    for path in &states {
        context.folder.publish(path)?;
    }
    for path in &gone {
        context.folder.remove(path)?;
    }
    summary.gone =
        gone.iter().filter(|path| path.parent().is_some_and(|parent| parent.ends_with("findings"))).count();
    listed.changed = summary.fetched + summary.gone > 0;
    listed.rows.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(listed)
}

#[derive(Deserialize)]
struct Page {
    findings: Vec<Row>,
    #[serde(rename = "NextToken", alias = "nextToken", default)]
    next: Option<String>,
}

/// All findings, active and archived, by id.
fn list(context: &Context<'_>, analyzer: &Analyzer) -> Result<Vec<Row>, Failure> {
    context.progress.stage("Listing findings", None);
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    let mut token: Option<String> = None;
    loop {
        let mut call = Call::new(&LIST_FINDINGS)
            .region(Some(&analyzer.region))
            .with("analyzer-arn", &analyzer.arn)
            .with("filter", filter(&context.request.accounts))
            .with("max-items", ITEMS.to_string());
        if let Some(token) = &token {
            call = call.with("starting-token", token);
        }
        let page: Page =
            context.backoff.call(context.cancel, || answer(context.aws, &call, context.cancel))?;
        for row in page.findings {
            checked_id(&row.id)?;
            if !is_account(&row.resource_owner_account) {
                return Err(Failure::malformed(&format!("the account of finding {}", row.id)));
            }
            rows.insert(row.id.clone(), row);
        }
        match page.next {
            None => return Ok(rows.into_values().collect()),
            next if next == token => {
                return Err(Failure::malformed("the list of findings: its pages do not end"));
            }
            next => token = next,
        }
    }
}

pub(crate) fn filter(accounts: &[String]) -> String {
    let mut filter = serde_json::json!({"status": {"eq": ["ACTIVE", "ARCHIVED"]}});
    if !accounts.is_empty() {
        filter["resourceOwnerAccount"] = serde_json::json!({ "eq": accounts });
    }
    filter.to_string()
}

pub(crate) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a file holds the details of a finding as it is now.
fn is_of(saved: &Value, analyzer: &Analyzer, row: &Row) -> bool {
    let text = |key: &str| saved.get(key).and_then(Value::as_str);
    text("id") == Some(&row.id)
        && text("analyzerArn") == Some(&analyzer.arn)
        && text("status") == Some(&row.status)
        && saved.get("findingDetails").is_some_and(Value::is_array)
        && saved.get("updatedAt").is_some_and(|date| is_same_moment(date, &row.updated_at))
}

/// Stages the details of a finding.
fn detail(context: &Context<'_>, analyzer: &Analyzer, row: &Row, path: &Path) -> Result<(), Failure> {
    // A run that did not come to its end may have fetched it.
    let is_staged = || context.folder.staged_json(path).is_some_and(|saved| is_of(&saved, analyzer, row));
    if !context.request.refresh && is_staged() {
        return Ok(());
    }
    let call = Call::new(&GET_FINDING)
        .region(Some(&analyzer.region))
        .with("analyzer-arn", &analyzer.arn)
        .with("id", &row.id);
    let mut finding: Value =
        context.backoff.call(context.cancel, || answer(context.aws, &call, context.cancel))?;
    let malformed = |what: &str| {
        Failure::malformed(&format!("the answer of {} for {}: {what}", GET_FINDING.name, row.id))
    };
    if finding.get("id").and_then(Value::as_str) != Some(&row.id) {
        return Err(malformed("it is about another finding"));
    }
    if finding.get("nextToken").or_else(|| finding.get("NextToken")).is_some_and(|token| !token.is_null()) {
        return Err(malformed("pages are missing"));
    }
    let members = finding.as_object_mut().ok_or_else(|| malformed("it is not an object"))?;
    let details = members.get_mut("findingDetails").and_then(Value::as_array_mut);
    sort(details.ok_or_else(|| malformed("it has no details"))?);
    members.insert("analyzerArn".to_owned(), Value::from(analyzer.arn.as_str()));
    stage(context, path, &finding)
}

/// Stages a value, indented, so that a link to a finding has a line to lead to.
pub(crate) fn stage(context: &Context<'_>, path: &Path, value: &Value) -> Result<(), Failure> {
    let mut text =
        serde_json::to_vec_pretty(value).map_err(|error| Failure::malformed(&error.to_string()))?;
    text.push(b'\n');
    Ok(context.folder.stage(path, &text)?)
}

/// Puts services and actions in the order of their names: AWS answers them in any, and a difference should show what
/// changed.
fn sort(details: &mut [Value]) {
    let name =
        |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let permission = |detail: &Value| detail.get("unusedPermissionDetails").cloned().unwrap_or_default();
    details.sort_by_cached_key(|detail| name(&permission(detail), "serviceNamespace"));
    for detail in details {
        let actions = detail.pointer_mut("/unusedPermissionDetails/actions").and_then(Value::as_array_mut);
        if let Some(actions) = actions {
            actions.sort_by_cached_key(|action| name(action, "action"));
        }
    }
}

/// Stages what the analyzer has listed, for each account that it listed something for now or before. What it listed is
/// all that it has for these accounts, so that an account without findings has an empty list.
fn states(context: &Context<'_>, analyzer: &Analyzer, rows: Vec<Row>) -> Result<Vec<PathBuf>, Failure> {
    let mut by_account: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    let listed_before = accounts(context, analyzer).into_iter().filter(|account| {
        Fetched::read(context.folder.json(&fetched::path(&analyzer.partition, account))).has(&analyzer.arn)
    });
    by_account.extend(listed_before.map(|account| (account, Vec::new())));
    if is_in_scope(context, &analyzer.account) {
        by_account.entry(analyzer.account.clone()).or_default();
    }
    for row in rows {
        by_account.entry(row.resource_owner_account.clone()).or_default().push(row);
    }
    let mut paths = Vec::new();
    for (account, findings) in by_account {
        let path = fetched::path(&analyzer.partition, &account);
        let before = Fetched::read(context.folder.json(&path));
        let (analyzer_arn, fetched_at) = (analyzer.arn.clone(), context.now);
        let fetched = before.with(Listing { analyzer_arn, account, fetched_at, findings });
        let text = fetched.text().map_err(|error| Failure::malformed(&error.to_string()))?;
        context.folder.stage(&path, text.as_bytes())?;
        paths.push(path);
    }
    Ok(paths)
}

/// The accounts in the folder that this run listed all findings of.
fn accounts(context: &Context<'_>, analyzer: &Analyzer) -> Vec<String> {
    let names = context.folder.names(Path::new(&analyzer.partition));
    names.into_iter().filter(|name| is_account(name) && is_in_scope(context, name)).collect()
}

fn is_in_scope(context: &Context<'_>, account: &str) -> bool {
    let accounts = &context.request.accounts;
    accounts.is_empty() || accounts.iter().any(|other| other == account)
}

/// Files about findings of this analyzer that it does not have any more. A file that is something else stays, whatever
/// its name is.
fn gone(context: &Context<'_>, analyzer: &Analyzer, rows: &[Row]) -> Vec<PathBuf> {
    let known: BTreeSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let mut gone = Vec::new();
    for account in accounts(context, analyzer) {
        let findings = folder(analyzer, &account, "findings");
        for name in context.folder.names(&findings) {
            let Some(id) = id_in(&name).filter(|id| !known.contains(id)) else { continue };
            let is_ours = context.folder.json(&findings.join(&name)).is_some_and(|saved| {
                let text = |key: &str| saved.get(key).and_then(Value::as_str);
                text("id") == Some(id) && text("analyzerArn") == Some(&analyzer.arn)
            });
            if is_ours {
                gone.push(findings.join(&name));
                gone.push(folder(analyzer, &account, "recommendations").join(&name));
            }
        }
    }
    gone
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn details_are_in_the_order_of_names() {
        let permission = |service: &str, actions: &[&str]| {
            let actions: Vec<Value> = actions.iter().map(|action| json!({ "action": action })).collect();
            json!({"unusedPermissionDetails": {"serviceNamespace": service, "actions": actions}})
        };
        let mut details =
            vec![permission("s3", &["b", "a"]), json!({"unusedIamRoleDetails": {}}), permission("ec2", &[])];
        sort(&mut details);
        let expected =
            [json!({"unusedIamRoleDetails": {}}), permission("ec2", &[]), permission("s3", &["a", "b"])];
        assert_eq!(details, expected);
    }

    #[test]
    fn the_filter_names_accounts_only_where_some_are_asked_for() {
        assert_eq!(filter(&[]), r#"{"status":{"eq":["ACTIVE","ARCHIVED"]}}"#);
        let one = filter(&["111122223333".to_owned()]);
        assert_eq!(
            one,
            r#"{"resourceOwnerAccount":{"eq":["111122223333"]},"status":{"eq":["ACTIVE","ARCHIVED"]}}"#
        );
    }

    #[test]
    fn the_id_is_what_follows_the_last_pair_of_hyphens() {
        for (name, expected) in [("a--b--1-2.json", Some("1-2")), ("a--1.txt", None), ("1.json", None)] {
            assert_eq!(id_in(name), expected, "{name}");
        }
    }
}
