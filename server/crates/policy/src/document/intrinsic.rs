//! Values that a template fills in: intrinsic functions of CloudFormation, and `${…}` of any template language.

use crate::json::Value;

/// Whether an object is, or takes members from, an intrinsic function: `{"Ref": …}`, `{"Fn::If": …}`, or a
/// `Fn::Transform` beside other members.
pub(super) fn is_intrinsic(value: Value<'_>) -> bool {
    value
        .members()
        .any(|member| member.key.as_str().is_some_and(|key| key == "Ref" || key.starts_with("Fn::")))
}

/// Whether a string has a placeholder.
pub(super) fn has_placeholder(text: &str) -> bool {
    text.contains("${")
}
