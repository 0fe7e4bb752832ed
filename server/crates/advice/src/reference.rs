//! AWS's Service Authorization Reference: where an action is documented.
//!
//! Since 2026 the page of a service is named by its prefix and the row of an action by its name
//! (`list_s3.html#list_s3-action-GetObject`); the names made from titles lead to the start page. Of a service that AWS
//! splits over several pages nobody can tell offline which one has the action: the index is right for all of them.

use leastwise_iam::{Catalog, Pattern};

const BASE: &str = "https://docs.aws.amazon.com/service-authorization/latest/reference/";
const INDEX: &str = "reference_policies_actions-resources-contextkeys.html";

/// The services whose prefix stands on several pages of the reference.
const SPLIT: &[&str] = &[
    "apigateway",
    "aws-marketplace",
    "elasticloadbalancing",
    "greengrass",
    "kinesisanalytics",
    "lex",
    "ses",
    "sms-voice",
    "wisdom",
];

/// The page about what a pattern names: the action's row where the catalog has it, else the service's page. `None`
/// where the catalog lacks the service, or lists it only as retired.
///
/// ```
/// use leastwise_advice::reference::page;
/// use leastwise_iam::{Catalog, Pattern};
///
/// let page = page(&Pattern::parse("S3:getobject")?, &Catalog::embedded()).unwrap();
/// assert!(page.ends_with("/list_s3.html#list_s3-action-GetObject"));
/// # Ok::<(), leastwise_iam::PatternError>(())
/// ```
pub fn page(pattern: &Pattern, catalog: &Catalog) -> Option<String> {
    let service = catalog.service(pattern.service()?)?;
    let prefix = service.prefix();
    if SPLIT.contains(&prefix) {
        return Some(format!("{BASE}{INDEX}"));
    }
    let named = pattern.as_str().split_once(':').and_then(|(_, name)| service.action(name));
    match named {
        Some(action) if action.retired.is_some() => None,
        Some(action) => Some(format!("{BASE}list_{prefix}.html#list_{prefix}-action-{}", action.name)),
        None if service.actions().iter().all(|action| action.retired.is_some()) => None,
        None => Some(format!("{BASE}list_{prefix}.html")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_named_only_where_it_is_known() {
        let catalog = Catalog::embedded();
        let page = |text: &str| page(&Pattern::parse(text).unwrap(), &catalog);
        for (text, expected) in [
            ("lambda:InvokeFunction", Some("list_lambda.html#list_lambda-action-InvokeFunction")),
            ("cognito-idp:List*", Some("list_cognito-idp.html")),
            ("ec2:NoSuchAction", Some("list_ec2.html")),
            ("apigateway:GET", Some(INDEX)),
            ("no-such-service:Get*", None),
            ("*", None),
        ] {
            assert_eq!(page(text), expected.map(|rest| format!("{BASE}{rest}")), "{text}");
        }
    }
}
