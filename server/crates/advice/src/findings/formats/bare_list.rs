//! The bare list of AWS's article: `[{"serviceNamespace": "s3", "actions": ["GetBucketAcl"]}]`.
//! It names no principal, unless it stands in an object that does, has no date, and its empty lists mean nothing.

use super::super::answers::Answer;
use super::super::mistake::Mistake;
use super::super::normal::{Details, Extent, LastUse, Origin, UnusedAccess, UnusedService};
use super::super::reader::Reader;
use super::super::value::Value;

pub(super) fn recognizes(answer: Answer<'_>) -> bool {
    // A list of services with actions may as well list those that are used, where nothing says otherwise.
    (answer.around.is_root || answer.around.unused) && is_bare_list(answer.value)
}

/// Whether a list is one of services with actions, rather than one of answers.
pub(in super::super) fn is_bare_list(list: Value<'_>) -> bool {
    let Some(items) = list.items() else { return false };
    let items: Vec<Value<'_>> = items.collect();
    let is_service = |item: Value<'_>| {
        item.get("serviceNamespace").is_some()
            && item.get("actions").is_some_and(|actions| actions.items().is_some())
            && item.get("findingDetails").is_none()
            && item.get("serviceName").is_none()
    };
    items.iter().any(|item| is_service(*item))
        && items.iter().all(|item| item.get("serviceNamespace").is_some())
}

pub(super) fn read(answer: Answer<'_>, reader: &mut Reader) {
    let items = answer.value.items();
    let services: Vec<UnusedService> =
        items.into_iter().flatten().filter_map(|item| service(item, reader)).collect();
    let (principal, name) = answer.subject().into_parts();
    let unknown = UnusedAccess::new(Origin::Analyzer, answer.value.span());
    let details = Details { services, ..Details::default() };
    let access = UnusedAccess { details, principal, name, ..unknown };
    if access.details.services.iter().any(|service| service.extent.reports_something()) {
        reader.findings.push(access);
    } else {
        let message = "this list names no unused action; its principal counts as using everything";
        reader.unreadable(Mistake::Nothing, access.span.opening(), message, access);
    }
}

fn service(item: Value<'_>, reader: &mut Reader) -> Option<UnusedService> {
    let written = item.get("serviceNamespace")?;
    let namespace = reader.namespace(written)?;
    let Some(actions) = item.get("actions").and_then(|actions| actions.items()) else {
        let message = "`actions` is a list of names; this service is left out";
        reader.mistake(Mistake::Shape, item.span(), message);
        return None;
    };
    let actions: Vec<_> = actions.filter_map(|action| reader.unused_action(&namespace, action)).collect();
    Some(UnusedService {
        namespace,
        span: written.span(),
        last_use: LastUse::Unknown,
        extent: Extent::Actions(actions),
    })
}
