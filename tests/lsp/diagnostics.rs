//! What is published, for open and for closed files.

use serde_json::{Value, json};
use tower_lsp::ls_types::PublishDiagnosticsParams;

use crate::buffer::Buffer;
use crate::capabilities;
use crate::client::Start;
use crate::demo;
use crate::workspace::{DEMO_FINDING, DEMO_POLICY, Workspace};

/// The entries of the demo that get a diagnostic, in the order of the text.
const ENTRIES: [(&str, &str); 9] = [
    ("unused-action", "\"lambda:AddPermission\""),
    ("unused-action", "\"lambda:CreateFunction\""),
    ("unused-action", "\"lambda:DeleteFunction\""),
    ("unused-action", "\"lambda:GetFunction\""),
    ("unused-action", "\"lambda:GetFunctionConfiguration\""),
    ("unused-action", "\"lambda:ListVersionsByFunction\""),
    ("unused-action", "\"lambda:UpdateFunctionCode\""),
    ("unused-action", "\"lambda:UpdateFunctionConfiguration\""),
    ("excess-wildcard", "\"s3:Get*\""),
];

fn in_json(published: &PublishDiagnosticsParams) -> Vec<Value> {
    published.diagnostics.iter().map(|it| serde_json::to_value(it).unwrap()).collect()
}

#[test]
fn every_entry_that_grants_something_unused_is_marked_before_and_after_its_file_is_opened() {
    let workspace = Workspace::demo();
    let mut client = workspace.start();
    let buffer = Buffer::new(workspace.uri("MyRole.json"), DEMO_POLICY);

    let closed = client.diagnostics(&buffer.uri);
    assert_eq!(closed.version, None);
    client.open(&buffer.uri, DEMO_POLICY);
    let open = client.diagnostics_of(&buffer.uri, 1);
    for published in [&closed, &open] {
        let marked: Vec<_> =
            in_json(published).iter().map(|it| (it["code"].clone(), it["range"].clone())).collect();
        let expected = ENTRIES.map(|(code, entry)| (json!(code), json!(buffer.find(entry))));
        assert_eq!(marked, expected);
    }
}

#[test]
fn a_diagnostic_carries_what_the_client_can_show() {
    let workspace = Workspace::demo();
    let mut client = workspace.start();
    let published = client.diagnostics(&workspace.uri("MyRole.json"));
    let diagnostics = in_json(&published);
    let [first, .., last] = diagnostics.as_slice() else { panic!("several") };
    for (diagnostic, code, tags, entry) in [
        (first, "unused-action", json!([1]), json!([0, 0, 0])),
        (last, "excess-wildcard", Value::Null, json!([0, 1, 0])),
    ] {
        assert_eq!(diagnostic["source"], "leastwise");
        assert_eq!(diagnostic["severity"], 2);
        assert_eq!(diagnostic["tags"], tags);
        let href = diagnostic["codeDescription"]["href"].as_str().unwrap();
        assert!(href.ends_with(&format!("docs/rules.md#{code}")), "{href}");
        assert_eq!(diagnostic["data"], json!({ "v": 1, "version": null, "rule": code, "entry": entry }));
    }
    assert!(first["message"].as_str().unwrap().contains("`lambda:AddPermission`"));
    assert!(last["message"].as_str().unwrap().contains("22 of them unused"));

    let related = &first["relatedInformation"][0]["location"];
    assert_eq!(related["uri"], workspace.uri("finding-MyRole.json").as_str());
    let finding = Buffer::new(workspace.uri("finding-MyRole.json"), DEMO_FINDING);
    assert_eq!(related["range"], json!(finding.find("\"AddPermission\"")));
}

#[test]
fn a_client_that_can_show_little_gets_little() {
    let start = Start { capabilities: capabilities::least(), ..Start::default() };
    let (_workspace, mut client, uri) = demo::shown(start);
    client.open(&uri, DEMO_POLICY);
    let published = client.diagnostics(&uri);
    assert_eq!((published.version, published.diagnostics.len()), (None, ENTRIES.len()));
    for diagnostic in in_json(&published) {
        let keys: Vec<_> = diagnostic.as_object().unwrap().keys().cloned().collect();
        assert_eq!(keys, ["code", "message", "range", "severity", "source"]);
    }
}

#[test]
fn columns_are_in_the_unit_that_was_agreed() {
    let policy = r#"{"Version": "2012-10-17", "Statement": {"Sid": "é🍄", "Effect": "Allow", "Action": ["s3:GetBucketAcl", "s3:ListBucket"], "Resource": "*"}}"#;
    let findings = r#"[{"serviceNamespace": "s3", "actions": ["GetBucketAcl"]}]"#;
    let at = policy.find("\"s3:GetBucketAcl\"").unwrap();
    for (capabilities, column) in
        [(capabilities::all(), at - 3), (capabilities::utf8(capabilities::all()), at)]
    {
        let workspace = Workspace::new(&[("policy.json", policy), ("unused.json", findings)]);
        let mut client = workspace.start_with(Start { capabilities, ..Start::default() });
        let published = client.diagnostics(&workspace.uri("policy.json"));
        let starts: Vec<_> =
            published.diagnostics.iter().map(|it| it.range.start.character as usize).collect();
        assert_eq!(starts, [column]);
    }
}

#[test]
fn after_closing_the_file_on_disk_is_used_again_and_a_file_that_is_gone_shows_nothing() {
    let (workspace, mut client, uri) = demo::shown(Start::default());
    client.open(&uri, &DEMO_POLICY.replace("s3:Get*", "s3:Put*"));
    assert_eq!(client.diagnostics_of(&uri, 1).diagnostics.len(), ENTRIES.len() - 1);
    client.close(&uri);
    let closed = client.diagnostics(&uri);
    assert_eq!((closed.version, closed.diagnostics.len()), (None, ENTRIES.len()));

    client.open(&uri, DEMO_POLICY);
    client.diagnostics_of(&uri, 1);
    workspace.delete("MyRole.json");
    client.save(&uri);
    client.close(&uri);
    while !client.diagnostics(&uri).diagnostics.is_empty() {}
    // The finding matches no policy any more.
    assert_eq!(client.diagnostics(&workspace.uri("finding-MyRole.json")).diagnostics.len(), 1);
}

#[test]
fn json_that_is_none_of_our_business_and_a_policy_without_findings_are_passed_over_in_silence() {
    let workspace = Workspace::new(&[("package.json", "{}"), ("Other.json", DEMO_POLICY)]);
    let mut client = workspace.start();
    for name in ["package.json", "Other.json"] {
        let uri = workspace.uri(name);
        client.open(&uri, &std::fs::read_to_string(workspace.path().join(name)).unwrap());
        assert!(client.actions_at(&uri, Default::default()).is_empty());
    }
}

#[test]
fn a_file_opened_without_a_workspace_is_checked_against_the_findings_beside_it() {
    let workspace = Workspace::demo();
    workspace.write("below/Other.json", DEMO_POLICY);
    workspace.write("below/finding-Other.json", &DEMO_FINDING.replace("MyRole", "Other"));
    let mut client = Start::default().start();
    let uri = workspace.uri("MyRole.json");
    client.open(&uri, DEMO_POLICY);
    assert_eq!(client.diagnostics_of(&uri, 1).diagnostics.len(), ENTRIES.len());
    client.close(&uri);
    assert!(client.diagnostics(&uri).diagnostics.is_empty());
}

#[test]
fn a_folder_that_is_added_is_scanned_and_one_that_is_removed_is_forgotten() {
    let (first, second) = (Workspace::new(&[]), Workspace::demo());
    let mut client = first.start();
    let folder = json!({ "uri": crate::workspace::uri(&second.path()), "name": "second" });
    let uri = second.uri("MyRole.json");
    let change = |added: Value, removed: Value| json!({ "event": { "added": added, "removed": removed } });
    client.tell("workspace/didChangeWorkspaceFolders", change(json!([folder]), json!([])));
    assert_eq!(client.diagnostics(&uri).diagnostics.len(), ENTRIES.len());
    client.tell("workspace/didChangeWorkspaceFolders", change(json!([]), json!([folder])));
    assert!(client.diagnostics(&uri).diagnostics.is_empty());
}

#[test]
fn a_wrong_option_costs_only_its_key_and_is_said() {
    let workspace = Workspace::demo();
    let options = json!({ "asOf": "yesterday" });
    let mut client = workspace.start_with(Start { options, ..Start::default() });
    let said = client.shown_message();
    assert!(said.contains("`asOf`") && said.contains("yesterday"), "{said}");
    assert_eq!(client.diagnostics(&workspace.uri("MyRole.json")).diagnostics.len(), ENTRIES.len());
    // Without the replay it is today, and the finding is old.
    assert_eq!(client.diagnostics(&workspace.uri("finding-MyRole.json")).diagnostics.len(), 1);
}

#[cfg(unix)]
#[test]
fn a_workspace_behind_a_link_is_published_as_the_client_writes_it() {
    let workspace = Workspace::demo();
    let elsewhere = tempfile::tempdir().unwrap();
    let link = elsewhere.path().canonicalize().unwrap().join("link");
    std::os::unix::fs::symlink(workspace.path(), &link).unwrap();
    let start = Start { folders: vec![crate::workspace::uri(&link)], ..Start::default() };
    let mut client = start.start();
    let uri = crate::workspace::uri(&link.join("MyRole.json"));
    assert_eq!(client.diagnostics(&uri).diagnostics.len(), ENTRIES.len());
    client.open(&uri, DEMO_POLICY);
    assert_eq!(client.diagnostics_of(&uri, 1).diagnostics.len(), ENTRIES.len());
}
