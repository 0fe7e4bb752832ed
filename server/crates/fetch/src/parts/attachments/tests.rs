use serde_json::json;

use super::*;
use crate::document::digest;

/// As the AWS CLI prints it, with what is not kept.
fn details() -> (Value, Value) {
    let document = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]});
    let attached = |name: &str| json!({"PolicyName": name, "PolicyArn": format!("arn:aws:iam::111122223333:policy/{name}")});
    let answer = json!({
        "UserDetailList": [{
            "Path": "/", "UserName": "jo", "UserId": "AIDA", "Arn": "arn:aws:iam::111122223333:user/jo",
            "CreateDate": "2026-01-01T00:00:00+00:00", "GroupList": ["z", "a"], "AttachedManagedPolicies": [],
            "UserPolicyList": [{"PolicyName": "own", "PolicyDocument": document}],
            "Tags": [{"Key": "token", "Value": "secret"}],
        }],
        "GroupDetailList": [],
        "RoleDetailList": [
            {
                "Path": "/", "RoleName": "b", "RoleId": "AROA", "Arn": "arn:aws:iam::111122223333:role/b",
                "AssumeRolePolicyDocument": document, "AttachedManagedPolicies": [attached("y"), attached("x")],
                "PermissionsBoundary": {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/x"},
            },
            {"RoleName": "a", "Arn": "arn:aws:iam::111122223333:role/a"},
        ],
        "Policies": [{
            "PolicyName": "x", "Arn": "arn:aws:iam::111122223333:policy/x", "DefaultVersionId": "v2", "AttachmentCount": 1,
            "PermissionsBoundaryUsageCount": 1, "IsAttachable": true,
            "PolicyVersionList": [
                {"Document": document, "VersionId": "v2", "IsDefaultVersion": true},
                {"Document": {}, "VersionId": "v1", "IsDefaultVersion": false},
            ],
        }],
    });
    (answer, document)
}

#[test]
fn only_what_ownership_needs_is_kept_in_the_order_of_names() {
    let (answer, document) = details();
    let mut details: Details = serde_json::from_value(answer).unwrap();
    details.sort();
    let text = details.text("2026-02-01T00:00:00Z").unwrap();
    let kept: Value = serde_json::from_str(&text).unwrap();
    assert!(!text.contains("secret") && !text.contains("s3:*") && !text.contains("AssumeRole"), "{text}");
    assert_eq!(kept["RoleDetailList"][0]["RoleName"], "a");
    let b = &kept["RoleDetailList"][1];
    assert_eq!(b["AttachedManagedPolicies"][0]["PolicyName"], "x");
    assert_eq!(b["PermissionsBoundary"]["PermissionsBoundaryArn"], "arn:aws:iam::111122223333:policy/x");
    assert_eq!(kept["UserDetailList"][0]["GroupList"], json!(["a", "z"]));
    let digest = json!(digest(&document));
    assert_eq!(
        kept["UserDetailList"][0]["UserPolicyList"],
        json!([{"PolicyName": "own", "DocumentSha256": digest}])
    );
    let policy = &kept["Policies"][0];
    assert_eq!(
        policy["PolicyVersionList"],
        json!([{"VersionId": "v2", "IsDefaultVersion": true, "DocumentSha256": digest}])
    );
    assert_eq!(
        (&policy["AttachmentCount"], &policy["PermissionsBoundaryUsageCount"]),
        (&json!(1), &json!(1))
    );
    let lines = text.lines().filter(|line| line.contains("\"Arn\"")).count();
    assert_eq!(lines, 4, "{text}");
}
