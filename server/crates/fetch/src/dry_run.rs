//! What a run would run. Answers are not known, so that capital letters stand for what comes out of them.

use std::ffi::OsString;

use crate::aws::operation::{
    AUTHORIZATION_DETAILS, DESCRIBE_STACKS, GENERATE_LAST_ACCESSED, GENERATE_RECOMMENDATION, GET_FINDING,
    GET_LAST_ACCESSED, GET_RECOMMENDATION, LIST_ANALYZERS, LIST_FINDINGS, LIST_STACK_RESOURCES,
};
use crate::aws::{Aws, Call};
use crate::parts::{attachments, catalog, findings, last_accessed};
use crate::{Attachments, Request};

/// The programs and arguments, in their order. Nothing is run.
pub fn commands(request: &Request, aws: &dyn Aws) -> Vec<Vec<OsString>> {
    let region = request.region.as_deref();
    let mut calls = Vec::new();
    let named = request.analyzers.iter().find(|name| name.starts_with("arn:"));
    // A run uses the first analyzer's region if none is named.
    let of_analyzer = match named {
        Some(arn) => arn.split(':').nth(3),
        None => request.findings.then_some("ANALYZER_REGION"),
    };
    let general = region.or(of_analyzer);
    if request.findings {
        let is_named =
            !request.analyzers.is_empty() && request.analyzers.iter().all(|name| name.starts_with("arn:"));
        if !is_named {
            calls.push(Call::new(&LIST_ANALYZERS).region(region));
        }
        let analyzers = if is_named { request.analyzers.as_slice() } else { &["ANALYZER_ARN".to_owned()] };
        for analyzer in analyzers {
            let region = if is_named { analyzer.split(':').nth(3) } else { Some("ANALYZER_REGION") };
            let call = |operation| Call::new(operation).region(region).with("analyzer-arn", analyzer);
            let filter = findings::filter(&request.accounts);
            calls.push(
                call(&LIST_FINDINGS).with("filter", filter).with("max-items", findings::ITEMS.to_string()),
            );
            calls.push(call(&GET_FINDING).with("id", "ID"));
            if request.recommendations {
                calls.push(call(&GENERATE_RECOMMENDATION).with("id", "ID"));
                calls.push(call(&GET_RECOMMENDATION).with("id", "ID"));
            }
        }
    }
    let needs_principals = request.last_accessed && last_accessed::needs_principals(request);
    let attachments = match request.attachments {
        Attachments::Always => true,
        Attachments::Auto => request.findings,
        Attachments::Never => false,
    };
    if attachments || needs_principals {
        calls.push(
            Call::new(&AUTHORIZATION_DETAILS).region(general).with_list("filter", &attachments::FILTER),
        );
    }
    if request.last_accessed {
        let arns =
            if needs_principals { &["PRINCIPAL_ARN".to_owned()] } else { request.principals.as_slice() };
        for arn in arns {
            let generate = Call::new(&GENERATE_LAST_ACCESSED).region(general).with("arn", arn);
            calls.push(generate.with("granularity", "ACTION_LEVEL"));
            calls.push(
                Call::new(&GET_LAST_ACCESSED)
                    .region(general)
                    .with("job-id", "JOB_ID")
                    .with("max-items", "1000"),
            );
        }
    }
    for stack in &request.stacks {
        calls.push(Call::new(&DESCRIBE_STACKS).region(general).with("stack-name", stack));
        calls.push(Call::new(&LIST_STACK_RESOURCES).region(general).with("stack-name", "STACK_ID"));
    }
    let mut commands: Vec<Vec<OsString>> = calls.iter().map(|call| aws.command(call)).collect();
    if request.catalog {
        let file =
            |url: &str, name: &str| (url.to_owned(), request.out.join(crate::folder::SERVICES).join(name));
        commands.push(aws.download_command(&[file(catalog::INDEX, "INDEX")]));
        commands.push(aws.download_command(&[file("SERVICE_URL", "SERVICE.json")]));
    }
    commands
}
