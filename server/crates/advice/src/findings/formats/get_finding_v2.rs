//! `aws accessanalyzer get-finding-v2`: one finding with its details, or one page of it.
//!
//! Source: the API's model of `GetFindingV2`; `findingDetails` is a list of unions with exactly one key each.

use super::super::answers::Answer;
use super::super::mistake::Mistake;
use super::super::normal::{
    Extent, FindingKind, LastUse, ServiceUse, Status, Unused, UnusedAccess, UnusedService,
};
use super::super::reader::Reader;
use super::super::value::Value;
use super::head::{Head, kind};

/// The unions of a finding about unused access.
const UNUSED: [&str; 4] = [
    "unusedPermissionDetails",
    "unusedIamRoleDetails",
    "unusedIamUserAccessKeyDetails",
    "unusedIamUserPasswordDetails",
];

pub(super) fn recognises(answer: Answer<'_>) -> bool {
    let Some(details) = answer.value.get("findingDetails") else { return false };
    let is_unused = |detail: Value<'_>| UNUSED.iter().any(|key| detail.given(key).is_some());
    kind(answer.value).is_some() || details.items().is_some_and(|mut details| details.any(is_unused))
}

pub(super) fn read(answer: Answer<'_>, reader: &mut Reader) {
    let Some(head) = Head::read(answer, reader) else { return };
    let mut access = head.access();
    access.complete = answer.value.given("nextToken").is_none();
    let mut about_permissions = head.kind == Some(FindingKind::Permissions);
    let details = answer.value.get("findingDetails").filter(|details| details.items().is_some());
    if details.is_none() {
        let message = "`findingDetails` is a list; nothing of this finding is used";
        reader.mistake(Mistake::Shape, head.span, message);
        access.status = Status::Unreadable;
        about_permissions = true;
    }
    // The API always gives an id. A file without one only resembles its answer.
    let from_api = answer.value.given("id").is_some();
    for detail in details.and_then(|details| details.items()).into_iter().flatten() {
        if let Some(details) = detail.given("unusedPermissionDetails") {
            about_permissions = true;
            service(details, from_api, &mut access, reader);
        } else if let Some((what, details)) = unused_principal(detail, reader) {
            let last_use = reader.last_use(details.get("lastAccessed"));
            reader.unused_principals.extend(head.principal(what, last_use));
        } else if detail.given("externalAccessDetails").or(detail.given("internalAccessDetails")).is_none() {
            let message = "this part of the finding is of no known kind; it is left out";
            reader.mistake(Mistake::Shape, detail.span(), message);
        }
    }
    if about_permissions {
        reader.findings.push(access);
    }
}

fn unused_principal<'t>(detail: Value<'t>, reader: &mut Reader) -> Option<(Unused, Value<'t>)> {
    if let Some(details) = detail.given("unusedIamRoleDetails") {
        Some((Unused::Role, details))
    } else if let Some(details) = detail.given("unusedIamUserPasswordDetails") {
        Some((Unused::Password, details))
    } else {
        let details = detail.given("unusedIamUserAccessKeyDetails")?;
        Some((Unused::AccessKey(reader.id(details.get("accessKeyId"))), details))
    }
}

fn service(details: Value<'_>, from_api: bool, access: &mut UnusedAccess, reader: &mut Reader) {
    let Some(written) = details.get("serviceNamespace") else {
        let message = "`serviceNamespace` is missing; this service is left out";
        reader.mistake(Mistake::Shape, details.span(), message);
        return;
    };
    let Some(namespace) = reader.namespace(written) else { return };
    let last_use = match reader.last_use(details.get("lastAccessed")) {
        LastUse::Never if !from_api => LastUse::Unknown,
        last_use => last_use,
    };
    if let LastUse::At(at) = last_use {
        access.service_uses.push(ServiceUse { namespace: namespace.clone(), span: written.span(), at });
    }
    // The API leaves the list out, or empty, where the service as a whole is unused. In a file that only resembles
    // its answer that may as well mean that nothing is.
    let listed = match details.given("actions") {
        None => Ok(Vec::new()),
        Some(actions) => match actions.items() {
            Some(names) => Ok(names.collect()),
            None => Err((actions, "`actions` is a list of names; this service is left out")),
        },
    };
    let listed =
        listed.and_then(|names: Vec<Value<'_>>| match another_list(details).filter(|_| names.is_empty()) {
            Some(other) => Err((other, "it is not known what this lists; this service is left out")),
            None => Ok(names),
        });
    let extent = match listed {
        Ok(names) if names.is_empty() && from_api => Extent::Whole,
        Ok(names) => Extent::Actions(
            names.into_iter().filter_map(|action| reader.unused_action(&namespace, action)).collect(),
        ),
        // What is left out is still known to be here: another finding about it must agree with nothing.
        Err((place, message)) => {
            reader.mistake(Mistake::Shape, place.span(), message);
            Extent::Actions(Vec::new())
        }
    };
    access.services.push(UnusedService { namespace, span: written.span(), last_use, extent });
}

/// What may be the actions, under another key. Without any the service as a whole would be unused.
fn another_list(details: Value<'_>) -> Option<Value<'_>> {
    let holds_something =
        |value: &Value<'_>| value.0.elements().next().is_some() || value.0.members().next().is_some();
    details.0.members().map(|member| Value(member.value)).find(holds_something)
}
