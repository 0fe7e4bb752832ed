//! What looks like findings about unused access, and what is plainly about something else. A newer finding in a shape
//! that nobody knows must not be passed over: an older one would decide in its place.

use std::collections::BTreeSet;

use leastwise_policy::json::Kind;

use super::answers::{Answer, Around, Subject};
use super::formats::{bare_list::is_bare_list, kind};
use super::reader::principal;
use super::value::Value;
use crate::principal::Principal;

/// Keys that only findings about unused access have.
const SURE: [&str; 5] = [
    "numberOfUnusedActions",
    "numberOfUnusedServices",
    "trackedActionsLastAccessed",
    "permissionAnalysisResults",
    "servicePrivilegeAnalysisList",
];

/// Keys under which a report says who used something, which is not the report's subject.
const USERS: [&str; 2] = ["lastAuthenticatedEntity", "lastAccessedEntity"];

/// Whether a value that no format recognizes, and in which nothing was found, looks like findings all the same.
pub(super) fn is_suspect(value: Value<'_>, around: Around<'_>) -> bool {
    if is_bare_list(value) || is_lone_service(value, around) {
        return true;
    }
    // Descriptions of the API have these keys too, with objects that describe the values.
    let is_data = |value: Value<'_>| !value.is_object() || value.gives_any(&["l", "n", "s"]);
    if kind(value).is_some() || SURE.iter().any(|key| value.given(key).is_some_and(is_data)) {
        return true;
    }
    if is_about_something_else(value) {
        return false;
    }
    let details = value.given("findingDetails").is_some_and(|details| match details.as_str() {
        Some(text) => tells_unused(&text),
        None => details.holds_something(),
    });
    let names_principal =
        || matches!(Answer { value, around }.subject(), Subject::Principal(_) | Subject::Name(_));
    // Where a text breaks off nobody knows what else the finding says.
    let is_head = value.given("analyzedAt").is_some();
    if is_head && !details && around.holds_details_beside() {
        return false;
    }
    ((details || is_head) && names_principal()) || (is_head && !value.is_closed())
}

/// A service with its actions that stands in no list, where something around it says that it is unused or names its principal.
fn is_lone_service(value: Value<'_>, around: Around<'_>) -> bool {
    let is_service = value.given("serviceNamespace").is_some()
        && value.given("actions").is_some_and(|actions| actions.kind() == Kind::List);
    is_service && (around.unused || matches!(Answer { value, around }.subject(), Subject::Principal(_)))
}

/// Whether a text that does not parse is about unused access.
pub(super) fn tells_unused(text: &str) -> bool {
    ["nusedPermission", "nused_permission", "nusedpermission", "nusedI", "nused_iam", "nusediam"]
        .iter()
        .any(|word| text.contains(word))
}

/// Whether a finding is about external or internal access.
pub(super) fn is_about_other_access(value: Value<'_>) -> bool {
    if !value.is_object() {
        return false;
    }
    let other = ["externalAccessDetails", "internalAccessDetails"];
    let details = value.get("findingDetails").and_then(Value::items);
    details.into_iter().flatten().any(|item| item.gives_any(&other))
        || matches!(value.text("findingType").as_deref(), Some("ExternalAccess" | "InternalAccess"))
}

/// Whether a value is plainly something else that stands among findings: an event of another kind, a finding of another
/// product, or one of the first version of the API, which knows no unused access.
pub(super) fn is_about_something_else(value: Value<'_>) -> bool {
    value.is_object()
        && (is_about_other_access(value)
            || ["detail-type", "productArn", "isPublic", "condition", "issueCode", "classUid"]
                .iter()
                .any(|key| value.get(key).is_some())
            || value.get("principal").is_some_and(Value::is_object))
}

/// Whether a string may hold JSON with findings.
pub(super) fn may_hold_json(string: Value<'_>) -> bool {
    let raw = string.raw();
    raw.contains("\\\"") && raw.contains('{') && super::may_be_findings(raw)
}

/// The JSON in a string's text: all of it, or, in the message of a log, what follows the time and the level.
pub(super) fn json_in<'t>(text: &'t str, key: Option<&str>) -> Option<&'t str> {
    const MESSAGES: [&str; 7] = ["message", "@message", "msg", "log", "body", "textPayload", "event"];
    let trimmed = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if trimmed.starts_with(['{', '[']) && !trimmed.starts_with("[INFO") {
        return Some(trimmed);
    }
    let is_message = key.is_some_and(|key| MESSAGES.iter().any(|known| known.eq_ignore_ascii_case(key)));
    if is_message { text.get(text.find('{')?..) } else { None }
}

/// The roles and users that are named in a value, but for those that only used something.
pub(super) fn named_in(value: Value<'_>) -> BTreeSet<Principal> {
    let mut named = BTreeSet::new();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value.kind() {
            Kind::List => open.extend(value.items().into_iter().flatten()),
            Kind::Object => {
                for (key, value) in
                    value.members().filter(|(key, _)| !USERS.iter().any(|user| key.is_key(user)))
                {
                    open.extend([key, value]);
                }
            }
            Kind::String if value.is_closed() && value.raw().contains(":iam:") => {
                named.extend(value.as_str().iter().flat_map(|text| arns(text)));
            }
            _ => {}
        }
    }
    named
}

/// The roles and users whose ARNs stand in a text, which may be a sentence.
fn arns(text: &str) -> Vec<Principal> {
    if let Some(principal) = principal(text).filter(|_| text.rfind("arn:") == Some(0)) {
        return vec![principal];
    }
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && !":/+=,.@_-".contains(c));
    let pieces = words.flat_map(|word| word.split("arn:").skip(1)).filter(|piece| piece.contains(":iam:"));
    pieces.filter_map(|piece| principal(&format!("arn:{}", piece.trim_end_matches(['.', ','])))).collect()
}

#[cfg(test)]
mod tests {
    use leastwise_policy::json;

    use super::*;

    #[test]
    fn whoever_is_named_anywhere_is_found_but_who_only_used_something() {
        let text = r#"{"a": ["arn:aws:iam::1:role\/team\/A"], "arn:aws-cn:iam::2:user/b": 1, "LastAuthenticatedEntity": "arn:aws:iam::1:role/C",
            "c": "about arn:aws:iam::1:role/D, and arn:aws:iam::1:policy/E.", "d": "[\"arn:aws:iam::1:role/F\"]", "e": "arn:aws:s3:::b", "f": "arn:aws:iam::1:role/G,arn:aws:iam::1:role/H"}"#;
        let tree = json::parse(text);
        let named = named_in(Value::new(tree.root().unwrap(), None));
        let arns: Vec<&str> = named.iter().map(|principal| &*principal.arn).collect();
        let expected = [
            "arn:aws:iam::1:role/team/A",
            "arn:aws:iam::1:role/D",
            "arn:aws:iam::1:role/F",
            "arn:aws:iam::1:role/G",
            "arn:aws:iam::1:role/H",
            "arn:aws-cn:iam::2:user/b",
        ];
        assert_eq!(arns, expected);
    }
}
