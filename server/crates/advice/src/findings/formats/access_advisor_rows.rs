//! Rows of last-accessed reports, one for each service of each principal, as query tools print their tables: Steampipe's
//! `aws_iam_access_advisor`, CloudQuery's `aws_iam_role_last_accessed_details`; also the list of a report that was saved
//! without the report. They have no date.
//!
//! Source: the documentation of the tables.

use super::super::answers::{Answer, Subject};
use super::super::mistake::Mistake;
use super::super::normal::{Origin, UnusedAccess};
use super::super::reader::Reader;
use super::super::value::Value;
use super::service_last_accessed::service;

pub(super) fn recognizes(answer: Answer<'_>) -> bool {
    match answer.value.items() {
        Some(mut items) => items.any(is_row),
        // One row in each line.
        None => is_row(answer.value) && !matches!(answer.subject(), Subject::Unknown),
    }
}

fn is_row(value: Value<'_>) -> bool {
    let columns = ["lastAuthenticated", "totalAuthenticatedEntities", "trackedActionsLastAccessed"];
    value.given("serviceNamespace").is_some() && columns.iter().any(|key| value.get(key).is_some())
}

pub(super) fn read(answer: Answer<'_>, reader: &mut Reader) {
    let list = answer.value.span().start;
    let Some(items) = answer.value.items() else { return row(answer, list, reader) };
    let around = answer.around.in_list();
    items.for_each(|value| row(Answer { value, around }, list, reader));
}

/// The rows of one principal are one report, wherever they stand in the text.
fn row(answer: Answer<'_>, list: usize, reader: &mut Reader) {
    let (principal, name) = answer.subject().into_parts();
    if let Some(other) = answer.other_subject() {
        // Groups and policies have rows, too.
        if !other.as_str().is_some_and(|text| text.starts_with("arn:")) {
            let message = "this is not the ARN of a role or user; the row is left out";
            reader.mistake(Mistake::Principal, other.span(), message);
        }
        return;
    }
    let span = answer.value.span();
    let report = UnusedAccess { principal, name, ..UnusedAccess::new(Origin::LastAccessedReport, span) };
    reader.add_row(report, list, |report, reader| service(answer.value, report, reader));
}
