use leastwise_advice::EntryRef;
use leastwise_policy::Span;
use serde_json::{Value, json};

use super::*;

const TEXT: &str = "{\n  \"é🍄\"\n}";
const FINDINGS: &str = "[]\n[1]";

fn advice() -> Advice {
    Advice {
        span: Span::new(4, 12),
        rule: Rule::UnusedAction,
        level: Level::Warning,
        message: "unused".to_owned(),
        unnecessary: true,
        related: vec![
            Related { file: "/f.json".into(), span: Span::new(4, 5), message: "reported here".to_owned() },
            Related { file: "/gone.json".into(), span: Span::new(0, 1), message: "nowhere".to_owned() },
        ],
        entry: Some(EntryRef { document: 0, statement: 1, entry: 2 }),
        look: None,
    }
}

fn diagnostic(caps: ClientCaps) -> Value {
    let (lines, other) = (Lines::new(TEXT), Lines::new(FINDINGS));
    let elsewhere =
        |name: &str| (name == "/f.json").then(|| (Uri::from_str("file:///f.json").unwrap(), &other));
    let diagnostic = Diagnostics::new(caps, &lines, Some(3), &elsewhere).diagnostic(&advice());
    serde_json::to_value(diagnostic).unwrap()
}

#[test]
fn a_plain_client_gets_a_plain_diagnostic() {
    let expected = json!({
        "range": { "start": { "line": 1, "character": 2 }, "end": { "line": 1, "character": 7 } },
        "severity": 2,
        "code": "unused-action",
        "source": "leastwise",
        "message": "unused",
    });
    assert_eq!(diagnostic(ClientCaps::default()), expected);
}

#[test]
fn each_capability_adds_its_part() {
    let caps = ClientCaps {
        encoding: Encoding::Utf8,
        diagnostic_related: true,
        diagnostic_unnecessary: true,
        diagnostic_code_description: true,
        diagnostic_data: true,
        ..ClientCaps::default()
    };
    let diagnostic = diagnostic(caps);
    let at = |pointer| diagnostic.pointer(pointer).cloned();
    assert_eq!(at("/range/end"), Some(json!({ "line": 1, "character": 10 })));
    assert_eq!(at("/tags"), Some(json!([1])));
    assert_eq!(at("/codeDescription/href"), Some(json!(Rule::UnusedAction.documentation())));
    assert_eq!(
        at("/data"),
        Some(json!({ "v": 1, "version": 3, "rule": "unused-action", "entry": [0, 1, 2] }))
    );
    let related = json!([{
        "location": {
            "uri": "file:///f.json",
            "range": { "start": { "line": 1, "character": 1 }, "end": { "line": 1, "character": 2 } },
        },
        "message": "reported here",
    }]);
    assert_eq!(at("/relatedInformation"), Some(related), "what is nowhere is left out");
}

#[test]
fn every_level_has_its_severity() {
    let severities = [Level::Error, Level::Warning, Level::Information, Level::Hint].map(severity);
    assert_eq!(serde_json::to_value(severities).unwrap(), json!([1, 2, 3, 4]));
}

#[test]
fn an_edit_names_the_version_where_the_client_can_check_it() {
    let uri = Uri::from_str("file:///p.json").unwrap();
    let edits = [TextEdit { span: Span::new(4, 12), text: "\"a\"".to_owned() }];
    let range = json!({ "start": { "line": 1, "character": 2 }, "end": { "line": 1, "character": 7 } });
    for (versioned_edits, expected) in [
        (false, json!({ "changes": { "file:///p.json": [{ "range": range, "newText": "\"a\"" }] } })),
        (
            true,
            json!({ "documentChanges": [{
                "textDocument": { "uri": "file:///p.json", "version": 3 },
                "edits": [{ "range": range, "newText": "\"a\"" }],
            }] }),
        ),
    ] {
        let caps = ClientCaps { versioned_edits, ..ClientCaps::default() };
        let (uri, lines) = (&uri, &Lines::new(TEXT));
        let file = FileEdits { uri, version: Some(3), text: TEXT, lines, edits: &edits };
        let edit = edit_of(&file, &caps);
        assert_eq!(serde_json::to_value(edit).unwrap(), expected);
    }
}

#[test]
fn edits_of_many_files_are_confirmed_file_by_file_where_the_client_can() {
    let [open, closed] = ["file:///a.json", "file:///b.json"].map(|text| Uri::from_str(text).unwrap());
    let (text, edits) = ("abc", [TextEdit { span: Span::new(1, 2), text: "x".to_owned() }]);
    let lines = Lines::new(text);
    let file = |uri, version| FileEdits { uri, version, text, lines: &lines, edits: &edits };
    let files = [(file(&open, Some(3)), "Fix a"), (file(&closed, None), "Fix b")];
    let made = |caps: &ClientCaps| serde_json::to_value(workspace_edits(&files, caps)).unwrap();

    let at = |edit: &Value, pointer: &str| edit.pointer(pointer).cloned();
    let plain = made(&ClientCaps::default());
    assert_eq!(plain.pointer("/changes").and_then(Value::as_object).map(serde_json::Map::len), Some(2));
    let versioned = ClientCaps { versioned_edits: true, ..ClientCaps::default() };
    let asking = ClientCaps { change_annotations: true, ..versioned };
    for caps in [versioned, asking] {
        let edit = made(&caps);
        for (file, version) in [(0, json!(3)), (1, json!(null))] {
            let pointer = format!("/documentChanges/{file}/textDocument/version");
            assert_eq!(at(&edit, &pointer), Some(version));
        }
    }
    let edit = made(&asking);
    for (file, title) in [(0, "Fix a"), (1, "Fix b")] {
        let id = at(&edit, &format!("/documentChanges/{file}/edits/0/annotationId")).unwrap();
        let annotation = edit.pointer("/changeAnnotations").and_then(|all| all.get(id.as_str()?));
        assert_eq!(annotation, Some(&json!({ "label": title, "needsConfirmation": true })));
        assert_eq!(at(&edit, &format!("/documentChanges/{file}/edits/0/newText")), Some(json!("x")));
    }
}

#[test]
fn thousands_of_edits_of_a_file_are_one_that_does_the_same() {
    let text = "{é\n".to_owned() + &"ab,\n".repeat(3_000);
    let lines = Lines::new(&text);
    let uri = Uri::from_str("file:///p.json").unwrap();
    for (count, sent) in [(1_000, 1_000), (1_001, 1)] {
        let edit = |number: usize| TextEdit {
            span: Span::new(4 + number * 4, 6 + number * 4),
            text: "x".to_owned(),
        };
        let edits: Vec<TextEdit> = (1..=count).map(edit).collect();
        let file = FileEdits { uri: &uri, version: None, text: &text, lines: &lines, edits: &edits };
        let made = file.text_edits(MOST_EDITS, Encoding::Utf16);
        assert_eq!(made.len(), sent);
        let (first, last) = (made.first().unwrap(), made.last().unwrap());
        assert_eq!((first.range.start.line, first.range.start.character), (2, 0));
        assert_eq!((last.range.end.line, last.range.end.character), (u32::try_from(count).unwrap() + 1, 2));
        if sent == 1 {
            assert_eq!(first.new_text, "x,\n".repeat(count - 1) + "x");
        }
    }
    // Few edits of each of many files are as many in one message.
    let edits: Vec<TextEdit> = (1..=600)
        .map(|number| TextEdit { span: Span::new(number * 4, number * 4 + 2), text: String::new() })
        .collect();
    let file = || FileEdits { uri: &uri, version: None, text: &text, lines: &lines, edits: &edits };
    let caps = ClientCaps { versioned_edits: true, ..ClientCaps::default() };
    for (files, sent) in [(vec![(file(), "a")], 600), (vec![(file(), "a"), (file(), "b")], 1)] {
        let made = serde_json::to_value(workspace_edits(&files, &caps)).unwrap();
        let edits = made.pointer("/documentChanges/0/edits").and_then(Value::as_array);
        assert_eq!(edits.map(Vec::len), Some(sent));
    }
}
