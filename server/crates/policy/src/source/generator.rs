//! Files that a program writes or reads, with policies in strings.

use leastwise_syntax::Syntax as _;

use crate::json::{Json, Tree, Value};

/// The program that a file is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generator {
    /// `terraform show -json`, of a plan.
    TerraformPlan,
    /// A state file, or `terraform show -json` of a state.
    TerraformState,
    /// Terraform's JSON configuration syntax (`*.tf.json`).
    TerraformJson,
}

impl Generator {
    /// Told by the keys of the root (<https://developer.hashicorp.com/terraform/internals/json-format>).
    pub(super) fn of(tree: &Tree<'_>) -> Option<Generator> {
        let root = tree.root().filter(|root| root.syntax().name() == Json.name())?;
        let has = |key: &str| root.get(key).is_some();
        if has("terraform_version") || has("format_version") {
            let is_plan = has("planned_values") || has("resource_changes") || has("configuration");
            let is_state = has("values") || has("lineage") || has("resources");
            return match (is_plan, is_state) {
                (true, _) => Some(Generator::TerraformPlan),
                (_, true) => Some(Generator::TerraformState),
                _ => None,
            };
        }
        let is_block = |key: &str| root.get(key).is_some_and(holds_iam);
        (is_block("resource") || is_block("data")).then_some(Generator::TerraformJson)
    }
}

fn holds_iam(block: Value<'_>) -> bool {
    block.members().any(|member| member.key.as_str().is_some_and(|key| key.starts_with("aws_")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    #[test]
    fn terraforms_files_are_told_by_their_keys() {
        for (text, expected) in [
            (r#"{"format_version": "1.2", "planned_values": {}}"#, Some(Generator::TerraformPlan)),
            (r#"{"terraform_version": "1.9", "resource_changes": []}"#, Some(Generator::TerraformPlan)),
            (r#"{"format_version": "1.0", "values": {}}"#, Some(Generator::TerraformState)),
            (
                r#"{"version": 4, "terraform_version": "1.9", "resources": []}"#,
                Some(Generator::TerraformState),
            ),
            (r#"{"resource": {"aws_iam_policy": {}}}"#, Some(Generator::TerraformJson)),
            (r#"{"data": {"aws_iam_policy_document": {}}}"#, Some(Generator::TerraformJson)),
            (r#"{"resource": {"google_project": {}}}"#, None),
            (r#"{"resource": "arn:aws:iam::111122223333:role/r"}"#, None),
            (r#"{"format_version": "1"}"#, None),
            ("[]", None),
        ] {
            assert_eq!(Generator::of(&json::parse(text)), expected, "{text}");
        }
    }
}
