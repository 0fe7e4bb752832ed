//! An organization's analyzer, which has findings of many accounts.

use crate::sandbox::Sandbox;

const ORGANIZATION: &str = "arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/org";

fn organization() -> Sandbox {
    let sandbox = Sandbox::new(&[]);
    sandbox.analyzers(&[(ORGANIZATION, "ORGANIZATION_UNUSED_ACCESS")]);
    sandbox.fake(
        "findings",
        "1-a 444455556666 arn:aws:iam::444455556666:role/App 2026-09-01T00:00:00Z ACTIVE\n\
         2-b 777788889999 arn:aws:iam::777788889999:user/Jo 2026-09-01T00:00:00Z ARCHIVED\n",
    );
    sandbox
}

fn listed(sandbox: &Sandbox, account: &str) -> usize {
    let fetched = sandbox.json(&format!("aws/aws/{account}/fetched.json"));
    fetched[0]["findings"].as_array().unwrap().len()
}

#[test]
fn findings_are_stored_and_listed_by_the_account_that_they_are_about() {
    let sandbox = organization();
    let ran = sandbox.run(&["--json", "--no-attachments"]);
    assert_eq!((ran.code, ran.counts()), (Some(0), [2, 0, 0, 0]), "{ran:?}");
    let files: Vec<String> = sandbox.visible().into_keys().collect();
    let expected = [
        "aws/111122223333/fetched.json",
        "aws/444455556666/fetched.json",
        "aws/444455556666/findings/App--1-a.json",
        "aws/777788889999/fetched.json",
        "aws/777788889999/findings/Jo--2-b.json",
    ];
    assert_eq!(files, expected);
    assert_eq!(["111122223333", "444455556666"].map(|account| listed(&sandbox, account)), [0, 1]);

    // An account that has no findings any more is known to have none.
    sandbox.fake(
        "findings",
        "2-b 777788889999 arn:aws:iam::777788889999:user/Jo 2026-09-01T00:00:00Z ARCHIVED\n",
    );
    assert_eq!(sandbox.run(&["--json", "--no-attachments"]).counts(), [0, 1, 1, 0]);
    assert_eq!(listed(&sandbox, "444455556666"), 0);
}

#[test]
fn accounts_are_filtered_by_aws_and_those_of_others_stay_as_they_are() {
    let sandbox = organization();
    assert_eq!(sandbox.run(&["--no-attachments"]).code, Some(0));
    sandbox.calls();
    // AWS leaves out what the filter does.
    sandbox.fake("findings", "");
    let ran = sandbox.run(&["--json", "--no-attachments", "--account", "444455556666"]);
    assert_eq!(ran.counts(), [0, 0, 1, 0], "{ran:?}");
    let calls = sandbox.calls();
    let filter =
        r#"--filter={"resourceOwnerAccount":{"eq":["444455556666"]},"status":{"eq":["ACTIVE","ARCHIVED"]}}"#;
    assert!(calls.iter().any(|call| call.contains(filter)), "{calls:?}");
    assert_eq!(["444455556666", "777788889999"].map(|account| listed(&sandbox, account)), [0, 1]);
    assert!(sandbox.path("aws/aws/777788889999/findings/Jo--2-b.json").exists());
}
