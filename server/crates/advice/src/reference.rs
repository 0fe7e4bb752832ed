//! AWS's Service Authorization Reference: where an action is documented.
//!
//! Since 2026 the page of most services is named by their prefix and the row of an action by its name
//! (`list_s3.html#list_s3-action-GetObject`); the names made from titles lead to the start page. The others are listed
//! here, as they stood in the reference's index in August 2026. Of a service that AWS splits over several pages only the
//! index is right for all of its actions, and it is where a page is not known for sure.

use leastwise_iam::{Catalog, Pattern};

const BASE: &str = "https://docs.aws.amazon.com/service-authorization/latest/reference/";
const INDEX: &str = "reference_policies_actions-resources-contextkeys.html";

/// The services whose prefix stands on several pages of the reference, or of which it is not known for sure on which one.
const SPLIT: &[&str] = &[
    "apigateway",
    "aws-marketplace",
    "cloudformation",
    "elasticloadbalancing",
    "execute-api",
    "greengrass",
    "kinesisanalytics",
    "lex",
    "ses",
    "sms-voice",
    "wisdom",
];

/// The services whose page has another name than their prefix, by prefix, sorted.
const PAGES: &[(&str, &str)] = &[
    ("access-analyzer", "accessanalyzer"),
    ("aco-automation", "compute-optimizer-automation"),
    ("aidevops", "devops-agent"),
    ("airflow", "mwaa"),
    ("airflow-serverless", "mwaa-serverless"),
    ("aoss", "opensearchserverless"),
    ("app-integrations", "appintegrations"),
    ("applicationinsights", "application-insights"),
    ("aps", "amp"),
    ("backup-search", "backupsearch"),
    ("cases", "connectcases"),
    ("cassandra", "keyspaces"),
    ("cleanrooms-ml", "cleanroomsml"),
    ("codeguru-profiler", "codeguruprofiler"),
    ("connect-campaigns", "connect-outbound-campaigns"),
    ("elasticfilesystem", "efs"),
    ("elasticmapreduce", "emr"),
    ("elemental-inference", "elementalinference"),
    ("finspace-api", "finspace-data"),
    ("geo", "location"),
    ("health-agent", "connecthealth"),
    ("iotjobsdata", "iot-jobs-data"),
    ("iotmanagedintegrations", "iot-managed-integrations"),
    ("ivs", "interactive-video-service"),
    ("kinesisvideo", "kinesis-video-streams"),
    ("launchwizard", "launch-wizard"),
    ("mechanicalturk", "mturk"),
    ("mgh", "migration-hub"),
    ("migrationhub-orchestrator", "migrationhuborchestrator"),
    ("migrationhub-strategy", "migrationhubstrategy"),
    ("mobiletargeting", "pinpoint"),
    ("neptune-db", "neptunedata"),
    ("notifications-contacts", "notificationscontacts"),
    ("partnercentral", "partner-central"),
    ("pricingplanmanager", "pricing-plan-manager"),
    ("profile", "customer-profiles"),
    ("refactor-spaces", "migration-hub-refactor-spaces"),
    ("resiliencehub", "resilience-hub"),
    ("s3-outposts", "s3outposts"),
    ("scn", "supplychain"),
    ("sdb", "simpledb"),
    ("servicecatalog", "service-catalog"),
    ("servicequotas", "service-quotas"),
    ("social-messaging", "socialmessaging"),
    ("sso", "iam-identity-center"),
    ("sso-oauth", "sso-oidc"),
    ("states", "stepfunctions"),
    ("supportapp", "support-app"),
    ("tag", "resourcegroupstaggingapi"),
    ("tax", "taxsettings"),
    ("thinclient", "workspaces-thin-client"),
    ("voiceid", "voice-id"),
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
    let page = PAGES.binary_search_by_key(&prefix, |(prefix, _)| prefix).ok();
    let page = page.and_then(|index| PAGES.get(index)).map_or(prefix, |(_, page)| page);
    let named = pattern.as_str().split_once(':').and_then(|(_, name)| service.action(name));
    match named {
        Some(action) if action.retired.is_some() => None,
        Some(action) => Some(format!("{BASE}list_{page}.html#list_{page}-action-{}", action.name)),
        None if service.actions().iter().all(|action| action.retired.is_some()) => None,
        None => Some(format!("{BASE}list_{page}.html")),
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
            (
                "states:StartExecution",
                Some("list_stepfunctions.html#list_stepfunctions-action-StartExecution"),
            ),
            ("elasticfilesystem:*", Some("list_efs.html")),
            ("apigateway:GET", Some(INDEX)),
            ("cloudformation:CreateStack", Some(INDEX)),
            ("no-such-service:Get*", None),
            ("*", None),
        ] {
            assert_eq!(page(text), expected.map(|rest| format!("{BASE}{rest}")), "{text}");
        }
    }

    #[test]
    fn every_exception_is_a_service_of_the_catalog_and_stands_once() {
        let catalog = Catalog::embedded();
        assert!(PAGES.windows(2).all(|pair| pair[0].0 < pair[1].0));
        for prefix in PAGES.iter().map(|(prefix, _)| prefix).chain(SPLIT) {
            assert!(catalog.service(prefix).is_some(), "{prefix}");
        }
        assert!(PAGES.iter().all(|(prefix, page)| prefix != page && !SPLIT.contains(prefix)));
    }
}
