//! `leastwise.fixWorkspace`: what the editor is asked to change, over many files, is what the command `fix` writes.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tower_lsp::ls_types::{
    ClientCapabilities, OptionalVersionedTextDocumentIdentifier, TextEdit, Uri, WorkspaceEdit,
};

use crate::buffer::Buffer;
use crate::capabilities;
use crate::client::{Client, Start};
use crate::command::leastwise;
use crate::text::Columns;
use crate::workspace::{DEMO_FINDING, DEMO_POLICY, Workspace};

/// One line, with characters of one, two and four bytes before what is edited.
const ONE_LINE: &str = r#"{"Statement": [{"Sid": "é🍄", "Effect": "Allow", "Action": ["s3:Get*", "lambda:CreateFunction", "s3:List*"], "Resource": "*"}]}"#;

const SETTINGS: &str = r#"
[[attach]]
policy = ["open.json", "deep/closed.json", "broken.json", "shared.json", "star.json"]
principals = ["role/MyRole"]

[[attach]]
policy = "shared.json"
principals = ["role/Absent"]
"#;

const EDITED: [&str; 2] = ["deep/closed.json", "open.json"];

fn workspace() -> Workspace {
    let twice = DEMO_POLICY.replace(r#""Resource": "*""#, r#""Resource": "*", "Resource": "*""#);
    Workspace::new(&[
        ("MyRole.json", DEMO_POLICY),
        ("broken.json", &twice),
        ("deep/closed.json", ONE_LINE),
        ("finding.json", DEMO_FINDING),
        ("leastwise.toml", SETTINGS),
        ("open.json", &ONE_LINE.replace('{', "{\r\n")),
        ("plain.json", ONE_LINE),
        ("shared.json", DEMO_POLICY),
        ("star.json", r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#),
    ])
}

/// What `leastwise fix` makes of the files.
fn fixed_by_command(workspace: &Workspace) -> BTreeMap<&'static str, String> {
    let copy = Workspace::new(&[("finding.json", DEMO_FINDING), ("leastwise.toml", SETTINGS)]);
    EDITED.iter().for_each(|name| copy.write(name, &read(workspace, name)));
    let fixed = leastwise(&copy.path()).arg("fix").output().unwrap();
    assert!(String::from_utf8_lossy(&fixed.stdout).contains("Fixed 2 files."), "{fixed:?}");
    EDITED.iter().map(|name| (*name, read(&copy, name))).collect()
}

fn read(workspace: &Workspace, name: &str) -> String {
    std::fs::read_to_string(workspace.path().join(name)).unwrap()
}

/// A server with one of the two files open, and the answer to the command.
fn run(workspace: &Workspace, capabilities: ClientCapabilities) -> (Client, Value) {
    let mut client = workspace.start_with(Start { capabilities, options: json!({}), ..Start::default() });
    let open = workspace.uri("open.json");
    client.diagnostics(&open);
    client.open(&open, &read(workspace, "open.json"));
    client.diagnostics(&open);
    let answer = client.call("workspace/executeCommand", json!({ "command": "leastwise.fixWorkspace" }));
    (client, answer.unwrap())
}

/// The edits of each file, and the version that they were made for.
type Edits = BTreeMap<Uri, (Option<i32>, Vec<TextEdit>)>;

/// Reads versioned edits, each by `text_edit`.
fn versioned(edit: &Value, text_edit: impl Fn(&Value) -> TextEdit) -> Edits {
    assert_eq!(edit.get("changes"), None);
    let documents = edit["documentChanges"].as_array().unwrap().iter().map(|document| {
        let identifier: OptionalVersionedTextDocumentIdentifier =
            serde_json::from_value(document["textDocument"].clone()).unwrap();
        let edits = document["edits"].as_array().unwrap().iter().map(&text_edit).collect();
        (identifier.uri, (identifier.version, edits))
    });
    documents.collect()
}

/// The files after the edits, which must be those of the command.
fn check(workspace: &Workspace, edits: &Edits, columns: Columns) {
    let after = EDITED.map(|name| {
        let buffer = Buffer::new(workspace.uri(name), &read(workspace, name));
        (name, buffer.edited(&edits[&buffer.uri].1, columns))
    });
    assert_eq!(BTreeMap::from(after), fixed_by_command(workspace));
    assert_eq!(edits.len(), EDITED.len());
}

/// Does what the client was asked for, in a client that does not show what it does.
fn make(client: &mut Client, workspace: &Workspace, edits: &Edits, columns: Columns) {
    for (uri, (version, edits)) in edits {
        let name = EDITED.into_iter().find(|name| workspace.uri(name) == *uri).unwrap();
        let after = Buffer::new(uri.clone(), &read(workspace, name)).edited(edits, columns);
        match version {
            Some(version) => client.replace(uri, version + 1, &after),
            None => workspace.write(name, &after),
        }
    }
}

#[test]
fn open_and_closed_files_are_changed_for_their_versions_and_every_other_one_is_named() {
    let workspace = workspace();
    let (mut client, answer) = run(&workspace, capabilities::lazy());
    let (id, params) = client.asked("workspace/applyEdit");
    // Each file is confirmed by what is done to it.
    let annotations = params["edit"]["changeAnnotations"].as_object().unwrap();
    assert_eq!(annotations.len(), EDITED.len());
    for annotation in annotations.values() {
        let label = annotation["label"].as_str().unwrap();
        assert!(label.starts_with("Remove everything unused in this policy ("), "{label}");
        assert_eq!(annotation["needsConfirmation"], true);
    }
    let edits = versioned(&params["edit"], |edit| {
        assert!(annotations.contains_key(edit["annotationId"].as_str().unwrap()));
        serde_json::from_value(edit.clone()).unwrap()
    });
    assert_eq!(edits[&workspace.uri("open.json")].0, Some(1));
    assert_eq!(edits[&workspace.uri("deep/closed.json")].0, None);
    check(&workspace, &edits, Columns::Utf16);

    let left = |name: &str, why: &str| json!({ "uri": workspace.uri(name), "why": why });
    let twice = "line 27: duplicate key `Resource`";
    let no_owner = "no leastwise.toml assigns their owners";
    let choose = "every fix needs a manual choice";
    let expected = [left("MyRole.json", no_owner), left("broken.json", twice), left("star.json", choose)];
    assert_eq!(answer, json!({ "files": 2, "left": expected }));

    make(&mut client, &workspace, &edits, Columns::Utf16);
    client.reply(id, json!({ "applied": true }));
    assert_eq!(
        client.shown_message(),
        format!(
            "leastwise: 2 files changed; 1 file skipped because {choose}: star.json; \
             1 file skipped because {twice}: broken.json; 1 file skipped because {no_owner}: MyRole.json"
        )
    );
    for name in EDITED {
        client.shows(&workspace.uri(name), &[]);
    }
    client.hang_up();
}

#[test]
fn a_client_that_confirms_nothing_gets_plain_edits_and_columns_are_those_agreed_on() {
    let plain = json!({ "workspace": { "workspaceEdit": { "changeAnnotationSupport": null } } });
    let capabilities = capabilities::utf8(capabilities::with(capabilities::lazy(), plain));
    let workspace = workspace();
    let (mut client, _) = run(&workspace, capabilities);
    let (_, params) = client.asked("workspace/applyEdit");
    assert_eq!(params["edit"].get("changeAnnotations"), None);
    let edits = versioned(&params["edit"], |edit| {
        assert_eq!(edit.get("annotationId"), None);
        serde_json::from_value(edit.clone()).unwrap()
    });
    check(&workspace, &edits, Columns::Utf8);
    client.hang_up();
}

#[test]
fn a_client_without_versioned_edits_gets_the_same_changes() {
    let old = capabilities::with(capabilities::least(), json!({ "workspace": { "applyEdit": true } }));
    let workspace = workspace();
    let (mut client, _) = run(&workspace, old);
    let (_, params) = client.asked("workspace/applyEdit");
    let edit: WorkspaceEdit = serde_json::from_value(params["edit"].clone()).unwrap();
    let edits = edit.changes.unwrap().into_iter().map(|(uri, edits)| (uri, (None, edits))).collect();
    check(&workspace, &edits, Columns::Utf16);
    client.hang_up();
}
