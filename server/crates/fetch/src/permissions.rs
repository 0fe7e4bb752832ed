//! The least policy that a request needs: an action for each operation that it calls, on as little as it can name.

use serde_json::{Value, json};

use crate::aws::Operation;
use crate::aws::operation::{
    AUTHORIZATION_DETAILS, DESCRIBE_STACKS, GENERATE_LAST_ACCESSED, GENERATE_RECOMMENDATION, GET_FINDING,
    GET_LAST_ACCESSED, GET_RECOMMENDATION, LIST_ANALYZERS, LIST_FINDINGS, LIST_STACK_RESOURCES,
};
use crate::parts::last_accessed;
use crate::{Attachments, Request};

/// An IAM policy, as text.
pub fn policy(request: &Request) -> String {
    let partition = partition(request);
    let mut statements = Vec::new();
    let is_named =
        !request.analyzers.is_empty() && request.analyzers.iter().all(|name| name.starts_with("arn:"));
    if request.findings {
        if !is_named {
            statements.push(statement("ListAnalyzers", &[&LIST_ANALYZERS], json!("*")));
        }
        let resource = match is_named {
            true => json!(request.analyzers),
            false => json!(format!("arn:{partition}:access-analyzer:*:*:analyzer/*")),
        };
        let mut operations = vec![&GET_FINDING, &LIST_FINDINGS];
        if request.recommendations {
            operations.extend([&GENERATE_RECOMMENDATION, &GET_RECOMMENDATION]);
        }
        statements.push(statement("ReadFindings", &operations, resource));
    }
    let attachments = match request.attachments {
        Attachments::Always => true,
        Attachments::Auto => request.findings,
        Attachments::Never => false,
    };
    if attachments || (request.last_accessed && last_accessed::needs_principals(request)) {
        statements.push(statement("ReadAttachments", &[&AUTHORIZATION_DETAILS], json!("*")));
    }
    if request.last_accessed {
        let resource = match last_accessed::needs_principals(request) {
            true => {
                json!([format!("arn:{partition}:iam::*:role/*"), format!("arn:{partition}:iam::*:user/*")])
            }
            false => json!(request.principals),
        };
        statements.push(statement("MakeLastAccessedReports", &[&GENERATE_LAST_ACCESSED], resource));
        statements.push(statement("ReadLastAccessedReports", &[&GET_LAST_ACCESSED], json!("*")));
    }
    if !request.stacks.is_empty() {
        let arn = |stack: &String| match stack.starts_with("arn:") {
            true => stack.clone(),
            false => format!("arn:{partition}:cloudformation:*:*:stack/{stack}/*"),
        };
        let resources: Vec<String> = request.stacks.iter().map(arn).collect();
        statements.push(statement(
            "ReadStackResources",
            &[&DESCRIBE_STACKS, &LIST_STACK_RESOURCES],
            json!(resources),
        ));
    }
    let policy = json!({"Version": "2012-10-17", "Statement": statements});
    format!("{policy:#}\n")
}

fn statement(sid: &str, operations: &[&'static Operation], resource: Value) -> Value {
    let actions: Vec<&str> = operations.iter().map(|operation| operation.action).collect();
    json!({"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resource})
}

/// The partition of what was named, or else of the region.
fn partition(request: &Request) -> &str {
    let arns = request.analyzers.iter().chain(&request.principals).chain(&request.stacks);
    let named = arns.filter(|arn| arn.starts_with("arn:")).find_map(|arn| arn.split(':').nth(1));
    named.unwrap_or_else(|| {
        let region = request.region.as_deref().unwrap_or_default();
        let table = [
            ("cn-", "aws-cn"),
            ("us-gov-", "aws-us-gov"),
            ("eusc-", "aws-eusc"),
            ("us-isob-", "aws-iso-b"),
            ("us-isof-", "aws-iso-f"),
            ("eu-isoe-", "aws-iso-e"),
            ("us-iso-", "aws-iso"),
        ];
        table.iter().find(|(prefix, _)| region.starts_with(prefix)).map_or("aws", |(_, partition)| partition)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actions(request: &Request) -> Vec<String> {
        let policy: Value = serde_json::from_str(&policy(request)).unwrap();
        let statements = policy["Statement"].as_array().unwrap();
        let actions = statements.iter().flat_map(|statement| statement["Action"].as_array().unwrap());
        actions.map(|action| action.as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn each_part_adds_the_actions_of_the_calls_that_it_makes() {
        let least =
            ["access-analyzer:ListAnalyzers", "access-analyzer:GetFinding", "access-analyzer:ListFindings"];
        let mut request = Request { attachments: Attachments::Never, ..Request::new("aws") };
        assert_eq!(actions(&request), least);
        request.analyzers = vec!["arn:aws-cn:access-analyzer:cn-north-1:111122223333:analyzer/a".to_owned()];
        assert_eq!(actions(&request), least[1..]);
        assert!(
            policy(&request).contains("\"arn:aws-cn:access-analyzer:cn-north-1:111122223333:analyzer/a\"")
        );
        request.last_accessed = true;
        request.principals = vec!["arn:aws-cn:iam::111122223333:role/a".to_owned()];
        request.stacks = vec!["app".to_owned()];
        request.recommendations = true;
        assert_eq!(actions(&request).len(), 8);
        assert!(policy(&request).contains("arn:aws-cn:cloudformation:*:*:stack/app/*"));
        request.principals.clear();
        assert!(actions(&request).contains(&"iam:GetAccountAuthorizationDetails".to_owned()));
    }

    #[test]
    fn the_partition_is_that_of_the_region() {
        for (region, partition) in
            [("us-gov-west-1", "aws-us-gov"), ("eusc-de-east-1", "aws-eusc"), ("eu-west-1", "aws")]
        {
            let request = Request { region: Some(region.to_owned()), ..Request::new("aws") };
            assert!(policy(&request).contains(&format!("arn:{partition}:access-analyzer:")), "{region}");
        }
    }

    #[test]
    fn every_operation_is_granted_by_some_request() {
        let request = Request {
            recommendations: true,
            last_accessed: true,
            stacks: vec!["app".to_owned()],
            ..Request::new("aws")
        };
        let mut granted = actions(&request);
        granted.sort();
        let mut all: Vec<_> =
            crate::aws::OPERATIONS.iter().map(|operation| operation.action.to_owned()).collect();
        all.sort();
        assert_eq!(granted, all);
    }
}
