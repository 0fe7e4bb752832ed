//! IAM's last-accessed reports, one for each role or user. An answer names no principal, so that it is stored below the
//! ARN that it was asked for.

use std::path::{Path, PathBuf};

use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::findings::stage;
use super::poll;
use crate::Request;
use crate::aws::operation::{GENERATE_LAST_ACCESSED, GET_LAST_ACCESSED};
use crate::aws::{Call, Failure, Kind, answer};
use crate::fetched::moment;
use crate::names::{PrincipalArn, Short, file_stem};
use crate::pool;
use crate::run::Context;
use crate::summary::PartSummary;

/// A report is not made again within a day: IAM's data lag behind by hours.
const FRESH: SignedDuration = SignedDuration::from_hours(24);

/// Whether it takes a list of the account's roles and users to know whom to ask about.
pub(crate) fn needs_principals(request: &Request) -> bool {
    request.principals.is_empty() || request.principals.iter().any(|wanted| !wanted.starts_with("arn:"))
}

pub(crate) fn fetch(
    context: &Context<'_>,
    known: Option<&[String]>,
    summary: &mut PartSummary,
) -> Result<(), Failure> {
    let request = context.request;
    let mut arns: Vec<String> = match known {
        Some(known) => known.iter().filter(|arn| request.wants(Some(arn))).cloned().collect(),
        None if needs_principals(request) => {
            let message = "the roles and users of the account are unknown; name them by ARN with --principal";
            return Err(Failure::new(Kind::NotFound, message));
        }
        None => Vec::new(),
    };
    let named = request.principals.iter().filter(|wanted| wanted.starts_with("arn:"));
    arns.extend(named.cloned());
    arns.sort();
    arns.dedup();
    let is_fresh = |arn: &String| !request.refresh && is_fresh(context, arn);
    let (fresh, due): (Vec<String>, Vec<String>) = arns.into_iter().partition(is_fresh);
    summary.unchanged = fresh.len();
    context.progress.stage("Fetching last-accessed reports", Some(due.len()));
    let done = pool::each(due, request.workers(), Failure::ends_the_part, |arn| {
        let result = report(context, arn);
        context.progress.step();
        result
    });
    for (arn, result) in done.results {
        match result {
            Ok(path) => {
                context.folder.publish(&path)?;
                summary.fetched += 1;
            }
            Err(failure) => summary.failed(&arn, &failure),
        }
    }
    match done.ended {
        Some(failure) => Err(failure),
        None => Ok(()),
    }
}

fn path(arn: &str) -> Option<PathBuf> {
    let PrincipalArn { partition, account, kind, name } = PrincipalArn::parse(arn)?;
    let folder = Path::new(partition).join(account).join("last-accessed").join(kind);
    Some(folder.join(format!("{}.json", file_stem(name))))
}

fn is_fresh(context: &Context<'_>, arn: &str) -> bool {
    let saved = path(arn).and_then(|path| context.folder.json(&path));
    let done = saved.as_ref().and_then(|saved| moment(saved.get(arn)?.get("JobCompletionDate")?));
    done.is_some_and(|done| (done..done + FRESH).contains(&context.now))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Job {
    job_id: String,
}

fn report(context: &Context<'_>, arn: &str) -> Result<PathBuf, Failure> {
    let path = path(arn)
        .ok_or_else(|| Failure::malformed(&format!("{:?} as the ARN of a role or user", Short(arn))))?;
    let call = Call::new(&GENERATE_LAST_ACCESSED)
        .region(context.region.as_deref())
        .with("arn", arn)
        .with("granularity", "ACTION_LEVEL");
    let Job { job_id } =
        context.backoff.call(context.cancel, || answer(context.aws, &call, context.cancel))?;
    let mut report = poll::wait(context, "the last-accessed report", || {
        let answer = page(context, &job_id, None)?;
        let is_done = answer.get("JobStatus").and_then(Value::as_str) != Some("IN_PROGRESS");
        Ok(is_done.then_some(answer))
    })?;
    if report.get("JobStatus").and_then(Value::as_str) != Some("COMPLETED") {
        let why = report.get("Error").map(Value::to_string).unwrap_or_default();
        return Err(Failure::new(Kind::Refused, format!("IAM created no report: {why:.200}")));
    }
    let mut token = next(&report);
    while let Some(marker) = token {
        let mut more = page(context, &job_id, Some(&marker))?;
        token = next(&more);
        if token.as_ref() == Some(&marker) {
            return Err(Failure::malformed("a last-accessed report: its pages do not end"));
        }
        let more = more.get_mut("ServicesLastAccessed").and_then(Value::as_array_mut).map(std::mem::take);
        let all = report.get_mut("ServicesLastAccessed").and_then(Value::as_array_mut);
        let (Some(all), Some(more)) = (all, more) else {
            return Err(Failure::malformed("a page of a last-accessed report"));
        };
        all.extend(more);
    }
    report.remove("Marker");
    report.insert("IsTruncated".to_owned(), Value::Bool(false));
    let named = Value::Object(Map::from_iter([(arn.to_owned(), Value::Object(report))]));
    stage(context, &path, &named)?;
    Ok(path)
}

/// The AWS CLI does not join these pages by itself.
fn page(context: &Context<'_>, job: &str, marker: Option<&str>) -> Result<Map<String, Value>, Failure> {
    let mut call = Call::new(&GET_LAST_ACCESSED)
        .region(context.region.as_deref())
        .with("job-id", job)
        .with("max-items", "1000");
    if let Some(marker) = marker {
        call = call.with("marker", marker);
    }
    context.backoff.call(context.cancel, || answer(context.aws, &call, context.cancel))
}

fn next(page: &Map<String, Value>) -> Option<String> {
    let is_truncated = page.get("IsTruncated") == Some(&Value::Bool(true));
    page.get("Marker").and_then(Value::as_str).filter(|_| is_truncated).map(str::to_owned)
}
