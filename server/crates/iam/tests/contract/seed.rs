//! The example of AWS's article "New AWS tool recommends removal of unused permissions", replayed.

use leastwise_iam::Style;

use crate::support::{narrower, outcome, pattern};

/// The actions that the article's finding reports.
pub(crate) const UNUSED: &[&str] = &[
    "lambda:UpdateFunctionCode",
    "lambda:GetFunction",
    "lambda:ListVersionsByFunction",
    "lambda:UpdateFunctionConfiguration",
    "lambda:CreateFunction",
    "lambda:DeleteFunction",
    "lambda:GetFunctionConfiguration",
    "lambda:AddPermission",
    "s3:GetBucketLocation",
    "s3:GetBucketWebsite",
    "s3:GetBucketPolicyStatus",
    "s3:GetAccelerateConfiguration",
    "s3:GetBucketPolicy",
    "s3:GetBucketRequestPayment",
    "s3:GetReplicationConfiguration",
    "s3:GetBucketLogging",
    "s3:GetBucketObjectLockConfiguration",
    "s3:GetBucketNotification",
    "s3:GetLifecycleConfiguration",
    "s3:GetAnalyticsConfiguration",
    "s3:GetBucketCORS",
    "s3:GetInventoryConfiguration",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetEncryptionConfiguration",
    "s3:GetBucketAcl",
    "s3:GetBucketVersioning",
    "s3:GetBucketOwnershipControls",
    "s3:GetBucketTagging",
    "s3:GetIntelligentTieringConfiguration",
    "s3:GetMetricsConfiguration",
];

const JUNE_2024: &str = "2024-06-15";

#[test]
fn the_articles_replacement_comes_out_to_the_letter() {
    let narrower = narrower(UNUSED, Some(JUNE_2024));
    let expected = "s3:GetAccess* s3:GetAccountPublicAccessBlock s3:GetDataAccess s3:GetJobTagging s3:GetMulti* \
                    s3:GetObject* s3:GetStorage*";
    assert_eq!(outcome(&narrower, "s3:Get*", Style::Narrow), expected);
    assert_eq!(narrower.look(&pattern("s3:Get*")).unused.len(), 22);
}

#[test]
fn today_two_actions_that_aws_added_since_stay_as_well() {
    let narrower = narrower(UNUSED, Some("2026-09-26"));
    let expected = "s3:GetAccess* s3:GetAccountPublicAccessBlock s3:GetBucketAbac \
                    s3:GetBucketMetadataTableConfiguration s3:GetDataAccess s3:GetJobTagging s3:GetMulti* \
                    s3:GetObject* s3:GetStorage*";
    assert_eq!(outcome(&narrower, "s3:Get*", Style::Narrow), expected);
}

#[test]
fn the_rest_of_the_articles_policy_stays_or_goes_as_there() {
    let narrower = narrower(UNUSED, Some(JUNE_2024));
    for (entry, expected) in [
        ("s3:List*", "untouched"),
        ("lambda:Invoke*", "untouched"),
        ("lambda:AddPermission", "removed"),
        ("lambda:CreateFunction", "removed"),
        ("lambda:GetFunctionConfiguration", "removed"),
        ("lambda:ListVersionsByFunction", "removed"),
        ("lambda:UpdateFunctionCode", "removed"),
    ] {
        assert_eq!(outcome(&narrower, entry, Style::Narrow), expected, "{entry}");
    }
}
