//! A file that is read piece by piece tells the same as its whole text, however it is wrapped and cut.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::LazyLock;

use leastwise_advice::FindingsFile;
use leastwise_advice::findings::{self, large};
use leastwise_policy::json;
use leastwise_policy::json::outline::{Damage, Limits, Outline, Scan};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::RngSeed;

/// The texts of every format that are JSON as they stand, findings and others.
static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/formats");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let files = paths.iter().map(|path| std::fs::read_to_string(path).unwrap());
    let texts: Vec<String> = files
        .flat_map(|file| file.split("//- ").skip(1).map(str::to_owned).collect::<Vec<_>>())
        .map(|part| part.split_once('\n').unwrap().1.trim().to_owned())
        .filter(|text| is_json(text))
        .collect();
    assert!(texts.len() > 50, "{}", texts.len());
    texts
});

fn is_json(text: &str) -> bool {
    let tree = json::parse(text);
    tree.errors().is_empty() && tree.roots().count() == 1
}

/// A finding about one of several roles.
fn finding(n: usize) -> String {
    format!(
        r#"{{"id": "f-{n}", "resource": "arn:aws:iam::111122223333:role/R{}", "analyzedAt": "2026-03-{:02}T07:00:00Z",
  "createdAt": "2026-01-01T00:00:00Z", "status": "ACTIVE", "findingType": "UnusedPermission", "findingDetails": [
  {{"unusedPermissionDetails": {{"serviceNamespace": "s3", "actions": [{{"action": "GetBucketAcl"}}, {{"action": "é{n}"}}]}}}}]}}"#,
        n % 5,
        1 + n % 28,
    )
}

/// How a text is put into a large one.
#[derive(Clone, Copy, Debug)]
enum Wrapping {
    Lines,
    List,
    Wrapped,
    Event,
    Map,
    Deep,
}

fn wrapped(wrapping: Wrapping, elements: &[String]) -> String {
    let list = elements.join(",\n ");
    match wrapping {
        Wrapping::Lines => elements.join("\n"),
        Wrapping::List => format!("\u{feff}[{list}]\n"),
        Wrapping::Wrapped => format!(
            r#"{{"analyzerArn": "arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/a", "findings": [{list}], "n": 1}}"#
        ),
        Wrapping::Event => format!(r#"{{"detail-type": "x", "detail": {{"findings": [{list}]}}}}"#),
        Wrapping::Map => {
            let members = elements.iter().enumerate().map(|(n, one)| format!("\"k{n}\": {one}"));
            format!("{{\"version\": 1, {}}}", members.collect::<Vec<_>>().join(",\r\n"))
        }
        Wrapping::Deep => format!(r#"{{"a": [[{{"b": {{"c": [{list}]}}}}], 7, {{"d": []}}]}}"#),
    }
}

fn outline(text: &str, limits: Limits) -> Result<Outline, Damage> {
    let mut scan = Scan::new(limits);
    text.as_bytes().chunks(4096).for_each(|chunk| scan.feed(chunk));
    scan.finish()
}

fn in_pieces(text: &str, limits: Limits) -> Option<FindingsFile> {
    let bytes = |range: Range<usize>| Ok::<_, ()>(text[range].to_owned());
    large::read_pieces("/w/f.json", &outline(text, limits).unwrap(), bytes).unwrap()
}

/// Everything that a file tells. Findings come in an order of their own where something was added to an earlier one.
fn told(file: Option<&FindingsFile>) -> String {
    let Some(file) = file else { return "not ours".to_owned() };
    let mut lines: Vec<String> = Vec::new();
    lines.extend(file.findings.iter().map(|one| format!("{one:?}")));
    lines.extend(file.unused_principals.iter().map(|one| format!("{one:?}")));
    lines.extend(file.incomplete.iter().map(|one| format!("{one:?}")));
    lines.extend(file.recommendations.iter().map(|one| format!("{one:?}")));
    lines.extend(file.listings.iter().map(|one| format!("{one:?}")));
    lines.sort();
    let mut told = format!("broken {}, format {}\n", file.broken, file.format);
    lines.iter().for_each(|line| writeln!(told, "{line}").unwrap());
    told
}

/// What is wrong in it.
fn mistakes(file: Option<&FindingsFile>) -> Vec<String> {
    let mut problems: Vec<String> = file
        .iter()
        .flat_map(|file| &file.problems)
        .map(|problem| format!("{:?} {}", problem.span, problem.message))
        .collect();
    problems.sort();
    problems
}

/// Whom it is about.
fn principals(file: &Option<FindingsFile>) -> BTreeSet<String> {
    let findings = file.iter().flat_map(|file| &file.findings);
    findings.filter_map(|one| one.principal.as_ref()).map(|principal| principal.arn.to_string()).collect()
}

fn wrapping() -> impl Strategy<Value = Wrapping> {
    use Wrapping::{Deep, Event, Lines, List, Map, Wrapped};
    prop::sample::select(vec![Lines, List, Wrapped, Event, Map, Deep])
}

/// Many findings, and some texts of other formats between them.
fn elements() -> impl Strategy<Value = Vec<String>> {
    let one = prop_oneof![
        6 => any::<usize>().prop_map(|n| finding(n % 1000)),
        1 => any::<Index>().prop_map(|at| at.get(&TEXTS).clone()),
        1 => Just("{\"none\": [1, \"of\", {\"ours\": null}]}".to_owned()),
    ];
    prop::collection::vec(one, 20..60)
}

/// The rows of reports on many principals, or the like, which are cut themselves.
fn parts() -> impl Strategy<Value = String> {
    let arn = |n: usize| format!("arn:aws:iam::111122223333:role/R{}", n % 40);
    let row = move |n: usize| {
        let last = if n.is_multiple_of(3) { "null" } else { "\"2026-01-01T00:00:00Z\"" };
        format!(
            r#"{{"principal_arn": "{}", "service_namespace": "s{}", "last_authenticated": {last}, "total_authenticated_entities": 0}}"#,
            arn(n),
            n % 7,
        )
    };
    let element = prop_oneof![
        12 => any::<usize>().prop_map(move |n| row(n % 1000)),
        2 => Just(r#"{"service_namespace": "s3", "last_authenticated": null}"#.to_owned()),
        2 => any::<usize>().prop_map(|n| finding(n % 1000)),
        2 => Just("{\"none\": 1}".to_owned()),
    ];
    let rows = prop::collection::vec(element, 60..120).prop_map(|rows| format!("[{}]", rows.join(",\n")));
    let services = prop_oneof![
        Just("[]"),
        Just(r#"[{"serviceNamespace": "s3", "lastAuthenticated": 0, "totalAuthenticatedEntities": 0}]"#),
        Just(
            r#"[{"serviceNamespace": "sqs", "lastAuthenticated": 1700000000000, "totalAuthenticatedEntities": 1}]"#
        ),
    ];
    let data = prop::collection::vec(services, 60..120).prop_map(|all| {
        let member =
            |(n, services): (usize, &str)| format!("\"arn:aws:iam::111122223333:role/D{n}\": {services}");
        format!(
            "{{\"count\": 60, {}}}",
            all.into_iter().enumerate().map(member).collect::<Vec<_>>().join(",\n")
        )
    });
    prop_oneof![rows, data]
}

fn limits(longest: usize) -> impl Strategy<Value = Limits> {
    let beside = prop_oneof![Just(200), Just(64 * 1024)];
    (1_usize..4000, 0_usize..4000, beside).prop_map(move |(piece, more, beside)| Limits {
        piece,
        whole: longest.max(piece) + more,
        beside,
        longest: usize::MAX,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(1), max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_file_in_pieces_tells_what_its_text_tells(
        (elements, limits) in elements().prop_flat_map(|elements| {
            let longest = elements.iter().map(String::len).max().unwrap_or_default();
            (Just(elements), limits(longest + 100))
        }),
        wrapping in wrapping(),
    ) {
        let text = wrapped(wrapping, &elements);
        let whole = findings::read("/w/f.json", &text);
        let pieces = in_pieces(&text, limits);
        if pieces.as_ref().is_some_and(|file| file.may_be_about_anybody) {
            return Ok(());
        }
        prop_assert!(whole.as_ref().is_none_or(|file| !file.may_be_about_anybody));
        prop_assert_eq!(told(pieces.as_ref()), told(whole.as_ref()));
        prop_assert_eq!(mistakes(pieces.as_ref()), mistakes(whole.as_ref()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(1), max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn reports_in_parts_tell_what_their_text_tells(
        parts in prop::collection::vec(parts(), 1..3), piece in 1_usize..4000, wrapping in wrapping(),
    ) {
        let text = wrapped(wrapping, &parts);
        let whole = findings::read("/w/f.json", &text);
        let limits = Limits { piece, whole: 1500, beside: 2000, longest: usize::MAX };
        // A map of few parts cannot be cut.
        if outline(&text, limits).is_err() {
            return Ok(());
        }
        let pieces = in_pieces(&text, limits);
        if pieces.as_ref().is_some_and(|file| file.may_be_about_anybody) {
            return Ok(());
        }
        prop_assert!(whole.as_ref().is_none_or(|file| !file.may_be_about_anybody));
        prop_assert_eq!(told(pieces.as_ref()), told(whole.as_ref()));
        prop_assert_eq!(mistakes(pieces.as_ref()), mistakes(whole.as_ref()));
    }

    #[test]
    fn the_size_of_pieces_makes_no_difference(
        elements in prop::collection::vec(prop_oneof![3 => elements(), 1 => prop::collection::vec(parts(), 1..3)], 1..3),
        wrapping in wrapping(), one in 1_usize..4000, other in 1_usize..4000,
    ) {
        let text = wrapped(wrapping, &elements.concat());
        let limits = |piece| Limits { piece, whole: 4000, beside: 2000, longest: usize::MAX };
        if outline(&text, limits(one)).is_err() || outline(&text, limits(other)).is_err() {
            return Ok(());
        }
        let read = |piece| in_pieces(&text, limits(piece));
        let (one, other) = (read(one), read(other));
        let is_unclear = |file: &Option<FindingsFile>| file.as_ref().map(|file| (file.broken, file.may_be_about_anybody));
        prop_assert_eq!(is_unclear(&one), is_unclear(&other));
        if one.as_ref().is_some_and(|file| file.may_be_about_anybody) {
            return Ok(());
        }
        prop_assert_eq!(told(one.as_ref()), told(other.as_ref()));
        prop_assert_eq!(mistakes(one.as_ref()), mistakes(other.as_ref()));
    }

    #[test]
    fn a_file_that_is_damaged_anywhere_is_unreadable_as_a_whole(
        wrapping in wrapping(), piece in 1_usize..2000, at in any::<Index>(),
        with in prop::sample::select(vec!["", "\"", "[", "}", ",", ":", "x", "\\", "/", "\n", "{\"", "\u{1}", "\"id\": 1, "]),
    ) {
        let elements: Vec<String> = (0..30).map(finding).collect();
        let text = wrapped(wrapping, &elements);
        let (at, old) = text.char_indices().nth(at.index(text.chars().count())).unwrap();
        let text = format!("{}{with}{}", &text[..at], &text[at + old.len_utf8()..]);
        let limits = Limits { piece, whole: 2000, beside: 200, longest: usize::MAX };
        let whole = findings::read("/w/f.json", &text);
        match outline(&text, limits) {
            // What is told of such a file is told by its start, and of its place.
            Err(damage) => {
                prop_assert!(whole.is_none_or(|file| file.broken));
                let file = large::damaged("/w/f.json", &text, &damage);
                prop_assert!(file.is_none_or(|file| file.broken && file.may_be_about_anybody));
            }
            Ok(_) => {
                let pieces = in_pieces(&text, limits);
                let is_broken = |file: &Option<FindingsFile>| file.as_ref().is_some_and(|file| file.broken);
                prop_assert_eq!(is_broken(&pieces), is_broken(&whole), "{}", text);
                // Whoever may be in the text counts as using everything.
                if !pieces.as_ref().is_some_and(|file| file.may_be_about_anybody) {
                    prop_assert!(whole.as_ref().is_none_or(|file| !file.may_be_about_anybody), "{}", text);
                    prop_assert!(principals(&pieces).is_superset(&principals(&whole)), "{}", text);
                }
            }
        }
    }
}

#[test]
fn findings_alone_are_clear_whatever_wraps_them() {
    use Wrapping::{Deep, Event, Lines, List, Map, Wrapped};
    let elements: Vec<String> = (0..200).map(finding).collect();
    for wrapping in [Lines, List, Wrapped, Event, Map, Deep] {
        let text = wrapped(wrapping, &elements);
        let limits = Limits { piece: 1000, whole: 2000, beside: 1000, longest: usize::MAX };
        let pieces = in_pieces(&text, limits).unwrap();
        assert!(!pieces.may_be_about_anybody && !pieces.broken, "{wrapping:?}");
        assert_eq!(pieces.findings.len(), 200, "{wrapping:?}");
        assert_eq!(told(Some(&pieces)), told(findings::read("/w/f.json", &text).as_ref()), "{wrapping:?}");
    }
}

#[test]
fn reports_on_many_principals_are_read_in_parts() {
    let arn = |n: usize| format!("arn:aws:iam::111122223333:role/R{n}");
    let row = |n: usize, service: &str| {
        format!(
            r#"{{"principal_arn": "{}", "service_namespace": "{service}", "last_authenticated": null, "total_authenticated_entities": 0}}"#,
            arn(n)
        )
    };
    // The rows of a principal stand in several pieces.
    let rows = ["s3", "sqs", "sns"].iter().flat_map(|service| (0..60).map(move |n| row(n, service)));
    let rows = format!("[{}]", rows.collect::<Vec<_>>().join(",\n"));
    let data = |n: usize| {
        format!(
            r#""{}": [{{"serviceNamespace": "s3", "lastAuthenticated": 0, "totalAuthenticatedEntities": 0}}]"#,
            arn(n)
        )
    };
    let data = format!("{{\"count\": 60, {}}}", (0..60).map(data).collect::<Vec<_>>().join(",\n"));
    for text in [&rows, &data] {
        let limits = Limits { piece: 500, whole: 2000, beside: 200, longest: usize::MAX };
        let pieces = in_pieces(text, limits).unwrap();
        assert_eq!(pieces.findings.len(), 60);
        assert_eq!(told(Some(&pieces)), told(findings::read("/w/f.json", text).as_ref()));
    }
}

#[test]
fn a_listing_in_parts_is_whole_or_none() {
    let row = |n: usize, key: &str| {
        format!(
            r#"{{"{key}": "f-{n}", "findingType": "UnusedPermission", "resource": "arn:aws:iam::111122223333:role/R{n}", "status": "ACTIVE",
               "analyzedAt": "2026-10-01T00:00:00Z", "updatedAt": 1790726400}}"#
        )
    };
    for key in ["id", "ID-"] {
        let rows: Vec<String> = (0..90).map(|n| row(n, if n == 50 { key } else { "id" })).collect();
        let text = format!(
            r#"[{{"leastwise": "fetched", "version": 1, "analyzerArn": "arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/unused",
               "account": "111122223333", "fetchedAt": "2026-10-02T00:00:00Z", "findings": [{}]}}]"#,
            rows.join(",")
        );
        let pieces =
            in_pieces(&text, Limits { piece: 700, whole: 2000, beside: 1000, longest: usize::MAX }).unwrap();
        let listed: Vec<usize> = pieces.listings.iter().map(|listing| listing.findings.len()).collect();
        assert_eq!(listed, if key == "id" { &[90][..] } else { &[] });
        assert_eq!(told(Some(&pieces)), told(findings::read("/w/f.json", &text).as_ref()));
    }
}

#[test]
fn a_finding_that_is_larger_than_a_piece_makes_the_file_unreadable() {
    let text = wrapped(Wrapping::List, &[finding(1), finding(2)]);
    let pieces =
        in_pieces(&text, Limits { piece: 10, whole: 100, beside: 1000, longest: usize::MAX }).unwrap();
    assert!(pieces.broken && pieces.may_be_about_anybody, "{pieces:?}");
    let message = &pieces.problems[0].message;
    assert!(message.contains("larger than 10 MB"), "{message}");
}

#[test]
fn a_key_that_stands_twice_in_a_map_is_found_across_pieces() {
    let member = |n: usize| format!("\"k_{}\": {}", n % 59, finding(n));
    for (count, is_broken) in [(59, false), (60, true)] {
        let text = format!("{{{}}}", (0..count).map(member).collect::<Vec<_>>().join(","));
        let pieces =
            in_pieces(&text, Limits { piece: 10, whole: 2000, beside: 0, longest: usize::MAX }).unwrap();
        assert_eq!(pieces.broken, is_broken, "{count}");
        assert_eq!(findings::read("/w/f.json", &text).unwrap().broken, is_broken, "{count}");
    }
}

#[test]
fn what_is_too_large_to_be_read_may_be_about_anybody() {
    let start = format!("{}\n{}", finding(1), &finding(2)[..100]);
    let file = large::too_large("/w/f.json", &start, "is larger than 1 GB").unwrap();
    assert!(file.broken && file.may_be_about_anybody);
    assert!(file.problems[0].message.contains("it is larger than 1 GB"), "{}", file.problems[0].message);
    assert!(large::too_large("/w/f.json", "{\"Version\": 1", "is larger than 1 GB").is_none());
}
