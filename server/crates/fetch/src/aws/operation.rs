//! The operations of AWS that are used: one table, from which calls, the least policy and the documentation go.

/// An operation.
#[derive(Debug)]
pub struct Operation {
    /// The service, as the AWS CLI names it.
    pub service: &'static str,
    /// The operation, as the AWS CLI names it.
    pub name: &'static str,
    /// The IAM action that it needs, which may have another name.
    pub action: &'static str,
    /// The first versions of the AWS CLI that have it: 1 and 2. `None` where every version in use does.
    pub since: Option<[&'static str; 2]>,
    /// Its answer may take longer than others, since it has very many pages.
    pub slow: bool,
}

/// Version 2 of the operations on findings, which alone know unused access.
const FINDINGS: Option<[&str; 2]> = Some(["1.31.2", "2.14.2"]);
const RECOMMENDATIONS: Option<[&str; 2]> = Some(["1.33.6", "2.16.6"]);

const fn operation(service: &'static str, name: &'static str, action: &'static str) -> Operation {
    Operation { service, name, action, since: None, slow: false }
}

/// Which analyzers there are.
pub static LIST_ANALYZERS: Operation =
    operation("accessanalyzer", "list-analyzers", "access-analyzer:ListAnalyzers");
/// Which findings an analyzer has, without details.
pub static LIST_FINDINGS: Operation = Operation {
    since: FINDINGS,
    slow: true,
    ..operation("accessanalyzer", "list-findings-v2", "access-analyzer:ListFindings")
};
/// One finding with its details.
pub static GET_FINDING: Operation = Operation {
    since: FINDINGS,
    ..operation("accessanalyzer", "get-finding-v2", "access-analyzer:GetFinding")
};
/// Has AWS make a recommendation.
pub static GENERATE_RECOMMENDATION: Operation = Operation {
    since: RECOMMENDATIONS,
    ..operation(
        "accessanalyzer",
        "generate-finding-recommendation",
        "access-analyzer:GenerateFindingRecommendation",
    )
};
/// The recommendation, or how far it is.
pub static GET_RECOMMENDATION: Operation = Operation {
    since: RECOMMENDATIONS,
    ..operation("accessanalyzer", "get-finding-recommendation", "access-analyzer:GetFindingRecommendation")
};
/// Has IAM make a last-accessed report.
pub static GENERATE_LAST_ACCESSED: Operation =
    operation("iam", "generate-service-last-accessed-details", "iam:GenerateServiceLastAccessedDetails");
/// A page of the report, or how far it is.
pub static GET_LAST_ACCESSED: Operation =
    operation("iam", "get-service-last-accessed-details", "iam:GetServiceLastAccessedDetails");
/// Who has which policy.
pub static AUTHORIZATION_DETAILS: Operation = Operation {
    slow: true,
    ..operation("iam", "get-account-authorization-details", "iam:GetAccountAuthorizationDetails")
};
/// A stack's ARN.
pub static DESCRIBE_STACKS: Operation =
    operation("cloudformation", "describe-stacks", "cloudformation:DescribeStacks");
/// What a stack made.
pub static LIST_STACK_RESOURCES: Operation =
    operation("cloudformation", "list-stack-resources", "cloudformation:ListStackResources");

/// All of them.
pub static OPERATIONS: [&Operation; 10] = [
    &LIST_ANALYZERS,
    &LIST_FINDINGS,
    &GET_FINDING,
    &GENERATE_RECOMMENDATION,
    &GET_RECOMMENDATION,
    &GENERATE_LAST_ACCESSED,
    &GET_LAST_ACCESSED,
    &AUTHORIZATION_DETAILS,
    &DESCRIBE_STACKS,
    &LIST_STACK_RESOURCES,
];
