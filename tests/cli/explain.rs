//! `leastwise explain`: the tree of a pattern, and why what is kept is kept.

use insta::assert_snapshot;

use crate::fixtures::{DAY, UNUSED_S3, bare_list, finding};
use crate::sandbox::Sandbox;

#[test]
fn the_example_of_awss_article_is_drawn_as_the_article_draws_it() {
    let sandbox = Sandbox::new(&[("unused.json", &bare_list("s3", UNUSED_S3))]);
    let by_file = sandbox.run(&["explain", "s3:Get*", "--unused", "unused.json", "--as-of", DAY]);
    assert_snapshot!(by_file);

    let names: Vec<String> = UNUSED_S3.iter().map(|name| format!("s3:{name}")).collect();
    let mut args = vec!["explain", "s3:Get*", "--as-of", DAY, "--unused"];
    args.extend(names.iter().map(String::as_str));
    assert_eq!(sandbox.run(&args), by_file);
    assert_eq!(sandbox.run(&["explain", "s3:Get*", "--as-of", DAY, "--unused", &names.join(",")]), by_file);
    assert_eq!(sandbox.run(&["explain", "s3:Get*", "--as-of", DAY, "--findings", "unused.json"]), by_file);
}

#[test]
fn a_wildcard_before_the_end_keeps_what_follows_it() {
    let sandbox = Sandbox::new(&[]);
    let args = ["explain", "s3:*Tagging", "--as-of", DAY, "--unused", "s3:GetBucketTagging"];
    assert_snapshot!(sandbox.run(&args));
}

#[test]
fn a_stem_inside_a_word_is_where_the_tree_starts() {
    let sandbox = Sandbox::new(&[]);
    let args =
        ["explain", "ec2:DescribeVol*", "--as-of", DAY, "--unused", "ec2:DescribeVolumesModifications"];
    assert_snapshot!(sandbox.run(&args));
}

#[test]
fn everything_is_narrowed_service_by_service() {
    let sandbox = Sandbox::new(&[]);
    let args = ["explain", "*", "--as-of", DAY, "--unused", "sqs:CreateQueue", "sqs:DeleteQueue"];
    assert_snapshot!(sandbox.run(&args));
}

#[test]
fn a_finding_serves_as_well_as_a_list() {
    let sandbox = Sandbox::new(&[("finding.json", &finding(&[("s3", &["GetObjectTorrent"])]))]);
    let args = ["explain", "s3:GetObjectT*", "--as-of", DAY, "--findings", "finding.json"];
    assert_snapshot!(sandbox.run(&args));
}

#[test]
fn nothing_unused_and_nothing_else_are_said_in_words() {
    let sandbox = Sandbox::new(&[]);
    let nothing = sandbox.run(&["explain", "s3:Get*", "--as-of", DAY]);
    assert!(
        nothing.ends_with("\nNothing that `s3:Get*` grants is unused, so it stays as it is.\n"),
        "{nothing}"
    );
    let all = sandbox.run(&["explain", "s3:GetBucketAcl", "--as-of", DAY, "--unused", "S3:getbucketacl"]);
    assert!(
        all.ends_with("\nEverything that `s3:GetBucketAcl` grants is unused, so it is removed.\n"),
        "{all}"
    );
}

#[test]
fn a_wrong_pattern_or_unused_action_is_one_line_and_code_2() {
    let sandbox = Sandbox::new(&[]);
    for (args, line) in [
        (
            &["explain", "s3Get*"][..],
            "error: `s3Get*` is not an action pattern: an action is written `service:Name`, or `*` for all\n",
        ),
        (
            &["explain", "s3:Get*", "--unused", "GetBucketAcl"],
            "error: `GetBucketAcl` is neither an action nor a file: an action is written `service:Name`\n",
        ),
        (
            &["explain", "s3:Get*", "--unused", "s3:Get*"],
            "error: `s3:Get*` is neither an action nor a file: `*` cannot stand in an action name\n",
        ),
    ] {
        assert_eq!(sandbox.run(args), format!("exit code: 2\n----- stderr\n{line}"), "{args:?}");
    }
}

#[test]
fn findings_of_several_principals_are_refused() {
    let two = [
        finding(&[("s3", &["GetObjectTorrent"])]),
        finding(&[("s3", &["GetObjectAcl"])]).replace("role/MyRole", "role/Other"),
    ];
    let sandbox = Sandbox::new(&[("two.json", &two.concat())]);
    let told = sandbox.run(&["explain", "s3:Get*", "--findings", "two.json"]);
    assert_eq!(
        told,
        "exit code: 2\n----- stderr\n\
         error: the findings in two.json cover 2 principals; pass the findings of one\n"
    );
}

/// Findings of two analyzers, one of which looks further back.
#[test]
fn findings_that_disagree_about_an_action_are_named() {
    let month = finding(&[("s3", &["GetObjectTorrent", "GetObjectAcl"])]);
    let year = finding(&[("s3", &["GetObjectTorrent"])]).replace(
        "\"resource\":",
        "\"analyzerArn\": \"arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/year\",\n  \"resource\":",
    );
    let policy = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject*", "Resource": "*"}]}"#;
    let sandbox = Sandbox::new(&[("month.json", &month), ("year.json", &year), ("MyRole.json", policy)]);
    let findings = ["--findings", "month.json", "--findings", "year.json", "--as-of", DAY];
    for pattern in ["s3:GetObjectAcl", "s3:GetObject*"] {
        let told = sandbox.run(&[&["explain", pattern], &findings[..]].concat());
        let said = "reported unused in month.json but not in year.json: GetObjectAcl";
        assert!(told.contains(said), "{told}");
    }
    let told = sandbox.run(&["check", "--format", "json", "--evidence", "--as-of", DAY]);
    let json: serde_json::Value = serde_json::from_str(told.split_once("----- stdout\n").unwrap().1).unwrap();
    let evidence = &json["policies"][0]["diagnostics"][0]["evidence"];
    assert_eq!(evidence["reasons"]["disputed"], 1, "{evidence:#}");
}
