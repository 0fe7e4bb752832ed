//! `aws accessanalyzer get-finding-v2`: one finding with its details, or one page of it; also the details alone.
//!
//! Source: the API's model of `GetFindingV2`; `findingDetails` is a list of unions with exactly one key each. The SDK
//! for Go writes the union's value under `Value`, whatever kind it is of.

use leastwise_policy::json::Kind;

use super::super::answers::Answer;
use super::super::mistake::Mistake;
use super::super::normal::{
    Extent, FindingKind, LastUse, ServiceUse, Status, Unused, UnusedAccess, UnusedService,
};
use super::super::reader::Reader;
use super::super::suspect::may_hold_json;
use super::super::value::Value;
use super::head::{Head, kind};
use crate::fetch;

/// The unions of a finding about unused access.
const UNUSED: [&str; 4] = [
    "unusedPermissionDetails",
    "unusedIamRoleDetails",
    "unusedIamUserAccessKeyDetails",
    "unusedIamUserPasswordDetails",
];

pub(super) fn recognizes(answer: Answer<'_>) -> bool {
    let value = answer.value;
    if is_list_of_details(value) {
        return true;
    }
    match value.get("findingDetails") {
        None => is_union(value),
        // The text of the string is looked at by itself.
        Some(details) if may_hold_json(details) => false,
        Some(details) => {
            let is_findings = |one: &Value<'_>| is_union(*one) || is_bare_union(*one);
            kind(value).is_some() || details_of(details).iter().any(is_findings)
        }
    }
}

/// Whether a value is a list of details without their finding.
pub(in super::super) fn is_list_of_details(value: Value<'_>) -> bool {
    value.items().is_some_and(|mut items| items.any(is_union))
}

/// Whether a value has details of unused access under the key of their kind.
fn is_union(value: Value<'_>) -> bool {
    // A description of the API has the keys too.
    let is_description =
        |value: Value<'_>| value.gives_any(&["type", "members", "shape", "properties", "$ref"]);
    UNUSED.iter().any(|key| value.given(key).is_some_and(|details| !is_description(details)))
}

/// Whether a value has the details of permissions as the SDK for Go writes them.
fn is_bare_union(value: Value<'_>) -> bool {
    value.get("value").is_some_and(|details| details.given("serviceNamespace").is_some())
}

/// The elements of a list, or the value alone. Windows PowerShell writes a list of one element as the element.
fn details_of(value: Value<'_>) -> Vec<Value<'_>> {
    match value.items() {
        Some(items) => items.collect(),
        None if value.is_object() => vec![value],
        None => Vec::new(),
    }
}

pub(super) fn read(answer: Answer<'_>, reader: &mut Reader) {
    let Some(head) = Head::read(answer, reader) else { return };
    let details = match answer.value.get("findingDetails") {
        Some(details) if matches!(details.kind(), Kind::List | Kind::Object) => details_of(details),
        Some(_) => {
            let message = format!(
                "`findingDetails` is a list; nothing of this finding is used; fetch it with: {}",
                again(&head)
            );
            return reader.unreadable(Mistake::Shape, head.span, message, head.access());
        }
        None => details_of(answer.value),
    };
    let mut access = head.access();
    access.complete = answer.value.given("nextToken").is_none();
    let is_about_permissions = head.kind == Some(FindingKind::Permissions);
    // An active finding about permissions reports some, unless they stand on another page.
    let is_lacking = is_about_permissions && access.complete && access.status == Status::Active;
    // The API always gives an id. A file without one only resembles its answer.
    let from_api = answer.head("id").is_some();
    let mut about_permissions = is_about_permissions;
    let mut understood = details.is_empty() && !is_lacking;
    for detail in details {
        match variant(detail, head.kind, reader) {
            Some(Variant::Permissions(services)) => {
                about_permissions = true;
                services.into_iter().for_each(|one| service(one, from_api, &mut access, reader));
            }
            Some(Variant::Principal(what, details)) => {
                understood = true;
                let last_use = reader.last_use(details.get("lastAccessed"));
                reader.unused_principals.extend(head.principal(what, last_use));
            }
            Some(Variant::OtherAccess) => understood = true,
            None => {
                let message = "this part of the finding is of no known kind; it is left out";
                reader.mistake(Mistake::Shape, detail.span(), message);
            }
        }
    }
    understood |= access.details.services.iter().any(|service| service.extent.reports_something());
    if understood {
        if about_permissions {
            reader.findings.push(access);
        }
    } else {
        let message = format!(
            "no unused action could be read from this finding; its principal counts as using everything; fetch it with: {}",
            again(&head)
        );
        reader.unreadable(Mistake::Nothing, head.span.opening(), message, access);
    }
}

/// The command that fetches a finding as the API answers it.
fn again(head: &Head) -> String {
    let ids: Vec<&str> = head.id.as_deref().into_iter().collect();
    fetch::findings(&ids, head.analyzer.as_deref(), None)
}

/// What one element of the details is about.
enum Variant<'t> {
    /// Services with unused actions.
    Permissions(Vec<Value<'t>>),
    /// The role itself, a password or a key.
    Principal(Unused, Value<'t>),
    /// External or internal access.
    OtherAccess,
}

fn variant<'t>(detail: Value<'t>, kind: Option<FindingKind>, reader: &mut Reader) -> Option<Variant<'t>> {
    if let Some(details) = detail.given("unusedPermissionDetails") {
        let services = if details.items().is_some() { details_of(details) } else { vec![details] };
        return Some(Variant::Permissions(services));
    }
    if let Some(details) = detail.given("unusedIamRoleDetails") {
        return Some(Variant::Principal(Unused::Role, details));
    }
    if let Some(details) = detail.given("unusedIamUserPasswordDetails") {
        return Some(Variant::Principal(Unused::Password, details));
    }
    let key = |details: Value<'t>, reader: &mut Reader| {
        let id = reader.id(details.get("accessKeyId"));
        Some(Variant::Principal(Unused::AccessKey(id), details))
    };
    if let Some(details) = detail.given("unusedIamUserAccessKeyDetails") {
        return key(details, reader);
    }
    if detail.gives_any(&["externalAccessDetails", "internalAccessDetails"]) {
        return Some(Variant::OtherAccess);
    }
    let details = detail.given("value").filter(|details| details.is_object())?;
    match kind {
        Some(FindingKind::Role) => Some(Variant::Principal(Unused::Role, details)),
        Some(FindingKind::Password) => Some(Variant::Principal(Unused::Password, details)),
        Some(FindingKind::AccessKey) => key(details, reader),
        _ => details.given("serviceNamespace").map(|_| Variant::Permissions(vec![details])),
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
        access.details.service_uses.push(ServiceUse {
            namespace: namespace.clone(),
            span: written.span(),
            at,
        });
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
    access.details.services.push(UnusedService { namespace, span: written.span(), last_use, extent });
}

/// What may be the actions, under another key. Without any the service as a whole would be unused.
fn another_list(details: Value<'_>) -> Option<Value<'_>> {
    details.members().map(|(_, value)| value).find(|value| value.holds_something())
}
