//! Placeholders of template languages in strings: `${…}`, `{{ … }}` and their like.

/// How placeholders of the usual template languages begin: Terraform and CloudFormation, Jinja and Go and Mustache, ERB,
/// Terraform's directives, Ruby and Octopus, Azure Pipelines. No action and no name of IAM holds one of these.
const BEGINNINGS: [&str; 8] = ["${", "{{", "{%", "{#", "<%", "%{", "#{", "$("];

/// Whether a string has a placeholder.
pub(crate) fn has_placeholder(text: &str) -> bool {
    text.contains(['{', '<', '$']) && BEGINNINGS.iter().any(|beginning| text.contains(beginning))
}

/// Whether a string is nothing but one placeholder, so that it may stand for any value.
pub(crate) fn is_placeholder(text: &str) -> bool {
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
