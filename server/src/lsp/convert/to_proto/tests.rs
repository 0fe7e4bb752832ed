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
        let edit = workspace_edit(&edits, &Lines::new(TEXT), &uri, 3, &caps);
        assert_eq!(serde_json::to_value(edit).unwrap(), expected);
    }
}

#[test]
fn edits_of_many_files_are_confirmed_file_by_file_where_the_client_can() {
    let [open, closed] = ["file:///a.json", "file:///b.json"].map(|text| Uri::from_str(text).unwrap());
    let (text, edits) = ("abc", [TextEdit { span: Span::new(1, 2), text: "x".to_owned() }]);
    let lines = Lines::new(text);
    let file = |uri, version| FileEdits { uri, version, lines: &lines, edits: &edits };
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
