//! `aws accessanalyzer get-finding-v2`: one finding, a list of them, JSON lines, concatenated documents, and the
//! same with keys in Pascal or snake case.
//!
//! Source: the API's model of `GetFindingV2`; `findingDetails` is a list of unions with exactly one key each.

use super::normal::{Extent, Status, UnusedAccess, UnusedService};
use super::reader::Reader;
use super::value::Value;
use crate::principal::Principal;

pub(super) fn recognises(roots: &[Value<'_>]) -> bool {
    findings(roots).next().is_some()
}

pub(super) fn read(roots: &[Value<'_>], reader: &mut Reader) -> Vec<UnusedAccess> {
    findings(roots).filter_map(|finding| read_one(finding, reader)).collect()
}

/// The findings of a file: the roots, the elements of root lists, and either inside `{"finding": …}`.
fn findings<'t>(roots: &[Value<'t>]) -> impl Iterator<Item = Value<'t>> {
    roots
        .iter()
        .flat_map(|root| match root.items() {
            Some(items) => items.collect::<Vec<_>>(),
            None => vec![*root],
        })
        .map(|value| value.get("finding").unwrap_or(value))
        .filter(|value| value.get("findingDetails").is_some_and(|details| details.items().is_some()))
}

/// `None` for findings that are not about unused permissions.
fn read_one(finding: Value<'_>, reader: &mut Reader) -> Option<UnusedAccess> {
    let details = finding.get("findingDetails")?;
    let unused: Vec<Value<'_>> =
        details.items()?.filter_map(|detail| detail.get("unusedPermissionDetails")).collect();
    let kind = finding.get("findingType").and_then(|kind| kind.as_str());
    let about_permissions = !unused.is_empty() || kind.as_deref() == Some("UnusedPermission");
    if !about_permissions {
        return None;
    }
    let from_api = finding.get("id").is_some();
    Some(UnusedAccess {
        id: finding.get("id").and_then(|id| id.as_str()).map(|id| id.into()),
        principal: principal(finding, reader)?,
        analyzed_at: finding.get("analyzedAt").and_then(|date| reader.date(date)),
        status: status(finding, reader),
        complete: finding.get("nextToken").is_none_or(|token| token.is_null()),
        services: unused.into_iter().filter_map(|details| service(details, from_api, reader)).collect(),
        span: finding.span(),
    })
}

/// `Some(None)` where the finding names no resource at all, `None` where it names one that is no principal.
fn principal(finding: Value<'_>, reader: &mut Reader) -> Option<Option<Principal>> {
    let Some(resource) = finding.get("resource").filter(|resource| !resource.is_null()) else {
        return Some(None);
    };
    let principal = resource.as_str().and_then(|arn| Principal::from_arn(&arn));
    if principal.is_none() {
        reader.problem(resource.span(), "this is not the ARN of a role or user; the finding is left out");
        return None;
    }
    Some(principal)
}

fn status(finding: Value<'_>, reader: &mut Reader) -> Status {
    if finding.get("error").is_some_and(|error| !error.is_null()) {
        return Status::Failed;
    }
    let Some(status) = finding.get("status").filter(|status| !status.is_null()) else {
        return Status::Active;
    };
    match status.as_str().as_deref().map(str::to_ascii_uppercase).as_deref() {
        Some("ACTIVE") => Status::Active,
        Some("ARCHIVED") => Status::Archived,
        Some("RESOLVED") => Status::Resolved,
        _ => {
            reader
                .problem(status.span(), "a status is ACTIVE, ARCHIVED or RESOLVED; the finding is left out");
            Status::Failed
        }
    }
}

fn service(details: Value<'_>, from_api: bool, reader: &mut Reader) -> Option<UnusedService> {
    let Some(namespace_value) = details.get("serviceNamespace") else {
        reader.problem(details.span(), "`serviceNamespace` is missing; this service is left out");
        return None;
    };
    let namespace = reader.namespace(namespace_value)?;
    let last_accessed = details.get("lastAccessed").and_then(|date| reader.date(date));
    let extent = match details.get("actions").filter(|actions| !actions.is_null()) {
        None => Extent::Whole,
        Some(actions) => {
            let Some(names) = actions.items() else {
                reader.problem(actions.span(), "`actions` is a list of names; this service is left out");
                return None;
            };
            let names: Vec<_> = names.collect();
            // The API leaves the list out, or empty, where the service as a whole is unused. In a file that only
            // resembles the API's answer an empty list may as well mean that nothing is.
            match names.is_empty() && from_api {
                true => Extent::Whole,
                false => Extent::Actions(
                    names.into_iter().filter_map(|action| reader.action(&namespace, action)).collect(),
                ),
            }
        }
    };
    Some(UnusedService { namespace, span: namespace_value.span(), last_accessed, extent })
}
