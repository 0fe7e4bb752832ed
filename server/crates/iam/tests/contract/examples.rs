//! Patterns, unused actions and the replacement that must come out, by what is difficult about them.
//! The catalog is replayed as of one day, so that the actions of tomorrow change nothing here.

use leastwise_iam::{Outcome, Style};

use crate::support::{actions, narrower, outcome, pattern};

const DAY: &str = "2026-09-26";

#[track_caller]
fn check(text: &str, unused: &[&str], expected: &str) {
    assert_eq!(
        outcome(&narrower(unused, Some(DAY)), text, Style::Narrow),
        expected,
        "{text} without {unused:?}"
    );
}

#[test]
fn a_safe_prefix_is_safe_as_text_and_not_only_as_words() {
    check("iam:ListUser*", &["iam:ListUsers"], "iam:ListUserPolicies iam:ListUserTags");
    check("iam:ListRole*", &["iam:ListRoles"], "iam:ListRolePolicies iam:ListRoleTags");
    check("iam:List*Users", &["iam:ListRoles"], "untouched");
}

#[test]
fn case_is_no_border() {
    check(
        "ssm:DescribeMaintenanceWindows*",
        &["ssm:DescribeMaintenanceWindowSchedule"],
        "ssm:DescribeMaintenanceWindows ssm:DescribeMaintenanceWindowsForTarget",
    );
    check(
        "SSM:describemaintenancewindow*",
        &["ssm:describemaintenancewindowtasks"],
        "SSM:DescribeMaintenanceWindowExecution* SSM:DescribeMaintenanceWindows* \
         SSM:DescribeMaintenanceWindowTargets",
    );
}

#[test]
fn a_stem_may_end_inside_a_word() {
    check(
        "ec2:DescribeVol*",
        &["ec2:DescribeVolumeStatus"],
        "ec2:DescribeVolumeAttribute ec2:DescribeVolumes ec2:DescribeVolumesModifications",
    );
    check("ec2:DescribeVol*", &["ec2:DescribeVolumeAttribute"], "ec2:DescribeVolumes*");
    check(
        "s3:GetMultiR*",
        &["s3:GetMultiRegionAccessPointRoutes"],
        "s3:GetMultiRegionAccessPoint s3:GetMultiRegionAccessPointPolicy*",
    );
}

#[test]
fn a_name_that_is_a_prefix_of_others_is_written_out() {
    check(
        "s3:GetMultiR*",
        &["s3:GetMultiRegionAccessPointPolicyStatus"],
        "s3:GetMultiRegionAccessPoint s3:GetMultiRegionAccessPointPolicy s3:GetMultiRegionAccessPointRoutes",
    );
}

#[test]
fn what_is_left_of_the_pattern_stays_behind_the_prefix() {
    check(
        "s3:*Tagging",
        &["s3:GetObjectTagging", "s3:GetBucketTagging"],
        "s3:Delete*Tagging s3:GetJobTagging s3:GetObjectVersionTagging s3:GetStorageLensConfigurationTagging \
         s3:Put*Tagging",
    );
    check(
        "s3:Get*Tagging",
        &["s3:GetBucketTagging"],
        "s3:GetJobTagging s3:GetObject*Tagging s3:GetStorageLensConfigurationTagging",
    );
    check(
        "s3:get**tagging",
        &["s3:GetBucketTagging"],
        "s3:GetJobTagging s3:GetObject*tagging s3:GetStorageLensConfigurationTagging",
    );
    check(
        "iam:*AccessKey*",
        &["iam:ListAccessKeys"],
        "iam:CreateAccessKey iam:DeleteAccessKey iam:GetAccessKeyLastUsed iam:UpdateAccessKey",
    );
    check(
        "s3:*Object*Version*",
        &["s3:GetObjectVersionAcl"],
        "s3:Delete*Object*Version* s3:GetObjectVersion s3:GetObjectVersionAnnotation* \
         s3:GetObjectVersionAttributes s3:GetObjectVersionForReplication s3:GetObjectVersionTagging \
         s3:GetObjectVersionTorrent s3:ListObjectVersionAnnotations s3:Put*Object*Version*",
    );
}

#[test]
fn a_question_mark_is_one_character() {
    check("s3:GetBucketAc?", &["s3:GetBucketAcl"], "removed");
    check("s3:GetBucketAc?", &["s3:GetBucketAbac"], "untouched");
    check("ec2:Describe?nstances", &["ec2:DescribeInstances"], "removed");
    check("s3:?etObjectA*", &["s3:GetObjectAcl"], "s3:GetObjectAnnotation s3:GetObjectAttributes");
    check("s3:???BucketPolicy*", &["s3:GetBucketPolicyStatus"], "s3:GetBucketPolicy s3:PutBucketPolicy");
}

#[test]
fn the_authors_service_prefix_stays() {
    check(
        "IAM:list*user*",
        &["iam:listusers"],
        "IAM:ListAttachedUserPolicies IAM:ListGroupsForUser IAM:ListUserPolicies IAM:ListUserTags",
    );
}

#[test]
fn what_matches_nothing_known_is_left_alone() {
    for text in ["internal-svc:*", "s3:Foo*", "s3:FooBar", "internal-svc:Do"] {
        check(text, &["s3:GetObject", "iam:ListUsers"], "untouched");
    }
}

#[test]
fn a_name_outside_the_catalog_goes_only_if_a_finding_names_it() {
    check("s3:GetObjectQuux", &["s3:GetObjectQuux"], "removed");
    check("s3:GetObjectQ*", &["s3:GetObjectQuux"], "removed");
    check("internal-svc:*", &["internal-svc:Do"], "removed");
}

#[test]
fn what_is_wholly_unused_goes() {
    check("sts:AssumeRole", &["sts:assumerole"], "removed");
    check("sqs:Purge*", &["sqs:PurgeQueue"], "removed");
}

#[test]
fn everything_is_narrowed_service_by_service() {
    // A service's every action, but one in the service that has a single one.
    let single = {
        let catalog = leastwise_iam::Catalog::embedded();
        let service = catalog.services().iter().find(|service| service.action_count() == 1).unwrap();
        format!("{}:{}", service.prefix(), service.actions()[0].name)
    };
    for text in ["*", "*:*"] {
        let narrower = narrower(&["sqs:PurgeQueue", "sqs:DeleteQueue", "made-up:Name"], None);
        let narrowing = narrower.narrow(&pattern(text), Style::Narrow).unwrap();
        let Outcome::Replaced(entries) = &narrowing.outcome else { panic!("{narrowing:?}") };
        let entries: Vec<&str> = entries.iter().map(|entry| entry.as_str()).collect();
        assert!(entries.contains(&"s3:*") && entries.contains(&"ec2:*") && entries.contains(&&*single));
        assert!(!entries.iter().any(|entry| entry.starts_with("made-up:") || entry.starts_with("sqs:P")));
        assert!(entries.contains(&"sqs:DeleteMessage") && entries.contains(&"sqs:Get*"));
        assert_eq!(narrowing.unused.len(), 3);
    }
    let narrower = narrower(&[], None);
    assert_eq!(outcome(&narrower, "*", Style::Narrow), "untouched");
    assert_eq!(outcome(&narrower, "**", Style::Explicit), "untouched");
}

#[test]
fn the_explicit_style_writes_every_kept_name() {
    let narrower = narrower(&["iam:ListUsers", "s3:GetBucketTagging", "sts:TagSession"], Some(DAY));
    for (text, expected) in [
        ("IAM:ListUser*", "IAM:ListUserPolicies IAM:ListUserTags"),
        (
            "s3:Get*Tagging",
            "s3:GetJobTagging s3:GetObjectTagging s3:GetObjectVersionTagging \
             s3:GetStorageLensConfigurationTagging",
        ),
        ("sts:TagS*", "removed"),
        ("sts:Assume*", "untouched"),
        ("*", "error: cannot write out `*`"),
    ] {
        assert_eq!(outcome(&narrower, text, Style::Explicit), expected, "{text}");
    }
}

#[test]
fn a_pattern_with_too_many_stars_is_reported_and_not_narrowed() {
    let narrower = narrower(&["s3:GetObjectVersionForReplication", "s3:PutObject"], Some(DAY));
    let sixteen = "s3:*G*e*t*O*b*j*e*c*t*V*e*r*s*i*o*";
    let seventeen = "s3:*G*e*t*O*b*j*e*c*t*V*e*r*s*i*o*n*";
    assert!(!outcome(&narrower, sixteen, Style::Narrow).starts_with("error"));
    let refused = "error: cannot narrow a pattern with more than 16 stars";
    for style in [Style::Narrow, Style::Explicit] {
        assert_eq!(outcome(&narrower, seventeen, style), refused);
    }
    let unused = &narrower.look(&pattern(seventeen)).unused;
    assert!(unused.iter().eq(actions(&["s3:GetObjectVersionForReplication"]).iter()), "{unused:?}");
}

#[test]
fn stars_are_no_hindrance_where_nothing_has_to_be_compared() {
    let narrower = narrower(&["s3:GetObjectAcl", "s3:GetBucketPublicAccessBlock"], Some(DAY));
    let seventeen = "s3:*G*e*t*O*b*j*e*c*t*A*c*l*Q*u*u*x*";
    assert_eq!(outcome(&narrower, seventeen, Style::Narrow), "untouched");
    let seventeen = "s3:*G*e*t*B*u*c*k*e*t*P*u*b*l*i*c*AccessBlock";
    assert_eq!(outcome(&narrower, seventeen, Style::Narrow), "removed");
    // A run of stars is one star.
    let run = format!("s3:GetObjectA{}", "*".repeat(40));
    assert_eq!(outcome(&narrower, &run, Style::Narrow), "s3:GetObjectAnnotation s3:GetObjectAttributes");
}

#[test]
fn a_replacement_stays_as_it_is() {
    let narrower = narrower(&["s3:GetBucketAcl", "s3:PutBucketAcl"], Some(DAY));
    for text in ["s3:*", "s3:*Bucket*", "s3:*A*"] {
        let narrowing = narrower.narrow(&pattern(text), Style::Narrow).unwrap();
        let Outcome::Replaced(entries) = &narrowing.outcome else { panic!("{narrowing:?}") };
        for entry in entries {
            assert_eq!(narrower.narrow(entry, Style::Narrow).unwrap().outcome, Outcome::Untouched, "{entry}");
        }
    }
}

#[test]
fn what_was_asked_before_is_remembered() {
    let narrower = narrower(&["s3:GetBucketAcl"], Some(DAY));
    let text = pattern("s3:Get*");
    let look = narrower.look(&text);
    let narrowing = narrower.narrow(&text, Style::Narrow).unwrap();
    narrower.narrow(&pattern("s3:List*"), Style::Narrow).unwrap();
    assert!(std::sync::Arc::ptr_eq(&look, &narrower.look(&text)));
    assert!(std::sync::Arc::ptr_eq(&look, &narrowing.look));
    assert!(std::sync::Arc::ptr_eq(&narrowing, &narrower.narrow(&text, Style::Narrow).unwrap()));
    let explicit = narrower.narrow(&text, Style::Explicit).unwrap();
    assert_ne!(explicit.outcome, narrowing.outcome);
    assert_eq!((explicit.granted, &explicit.unused), (look.granted, &look.unused));
}
