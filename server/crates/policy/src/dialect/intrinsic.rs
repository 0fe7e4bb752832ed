//! Intrinsic functions of CloudFormation, and what they lead to
//! (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html>).

use leastwise_syntax::{Member, Value};

use crate::document::{Reference, ReferenceKind};
use crate::placeholder::has_placeholder;

/// Whether an object is, or takes members from, an intrinsic function: `{"Ref": …}`, `{"Fn::If": …}`, or a
/// `Fn::Transform` beside other members.
pub(super) fn is_intrinsic(value: Value<'_>) -> bool {
    value
        .members()
        .any(|member| member.key.as_str().is_some_and(|key| key == "Ref" || key.starts_with("Fn::")))
}

/// Whether an intrinsic function may take itself away: it names the pseudo parameter that CloudFormation leaves out
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html>).
pub(super) fn may_vanish(value: Value<'_>) -> bool {
    value.raw().contains("AWS::NoValue")
}

impl Reference {
    /// A reference that a value in `key` makes, written in the form of an intrinsic function or with a placeholder.
    pub(super) fn to(kind: ReferenceKind, target: Option<String>, form: &str, key: &str) -> Reference {
        let to = target.as_ref().map(|target| format!(" to `{target}`")).unwrap_or_default();
        Reference { kind, target, how: format!("`{form}`{to} in `{key}`") }
    }
}

/// How a value is written that is not literal; `None` for a string that means what it says.
pub(super) fn non_literal(value: Value<'_>) -> Option<String> {
    match value.as_str() {
        Some(text) if has_placeholder(&text) => Some(text.into_owned()),
        Some(text) if !text.is_empty() => None,
        _ => {
            let function = value.members().find_map(|member| function(member));
            Some(function.unwrap_or("a value that is no name").to_owned())
        }
    }
}

/// The logical ID or parameter to which an intrinsic function leads, where it is one.
pub(super) fn target(value: Value<'_>) -> Option<String> {
    let mut found = None;
    value.members().for_each(|member| targets(member, |_, id| found = found.take().or(Some(id))));
    found
}

fn function(member: Member<'_>) -> Option<&'static str> {
    const FUNCTIONS: [&str; 11] = [
        "Ref",
        "Fn::GetAtt",
        "Fn::Sub",
        "Fn::ImportValue",
        "Fn::Join",
        "Fn::If",
        "Fn::Select",
        "Fn::Split",
        "Fn::FindInMap",
        "Fn::Transform",
        "Fn::ForEach",
    ];
    FUNCTIONS.into_iter().find(|function| member.key.is_str(function))
}

/// The logical IDs or parameters to which a member of an object leads, if it is a function that takes them.
pub(super) fn targets(member: Member<'_>, mut found: impl FnMut(&'static str, String)) {
    let value = member.value;
    if member.key.is_str("Ref") {
        value.as_str().into_iter().for_each(|id| found("Ref", id.into_owned()));
    } else if member.key.is_str("Fn::GetAtt") {
        let first = value.as_str().or_else(|| value.elements().next()?.as_str());
        let id = first.as_deref().and_then(|text| text.split('.').next()).map(str::to_owned);
        id.into_iter().for_each(|id| found("Fn::GetAtt", id));
    } else if member.key.is_str("Fn::Sub") {
        let mut parts = value.elements();
        let (text, own) = match value.as_str() {
            Some(text) => (Some(text), None),
            None => (parts.next().and_then(Value::as_str), parts.next()),
        };
        let is_own = |name: &str| own.is_some_and(|own| own.get(name).is_some());
        for id in text.as_deref().into_iter().flat_map(variables).filter(|id| !is_own(id)) {
            found("Fn::Sub", id.to_owned());
        }
    }
}

/// The names in `${…}` of a text for `Fn::Sub`, without attributes; `${!…}` is none.
fn variables(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split("${").skip(1);
    let names = parts.filter_map(|part| part.split_once('}')).map(|(name, _)| name.trim());
    names.filter(|name| !name.starts_with('!')).filter_map(|name| name.split('.').next())
}
