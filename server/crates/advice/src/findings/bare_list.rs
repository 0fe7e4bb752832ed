//! The bare list of AWS's article: `[{"serviceNamespace": "s3", "actions": ["GetBucketAcl"]}]`.
//! It names no principal, has no date, and its empty lists mean nothing.

use super::normal::{Extent, Status, UnusedAccess, UnusedService};
use super::reader::Reader;
use super::value::Value;

pub(super) fn recognises(roots: &[Value<'_>]) -> bool {
    let [root] = roots else { return false };
    let Some(mut items) = root.items() else { return false };
    let is_service = |item: Value<'_>| {
        item.get("serviceNamespace").is_some()
            && item.get("actions").is_some_and(|actions| actions.items().is_some())
            && item.get("findingDetails").is_none()
            && item.get("serviceName").is_none()
    };
    items.next().is_some_and(is_service) && items.all(|item| item.get("serviceNamespace").is_some())
}

pub(super) fn read(roots: &[Value<'_>], reader: &mut Reader) -> Vec<UnusedAccess> {
    let Some(root) = roots.first() else { return Vec::new() };
    let services: Vec<UnusedService> =
        root.items().into_iter().flatten().filter_map(|item| service(item, reader)).collect();
    vec![UnusedAccess {
        id: None,
        principal: None,
        analyzed_at: None,
        status: Status::Active,
        complete: true,
        services,
        span: root.span(),
    }]
}

fn service(item: Value<'_>, reader: &mut Reader) -> Option<UnusedService> {
    let namespace_value = item.get("serviceNamespace")?;
    let namespace = reader.namespace(namespace_value)?;
    let actions = item.get("actions").and_then(|actions| actions.items())?;
    let actions = actions.filter_map(|action| reader.action(&namespace, action)).collect::<Vec<_>>();
    Some(UnusedService {
        namespace,
        span: namespace_value.span(),
        last_accessed: None,
        extent: Extent::Actions(actions),
    })
}
