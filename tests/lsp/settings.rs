//! `leastwise.toml` and the editor's settings: what they change, and what is said about them.

use serde_json::{Value, json};
use tower_lsp::ls_types::{
    CodeAction, DocumentChangeOperation, DocumentChanges, OneOf, Position, ResourceOp,
};

use crate::buffer::Buffer;
use crate::capabilities;
use crate::client::{Client, Start, codes};
use crate::demo;
use crate::workspace::{DEMO_FINDING, DEMO_POLICY, Workspace};

const POLICY: &str = r#"{
  "Statement": {
    "Effect": "Allow",
    "Action": ["s3:PutBucketPolicy", "s3:GetBucketAcl", "s3:PutObject"],
    "Resource": "*"
  }
}
"#;

fn finding(role: &str, status: &str) -> String {
    json!({
        "id": role, "status": status, "resource": format!("arn:aws:iam::111122223333:role/{role}"),
        "analyzedAt": "2026-09-01T07:00:00Z",
        "findingDetails": [{ "unusedPermissionDetails": {
            "serviceNamespace": "s3", "actions": [{ "action": "PutBucketPolicy" }, { "action": "GetBucketAcl" }],
        } }],
    })
    .to_string()
}

fn today() -> Start {
    Start { options: json!({ "asOf": "2026-09-26" }), ..Start::default() }
}

/// A client that can do more.
fn able(more: Value) -> Start {
    Start { capabilities: capabilities::with(capabilities::all(), more), ..today() }
}

/// The text that an action writes into a file, and whether it creates it.
fn written(action: &CodeAction) -> (String, String, bool) {
    let edit = action.edit.clone().unwrap();
    let (edit, creates) = match edit.document_changes.unwrap() {
        DocumentChanges::Edits(edits) => (edits[0].clone(), false),
        DocumentChanges::Operations(operations) => match operations.as_slice() {
            [
                DocumentChangeOperation::Op(ResourceOp::Create(create)),
                DocumentChangeOperation::Edit(edit),
            ] => {
                assert_eq!(create.uri, edit.text_document.uri);
                (edit.clone(), true)
            }
            other => panic!("{other:?}"),
        },
    };
    let [OneOf::Left(only)] = edit.edits.as_slice() else { panic!("{edit:?}") };
    (edit.text_document.uri.as_str().to_owned(), only.new_text.clone(), creates)
}

fn titled<'a>(actions: &'a [CodeAction], title: &str) -> &'a CodeAction {
    let titles: Vec<&str> = actions.iter().map(|action| action.title.as_str()).collect();
    actions.iter().find(|action| action.title == title).unwrap_or_else(|| panic!("{titles:#?}"))
}

#[test]
fn the_editors_text_of_settings_wins_until_it_is_closed_and_the_disks_when_it_is_saved() {
    let workspace = Workspace::new(&[
        ("leastwise.toml", ""),
        ("A.json", POLICY),
        ("finding.json", &finding("A", "ACTIVE")),
    ]);
    let mut client = workspace.start_with(today());
    let (policy, settings) = (workspace.uri("A.json"), workspace.uri("leastwise.toml"));
    assert_eq!(client.diagnostics(&policy).diagnostics.len(), 2);
    client.open(&settings, "[rules]\nunused-action = \"off\"\n");
    assert!(client.diagnostics(&policy).diagnostics.is_empty());
    client.replace(&settings, 2, "[rules]\nunused-action = \"of\"\n");
    let said = client.diagnostics_of(&settings, 2);
    assert_eq!(codes(&said), ["invalid-setting"]);
    assert_eq!(said.diagnostics[0].range.start, Position::new(1, 16));
    assert_eq!(client.diagnostics(&policy).diagnostics.len(), 2);
    client.replace(&settings, 3, "[[keep]]\naction = \"s3:*\"\nreason = \"all\"\n");
    assert!(client.diagnostics_of(&settings, 3).diagnostics.is_empty());
    assert!(client.diagnostics(&policy).diagnostics.is_empty());
    client.close(&settings);
    assert_eq!(client.diagnostics(&policy).diagnostics.len(), 2);
    workspace.write("leastwise.toml", "exclude = \"A.json\"\n");
    client.save(&settings);
    assert!(client.diagnostics(&policy).diagnostics.is_empty());
    assert_eq!(codes(&client.diagnostics(&workspace.uri("finding.json"))), ["unattributed-finding"]);
}

#[test]
fn keeping_an_entry_creates_the_settings_file_or_adds_to_it() {
    let workspace = Workspace::new(&[("A.json", POLICY), ("finding.json", &finding("A", "ACTIVE"))]);
    let title = "Keep `s3:GetBucketAcl` here (writes leastwise.toml)";
    let (policy, settings) = (workspace.uri("A.json"), workspace.uri("leastwise.toml"));
    let table = "[[keep]]\naction = \"s3:GetBucketAcl\"\nreason = \"say here why it is needed\"\npolicy = \"A.json\"\n";
    {
        let creates = json!({ "workspace": { "workspaceEdit": { "resourceOperations": ["create"] } } });
        let mut client = workspace.start_with(able(creates));
        client.diagnostics(&policy);
        let buffer = Buffer::new(policy.clone(), POLICY);
        client.open(&policy, POLICY);
        client.diagnostics_of(&policy, 1);
        let actions = client.actions_at(&policy, buffer.find("s3:GetBucketAcl").start);
        let (file, text, creates) = written(titled(&actions, title));
        assert_eq!((file.as_str(), text.as_str(), creates), (settings.as_str(), table, true));
        client.open(&settings, &text);
        assert_eq!(client.diagnostics(&policy).diagnostics.len(), 1);
    }
    // A client that cannot create files is not offered it until there is a file.
    let mut client = workspace.start_with(today());
    client.diagnostics(&policy);
    let buffer = Buffer::new(policy.clone(), POLICY);
    client.open(&policy, POLICY);
    client.diagnostics_of(&policy, 1);
    let place = buffer.find("s3:GetBucketAcl").start;
    let offered = |actions: &[CodeAction]| actions.iter().any(|action| action.title == title);
    assert!(!offered(&client.actions_at(&policy, place)));
    client.open(&settings, "max_entries = 3");
    client.replace(&settings, 2, "[rules]\nunused-action = \"hint\"");
    client.diagnostics(&policy);
    let actions = client.actions_at(&policy, place);
    let (file, text, creates) = written(titled(&actions, title));
    assert_eq!((file.as_str(), text, creates), (settings.as_str(), format!("\n\n{table}"), false));
}

#[test]
fn a_findings_file_that_matches_no_policy_is_attached_by_a_quick_fix() {
    let workspace = Workspace::new(&[
        ("leastwise.toml", ""),
        ("A-policy.json", POLICY),
        ("MyRole-policy.json", DEMO_POLICY),
        ("finding.json", DEMO_FINDING),
    ]);
    let mut client = workspace.start();
    let (file, policy, settings) =
        (workspace.uri("finding.json"), workspace.uri("MyRole-policy.json"), workspace.uri("leastwise.toml"));
    assert_eq!(codes(&client.diagnostics(&file)), ["unattributed-finding"]);
    client.open(&file, DEMO_FINDING);
    client.diagnostics_of(&file, 1);
    let actions = client.actions_at(&file, Position::new(0, 0));
    let titles: Vec<&str> = actions.iter().map(|action| action.title.as_str()).collect();
    assert_eq!(titles, ["Attach role MyRole to MyRole-policy.json (writes leastwise.toml)"]);
    assert_eq!(actions[0].diagnostics.as_ref().unwrap().len(), 1);
    let (of, text, creates) = written(&actions[0]);
    assert_eq!((of.as_str(), creates), (settings.as_str(), false));
    client.open(&settings, &text);
    assert_eq!(client.diagnostics(&policy).diagnostics.len(), 9);
    assert!(client.diagnostics(&file).diagnostics.is_empty());
}

/// A client that answers when it is asked for its settings.
fn asked(workspace: &Workspace) -> Client {
    let asks = json!({ "configuration": true, "didChangeConfiguration": { "dynamicRegistration": true } });
    let mut client = workspace.start_with(able(json!({ "workspace": asks })));
    let params = client.serve("client/registerCapability", Ok(Value::Null));
    assert_eq!(params["registrations"][0]["method"], "workspace/didChangeConfiguration");
    client
}

fn answer(client: &mut Client, settings: Value) {
    let params = client.serve("workspace/configuration", Ok(json!([settings])));
    assert_eq!(params, json!({ "items": [{ "section": "leastwise" }] }));
}

#[test]
fn the_client_is_asked_for_its_settings_and_again_when_they_change() {
    let workspace = Workspace::new(&[("A.json", POLICY), ("finding.json", &finding("A", "ACTIVE"))]);
    let policy = workspace.uri("A.json");
    let mut client = asked(&workspace);
    // The first answer may come before or after the first look at the disk.
    answer(&mut client, json!({ "rules": { "unused-action": "error" }, "maxEntires": 1, "asOf": null }));
    let said = client.shown_message();
    assert!(said.contains("there is no setting `maxEntires`; did you mean `maxEntries`?"), "{said}");
    let error = loop {
        let severity = client.diagnostics(&policy).diagnostics[0].severity;
        if severity == Some(tower_lsp::ls_types::DiagnosticSeverity::ERROR) {
            break severity;
        }
    };
    assert!(error.is_some());
    client.tell("workspace/didChangeConfiguration", json!({ "settings": null }));
    // The same mistake is not said twice.
    answer(&mut client, json!({ "rules": { "unused-action": "off" }, "maxEntires": 1 }));
    assert!(client.diagnostics(&policy).diagnostics.is_empty());
}

#[test]
fn settings_that_a_client_pushes_count_where_it_cannot_be_asked() {
    let workspace = Workspace::new(&[("A.json", POLICY), ("finding.json", &finding("A", "ACTIVE"))]);
    let policy = workspace.uri("A.json");
    let mut client = workspace.start_with(today());
    assert_eq!(client.diagnostics(&policy).diagnostics.len(), 2);
    for nothing in [json!(null), json!({}), json!({ "leastwise": null }), json!({ "other": {} })] {
        client.tell("workspace/didChangeConfiguration", json!({ "settings": nothing }));
    }
    let settings = json!({ "leastwise": { "rules": { "unused-action": "off" } } });
    client.tell("workspace/didChangeConfiguration", json!({ "settings": settings }));
    assert!(client.diagnostics(&policy).diagnostics.is_empty());
}

#[test]
fn only_open_files_are_listed_where_the_editor_asks_for_that() {
    let workspace = Workspace::new(&[("A.json", POLICY), ("finding.json", &finding("A", "ACTIVE"))]);
    let policy = workspace.uri("A.json");
    let options = json!({ "asOf": "2026-09-26", "scope": "open" });
    let mut client = workspace.start_with(Start { options, ..Start::default() });
    client.open(&policy, POLICY);
    assert_eq!(client.diagnostics_of(&policy, 1).diagnostics.len(), 2);
    client.close(&policy);
    let closed = client.diagnostics(&policy);
    assert!(closed.diagnostics.is_empty() && closed.version.is_none());
}

#[test]
fn settings_above_the_folder_hold_and_those_of_another_folder_do_not() {
    let workspace = Workspace::new(&[
        (".git/HEAD", ""),
        ("leastwise.toml", "[rules]\nunused-action = \"off\"\n"),
        ("a/A.json", POLICY),
        ("a/finding.json", &finding("A", "ACTIVE")),
        ("a/near/leastwise.toml", ""),
        ("a/near/A.json", POLICY),
    ]);
    let folder = crate::workspace::uri(&workspace.path().join("a"));
    let mut client = Start { folders: vec![folder], ..today() }.start();
    assert_eq!(client.diagnostics(&workspace.uri("a/near/A.json")).diagnostics.len(), 2);
    client.open(&workspace.uri("a/A.json"), POLICY);
    // Nothing is said about the other policy, so that a later word shows that nothing came before it.
    client.open(&workspace.uri("leastwise.toml"), "");
    assert_eq!(client.diagnostics_of(&workspace.uri("a/A.json"), 1).diagnostics.len(), 2);
}

#[test]
fn counts_above_statements_and_behind_wildcards_and_links_can_be_switched_off() {
    for shown in [true, false] {
        let options =
            json!({ "asOf": "2024-06-15", "codeLens": shown, "inlayHints": shown, "documentLinks": shown });
        let (_workspace, mut client, buffer) = demo::open(Start { options, ..Start::default() });
        let document = json!({ "textDocument": { "uri": buffer.uri } });
        for method in ["textDocument/codeLens", "textDocument/documentLink"] {
            assert_eq!(!client.call(method, document.clone()).unwrap().is_null(), shown);
        }
        let mut hints = document;
        hints["range"] =
            json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
        assert_eq!(!client.call("textDocument/inlayHint", hints).unwrap().is_null(), shown);
    }
}

#[test]
fn settings_that_are_being_written_keep_their_last_valid_version_and_bar_every_fix() {
    let good = "exclude = \"old\"\n\n[[keep]]\naction = \"s3:GetBucketAcl\"\nreason = \"restore\"\nuntil = 2026-01-31\n";
    let damaged = format!("# more\n{good}[[keep\n");
    let workspace = Workspace::new(&[
        ("leastwise.toml", good),
        ("A.json", POLICY),
        ("finding.json", &finding("A", "ACTIVE")),
        ("old/A.json", POLICY),
    ]);
    let mut client = workspace.start_with(today());
    let (policy, settings) = (workspace.uri("A.json"), workspace.uri("leastwise.toml"));
    assert_eq!(codes(&client.diagnostics(&policy)), ["unused-action"; 2]);
    assert_eq!(codes(&client.diagnostics(&settings)), ["expired-keep"]);
    client.open(&policy, POLICY);
    client.diagnostics_of(&policy, 1);
    let fixes = |client: &mut Client| {
        let actions = client.actions_at(&policy, Buffer::new(policy.clone(), POLICY).find("PutBucket").start);
        actions.into_iter().filter(|action| action.disabled.is_none()).count()
    };
    assert!(fixes(&mut client) > 0);

    // First on disk, then in the editor. Nothing is published for either policy, or it would be left unread.
    workspace.write("leastwise.toml.new", &damaged);
    workspace.rename("leastwise.toml.new", "leastwise.toml");
    client.save(&settings);
    let published = client.shows(&settings, &[("invalid-setting", 1)]);
    let said = &published.diagnostics[0];
    assert!(said.message.contains("what it said before still holds, and no fix is offered until it reads"));
    assert_eq!(said.range.start.line, 7);
    assert_eq!(fixes(&mut client), 0);
    client.open(&settings, &damaged);
    client.shows(&settings, &[("invalid-setting", 1)]);
    client.replace(&settings, 2, good);
    client.shows(&settings, &[("expired-keep", 1)]);
    assert!(fixes(&mut client) > 0);
    client.replace(&settings, 3, &good[..60]);
    client.shows(&settings, &[("invalid-setting", 1)]);
    assert_eq!(fixes(&mut client), 0);
    client.replace(&settings, 4, good);
    client.shows(&settings, &[("expired-keep", 1)]);
}
