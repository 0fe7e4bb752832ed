//! `aws iam get-service-last-accessed-details`: the last use of each service, and, if asked for by action, of each
//! action that AWS tracks. It names no principal, unless a script adds it or stores the report under it:
//! `LastAuthenticatedEntity` is whoever came last, not whom the report is about.
//!
//! Source: the API's model of `GetServiceLastAccessedDetails`.

use super::super::answers::Answer;
use super::super::mistake::Mistake;
use super::super::normal::{Extent, LastUse, Origin, ServiceUse, Status, UnusedAccess, UnusedAction};
use super::super::normal::{UnusedService, UsedAction};
use super::super::reader::Reader;
use super::super::value::Value;

pub(super) fn recognizes(answer: Answer<'_>) -> bool {
    let value = answer.value;
    // A job that is not done has no list; other jobs of IAM have no type.
    let is_job = || {
        let kind = value.text("jobType");
        value.get("jobStatus").is_some() && matches!(kind.as_deref(), Some("SERVICE_LEVEL" | "ACTION_LEVEL"))
    };
    value.get("servicesLastAccessed").is_some() || is_job()
}

pub(super) fn read(answer: Answer<'_>, reader: &mut Reader) {
    let value = answer.value;
    // AWS reports on groups and policies as well.
    if let Some(other) = answer.other_subject() {
        let message = "this is not the ARN of a role or user; the report is left out";
        return reader.mistake(Mistake::Principal, other.span(), message);
    }
    let (principal, name) = answer.subject().into_parts();
    let done = reader.analyzed_at(value.get("jobCompletionDate"));
    let created = value.get("jobCreationDate").filter(|date| reader.date(*date).is_some());
    let (mut status, error) = status(value, reader);
    if done.is_err() {
        status = Status::Unreadable;
    }
    let mut access = UnusedAccess {
        principal,
        name,
        // The job's own id is not in its answer.
        id: created.and_then(|date| date.scalar()).map(|date| date.into()),
        analyzed_at: done.unwrap_or_default(),
        status,
        error,
        complete: value.given("isTruncated").is_none_or(|truncated| truncated.is_bool(false)),
        ..UnusedAccess::new(Origin::LastAccessedReport, value.span())
    };
    if let Some(list) = value.given("servicesLastAccessed") {
        match list.items() {
            Some(rows) => {
                let mut rows = rows.peekable();
                let is_empty = rows.peek().is_none();
                // Not `any`: each is read.
                let understood = rows.filter(|row| service(*row, &mut access, reader)).count();
                if understood == 0 && !is_empty {
                    let message =
                        "no service of this report could be read; its principal counts as using everything";
                    return reader.unreadable(Mistake::Nothing, access.span.opening(), message, access);
                }
            }
            None => {
                let message = "`ServicesLastAccessed` is a list; nothing of this report is used";
                reader.mistake(Mistake::Shape, list.span(), message);
                access.status = Status::Unreadable;
            }
        }
    }
    reader.findings.push(access);
}

fn status(value: Value<'_>, reader: &mut Reader) -> (Status, Option<Box<str>>) {
    let written = value.get("jobStatus");
    match written.and_then(|status| status.as_str()).as_deref() {
        Some("COMPLETED") => (Status::Active, None),
        Some("IN_PROGRESS") => (Status::Pending, None),
        Some("FAILED") => (Status::Failed, Some(value.failure())),
        _ => {
            let at = written.unwrap_or(value).span();
            let message = "`JobStatus` is COMPLETED, IN_PROGRESS or FAILED; nothing of this report is used";
            reader.mistake(Mistake::Status, at, message);
            (Status::Unreadable, None)
        }
    }
}

/// Reads a row, and says whether it could be read.
pub(super) fn service(row: Value<'_>, access: &mut UnusedAccess, reader: &mut Reader) -> bool {
    let Some(written) = row.get("serviceNamespace") else {
        let message = "`ServiceNamespace` is missing; this service is left out";
        reader.mistake(Mistake::Shape, row.span(), message);
        return false;
    };
    let Some(namespace) = reader.namespace(written) else { return false };
    let mut last_use = reader.last_use(row.get("lastAuthenticated"));
    // Whoever used the service is counted even where the time is missing.
    let nobody = row.given("totalAuthenticatedEntities").is_none_or(|count| count.count() == Some(0));
    if last_use == LastUse::Never && !nobody {
        last_use = LastUse::Unknown;
    }
    let rows: Vec<Value<'_>> = match row.given("trackedActionsLastAccessed") {
        None => Vec::new(),
        Some(list) => match list.items() {
            Some(rows) => rows.collect(),
            None => {
                let message = "`TrackedActionsLastAccessed` is a list; this service is left out";
                reader.mistake(Mistake::Shape, list.span(), message);
                return false;
            }
        },
    };
    let is_whole = rows.is_empty();
    let mut unused = Vec::new();
    for row in rows {
        match action(&namespace, row, reader) {
            Some(Tracked::Unused(action)) => unused.push(action),
            Some(Tracked::Used(used)) => access.details.used.extend(used),
            None => continue,
        }
    }
    if let LastUse::At(at) = last_use {
        access.details.service_uses.push(ServiceUse {
            namespace: namespace.clone(),
            span: written.span(),
            at,
        });
    }
    let span = written.span();
    let extent = match is_whole {
        true if last_use == LastUse::Never => Extent::Whole,
        true => return true,
        false => Extent::Actions(unused),
    };
    access.details.services.push(UnusedService { namespace, span, last_use, extent });
    true
}

enum Tracked {
    Unused(UnusedAction),
    /// Used; known with its time unless that does not read.
    Used(Option<UsedAction>),
}

fn action(namespace: &str, row: Value<'_>, reader: &mut Reader) -> Option<Tracked> {
    let written = row.get("actionName").unwrap_or(row);
    let name = reader.action(namespace, written)?;
    let span = written.span();
    let time = row.given("lastAccessedTime");
    let is_used = time.is_some()
        || ["lastAccessedEntity", "lastAccessedRegion"].iter().any(|key| row.given(key).is_some());
    Some(match is_used {
        false => Tracked::Unused(UnusedAction { name, span, last_accessed: None }),
        true => {
            let at = time.and_then(|time| reader.date(time));
            Tracked::Used(at.map(|at| UsedAction { name, span, at }))
        }
    })
}
