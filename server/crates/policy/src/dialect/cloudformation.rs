//! CloudFormation and SAM templates.

use leastwise_syntax::{Tree, Value};

use super::Dialect;

/// Templates of CloudFormation and SAM.
#[derive(Debug)]
pub(super) struct CloudFormation;

impl Dialect for CloudFormation {
    fn detect(&self, tree: &Tree<'_>) -> bool {
        tree.roots().any(|root| {
            root.get("AWSTemplateFormatVersion").is_some()
                || root.get("Transform").is_some()
                || root.get("Resources").is_some_and(declares_resources)
        })
    }

    fn is_template(&self) -> bool {
        true
    }
}

fn declares_resources(resources: Value<'_>) -> bool {
    resources.members().any(|resource| {
        let kind = resource.value.get("Type").and_then(Value::as_str);
        kind.is_some_and(|kind| kind.starts_with("AWS::"))
    })
}
