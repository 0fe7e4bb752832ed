//! What is still read from a damaged text, and that nothing of it may be edited.

use super::*;
use crate::Source;

const WHOLE: &str = r#"{
  "Statement": [
    {"Sid": "A", "Effect": "Allow", "Action": ["a:A", "a:B"], "Resource": "*"},
    {"Sid": "B", "Effect": "Allow", "Action": ["b:A", "b:B"], "Resource": "*"},
    {"Sid": "C", "Effect": "Deny", "Action": ["c:A", "c:B"], "Resource": "*"}
  ]
}"#;

/// The `Sid`s of the statements that read whole, which must read as they do in [`WHOLE`].
fn kept(source: &Source) -> String {
    let mut kept = Vec::new();
    for statement in source.documents.iter().flat_map(|document| &document.statements) {
        let sid = statement.sid.as_deref().unwrap();
        assert_eq!(statement.effect, if sid == "C" { Effect::Deny } else { Effect::Allow });
        let entries = &statement.actions.as_ref().unwrap().entries;
        let texts: Vec<_> = entries.iter().map(|entry| entry.text.as_str()).collect();
        let name = sid.to_lowercase();
        assert_eq!(texts, [format!("{name}:A"), format!("{name}:B")], "{}", source.text);
        kept.push(sid);
    }
    kept.join(" ")
}

#[test]
fn statements_before_and_after_damage_are_kept() {
    for (whole, damaged, expected) in [
        (r#""Sid": "B", "#, r#""Sid" "#, "A C"),
        (r#""Sid": "B", "#, r#""Sid": "#, "A C"),
        (r#""Sid": "B", "#, r#"Sid: "B", "#, "A C"),
        (r#""b:A", "#, r#""b:A" "#, "A C"),
        (r#""b:A", "#, r#""b:A",, "#, "A C"),
        (r#""b:A", "#, "\"b:A\",\n\"b\n", "A C"),
        // A lost quote turns what is inside and outside of strings around, up to the end of the line.
        (r#""b:A", "#, r#""b:A, "#, "A"),
        (r#"["b:A", "#, "[\n\"b:A,\n", "A C"),
        (r#"["b:A", "#, "[\nb:A\",\n", "A C"),
        (r#""b:B"]"#, r#""b:B""#, "A C"),
        (r#""b:B"]"#, r#""b:B",]"#, "A C"),
        (r#"["b:A""#, r#""b:A""#, "A C"),
        ("\"*\"},\n    {\"Sid\": \"C\"", "\"*\",\n    {\"Sid\": \"C\"", "A C"),
        ("\"*\"},\n    {\"Sid\": \"C\"", "\"*\"}\n    {\"Sid\": \"C\"", "A B C"),
        ("\"*\"},\n    {\"Sid\": \"C\"", "\"*\"}{\"Sid\": \"C\"", "A B C"),
        ("\"*\"},\n    {\"Sid\": \"C\"", "\"*\"},,\n    {\"Sid\": \"C\"", "A B C"),
        ("\"*\"},\n    {\"Sid\": \"C\"", "\"*\"}],\n    {\"Sid\": \"C\"", "A B"),
        ("{\"Sid\": \"B\"", "\"Sid\": \"B\"", "A C"),
        // What was before the brace that came too early reads whole by itself.
        (r#""b:B"], "#, r#""b:B"]}, "#, "A B C"),
        ("\n  ]\n}", ",\n  ]\n}", "A B C"),
        ("\n  ]\n}", "\n}", "A B C"),
        ("\n  ]\n}", "", "A B C"),
        (", \"Resource\": \"*\"}\n  ]\n}", "", "A B"),
        // Without its bracket the list is one object, and what follows stands outside of it.
        ("[\n", "\n", "A"),
        ("{\n", "\n", ""),
    ] {
        assert!(WHOLE.contains(whole), "{whole}");
        let source = Source::read(WHOLE.replacen(whole, damaged, 1));
        assert_eq!(kept(&source), expected, "{}", source.text);
        for document in &source.documents {
            assert!(source.barrier(document).is_some(), "{}", source.text);
        }
    }
}

#[test]
fn the_reason_names_the_line() {
    for (text, reason) in [
        (WHOLE.replacen("\"b:A\", ", "\"b:A\" ", 1), "line 4: invalid JSON: missing comma"),
        (
            WHOLE.replacen("\"Allow\"", "\"allow\"", 1),
            "line 3: `Effect` is case-sensitive: write `Allow`, not `allow`",
        ),
        (format!("{WHOLE}\r,"), "line 8: invalid JSON: unexpected `,` after the end of the JSON value"),
    ] {
        let source = Source::read(text);
        assert_eq!(source.barrier(&source.documents[0]).as_deref(), Some(reason));
    }
}

/// A lost `}, {` reads as JSON, so only the duplicate keys tell it.
#[test]
fn two_statements_run_together_may_not_be_edited() {
    let text = WHOLE.replacen("\"*\"},\n    {\"Sid\": \"C\"", "\"*\",\n    \"Sid\": \"C\"", 1);
    let source = Source::read(text);
    assert!(source.errors().is_empty());
    let reason = source.barrier(&source.documents[0]);
    assert_eq!(reason.as_deref(), Some("line 5: duplicate key `Sid`"));
}

#[test]
fn every_prefix_and_every_lost_character_reads_soundly() {
    let text = "\u{feff}{\"RoleName\":\"é\",\"PolicyDocument\":{\r\n// ü\r\"Statement\":[{\"Sid\":\"😀\",\"Effect\":\
                \"Allow\",\"Action\":[\"s3:\\u0047et*\",\n\"b:*\"]},{\"Effect\":\"Deny\",\"NotAction\":\"c:*\"}]}}";
    let whole = Source::read(text);
    assert_eq!(whole.barrier(&whole.documents[0]), None);
    for (at, char) in text.char_indices() {
        let (before, after) = (&text[..at], &text[at + char.len_utf8()..]);
        for damaged in [before.to_owned(), format!("{before}{after}")] {
            let source = Source::read(damaged.as_str());
            let documents = source.documents.iter();
            let statements = documents.clone().flat_map(|document| &document.statements);
            let actions = statements.clone().filter_map(|statement| statement.actions.as_ref());
            let spans = (source.errors().iter().map(|error| error.span))
                .chain(documents.clone().flat_map(|document| [document.span, document.statement_span]))
                .chain(documents.flat_map(|document| &document.flaws).map(|flaw| flaw.span))
                .chain(statements.map(|statement| statement.span))
                .chain(actions.clone().flat_map(|actions| [actions.key_span, actions.value_span]))
                .chain(actions.flat_map(|actions| &actions.entries).map(|entry| entry.span));
            for span in spans {
                assert!(span.text(&damaged).is_some(), "{span:?} in {damaged:?}");
            }
        }
    }
}

/// What is read of a text up to an offset: each statement with its effect and its entries.
fn before(source: &Source, end: usize) -> Vec<(Span, Effect, Vec<Entry>)> {
    let statements = source.documents.iter().flat_map(|document| &document.statements);
    let read = statements.filter(|statement| statement.span.end <= end).map(|statement| {
        let entries = statement.actions.as_ref().map(|actions| actions.entries.clone());
        (statement.span, statement.effect.clone(), entries.unwrap_or_default())
    });
    read.collect()
}

#[test]
fn the_statements_before_the_damage_are_found_whatever_is_lost() {
    let one_line: String = WHOLE.split('\n').map(str::trim_start).collect();
    let wrapped = format!("{{\"PolicyDocument\": {WHOLE}, \"PolicyName\": \"n\"}}");
    for text in [WHOLE.to_owned(), WHOLE.replace('\n', "\r\n"), one_line, wrapped] {
        let whole = Source::read(text.as_str());
        for at in 0..text.len() {
            let expected = before(&whole, at);
            let cut = &text[..at];
            assert_eq!(before(&Source::read(cut), at), expected, "{cut}");
            let lost = format!("{cut}{}", &text[at + 1..]);
            assert_eq!(before(&Source::read(lost.as_str()), at), expected, "{lost}");
        }
    }
}
