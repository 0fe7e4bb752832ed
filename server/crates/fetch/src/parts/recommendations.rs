//! What AWS would have the policies of a finding's principal become.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::analyzers::Analyzer;
use super::findings::{Listed, file_name, folder, stage};
use super::poll;
use crate::aws::operation::{GENERATE_RECOMMENDATION, GET_RECOMMENDATION};
use crate::aws::{Call, Failure, answer, order};
use crate::fetched::Row;
use crate::pool;
use crate::run::Context;
use crate::summary::PartSummary;

pub(crate) fn fetch(
    context: &Context<'_>,
    analyzer: &Analyzer,
    listed: &Listed,
    summary: &mut PartSummary,
) -> Result<(), Failure> {
    let path =
        |row: &Row| folder(analyzer, &row.resource_owner_account, "recommendations").join(file_name(row));
    let has_one = |row: &&Row| {
        row.finding_type.as_deref() == Some("UnusedPermission")
            && row.status == "ACTIVE"
            && row.error.is_none()
    };
    let is_new = |row: &Row| {
        context.request.refresh
            || listed.fetched.contains(&row.id)
            || !context.folder.json(&path(row)).is_some_and(|saved| is_done(&saved))
    };
    let rows: Vec<Row> = listed.rows.iter().filter(has_one).cloned().collect();
    let (new, old): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(is_new);
    summary.unchanged = old.len();
    context.progress.stage("Fetching recommendations", Some(new.len()));
    let done = pool::each(new, context.request.workers(), Failure::ends_the_part, |row| {
        let result = recommendation(context, analyzer, row, &path(row));
        context.progress.step();
        result
    });
    let mut paths: Vec<PathBuf> = Vec::new();
    for (row, result) in done.results {
        match result {
            Ok(()) => paths.push(path(&row)),
            Err(failure) => summary.failed(&row.id, &failure),
        }
    }
    for path in &paths {
        context.folder.publish(path)?;
        summary.fetched += 1;
    }
    match done.ended {
        Some(failure) => Err(failure),
        None => Ok(()),
    }
}

/// Whether AWS has come to an end, be it without a recommendation.
fn is_done(answer: &Value) -> bool {
    matches!(answer.get("status").and_then(Value::as_str), Some("SUCCEEDED" | "FAILED"))
}

fn recommendation(context: &Context<'_>, analyzer: &Analyzer, row: &Row, path: &Path) -> Result<(), Failure> {
    let call = |operation| {
        Call::new(operation)
            .region(Some(&analyzer.region))
            .with("analyzer-arn", &analyzer.arn)
            .with("id", &row.id)
    };
    let generate = call(&GENERATE_RECOMMENDATION);
    context.backoff.call(context.cancel, || order(context.aws, &generate, context.cancel))?;
    let get = call(&GET_RECOMMENDATION);
    let answer = poll::wait(context, "the recommendation", || {
        let answer: Value =
            context.backoff.call(context.cancel, || answer(context.aws, &get, context.cancel))?;
        Ok(is_done(&answer).then_some(answer))
    })?;
    stage(context, path, &answer)
}
