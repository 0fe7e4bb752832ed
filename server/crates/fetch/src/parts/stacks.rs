//! What CloudFormation stacks have made: which logical id has which physical name. The answer lacks the stack's name, so
//! that it is added.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::findings::stage;
use crate::aws::operation::{DESCRIBE_STACKS, LIST_STACK_RESOURCES};
use crate::aws::{Call, Failure, Kind, answer};
use crate::names::{Arn, Short, file_stem};
use crate::pool;
use crate::run::Context;
use crate::summary::PartSummary;

pub(crate) fn fetch(context: &Context<'_>, summary: &mut PartSummary) -> Result<(), Failure> {
    let stacks = context.request.stacks.clone();
    context.progress.stage("Fetching stack resources", Some(stacks.len()));
    let done = pool::each(stacks, context.request.workers(), Failure::ends_the_part, |stack| {
        let result = resources(context, stack);
        context.progress.step();
        result
    });
    for (stack, result) in done.results {
        match result {
            Ok(Fetched { path, name, id }) => {
                context.folder.publish(&path)?;
                summary.fetched += 1;
                summary.gone += remove_earlier(context, &path, &name, &id)?;
            }
            Err(failure) => summary.failed(&stack, &failure),
        }
    }
    match done.ended {
        Some(failure) => Err(failure),
        None => Ok(()),
    }
}

struct Fetched {
    path: PathBuf,
    name: String,
    id: String,
}

/// A stack's parameters and outputs may be secrets, so that only this is read of it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Stack {
    stack_id: String,
    stack_name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Stacks {
    stacks: Vec<Stack>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    stack_resource_summaries: Vec<Resource>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Resource {
    logical_resource_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    physical_resource_id: Option<String>,
    resource_type: String,
    resource_status: String,
    last_updated_timestamp: Value,
}

fn resources(context: &Context<'_>, stack: &str) -> Result<Fetched, Failure> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-:/".contains(c);
    if stack.is_empty() || stack.starts_with('-') || !stack.chars().all(is_plain) {
        return Err(Failure::new(Kind::Refused, format!("{:?} is not the name of a stack", Short(stack))));
    }
    let call = |operation| Call::new(operation).region(context.region.as_deref());
    let describe = call(&DESCRIBE_STACKS).with("stack-name", stack);
    let stacks: Stacks =
        context.backoff.call(context.cancel, || answer(context.aws, &describe, context.cancel))?;
    let Ok([Stack { stack_id, stack_name }]) = <[Stack; 1]>::try_from(stacks.stacks) else {
        return Err(Failure::malformed("the description of the stack"));
    };
    let arn = Arn::parse(&stack_id).filter(|arn| arn.service == "cloudformation" && !arn.region.is_empty());
    let arn =
        arn.ok_or_else(|| Failure::malformed(&format!("{:?} as the ARN of a stack", Short(&stack_id))))?;
    let list = call(&LIST_STACK_RESOURCES).with("stack-name", &stack_id);
    let mut found: Answer =
        context.backoff.call(context.cancel, || answer(context.aws, &list, context.cancel))?;
    found.stack_resource_summaries.sort_by(|a, b| a.logical_resource_id.cmp(&b.logical_resource_id));
    // Names differ in case only on some file systems, and a stack that is made again has the old one's name.
    let unique = stack_id.rsplit('/').next().map(file_stem).unwrap_or_default();
    let folder = Path::new(arn.partition).join(arn.account).join("stacks").join(arn.region);
    let path = folder.join(format!("{}--{unique}.json", file_stem(&stack_name)));
    let value = serde_json::json!({
        "StackName": stack_name, "StackId": stack_id, "StackResourceSummaries": found.stack_resource_summaries,
    });
    stage(context, &path, &value)?;
    Ok(Fetched { path, name: stack_name, id: stack_id })
}

/// Removes the files of earlier stacks of this name, which have been deleted.
fn remove_earlier(context: &Context<'_>, path: &Path, name: &str, id: &str) -> Result<usize, Failure> {
    let Some(folder) = path.parent() else { return Ok(0) };
    let mut removed = 0;
    for other in context.folder.names(folder) {
        let other = folder.join(other);
        let saved = if other == path { None } else { context.folder.json(&other) };
        let text = |key: &str| saved.as_ref().and_then(|saved| saved.get(key)).and_then(Value::as_str);
        if text("StackName") == Some(name) && text("StackId").is_some_and(|other| other != id) {
            context.folder.remove(&other)?;
            removed += 1;
        }
    }
    Ok(removed)
}
