//! The AWS CLI commands that fetch what is missing, ready to paste. What they quote from a findings file was checked
//! to be plain when it was read: a file must not decide what somebody's shell does.

use crate::findings::Origin;
use crate::principal::Principal;

/// So many findings are fetched by their ids; more of them by what the analyzer lists.
const MOST_IDS: usize = 20;

/// Fetches findings with their details, into a file that leastwise reads. Without ids, or with very many, all active
/// findings about unused permissions.
pub(crate) fn findings(ids: &[&str], analyzer: Option<&str>, principal: Option<&Principal>) -> String {
    match ids {
        [id] => {
            let name = principal.map(|principal| format!("-{}", principal.name)).unwrap_or_default();
            let get = |of: &str| format!("aws accessanalyzer get-finding-v2 {of} --id {id} --output json");
            format!("{} > unused-access{name}.json", of_analyzer(analyzer, get))
        }
        [_, ..] if ids.len() <= MOST_IDS => {
            let ids = ids.join(" ");
            let get = |of: &str| {
                format!(
                    "for id in {ids}; do aws accessanalyzer get-finding-v2 {of} --id \"$id\" --output json; done"
                )
            };
            format!("{} > unused-access.json", of_analyzer(analyzer, get))
        }
        _ => {
            let get = |of: &str| {
                format!(
                    "for id in $(aws accessanalyzer list-findings-v2 {of} --filter \
                     '{{\"findingType\":{{\"eq\":[\"UnusedPermission\"]}},\"status\":{{\"eq\":[\"ACTIVE\"]}}}}' --query \
                     'findings[].id' --output text); do aws accessanalyzer get-finding-v2 {of} --id \"$id\" --output \
                     json; done"
                )
            };
            format!("{} > unused-access.json", of_analyzer(analyzer, get))
        }
    }
}

/// Fetches a recommendation, whose answer does not hold the id of its finding.
pub(crate) fn recommendation() -> String {
    let get = |of: &str| {
        format!("aws accessanalyzer get-finding-recommendation {of} --id FINDING_ID --output json")
    };
    format!("{} > recommendation.json", of_analyzer(None, get))
}

/// Fetches a last-accessed report whole, whose answer does not hold the id of its job.
pub(crate) fn report() -> &'static str {
    "aws iam get-service-last-accessed-details --job-id JOB_ID --max-items 1000 --output json > last-accessed.json"
}

/// Has a last-accessed report made.
pub(crate) fn new_report() -> &'static str {
    "aws iam generate-service-last-accessed-details --granularity ACTION_LEVEL --arn ARN"
}

/// What fetches the missing part of an answer.
pub(crate) fn again(
    origin: Origin,
    ids: &[&str],
    analyzer: Option<&str>,
    principal: Option<&Principal>,
) -> String {
    match origin {
        Origin::Analyzer => findings(ids, analyzer, principal),
        Origin::LastAccessedReport | Origin::Advisor => report().to_owned(),
    }
}

/// A command with the options that name the analyzer. An unknown one is looked up: there may be several, which the AWS
/// CLI prints in several lines, and only one of them has the finding.
fn of_analyzer(analyzer: Option<&str>, command: impl Fn(&str) -> String) -> String {
    match analyzer {
        None => format!(
            "for analyzer in $(aws accessanalyzer list-analyzers --query \"analyzers[?ends_with(type, \
             'UNUSED_ACCESS')].arn\" --output text); do {}; done",
            command("--analyzer-arn \"$analyzer\"")
        ),
        Some(arn) => {
            let region = arn.split(':').nth(3).unwrap_or_default();
            command(&format!("--region {region} --analyzer-arn {arn}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_finding_is_fetched_by_its_id_many_in_a_loop_and_very_many_by_a_list() {
        let arn = "arn:aws:access-analyzer:eu-west-1:1:analyzer/u";
        let role = Principal::from_arn("arn:aws:iam::1:role/A");
        assert_eq!(
            findings(&["a-1"], Some(arn), role.as_ref()),
            format!(
                "aws accessanalyzer get-finding-v2 --region eu-west-1 --analyzer-arn {arn} --id a-1 --output json > \
                 unused-access-A.json"
            )
        );
        assert_eq!(
            findings(&["a-1", "a-2"], Some(arn), role.as_ref()),
            format!(
                "for id in a-1 a-2; do aws accessanalyzer get-finding-v2 --region eu-west-1 --analyzer-arn {arn} --id \
                 \"$id\" --output json; done > unused-access.json"
            )
        );
        let many = findings(&["a"; 21], None, None);
        assert!(many.starts_with("for analyzer in $(aws accessanalyzer list-analyzers"), "{many}");
        assert!(many.ends_with("; done; done > unused-access.json"), "{many}");
        assert!(
            many.contains("list-findings-v2 --analyzer-arn \"$analyzer\" --filter '{\"findingType\""),
            "{many}"
        );
        assert_eq!(findings(&[], None, None), many);
    }
}
