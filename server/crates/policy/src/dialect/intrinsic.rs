//! Intrinsic functions of CloudFormation, and what they lead to
//! (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html>).

use leastwise_syntax::{Kind, Member, Value};

use crate::document::{Reference, ReferenceKind};
use crate::placeholder::has_placeholder;

/// Whether an object is, or takes members from, an intrinsic function or something else: `{"Ref": …}`, `{"Fn::If": …}`,
/// a `Fn::Transform` or a merge key of YAML beside other members.
pub(super) fn is_intrinsic(value: Value<'_>) -> bool {
    value.members().any(|member| {
        let is = |key: &str| key == "Ref" || key == "<<" || key.starts_with("Fn::");
        member.key.as_str().is_some_and(|key| is(&key))
    })
}

/// An intrinsic function that a value is: in the long form `{"Fn::Sub": …}` or the short form `!Sub …`.
#[derive(Clone, Copy)]
pub(super) struct Function<'a> {
    /// In the long form.
    pub(super) name: &'static str,
    pub(super) argument: Value<'a>,
}

impl<'a> Function<'a> {
    pub(super) fn of(value: Value<'a>) -> Option<Function<'a>> {
        match value.kind() {
            Kind::Call => Function::of_call(value),
            _ => value.members().find_map(Function::of_member),
        }
    }

    /// That of a member of an object.
    pub(super) fn of_member(member: Member<'a>) -> Option<Function<'a>> {
        let name = FUNCTIONS.into_iter().find(|name| member.key.is_str(name))?;
        Some(Function { name, argument: member.value })
    }

    pub(super) fn of_call(call: Value<'a>) -> Option<Function<'a>> {
        let (tag, mut arguments) = call.call()?;
        let short = tag.raw().strip_prefix('!')?;
        let name = FUNCTIONS.into_iter().find(|name| name.strip_prefix("Fn::").unwrap_or(name) == short)?;
        Some(Function { name, argument: arguments.next()? })
    }
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
            let function = Function::of(value).map(|function| function.name);
            Some(function.unwrap_or("a value that is no name").to_owned())
        }
    }
}

/// The logical ID or parameter to which an intrinsic function leads, where it is one.
pub(super) fn target(value: Value<'_>) -> Option<String> {
    let mut found = None;
    Function::of(value)?.targets(|_, id| found = found.take().or(Some(id)));
    found
}

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

impl Function<'_> {
    /// The logical IDs or parameters to which it leads, if it is a function that takes them.
    pub(super) fn targets(self, mut found: impl FnMut(&'static str, String)) {
        let Function { name, argument: value } = self;
        if name == "Ref" {
            value.as_str().into_iter().for_each(|id| found(name, id.into_owned()));
        } else if name == "Fn::GetAtt" {
            let first = value.as_str().or_else(|| value.elements().next()?.as_str());
            let id = first.as_deref().and_then(|text| text.split('.').next()).map(str::to_owned);
            id.into_iter().for_each(|id| found(name, id));
        } else if name == "Fn::Sub" {
            let mut parts = value.elements();
            let (text, own) = match value.as_str() {
                Some(text) => (Some(text), None),
                None => (parts.next().and_then(Value::as_str), parts.next()),
            };
            let is_own = |name: &str| own.is_some_and(|own| own.get(name).is_some());
            for id in text.as_deref().into_iter().flat_map(variables).filter(|id| !is_own(id)) {
                found(name, id.to_owned());
            }
        }
    }
}

/// The names in `${…}` of a text for `Fn::Sub`, without attributes; `${!…}` is none.
fn variables(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split("${").skip(1);
    let names = parts.filter_map(|part| part.split_once('}')).map(|(name, _)| name.trim());
    names.filter(|name| !name.starts_with('!')).filter_map(|name| name.split('.').next())
}
