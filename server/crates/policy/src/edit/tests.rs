//! Fixtures: `=== title`, the text before, `--- statement.entry = replacement …; …`, the text after.

use leastwise_syntax::Syntax;
use leastwise_syntax::hcl::Hcl;
use leastwise_syntax::json::Json;
use leastwise_syntax::yaml::Yaml;
use proptest::prelude::*;

use super::*;
use crate::{Span, Step, proof};

/// `0.1 = a:A a:B; 0.2 =` as changes.
fn changes(line: &str) -> Vec<EntryChange> {
    let change = |change: &str| {
        let (place, replacement) = change.split_once('=').unwrap();
        let (statement, entry) = place.trim().split_once('.').unwrap();
        EntryChange {
            statement: statement.parse().unwrap(),
            entry: entry.parse().unwrap(),
            replacement: replacement.split_whitespace().map(str::to_owned).collect(),
        }
    };
    line.split(';').map(change).collect()
}

/// The text after the changes to the first document, which must be proved.
fn edited(text: &str, changes: &[EntryChange]) -> Result<String, EditError> {
    edited_in(&Json, text, changes)
}

fn edited_in(syntax: &'static dyn Syntax, text: &str, changes: &[EntryChange]) -> Result<String, EditError> {
    let source = Source::read_as(syntax, text);
    let document = &source.documents[0];
    let edits = edits(&source, document, changes)?;
    assert!(edits.is_sorted_by(|one, next| one.span.end <= next.span.start), "{edits:?}");
    assert!(edits.iter().all(|edit| edit.span.text(text) != Some(&edit.text)), "{edits:?}");
    let after = apply(text, &edits).unwrap();
    let proved = proof::prove(&source, document, changes, &after);
    assert!(proved.is_ok(), "{proved:?}\n{text}\n{after}");
    Ok(after)
}

fn run(fixtures: &str) {
    run_in(&Json, fixtures);
}

fn run_in(syntax: &'static dyn Syntax, fixtures: &str) {
    let mut count = 0;
    // A checkout may have its own line ends.
    let fixtures = fixtures.replace("\r\n", "\n");
    for fixture in fixtures.split("=== ").skip(1) {
        let (title, rest) = fixture.split_once('\n').unwrap();
        let (before, rest) = rest.split_once("\n--- ").unwrap();
        let (line, after) = rest.split_once('\n').unwrap();
        let after = after.strip_suffix('\n').unwrap();
        for line_end in ["\n", "\r\n", "\r"] {
            for mark in ["", "\u{feff}"] {
                let written = |text: &str| format!("{mark}{}{line_end}", text.replace('\n', line_end));
                let found = edited_in(syntax, &written(before), &changes(line));
                assert_eq!(found, Ok(written(after)), "{title} {line_end:?}");
            }
        }
        count += 1;
    }
    assert!(count > 0);
}

#[test]
fn lists_with_lines() {
    run(include_str!("../../tests/fixtures/edit/lines.txt"));
}

#[test]
fn lists_on_one_line() {
    run(include_str!("../../tests/fixtures/edit/one_line.txt"));
}

#[test]
fn comments() {
    run(include_str!("../../tests/fixtures/edit/comments.txt"));
}

#[test]
fn strings() {
    run(include_str!("../../tests/fixtures/edit/strings.txt"));
}

#[test]
fn statements() {
    run(include_str!("../../tests/fixtures/edit/statements.txt"));
}

#[test]
fn yaml() {
    run_in(&Yaml, include_str!("../../tests/fixtures/edit/yaml.txt"));
}

#[test]
fn a_yaml_file_may_end_without_a_line_end_and_start_with_a_byte_order_mark() {
    for (before, line, after) in [
        (
            "Statement:\n- Effect: Allow\n  Action:\n  - s3:*\n  - sqs:*",
            "0.1 = sqs:A sqs:B",
            "Statement:\n- Effect: Allow\n  Action:\n  - s3:*\n  - sqs:A\n  - sqs:B",
        ),
        (
            "Statement:\n- Effect: Allow\n  Action:\n  - s3:*\n  - sqs:*",
            "0.1 =",
            "Statement:\n- Effect: Allow\n  Action:\n  - s3:*",
        ),
        (
            "Statement:\n- Effect: Allow\n  Action: s3:*",
            "0.0 = s3:A s3:B",
            "Statement:\n- Effect: Allow\n  Action:\n  - s3:A\n  - s3:B",
        ),
        (
            "A: |\n  {\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"s3:*\"}]}",
            "0.0 = s3:A s3:B",
            "A: |\n  {\"Statement\": [{\"Effect\": \"Allow\", \"Action\": [\"s3:A\", \"s3:B\"]}]}",
        ),
        (
            "\u{feff}- Statement: {Effect: Allow, Action: s3:*}",
            "0.0 = s3:A s3:B",
            "\u{feff}- Statement: {Effect: Allow, Action: [s3:A, s3:B]}",
        ),
        (
            "\u{feff}Statement:\r\n  Effect: Allow\r\n  Action: s3:*\r\n",
            "0.0 = s3:A s3:B",
            "\u{feff}Statement:\r\n  Effect: Allow\r\n  Action:\r\n    - s3:A\r\n    - s3:B\r\n",
        ),
    ] {
        assert_eq!(edited_in(&Yaml, before, &changes(line)).as_deref(), Ok(after), "{before:?}");
    }
}

#[test]
fn what_yaml_may_not_edit_is_refused_with_the_reason() {
    let policy =
        |actions: &str| format!("Statement:\n  - Effect: Allow\n    Action:{actions}\n    Resource: '*'\n");
    let read = policy(" &read\n      - s3:Get*\n      - &one s3:List*");
    let shared = Err(EditError::Syntax(EditBarrier::Shared));
    let spelling = Err(EditError::Syntax(EditBarrier::Spelling));
    let barrier = |reason: &str| Err(EditError::Barrier(reason.to_owned()));
    for (text, line, expected) in [
        (format!("{read}Other: *read\n"), "0.0 = s3:A", shared.clone()),
        (format!("{read}Other: *read\n"), "0.0 =", shared.clone()),
        (format!("{read}Other: *one\n"), "0.1 = s3:A", shared.clone()),
        (format!("{read}Other: *one\n"), "0.0 = s3:A s3:B; 0.1 =", shared.clone()),
        (
            format!("A: &all\n{}B: *all\n", read.replace("Statement", " Statement")),
            "0.0 = s3:A",
            shared.clone(),
        ),
        (
            format!("A: &all\n{}B: {{<<: *all}}\n", policy(" s3:*").replace("Statement", " Statement")),
            "0.0 = s3:A",
            shared,
        ),
        (policy("\n      - \"s3:\\x47et*\""), "0.0 = s3:A", spelling.clone()),
        (policy("\n      - >-\n        s3:List*"), "0.0 = s3:A", spelling.clone()),
        (policy("\n      - !!str sqs:*"), "0.0 = s3:A", spelling.clone()),
        (policy("\n      - &one sqs:*\n      - a:A"), "0.0 = s3:A s3:B", spelling.clone()),
        (policy("\n      - 's3:\n        Get*'"), "0.0 = s3:A", spelling.clone()),
        (policy(" !!str s3:*"), "0.0 = s3:A", spelling.clone()),
        (policy(" &one s3:*"), "0.0 = s3:A s3:B", spelling.clone()),
        (policy(" [a:A, &one s3:*]"), "0.0 = s3:A", spelling.clone()),
        (policy(" |\n      s3:*"), "0.0 = s3:A", spelling),
        (policy(" s3:*\n    Action: sqs:*"), "0.0 = s3:A", barrier("line 4: duplicate key `Action`")),
        (
            policy("\n      - s3:*\n      - ? complex"),
            "0.0 = s3:A",
            barrier("line 5: an action is not a string"),
        ),
        (
            policy("\n      - s3:*") + "x: *\n",
            "0.0 = s3:A",
            barrier("line 6: invalid YAML: `*` at the start of a value must be in quotes"),
        ),
        (
            policy("\n      - s3:*") + "x:\n\t- y\n",
            "0.0 = s3:A",
            barrier("line 7: invalid YAML: tabs disallowed within this context (block indentation)"),
        ),
        (policy("\n      - !Sub '${x}:*'\n      - s3:*"), "0.0 = s3:A", Err(EditError::NoSuchEntry)),
        (
            "Statement:\n  - Effect: Allow\n    Action: [s3:*, !If [c, a:A, !Ref AWS::NoValue]]\n".to_owned(),
            "0.0 =",
            Err(EditError::MayEmpty),
        ),
        (
            "Statement:\n  - Effect: Allow\n    Action: s3:*\n  - !If [c, {}, !Ref AWS::NoValue]\n"
                .to_owned(),
            "0.0 =",
            Err(EditError::MayEmpty),
        ),
        (
            "base: &base {Effect: Allow, Action: s3:*}\nStatement:\n  - <<: *base\n    Action: sqs:*\n"
                .to_owned(),
            "0.0 = sqs:A",
            barrier("parts of the statement are filled in elsewhere"),
        ),
    ] {
        assert_eq!(edited_in(&Yaml, &text, &changes(line)), expected, "{text}");
    }
}

#[test]
fn terraform() {
    let fixtures = include_str!("../../tests/fixtures/edit/terraform.txt").replace("\r\n", "\n");
    let mut found = String::new();
    for fixture in fixtures.split("=== ").skip(1) {
        let (title, rest) = fixture.split_once('\n').unwrap();
        let (before, rest) = rest.split_once("\n--- ").unwrap();
        let (line, _) = rest.split_once('\n').unwrap();
        let after = edited_in(&Hcl, before, &changes(line)).unwrap();
        found.push_str(&format!("=== {title}\n{before}\n--- {line}\n{after}\n"));
        for mark in ["", "\u{feff}"] {
            let written = |text: &str| format!("{mark}{}\r\n", text.replace('\n', "\r\n"));
            let crlf = edited_in(&Hcl, &written(before), &changes(line)).unwrap();
            assert_eq!(crlf, written(&after), "{title}");
        }
    }
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/edit/terraform.txt");
        std::fs::write(path, &found).unwrap();
    }
    for (found, expected) in found.lines().zip(fixtures.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.len(), fixtures.len());
}

#[test]
fn a_text_of_several_line_ends_keeps_those_of_the_place() {
    let before = "{\r\n\t\"Statement\": [\n\t\t{\n\t\t\t\"Sid\": \"Ü😀\",\r\n\t\t\t\"Effect\": \"Allow\",\r\t\t\t\"Action\": \
                  \"a:*\"\n\t\t},\n\t\t{\r\n\t\t\t\"Effect\": \"Allow\",\n\t\t\t\"Action\": [\r\n\t\t\t\t\"b:*\",\n\t\t\t\t\"c:*\"\r\
                  \t\t\t]\n\t\t}\n\t]\n}";
    let after = "{\r\n\t\"Statement\": [\n\t\t{\n\t\t\t\"Sid\": \"Ü😀\",\r\n\t\t\t\"Effect\": \"Allow\",\r\t\t\t\"Action\": \
                 [\r\t\t\t\t\"a:A\",\r\t\t\t\t\"a:B\"\r\t\t\t]\n\t\t},\n\t\t{\r\n\t\t\t\"Effect\": \"Allow\",\n\t\t\t\"Action\": \
                 [\r\n\t\t\t\t\"b:A\",\r\n\t\t\t\t\"b:B\",\n\t\t\t\t\"c:A\",\n\t\t\t\t\"c:B\"\r\t\t\t]\n\t\t}\n\t]\n}";
    let line = "0.0 = a:A a:B; 1.0 = b:A b:B; 1.1 = c:A c:B";
    assert_eq!(edited(before, &changes(line)).as_deref(), Ok(after));
}

/// What a reviewer sees: one line out and several in is one edit of one string; nothing is written again.
#[test]
fn edits_are_as_small_as_they_can_be() {
    let text =
        "{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": [\n  \"a:A\",\n  \"b:*\",\n  \"c:C\"\n]}]}";
    for (line, expected) in [
        ("0.1 = b:A b:B", &["\"b:*\" -> \"b:A\",\n  \"b:B\""][..]),
        ("0.1 = b:* b:B", &[" -> ,\n  \"b:B\""]),
        ("0.1 = b:*", &[]),
        ("0.0 =", &["  \"a:A\",\n -> "]),
        ("0.0 =; 0.1 =", &["  \"a:A\",\n  \"b:*\",\n -> "]),
        ("0.2 =", &[",\n  \"c:C\" -> "]),
        ("0.0 = a:B; 0.2 =", &["\"a:A\" -> \"a:B\"", ",\n  \"c:C\" -> "]),
    ] {
        let source = Source::read(text);
        let edits = edits(&source, &source.documents[0], &changes(line)).unwrap();
        let shown = edits.iter().map(|edit| format!("{} -> {}", edit.span.text(text).unwrap(), edit.text));
        assert_eq!(shown.collect::<Vec<_>>(), expected, "{line}");
    }
    let source = Source::read("{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"a:A\"}}");
    assert_eq!(edits(&source, &source.documents[0], &changes("0.0 = a:A")), Ok(vec![]));
}

#[test]
fn what_may_not_be_edited_is_refused() {
    let policy = |statements: &str| format!(r#"{{"Statement": [{statements}]}}"#);
    let two = r#"{"Effect": "Allow", "Action": ["a:A", "b:B"]}, {"Effect": "Deny", "Action": "c:C"}"#;
    for (text, line, expected) in [
        (policy(two), "0.2 = x", EditError::NoSuchEntry),
        (policy(two), "2.0 = x", EditError::NoSuchEntry),
        (policy(two), "0.0 = x; 0.0 = y", EditError::NoSuchEntry),
        (policy(two), "0.0 =; 0.1 =; 1.0 =", EditError::EmptiesPolicy),
        (
            r#"{"Statement": {"Effect": "Allow", "Action": "a:A"}}"#.to_owned(),
            "0.0 =",
            EditError::EmptiesPolicy,
        ),
        (
            policy(r#"{"Effect": "Allow", "Action": ["a:A", {"Ref": "B"}, "${c}"]}"#),
            "0.1 = x",
            EditError::NoSuchEntry,
        ),
        (
            policy(r#"{"Effect": "Allow", "Action": ["a:A", {"Ref": "B"}, "${c}"]}"#),
            "0.2 =",
            EditError::NoSuchEntry,
        ),
        (
            policy(
                r#"{"Effect": "Allow", "Action": ["a:A", {"Fn::If": ["c", "b:B", {"Ref": "AWS::NoValue"}]}]}"#,
            ),
            "0.0 =",
            EditError::MayEmpty,
        ),
        (
            policy(r#"{"Effect": "Allow", "Action": "a:A"}, {"Fn::If": ["c", {}, {"Ref": "AWS::NoValue"}]}"#),
            "0.0 =",
            EditError::MayEmpty,
        ),
        (
            policy(r#"{"Effect": "Allow", "Action": {"Ref": "B"}}"#),
            "0.0 = x",
            EditError::Barrier("parts of the statement are filled in elsewhere".to_owned()),
        ),
        (
            policy(&two.replace("Deny", "deny")),
            "0.0 = x",
            EditError::Barrier("line 1: `Effect` is case-sensitive: write `Deny`, not `deny`".to_owned()),
        ),
        (
            policy(&format!("{two},")),
            "0.0 = x",
            EditError::Barrier("line 1: invalid JSON: trailing comma".to_owned()),
        ),
    ] {
        assert_eq!(edited(&text, &changes(line)), Err(expected), "{text} {line}");
    }
}

#[test]
fn a_policy_in_lines_or_quotes_of_another_syntax_is_edited_where_it_is() {
    const LIST: &str = r#"["s3:Get*", "s3:List*"]"#;
    let policy = format!(r#"{{"Statement": [{{"Effect": "Allow", "Action": {LIST}}}]}}"#);
    let key = |key: &str| Step::Key(key.to_owned());
    for (syntax, before, after) in [
        (&Yaml as &'static dyn Syntax, "policy: |\n    ", "\nother: [a]\n"),
        (&Yaml, "policy: >-\n  ", "\nother: \"b\"\n"),
        (&Yaml, "# A comment\npolicy: '", "'"),
        (&Hcl, "policy = <<EOT\n", "\nEOT\nother = [1]\n"),
        (&Hcl, "policy = <<-EOT\r\n\t\t", "\r\n\tEOT\r\n"),
    ] {
        let text = format!("{before}{policy}{after}");
        let source = Source::read_as(syntax, text.as_str());
        let [document] = source.documents.as_slice() else { panic!("{text}: {:?}", source.documents) };
        assert_eq!(document.path, [key("policy"), Step::Embedded("JSON")], "{text}");
        assert_eq!(source.barrier(document), None, "{text}");
        let changes = changes("0.0 = s3:GetObject s3:GetObjectTagging");
        let edits = edits(&source, document, &changes).unwrap();
        let after = apply(&text, &edits).unwrap();
        assert_eq!(after, text.replace("s3:Get*", r#"s3:GetObject", "s3:GetObjectTagging"#));
        let proved = proof::prove(&source, document, &changes, &after);
        assert!(proved.is_ok(), "{proved:?} {text}");

        let damaged = Source::read_as(syntax, text.replace("]}]}", "],}]}"));
        let reason = damaged.barrier(&damaged.documents[0]).unwrap();
        assert!(reason.ends_with(": invalid JSON: trailing comma"), "{reason}");
    }
}

/// A statement: whether it allows, and its entries, where a list is written as one.
type Shape = Vec<(bool, Result<Vec<u8>, u8>)>;

fn shape() -> impl Strategy<Value = Shape> {
    let entries = prop_oneof![prop::collection::vec(0..3u8, 1..6).prop_map(Ok), (0..3u8).prop_map(Err)];
    prop::collection::vec((prop::bool::weighted(0.8), entries), 1..5)
}

/// Writes a policy with the next of `gaps` between every two tokens.
fn write(shape: &Shape, gaps: &[&str]) -> String {
    let mut gaps = gaps.iter().cycle();
    let mut text = String::new();
    let mut put = |token: &str| {
        text.push_str(token);
        text.push_str(gaps.next().unwrap());
    };
    ["{", "\"Statement\"", ":", "["].into_iter().for_each(&mut put);
    for (index, (allows, entries)) in shape.iter().enumerate() {
        if index > 0 {
            put(",");
        }
        let effect = if *allows { "\"Allow\"" } else { "\"Deny\"" };
        ["{", "\"Effect\"", ":", effect, ",", "\"Action\"", ":"].into_iter().for_each(&mut put);
        match entries {
            Err(name) => put(&format!("\"s:{name}\"")),
            Ok(names) => {
                put("[");
                for (index, name) in names.iter().enumerate() {
                    if index > 0 {
                        put(",");
                    }
                    put(&format!("\"s:{name}\""));
                }
                put("]");
            }
        }
        put("}");
    }
    ["]", "}"].into_iter().for_each(&mut put);
    text
}

/// The changes among `picks` that fit a policy of that shape.
fn picked(shape: &Shape, picks: Vec<(usize, usize, Vec<String>)>) -> Vec<EntryChange> {
    let mut changes = BTreeMap::new();
    for (statement, entry, replacement) in picks {
        let entries = match shape.get(statement) {
            Some((true, Ok(names))) => names.len(),
            Some((true, Err(_))) => 1,
            _ => 0,
        };
        if entry < entries {
            changes.insert((statement, entry), EntryChange { statement, entry, replacement });
        }
    }
    changes.into_values().collect()
}

/// Whether all entries of a statement go.
fn goes(shape: &Shape, changes: &[EntryChange], statement: usize) -> bool {
    let is_removed = |entry: usize| {
        let mut removed = changes.iter().filter(|change| change.replacement.is_empty());
        removed.any(|change| (change.statement, change.entry) == (statement, entry))
    };
    (0..shape[statement].1.as_ref().map_or(1, Vec::len)).all(is_removed)
}

/// How a list of entries is written in YAML.
#[derive(Clone, Copy, Debug)]
enum Layout {
    Block,
    Flow,
    FlowLines,
    Single,
}

/// Writes a policy in YAML: how deep its sequences stand, and for each entry how it is quoted and whether a comment is
/// behind it, the next of each.
fn write_yaml(shape: &Shape, step: usize, layouts: &[Layout], quotes: &[&str], comments: &[&str]) -> String {
    let (mut layouts, mut quotes) = (layouts.iter().cycle(), quotes.iter().cycle());
    let mut comments = comments.iter().cycle();
    let mut text = "Statement:\n".to_owned();
    let pad = " ".repeat(step);
    for (allows, entries) in shape {
        let effect = if *allows { "Allow" } else { "Deny" };
        let comment = comments.next().unwrap();
        let mut quoted = |name: &u8| {
            let quote = quotes.next().unwrap();
            format!("{quote}s:{name}{quote}")
        };
        text += &format!("{pad}- Effect: {effect}{comment}\n{pad}  Action:");
        match (entries, layouts.next().unwrap()) {
            (Err(name), _) => text += &format!(" {}{}\n", quoted(name), comments.next().unwrap()),
            (Ok(names), Layout::Single) if names.len() == 1 => text += &format!(" [{}]\n", quoted(&names[0])),
            (Ok(names), Layout::Flow | Layout::Single) => {
                let names: Vec<_> = names.iter().map(&mut quoted).collect();
                text += &format!(" [{}]{}\n", names.join(", "), comments.next().unwrap());
            }
            (Ok(names), Layout::FlowLines) => {
                text += " [\n";
                for (index, name) in names.iter().enumerate() {
                    let comma = if index + 1 < names.len() { "," } else { "" };
                    text += &format!("{pad}    {}{comma}{}\n", quoted(name), comments.next().unwrap());
                }
                text += &format!("{pad}  ]\n");
            }
            (Ok(names), Layout::Block) => {
                text += &format!("{}\n", comments.next().unwrap());
                for name in names {
                    text += &format!("{pad}  {pad}- {}{}\n", quoted(name), comments.next().unwrap());
                }
            }
        }
        text += &format!("{pad}  Resource: '*'{}\n", comments.next().unwrap());
    }
    text
}

/// The comments of a text that stand outside some spans.
fn comments_outside(text: &str, spans: &[Span]) -> Vec<String> {
    let mut lexer = crate::json::Lexer::new(text);
    let mut comments = Vec::new();
    loop {
        let token = lexer.next_token();
        match token.kind {
            crate::json::TokenKind::End => return comments,
            crate::json::TokenKind::Comment if !spans.iter().any(|span| span.contains(token.span)) => {
                comments.push(token.span.text(text).unwrap().to_owned());
            }
            _ => {}
        }
    }
}

/// A thousand cases, or those that `PROPTEST_CASES` asks for.
fn config() -> ProptestConfig {
    let config = ProptestConfig::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { config.cases } else { 1024 };
    ProptestConfig { cases, ..config }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_change_of_any_layout_of_yaml_proves(
        shape in shape(),
        step in 0..4usize,
        layouts in prop::collection::vec(
            prop::sample::select(vec![Layout::Block, Layout::Block, Layout::Flow, Layout::FlowLines, Layout::Single]),
            1..5,
        ),
        quotes in prop::collection::vec(prop::sample::select(vec!["", "'", "\""]), 1..6),
        comments in prop::collection::vec(
            prop::sample::select(vec!["", "", "", " # c", "   #d: 'e' ", "\n\n", "\n# f\n      # g", "  "]),
            1..12,
        ),
        line_end in prop::sample::select(vec!["\n", "\r\n"]),
        picks in prop::collection::vec((0..4usize, 0..6usize, prop::collection::vec("s:[0-3x]|[*]|[?]:[*]|a: b", 0..4)), 1..12),
    ) {
        let text = write_yaml(&shape, step, &layouts, &quotes, &comments).replace('\n', line_end);
        let changes = picked(&shape, picks);
        let gone = (0..shape.len()).filter(|&index| goes(&shape, &changes, index)).count();
        let result = edited_in(&Yaml, &text, &changes);
        if gone == shape.len() {
            prop_assert_eq!(result, Err(EditError::EmptiesPolicy));
        } else {
            let again = Source::read_as(&Yaml, result.unwrap());
            prop_assert_eq!(again.barrier(&again.documents[0]), None);
        }
    }

    #[test]
    fn any_change_of_any_layout_proves_and_keeps_the_comments(
        shape in shape(),
        gaps in prop::collection::vec(
            prop::sample::select(vec![
                "", "", " ", "\n", "\n    ", "\r\n  ", "\r", "\t", "  \n\n  ", "/* c */", " /* \n */ ", " // c\n  ", "//d\r",
            ]),
            1..24,
        ),
        picks in prop::collection::vec((0..4usize, 0..6usize, prop::collection::vec("s:[0-3x\"]", 0..4)), 1..12),
    ) {
        let text = write(&shape, &gaps);
        let changes = picked(&shape, picks);
        let gone: Vec<_> = (0..shape.len()).filter(|&index| goes(&shape, &changes, index)).collect();
        let result = edited(&text, &changes);
        if gone.len() == shape.len() {
            prop_assert_eq!(result, Err(EditError::EmptiesPolicy));
        } else {
            let after = result.unwrap();
            let source = Source::read(text.as_str());
            let spans: Vec<_> = gone.iter().map(|&index| source.documents[0].statements[index].span).collect();
            prop_assert_eq!(comments_outside(&text, &spans), comments_outside(&after, &[]), "{} {}", text, after);
            let again = Source::read(after);
            prop_assert_eq!(again.barrier(&again.documents[0]), None);
        }
    }
}
