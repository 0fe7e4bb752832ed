//! Advisor data as Aardvark serves it: last-accessed reports by service, for many principals, keyed by their ARNs.
//!
//! Source: the README of Netflix's Aardvark, "API".

use leastwise_policy::json::Kind;

use super::super::answers::Answer;
use super::super::mistake::Mistake;
use super::super::normal::{Extent, LastUse, Origin, ServiceUse, Status, UnusedAccess, UnusedService};
use super::super::reader::{self, Reader};
use super::super::time::{http_date, milliseconds, timestamp};
use super::super::value::Value;

pub(super) fn recognizes(answer: Answer<'_>) -> bool {
    principals(answer.value).any(|(_, rows)| {
        // IAM itself writes dates, and nothing where a service was never used.
        let is_number = |value: Value<'_>| value.kind() == Kind::Number;
        let is_row = |row: Value<'_>| {
            row.get("serviceNamespace").is_some() && row.get("lastAuthenticated").is_some_and(is_number)
        };
        rows.items().is_some_and(|mut rows| rows.any(is_row))
    })
}

/// The members whose keys are ARNs of IAM; the others count pages.
fn principals<'t>(value: Value<'t>) -> impl Iterator<Item = (Value<'t>, Value<'t>)> {
    let is_arn = |key: &str| key.starts_with("arn:") && key.split(':').nth(2) == Some("iam");
    value.members().filter(move |(key, _)| key.as_str().is_some_and(|key| is_arn(&key)))
}

pub(super) fn read(answer: Answer<'_>, reader: &mut Reader) {
    for (arn, rows) in principals(answer.value) {
        // Groups and policies have advisor data too; findings are about roles and users.
        let is_principal = arn.as_str().is_some_and(|arn| arn.contains(":role/") || arn.contains(":user/"));
        if !is_principal {
            continue;
        }
        let Some(principal) = arn.as_str().and_then(|arn| reader::principal(&arn)) else {
            let message = "this is not the ARN of a role or user; its data are left out";
            reader.mistake(Mistake::Principal, arn.span(), message);
            continue;
        };
        let mut access =
            UnusedAccess { principal: Some(principal), ..UnusedAccess::new(Origin::Advisor, arn.span()) };
        match rows.items() {
            Some(rows) => rows.for_each(|row| service(row, &mut access, reader)),
            None => {
                let message = "the data of a principal are a list of services; these are left out";
                reader.mistake(Mistake::Shape, rows.span(), message);
                access.status = Status::Unreadable;
            }
        }
        reader.findings.push(access);
    }
}

fn service(row: Value<'_>, access: &mut UnusedAccess, reader: &mut Reader) {
    let Some(written) = row.get("serviceNamespace") else {
        let message = "`serviceNamespace` is missing; this service is left out";
        reader.mistake(Mistake::Shape, row.span(), message);
        return;
    };
    let Some(namespace) = reader.namespace(written) else { return };
    let looked = |text: &str| http_date(text).or_else(|| timestamp(text));
    let looked_at = match row.given("lastUpdated") {
        None => None,
        Some(date) => match reader.date_by(date, looked) {
            // Without its date nobody knows which actions the service had.
            None => return,
            at => at,
        },
    };
    // Nothing is known after the oldest row.
    access.analyzed_at = [access.analyzed_at, looked_at].into_iter().flatten().min();
    let span = written.span();
    let last = row.given("lastAuthenticated");
    let nobody = row.given("totalAuthenticatedEntities").is_none_or(|count| count.count() == Some(0));
    match last.and_then(|last| last.scalar()).as_deref() {
        // Zero is how Aardvark writes "never".
        Some("0") if !nobody => {}
        Some("0") => access.details.services.push(UnusedService {
            namespace,
            span,
            last_use: LastUse::Never,
            extent: Extent::Whole,
        }),
        _ => {
            let at = last.and_then(|last| reader.date_by(last, milliseconds));
            access.details.service_uses.extend(at.map(|at| ServiceUse { namespace, span, at }));
        }
    }
}
