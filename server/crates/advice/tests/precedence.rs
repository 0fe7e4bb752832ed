//! Which of several findings about one principal decide: a table of what was saved and what is unused by it, in whatever
//! order the files come.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::sync::Arc;

use leastwise_advice::findings;
use leastwise_advice::report::Reports;
use leastwise_iam::{Catalog, Universe};
use serde_json::{Value, json};

/// Each word of a finding: its id (`-` for none), when it was created and looked at last (days; `?` where it is not
/// saved), and its actions, `#` where they are not saved. What follows is its status, if that is not ACTIVE, or the
/// analyzer's name behind an `@`.
fn finding(text: &str) -> String {
    let mut words = text.split(' ');
    let mut word = || words.next().unwrap();
    let (id, created, analyzed, actions) = (word(), word(), word(), word());
    let mut finding = json!({
        "resource": "arn:aws:iam::111122223333:role/MyRole",
        "findingType": "UnusedPermission",
        "status": "ACTIVE",
    });
    let mut set = |key: &str, value: Value| finding.as_object_mut().unwrap().insert(key.to_owned(), value);
    if id != "-" {
        set("id", id.into());
    }
    for (key, day) in [("createdAt", created), ("analyzedAt", analyzed)] {
        if day != "?" {
            set(key, format!("2026-03-{day:0>2}T07:00:00Z").into());
        }
    }
    if actions != "#" {
        let of_service = |service: &str| -> Value {
            let names =
                actions.split(',').filter_map(|action| action.strip_prefix(service)?.strip_prefix(':'));
            let names: Vec<Value> = names.map(|name| json!({"action": name})).collect();
            match names.as_slice() {
                [] => Value::Null,
                _ => json!({"unusedPermissionDetails": {"serviceNamespace": service, "actions": names}}),
            }
        };
        let details: Vec<Value> =
            ["s3", "sqs"].into_iter().map(of_service).filter(|it| !it.is_null()).collect();
        set("findingDetails", details.into());
    }
    for word in words {
        match word.strip_prefix('@') {
            Some(name) => {
                let analyzer = format!("arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/{name}");
                set("analyzerArn", analyzer.into())
            }
            None => set("status", word.into()),
        };
    }
    finding.to_string()
}

/// What is unused by the findings together, or why nothing is.
fn unused(findings: &[&str]) -> String {
    static CATALOG: std::sync::LazyLock<Arc<Universe>> =
        std::sync::LazyLock::new(|| Arc::new(Universe::new(Catalog::embedded(), None, [])));
    let files = findings.iter().enumerate().map(|(index, text)| {
        let file = findings::read(&format!("/w/{index}.json"), &finding(text)).unwrap();
        assert!(file.problems.is_empty(), "{:?}", file.problems);
        Arc::new(file)
    });
    let reports = Reports::new(&files.collect::<Vec<_>>(), &CATALOG);
    let [report] = reports.list.as_slice() else { panic!("one report, not {reports:?}") };
    let unused = report.usage().unused().iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    match &report.silent {
        Some(silent) => {
            assert!(unused.is_empty());
            silent.clone()
        }
        None => unused,
    }
}

fn permutations<'t>(findings: &[&'t str]) -> Vec<Vec<&'t str>> {
    let Some((first, rest)) = findings.split_first() else { return vec![Vec::new()] };
    let insert = |rest: Vec<&'t str>| {
        (0..=rest.len()).map(move |at| {
            let mut all = rest.clone();
            all.insert(at, *first);
            all
        })
    };
    permutations(rest).into_iter().flat_map(insert).collect()
}

fn check(table: &[(&str, &[&str], &str)]) {
    for (what, findings, expected) in table {
        for findings in permutations(findings) {
            assert_eq!(unused(&findings), *expected, "{what}: {findings:#?}");
        }
    }
}

const ENDED: &str = "its newest finding is archived or resolved";
const ANOTHER: &str = "another analyzer's finding about it is saved without the unused actions";
const NEWER: &str = "a newer finding about it is saved without the unused actions";

#[test]
fn a_finding_that_was_created_after_the_last_analysis_of_another_replaces_it() {
    check(&[
        ("it lists less", &["a 1 5 s3:A,s3:B", "b 6 9 s3:B"], "s3:B"),
        ("it lists more", &["a 1 5 s3:A", "b 6 9 s3:A,s3:B"], "s3:A,s3:B"),
        ("it lists something else", &["a 1 5 s3:A", "b 6 9 s3:B"], "s3:B"),
        ("three in a row", &["a 1 2 s3:A", "b 3 5 s3:A,s3:B", "c 6 9 s3:B,s3:C"], "s3:B,s3:C"),
        ("the other was archived", &["a 1 5 s3:A ARCHIVED", "b 6 9 s3:B"], "s3:B"),
        ("the other was resolved by the same analysis", &["a 1 5 s3:A RESOLVED", "b 6 9 s3:B"], "s3:B"),
        ("it is archived", &["a 1 5 s3:A", "b 6 9 s3:B ARCHIVED"], ENDED),
        ("it is resolved", &["a 1 5 s3:A", "b 6 9 s3:B RESOLVED"], ENDED),
        ("of the other the creation is not known", &["a ? 5 s3:A", "b 6 9 s3:B"], "s3:B"),
        ("it is another copy of the same finding", &["a 1 5 s3:A", "a 1 9 s3:B"], "s3:B"),
        ("it is another copy, and no creation is known", &["a ? 5 s3:A", "a ? 9 s3:B"], "s3:B"),
        ("it is another copy, archived by now", &["a 1 5 s3:A", "a 1 9 s3:A ARCHIVED"], ENDED),
        ("of one analyzer without creations", &["a ? 5 s3:A @x", "b ? 9 s3:B @x"], "s3:B"),
        (
            "two analyzers, each with a new one",
            &["a 1 4 s3:A", "b 2 5 s3:B", "c 6 9 s3:A,s3:B", "d 7 9 s3:B,s3:C"],
            "s3:B",
        ),
    ]);
}

#[test]
fn findings_that_existed_at_the_same_time_must_agree() {
    check(&[
        ("a month and a year", &["y 1 8 s3:B", "m 3 9 s3:A,s3:B"], "s3:B"),
        ("they share nothing", &["y 1 8 s3:A", "m 3 9 s3:B"], ""),
        ("they share no service", &["y 1 8 s3:A", "m 3 9 sqs:B"], ""),
        ("one within the time of the other", &["y 1 9 s3:A,s3:B", "m 3 5 s3:B"], "s3:B"),
        ("created when the other was looked at", &["a 1 5 s3:A,s3:B", "b 5 9 s3:B,s3:C"], "s3:B"),
        ("looked at by the same moment", &["a 1 9 s3:A", "b 3 9 sqs:B"], ""),
        ("one is archived", &["y 1 8 s3:B ARCHIVED", "m 3 9 s3:A,s3:B"], ENDED),
        ("one is resolved", &["y 1 8 s3:B RESOLVED", "m 3 9 s3:A,s3:B"], ENDED),
        ("of one analyzer, they say", &["a 1 8 s3:A,s3:B @x", "b 3 9 s3:B,s3:C @x"], "s3:B"),
        ("of two, they say", &["a 1 2 s3:A,s3:B @x", "b 3 9 s3:B,s3:C @y"], "s3:B"),
        ("of one, and perhaps of another", &["a 1 2 s3:A,s3:B @x", "b 3 9 s3:B,s3:C"], "s3:B"),
        ("of the newer the creation is not known", &["a 1 5 s3:A,s3:B", "b ? 9 s3:B,s3:C"], "s3:B"),
        ("no creation is known", &["a ? 5 s3:A,s3:B", "b ? 9 s3:B,s3:C"], "s3:B"),
        ("nor any id", &["- ? 5 s3:A,s3:B", "- ? 9 s3:B,s3:C"], "s3:B"),
        ("the older one is archived, no creation is known", &["a ? 5 s3:A ARCHIVED", "b ? 9 s3:A"], ENDED),
        ("one has no date", &["a 1 ? s3:A,s3:B", "b 3 9 s3:B,s3:C"], "s3:B"),
        ("another copy shows it", &["y 1 2 s3:B,s3:C", "y 1 8 s3:B", "m 3 9 s3:A,s3:B,s3:C"], "s3:B"),
    ]);
}

#[test]
fn of_three_and_more_all_are_heard_that_may_be_the_last_word_of_an_analyzer() {
    check(&[
        ("three at a time", &["a 1 7 s3:A,s3:B", "b 2 8 s3:B,s3:C", "c 3 9 s3:B"], "s3:B"),
        ("two, then one of either", &["a 1 4 s3:A,s3:B", "b 2 5 s3:B,s3:C", "c 6 9 s3:A,s3:B,s3:C"], "s3:B"),
        ("one lasts while another is replaced", &["y 1 9 s3:B", "m 2 3 s3:A", "n 4 8 s3:A,s3:B"], ""),
        ("one, then two", &["a 1 2 s3:Z", "b 3 8 s3:A,s3:B", "c 4 9 s3:B,s3:C"], "s3:B"),
        (
            "the archived one was replaced by two",
            &["a 1 2 s3:A ARCHIVED", "b 3 8 s3:B", "c 4 9 s3:B"],
            "s3:B",
        ),
        (
            "the archived one of two may still be in force",
            &["a 1 4 s3:A ARCHIVED", "b 2 5 s3:A", "c 6 9 s3:A"],
            ENDED,
        ),
    ]);
}

#[test]
fn parts_of_one_answer_are_one_finding_unless_they_were_created_apart() {
    check(&[
        ("no creation is known", &["a ? 9 s3:A", "b ? 9 sqs:B"], "s3:A,sqs:B"),
        ("created together", &["a 3 9 s3:A", "b 3 9 sqs:B"], "s3:A,sqs:B"),
        ("without ids", &["- 3 9 s3:A", "- 3 9 sqs:B"], "s3:A,sqs:B"),
        ("created apart", &["a 3 9 s3:A", "b 4 9 sqs:B"], ""),
        ("one creation is not known", &["a 3 9 s3:A", "b ? 9 sqs:B"], ""),
        ("one service twice", &["a 3 9 s3:A,s3:B", "b 3 9 s3:B"], "s3:B"),
        (
            "parts that replace parts",
            &["a 1 2 s3:A", "b 1 2 sqs:B", "c 3 9 s3:C", "d 3 9 sqs:D"],
            "s3:C,sqs:D",
        ),
    ]);
}

#[test]
fn a_finding_that_is_saved_without_its_actions_decides_as_any_other() {
    check(&[
        ("of the same one", &["a 1 5 s3:A", "a 1 9 #"], "s3:A"),
        ("the same one is archived", &["a 1 5 s3:A", "a 1 9 # ARCHIVED"], ENDED),
        ("it was, and is not any more", &["a 1 9 s3:A", "a 1 5 # ARCHIVED"], "s3:A"),
        ("it was replaced", &["a 1 5 #", "b 6 9 s3:B"], "s3:B"),
        ("it was resolved and replaced", &["a 1 5 # RESOLVED", "b 6 9 s3:B"], "s3:B"),
        ("it is another's", &["a 1 8 #", "b 3 9 s3:B"], ANOTHER),
        ("it is another's and archived", &["a 1 8 # ARCHIVED", "b 3 9 s3:B"], ENDED),
        ("it replaces", &["a 1 5 s3:A", "b 6 9 #"], NEWER),
        ("it replaces and is resolved", &["a 1 5 s3:A", "b 6 9 # RESOLVED"], ENDED),
        ("its creation is not known", &["a ? 5 #", "b 6 9 s3:B"], "s3:B"),
        ("no creation is known", &["a ? 5 #", "b ? 9 s3:B"], ANOTHER),
        ("it has no id and is older", &["- 1 8 #", "b 3 9 s3:B"], "s3:B"),
        ("it has no id and is newer", &["- 1 9 #", "b 3 8 s3:B"], NEWER),
        (
            "it shows that the same one still was there",
            &["a 1 2 s3:A,s3:B", "a 1 8 #", "b 3 9 s3:B,s3:C"],
            "s3:B",
        ),
        ("its analyzer is another", &["a 1 2 # @x", "b 3 9 s3:B @y"], ANOTHER),
        ("its analyzer may be another", &["a 1 2 # @x", "b 3 9 s3:B"], "s3:B"),
        ("it may be of either", &["a 1 8 #", "b 3 9 s3:B @x", "c 4 9 s3:B @y"], ANOTHER),
        ("it was replaced by either", &["a 1 2 #", "b 3 9 s3:B @x", "c 4 9 s3:B @y"], "s3:B"),
        ("two of two analyzers", &["a 1 4 #", "b 2 5 s3:B", "c 6 9 s3:B"], ANOTHER),
    ]);
}
