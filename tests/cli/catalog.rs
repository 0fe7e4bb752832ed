//! `leastwise catalog`: what is known, in which words.

use crate::sandbox::Sandbox;

#[test]
fn the_catalog_tells_its_day_and_how_much_it_knows() {
    let sandbox = Sandbox::new(&[]);
    let told = sandbox.run(&["catalog"]);
    let catalog = leastwise_iam::Catalog::embedded();
    for line in [
        "exit code: 0\n",
        "date      [CATALOG]\n",
        &format!("services  {}\n", catalog.services().len()),
        &format!("actions   {}\n", catalog.action_count()),
        "  tracked ",
        "  untracked ",
    ] {
        assert!(told.contains(line), "{line:?} is missing in\n{told}");
    }
}

#[test]
fn a_services_actions_are_listed_with_their_facts() {
    let sandbox = Sandbox::new(&[]);
    let told = sandbox.run(&["catalog", "SQS"]);
    assert!(told.contains("\nsqs  Amazon SQS, "), "{told}");
    let line = told.lines().find(|line| line.contains("CreateQueue")).unwrap();
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(words, ["CreateQueue", "write", "tracked", "first", "seen", "2016-05-08"]);
}

#[test]
fn an_unknown_service_is_one_line_with_near_names() {
    let sandbox = Sandbox::new(&[]);
    assert_eq!(
        sandbox.run(&["catalog", "simple queue"]).lines().count(),
        3,
        "exit code, heading and one line of stderr"
    );
    let told = sandbox.run(&["catalog", "elasticloadbalanc"]);
    assert!(told.starts_with("exit code: 2\n") && told.contains("perhaps elasticloadbalancing\n"), "{told}");
}

const S3: &str = r#"{ "Name": "s3", "Actions": [
  { "Name": "GetBucketAcl", "SupportedBy": { "IAM Action Last Accessed": true } },
  { "Name": "GetObjectQuux", "Annotations": { "Properties": { "IsWrite": false } } },
  { "Name": "GetObject" }
] }
"#;

/// A policy, a finding that names an action which only the folder's file knows, and that folder.
fn refreshed(settings: &str) -> Sandbox {
    Sandbox::new(&[
        ("leastwise.toml", settings),
        ("services/v1/s3/s3.json", S3),
        (
            "MyRole.json",
            r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObjectQ*", "Resource": "*"}]}"#,
        ),
        (
            "finding.json",
            r#"{"id": "1", "resource": "arn:aws:iam::111122223333:role/MyRole", "status": "ACTIVE",
              "analyzedAt": "2026-09-01T07:00:00Z", "findingDetails": [{"unusedPermissionDetails":
              {"serviceNamespace": "s3", "actions": [{"action": "GetObjectQuux"}]}}]}"#,
        ),
    ])
}

#[test]
fn a_folder_of_service_reference_files_refreshes_the_catalog_by_flag_and_by_setting() {
    let check = |sandbox: &Sandbox, args: &[&str]| sandbox.run(&[&["check"], args].concat());
    let embedded = check(&refreshed(""), &[]);
    assert!(embedded.contains("stale-catalog"), "{embedded}");
    for told in [
        check(&refreshed(""), &["--catalog", "services"]),
        check(&refreshed("catalog = \"services\"\n"), &[]),
        check(&refreshed("catalog = \"gone\"\n"), &["--catalog", "services"]),
    ] {
        assert!(!told.contains("stale-catalog"), "{told}");
        assert!(told.contains("(catalog [CATALOG], 1 service refreshed from services)."), "{told}");
    }
}

#[test]
fn the_catalog_names_what_was_refreshed_and_what_cannot_be_parsed() {
    let sandbox = refreshed("catalog = \"services\"\n");
    sandbox.write("services/sqs.json", "{ \"Name\": \"sqs\", \"Actions\": [");
    let told = sandbox.run(&["catalog"]);
    assert!(told.contains("refreshed 1 service (s3), from services\n"), "{told}");
    assert!(
        told.contains("not read  services/sqs.json: cannot parse this service reference file (EOF"),
        "{told}"
    );
    let told = sandbox.run(&["catalog", "s3", "--catalog", "services"]);
    let line = told.lines().find(|line| line.contains("GetObjectQuux")).unwrap();
    assert!(line.contains("read") && line.ends_with("first seen after [CATALOG]"), "{line}");
    let drawn =
        sandbox.run(&["explain", "s3:GetObjectQ*", "--unused", "s3:GetObjectX", "--catalog", "services"]);
    assert!(drawn.contains("grants 1 action"), "{drawn}");
}

#[test]
fn a_folder_that_holds_nothing_of_use_is_an_error_of_a_flag_and_a_mistake_in_settings() {
    for (folder, reason) in [("gone", "does not exist"), ("services/v1/s3/s3.json", "is not a folder")] {
        for command in [&["check"][..], &["fix"], &["catalog"], &["explain", "s3:Get*"]] {
            let told = refreshed("").run(&[command, &["--catalog", folder]].concat());
            let expected = format!("exit code: 2\n----- stderr\nerror: catalog folder {folder} {reason}\n");
            assert_eq!(told, expected, "{command:?}");
        }
    }
    let told = refreshed("catalog = \"gone\"\n").run(&["check"]);
    assert!(told.contains("warning[invalid-setting]: the folder `gone` does not exist"), "{told}");
    let told = refreshed("catalog = \"../services\"\n").run(&["check"]);
    assert!(
        told.contains("the folder `../services` is wrong: it leads out of the folder of this file"),
        "{told}"
    );
}

#[test]
fn a_broken_service_reference_file_is_shown_at_its_place_in_every_format() {
    let sandbox = refreshed("catalog = \"services\"\n");
    sandbox
        .write("services/sqs.json", "{\n  \"Name\": \"sqs\",\n  \"Actions\": [{ \"Name\": \"Send*\" }]\n}\n");
    let told = sandbox.run(&["check"]);
    assert!(told.contains("--> services/sqs.json:3:"), "{told}");
    assert!(told.contains("`Send*` is not the name of a service or an action"), "{told}");
    for format in ["json", "sarif", "github"] {
        let told = sandbox.run(&["check", "--format", format]);
        assert!(told.contains("services/sqs.json") && told.contains("invalid-setting"), "{format}: {told}");
    }
}
