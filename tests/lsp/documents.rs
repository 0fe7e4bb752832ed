//! Open documents: changes in order, identity, and what does not fit.

use serde_json::{Value, json};

use crate::buffer::Buffer;
use crate::client::{Start, codes};
use crate::demo;
use crate::workspace::{DEMO_FINDING, DEMO_POLICY, Workspace};

fn insert(line: u32, character: u32, text: &str) -> Value {
    let place = json!({ "line": line, "character": character });
    json!({ "range": { "start": place, "end": place }, "text": text })
}

/// The diagnostics of a version without what counts versions.
fn plain(diagnostics: &[tower_lsp::ls_types::Diagnostic]) -> Vec<Value> {
    let mut plain: Vec<Value> = diagnostics.iter().map(|it| serde_json::to_value(it).unwrap()).collect();
    plain.iter_mut().for_each(|diagnostic| diagnostic["data"]["version"] = Value::Null);
    plain
}

#[test]
fn three_thousand_edits_in_a_row_equal_a_fresh_open() {
    let (_workspace, mut client, uri) = demo::shown(Start::default());
    client.open(&uri, "");
    // The policy is typed letter by letter, each in its own place, with a detour now and then.
    let (mut line, mut column, mut version) = (0, 0, 1);
    let mut letters = DEMO_POLICY.chars().cycle();
    let mut typed = String::new();
    while version < 3_000 {
        let letter = letters.next().unwrap();
        version += 1;
        if typed.len() < DEMO_POLICY.len() {
            client.change(&uri, version, json!([insert(line, column, &letter.to_string())]));
            typed.push(letter);
            (line, column) = if letter == '\n' { (line + 1, 0) } else { (line, column + 1) };
        } else {
            // An empty line at the top comes and goes.
            let (start, end) = (json!({ "line": 0, "character": 0 }), json!({ "line": 1, "character": 0 }));
            let change = match version % 2 {
                0 => insert(0, 0, "\n"),
                _ => json!({ "range": { "start": start, "end": end }, "text": "" }),
            };
            let starts_with_line = typed.starts_with('\n');
            assert_eq!(starts_with_line, version % 2 == 1 && typed.len() > DEMO_POLICY.len());
            typed = if starts_with_line { typed[1..].to_owned() } else { format!("\n{typed}") };
            client.change(&uri, version, json!([change]));
        }
    }
    let edited = client.diagnostics_of(&uri, version);
    client.close(&uri);
    client.diagnostics(&uri);
    client.open(&uri, &typed);
    let fresh = client.diagnostics_of(&uri, 1);
    assert!(!fresh.diagnostics.is_empty());
    assert_eq!(plain(&edited.diagnostics), plain(&fresh.diagnostics));
}

#[test]
fn several_changes_of_one_message_apply_one_after_the_other() {
    let (_workspace, mut client, mut buffer) = demo::open(Start::default());
    let name = buffer.find("s3:Get*");
    let changes = json!([
        insert(0, 0, "\n\n"),
        { "range": { "start": { "line": name.start.line + 2, "character": name.start.character },
                     "end": { "line": name.end.line + 2, "character": name.end.character } },
          "text": "iam:Get*" },
        { "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 1, "character": 0 } }, "text": "" },
    ]);
    client.change(&buffer.uri, 2, changes);
    buffer.text = format!("\n{}", DEMO_POLICY.replace("s3:Get*", "iam:Get*"));
    let published = client.diagnostics_of(&buffer.uri, 2);
    assert_eq!(published.diagnostics.len(), 8);
    assert_eq!(published.diagnostics[7].range, buffer.find("\"lambda:UpdateFunctionConfiguration\""));
}

#[test]
fn a_change_that_does_not_fit_stops_the_analysis_until_the_whole_text_comes_again() {
    let (_workspace, mut client, Buffer { uri, .. }) = demo::open(Start::default());
    let (start, end) = (json!({ "line": 3, "character": 0 }), json!({ "line": 1, "character": 0 }));
    client.change(&uri, 2, json!([{ "range": { "start": start, "end": end }, "text": "x" }]));
    assert!(client.shown_message().contains("MyRole.json"));
    assert!(client.diagnostics_of(&uri, 2).diagnostics.is_empty());
    client.change(&uri, 3, json!([insert(0, 0, "\n")]));
    assert!(client.actions_at(&uri, Default::default()).is_empty());
    client.replace(&uri, 4, DEMO_POLICY);
    assert_eq!(client.diagnostics_of(&uri, 4).diagnostics.len(), 9);
}

#[test]
fn a_new_buffer_is_analyzed_and_is_no_part_of_the_workspace() {
    let (_workspace, mut client, saved) = demo::shown(Start::default());
    let policy = DEMO_POLICY.replace("lambda:AddPermission", "not an action");
    for uri in ["untitled:MyRole.json", "untitled:Untitled-1", "git:/MyRole.json?ref"] {
        let uri = uri.parse().unwrap();
        client.open(&uri, &policy);
        assert_eq!(codes(&client.diagnostics_of(&uri, 1)).first(), Some(&"invalid-action"));
        client.close(&uri);
        assert!(client.diagnostics(&uri).diagnostics.is_empty());
    }
    // An old revision of the findings says nothing about today's policies.
    let uri = "git:/finding-MyRole.json?ref".parse().unwrap();
    client.open(&uri, &DEMO_FINDING.replace("ACTIVE", "ARCHIVED"));
    client.open(&saved, DEMO_POLICY);
    assert_eq!(client.diagnostics_of(&saved, 1).diagnostics.len(), 9);
}

// Elsewhere the path of a URI is written in other ways.
#[cfg(unix)]
#[test]
fn a_document_is_one_however_its_uri_is_written() {
    let workspace = Workspace::new(&[]);
    workspace.write("odd [folder] {é}/MyRole.json", DEMO_POLICY);
    workspace.write("odd [folder] {é}/finding.json", DEMO_FINDING);
    let mut client = workspace.start();
    let uri = workspace.uri("odd [folder] {é}/MyRole.json");
    client.diagnostics(&uri);

    // As an editor writes it that encodes nothing; the answer carries the encoded form.
    let path = workspace.path().join("odd [folder] {é}/MyRole.json");
    let raw = format!("file://{}", path.display());
    client.tell(
        "textDocument/didOpen",
        json!({ "textDocument": { "uri": raw, "languageId": "json", "version": 1, "text": DEMO_POLICY } }),
    );
    let published = client.diagnostics_of(&uri, 1);
    assert_eq!((published.version, published.diagnostics.len()), (Some(1), 9));
    let other = raw.replace("/MyRole", "/./%4DyRole");
    client.tell(
        "textDocument/didChange",
        json!({ "textDocument": { "uri": other, "version": 2 }, "contentChanges": [{ "text": "{}" }] }),
    );
    assert!(client.diagnostics_of(&uri, 2).diagnostics.is_empty());
}
