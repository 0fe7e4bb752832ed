//! Policies and findings, written for these tests. The role is MyRole, so that the file's name tells the owner.

/// Two statements: plain actions and a wildcard of Lambda, wildcards of S3.
pub(crate) const POLICY: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "lambda:AddPermission",
        "lambda:Invoke*"
      ],
      "Resource": "*"
    },
    {
      "Effect": "Allow",
      "Action": ["s3:Get*", "s3:List*"],
      "Resource": "*"
    }
  ]
}
"#;

/// The 22 unused actions of the example in AWS's article on policy recommendations.
pub(crate) const UNUSED_S3: &[&str] = &[
    "GetAccelerateConfiguration",
    "GetAnalyticsConfiguration",
    "GetBucketAcl",
    "GetBucketCORS",
    "GetBucketLocation",
    "GetBucketLogging",
    "GetBucketNotification",
    "GetBucketObjectLockConfiguration",
    "GetBucketOwnershipControls",
    "GetBucketPolicy",
    "GetBucketPolicyStatus",
    "GetBucketPublicAccessBlock",
    "GetBucketRequestPayment",
    "GetBucketTagging",
    "GetBucketVersioning",
    "GetBucketWebsite",
    "GetEncryptionConfiguration",
    "GetIntelligentTieringConfiguration",
    "GetInventoryConfiguration",
    "GetLifecycleConfiguration",
    "GetMetricsConfiguration",
    "GetReplicationConfiguration",
];

/// The day of that article. Replayed, so that what AWS adds to its lists changes no test.
pub(crate) const DAY: &str = "2024-06-15";

/// A finding about the role MyRole, one line for each action.
pub(crate) fn finding(services: &[(&str, &[&str])]) -> String {
    let details: Vec<String> = services
        .iter()
        .map(|(service, actions)| {
            let actions: Vec<String> =
                actions.iter().map(|action| format!("        {{\"action\": \"{action}\"}}")).collect();
            format!(
                "    {{\"unusedPermissionDetails\": {{\"serviceNamespace\": \"{service}\", \"actions\": [\n{}\n    ]}}}}",
                actions.join(",\n")
            )
        })
        .collect();
    format!(
        r#"{{
  "id": "0d1c2b3a-0000-4000-8000-000000000001",
  "analyzedAt": "2024-06-12T08:15:30Z",
  "status": "ACTIVE",
  "resource": "arn:aws:iam::111122223333:role/MyRole",
  "resourceType": "AWS::IAM::Role",
  "findingType": "UnusedPermission",
  "findingDetails": [
{}
  ]
}}
"#,
        details.join(",\n")
    )
}

/// [`POLICY`]'s finding: the S3 actions of the article and one of Lambda.
pub(crate) fn example() -> String {
    finding(&[("lambda", &["AddPermission"]), ("s3", UNUSED_S3)])
}

/// The same in the format without a principal.
pub(crate) fn bare_list(service: &str, actions: &[&str]) -> String {
    let actions: Vec<String> = actions.iter().map(|action| format!("\"{action}\"")).collect();
    format!("[{{\"serviceNamespace\": \"{service}\", \"actions\": [{}]}}]\n", actions.join(", "))
}
