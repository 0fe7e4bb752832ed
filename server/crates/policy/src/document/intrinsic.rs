//! Values that a template fills in: intrinsic functions of CloudFormation, and `${…}` of any template language.

use crate::json::Value;

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

/// How placeholders of the usual template languages begin: Terraform and CloudFormation, Jinja and Go and Mustache, ERB,
/// Terraform's directives, Ruby and Octopus, Azure Pipelines. No action and no name of IAM holds one of these.
const BEGINNINGS: [&str; 8] = ["${", "{{", "{%", "{#", "<%", "%{", "#{", "$("];

/// Whether a string has a placeholder.
pub(super) fn has_placeholder(text: &str) -> bool {
    text.contains(['{', '<', '$']) && BEGINNINGS.iter().any(|beginning| text.contains(beginning))
}

/// Whether a string is nothing but one placeholder, so that it may stand for any value.
pub(super) fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    let ends = ['}', ')', '>'];
    BEGINNINGS.iter().any(|beginning| text.starts_with(beginning)) && text.ends_with(ends)
}

#[cfg(test)]
mod tests {
    use super::has_placeholder;

    #[test]
    fn placeholders_of_every_usual_template_language_are_known() {
        for text in [
            "${Prefix}:Get*",
            "s3:{{ verb }}Object",
            "{{service}}:*",
            "{% if x %}s3:*",
            "<%= svc %>:List*",
            "%{ if x }s3:*%{ endif }",
            "#{service}:Get*",
            "$(service):Get*",
        ] {
            assert!(has_placeholder(text), "{text}");
        }
        for text in ["s3:Get*", "*", "", "s3:Get{Object}", "a<b", "$", "100%"] {
            assert!(!has_placeholder(text), "{text}");
        }
    }
}
