//! What is fetched, and what is not fetched again.

use crate::sandbox::{ACCOUNT, ANALYZER, Sandbox};

const FINDINGS: &[(&str, &str, &str)] = &[("1-a", "App", "2026-09-01"), ("2-b", "team/Deploy", "2026-09-02")];

#[test]
fn a_second_run_lists_analyzers_and_findings_and_asks_for_nothing_else() {
    let sandbox = Sandbox::new(FINDINGS);
    let ran = sandbox.run(&["--json"]);
    assert_eq!((ran.code, ran.counts()), (Some(0), [2, 0, 0, 0]), "{ran:?}");
    let mut operations = sandbox.operations();
    operations.sort();
    let details = ["get-account-authorization-details", "get-finding-v2", "get-finding-v2"];
    assert_eq!(operations, [&details[..], &["list-analyzers", "list-findings-v2"]].concat());
    let files: Vec<String> = sandbox.visible().into_keys().collect();
    let expected =
        ["attachments.json", "fetched.json", "findings/App--1-a.json", "findings/Deploy--2-b.json"];
    assert_eq!(files, expected.map(|file| format!("aws/{ACCOUNT}/{file}")));

    let before = sandbox.visible();
    let ran = sandbox.run(&["--json"]);
    assert_eq!((ran.code, ran.counts()), (Some(0), [0, 2, 0, 0]), "{ran:?}");
    assert_eq!(sandbox.operations(), ["list-analyzers", "list-findings-v2"]);
    let changed: Vec<_> =
        sandbox.visible().into_iter().filter(|(path, text)| before[path] != *text).collect();
    assert!(changed.iter().all(|(path, _)| path.ends_with("fetched.json")), "{changed:?}");
}

#[test]
fn a_finding_is_stored_with_its_analyzer_and_listed_with_its_dates() {
    let sandbox = Sandbox::new(FINDINGS);
    assert_eq!(sandbox.run(&[]).code, Some(0));
    let finding = sandbox.json(&format!("aws/aws/{ACCOUNT}/findings/App--1-a.json"));
    assert_eq!((finding["analyzerArn"].as_str(), finding["id"].as_str()), (Some(ANALYZER), Some("1-a")));
    let fetched = sandbox.json(&format!("aws/aws/{ACCOUNT}/fetched.json"));
    let listing = &fetched[0];
    assert_eq!(listing["analyzerArn"], ANALYZER);
    let dates: Vec<_> =
        listing["findings"].as_array().unwrap().iter().map(|row| row["analyzedAt"].clone()).collect();
    assert_eq!(dates, ["2026-10-01T00:00:00+00:00"; 2]);
}

#[test]
fn only_what_changed_is_fetched_and_what_is_gone_is_removed() {
    let sandbox = Sandbox::new(FINDINGS);
    assert_eq!(sandbox.run(&[]).code, Some(0));
    sandbox.calls();
    sandbox.findings(&[("1-a", "App", "2026-09-09"), ("3-c", "New", "2026-09-03")]);
    let ran = sandbox.run(&["--json"]);
    assert_eq!((ran.code, ran.counts()), (Some(0), [2, 0, 1, 0]), "{ran:?}");
    let details: Vec<String> =
        sandbox.calls().into_iter().filter(|call| call.contains("get-finding-v2")).collect();
    assert!(details.len() == 2 && !details.iter().any(|call| call.contains("2-b")), "{details:?}");
    let names: Vec<String> =
        sandbox.visible().into_keys().filter(|name| name.contains("findings/")).collect();
    assert_eq!(
        names,
        ["App--1-a.json", "New--3-c.json"].map(|name| format!("aws/{ACCOUNT}/findings/{name}"))
    );
}

#[test]
fn what_is_not_fetchs_own_stays_whatever_its_name_is() {
    let sandbox = Sandbox::new(FINDINGS);
    assert_eq!(sandbox.run(&[]).code, Some(0));
    let mine = format!("aws/aws/{ACCOUNT}/findings/Mine--9-z.json");
    std::fs::write(sandbox.path(&mine), r#"{"id": "9-z", "note": "mine"}"#).unwrap();
    let ran = sandbox.run(&["--json"]);
    assert_eq!(ran.counts(), [0, 2, 0, 0]);
    assert!(sandbox.path(&mine).exists());
}

#[test]
fn a_damaged_or_missing_file_is_fetched_again_and_refresh_fetches_all() {
    let sandbox = Sandbox::new(FINDINGS);
    assert_eq!(sandbox.run(&[]).code, Some(0));
    let path = sandbox.path(&format!("aws/aws/{ACCOUNT}/findings/App--1-a.json"));
    let whole = std::fs::read_to_string(&path).unwrap();
    for damaged in ["", "{", "{}", &whole.replace("1-a", "1-b"), &whole.replace("ACTIVE", "ARCHIVED")] {
        std::fs::write(&path, damaged).unwrap();
        assert_eq!(sandbox.run(&["--json"]).counts(), [1, 1, 0, 0], "{damaged}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), whole);
    }
    std::fs::remove_file(&path).unwrap();
    assert_eq!(sandbox.run(&["--json"]).counts(), [1, 1, 0, 0]);
    assert_eq!(sandbox.run(&["--json", "--refresh"]).counts(), [2, 0, 0, 0]);
}

#[test]
fn only_the_principals_that_are_named_are_fetched_and_all_are_listed() {
    let sandbox = Sandbox::new(FINDINGS);
    let ran = sandbox.run(&["--json", "--principal", "role/deploy", "--no-attachments"]);
    assert_eq!((ran.code, ran.counts()), (Some(0), [1, 0, 0, 0]), "{ran:?}");
    let files: Vec<String> = sandbox.visible().into_keys().collect();
    assert_eq!(
        files,
        ["fetched.json", "findings/Deploy--2-b.json"].map(|file| format!("aws/{ACCOUNT}/{file}"))
    );
    let fetched = sandbox.json(&format!("aws/aws/{ACCOUNT}/fetched.json"));
    assert_eq!(fetched[0]["findings"].as_array().unwrap().len(), 2);
    // The next run without a name removes nothing of the others.
    assert_eq!(sandbox.run(&["--json"]).counts(), [1, 1, 0, 0]);
}

#[test]
fn attachments_are_fetched_when_a_finding_changed_or_when_asked_for() {
    let sandbox = Sandbox::new(FINDINGS);
    let attachments = |sandbox: &Sandbox| {
        sandbox.operations().iter().filter(|operation| operation.contains("authorization")).count()
    };
    for (args, expected) in [
        (&["--no-attachments"][..], 0),
        (&[][..], 1),
        (&[][..], 0),
        (&["--attachments"][..], 1),
        (&["--attachments", "--no-findings"][..], 1),
    ] {
        assert_eq!(sandbox.run(args).code, Some(0), "{args:?}");
        assert_eq!(attachments(&sandbox), expected, "{args:?}");
    }
    sandbox.findings(&FINDINGS[..1]);
    assert_eq!(sandbox.run(&[]).code, Some(0));
    assert_eq!(attachments(&sandbox), 1);
}
