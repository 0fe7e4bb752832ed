//! Every format in wrappers: what is read is the same, and what breaks off reports nothing.

use std::collections::BTreeMap;

use leastwise_advice::findings::{self, Format};
use leastwise_advice::report::Subject;

use crate::table::{ANSWERS, assert_left_out};
use crate::{read, reports};

type Wrapper = (&'static str, fn(&str) -> String);

const WRAPPERS: [Wrapper; 8] = [
    ("a list in a list", |text| format!("[[{text}]]")),
    ("a key that nobody knows", |text| format!("{{\"answer\": {text}, \"count\": 1}}")),
    ("a map by id", |text| format!("{{\"0f\": {{\"at\": \"2026-03-01\", \"data\": {text}}}}}")),
    ("maps and lists, deep", |text| format!("{}{text}{}", "{\"unused\": [[".repeat(200), "]]}".repeat(200))),
    ("among others", |text| {
        format!("{{\"pages\": [{{\"results\": []}}, {{\"results\": [{text}]}}], \"next\": null}}")
    }),
    ("a string", |text| format!("{{\"unusedAccess\": {}}}", string(text))),
    ("a string in a string", |text| {
        format!("{{\"Records\": [{{\"body\": {}}}]}}", string(&format!("{{\"Message\": {}}}", string(text))))
    }),
    ("a line of a log", |text| {
        format!("{{\"events\": [{{\"message\": {}}}]}}", string(&format!("2026-03-01T10:00:00Z INFO {text}")))
    }),
];

fn string(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// Whom a text reports what of, and who is silent.
fn told(text: &str) -> BTreeMap<Subject, (Vec<String>, bool)> {
    read(text);
    let reports = reports(findings::read("/w/f.json", text));
    let told = reports.list.iter().map(|report| {
        let mut unused: Vec<String> = report.usage().unused().iter().map(ToString::to_string).collect();
        unused.sort();
        (report.subject.clone(), (unused, report.silent.is_some()))
    });
    told.collect()
}

/// Whether a list is taken for unused in a wrapper that does not say so.
fn is_told(format: Format, wrapper: &str) -> bool {
    format != Format::BareList || matches!(wrapper, "maps and lists, deep")
}

#[test]
fn every_format_reads_the_same_in_every_wrapper() {
    for (format, text) in ANSWERS {
        for (wrapper, wrap) in WRAPPERS {
            if !is_told(format, wrapper) {
                continue;
            }
            let wrapped = wrap(text);
            let file =
                findings::read("/w/f.json", &wrapped).unwrap_or_else(|| panic!("{format} in {wrapper}"));
            assert_eq!(
                (file.format, file.broken, file.problems.len()),
                (format, false, 0),
                "{wrapper}: {wrapped}"
            );
            assert_eq!(told(&wrapped), told(text), "{format} in {wrapper}");
        }
    }
}

#[test]
fn a_wrapper_that_breaks_off_anywhere_reports_nothing() {
    for (format, text) in ANSWERS {
        for (_, wrap) in WRAPPERS.into_iter().filter(|(wrapper, _)| !wrapper.contains("deep")) {
            let wrapped = wrap(text);
            (0..wrapped.len())
                .step_by(3)
                .filter(|at| wrapped.is_char_boundary(*at))
                .for_each(|at| assert_left_out(format, &wrapped[..at]));
        }
    }
}

/// A list of services with actions may as well list those that are used.
#[test]
fn a_list_in_a_wrapper_that_does_not_say_that_it_is_unused_is_reported_and_silences_whom_it_names() {
    let (_, list) = ANSWERS.into_iter().find(|(format, _)| *format == Format::BareList).unwrap();
    let (_, finding) = ANSWERS[0];
    let text = format!("[{finding}, {{\"of\": \"arn:aws:iam::1:role/A\", \"services\": {list}}}]");
    let file = findings::read("/w/f.json", &text).unwrap();
    assert_eq!(file.problems.len(), 1, "{:?}", file.problems);
    assert!(told(&text).values().all(|(unused, silent)| unused.is_empty() && *silent), "{:?}", told(&text));
}

/// Texts inside each other without end, and lists without a principal at every depth.
#[test]
fn depth_costs_nothing_and_says_nothing() {
    let nested = |depth: usize| {
        (0..depth).fold(ANSWERS[0].1.to_owned(), |text, _| format!("{{\"message\": {}}}", string(&text)))
    };
    // Backslashes double at each depth.
    for depth in 0..8 {
        let told = told(&nested(depth));
        assert_eq!(told.values().any(|(unused, _)| !unused.is_empty()), depth < 4, "{depth}");
        assert!(depth < 4 || told.values().all(|(_, silent)| *silent), "{depth}");
    }
    let list = ANSWERS.into_iter().find(|(format, _)| *format == Format::BareList).unwrap().1;
    let open = format!("[{list}, {{\"services\": {list}, \"next\": ").repeat(2_000);
    let text = format!("{open}\"arn:aws:iam::1:role/A\"{}", "}]".repeat(2_000));
    assert!(told(&text).values().all(|(unused, silent)| unused.is_empty() && *silent));
}
