//! The requests that an editor's own views make.

use serde_json::{Value, json};
use tower_lsp::ls_types::{ClientCapabilities, Uri};

use crate::buffer::Buffer;
use crate::capabilities;
use crate::client::Start;
use crate::demo;
use crate::workspace::{DEMO_FINDING, DEMO_POLICY, Workspace};

fn at(uri: &Uri, line: u32, character: u32) -> Value {
    json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } })
}

fn texts(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

/// The prefixes of the nodes that are chosen, with what for.
fn chosen(node: &Value, found: &mut Vec<String>) {
    found.extend(texts(&node["chosen"]).into_iter().map(str::to_owned));
    for child in node["children"].as_array().unwrap() {
        chosen(child, found);
    }
}

#[test]
fn the_tree_of_a_wildcard_names_its_replacement_once_each() {
    let (_workspace, mut client, Buffer { uri, .. }) = demo::open(Start::default());
    let tree = client.call("leastwise/tree", at(&uri, 23, 12)).unwrap();
    assert_eq!(tree["kind"], "figure");
    assert_eq!((&tree["pattern"], &tree["unused"]), (&json!("s3:Get*"), &json!(22)));
    assert_eq!(tree["range"]["start"], json!({ "line": 23, "character": 8 }));
    assert_eq!(tree["replacement"]["kind"], "replaced");
    let services = tree["services"].as_array().unwrap();
    assert_eq!((services.len(), &services[0]["service"]), (1, &json!("s3")));
    assert_eq!(services[0]["root"]["prefix"], "Get");
    let mut drawn = Vec::new();
    chosen(&services[0]["root"], &mut drawn);
    assert_eq!(drawn, texts(&tree["replacement"]["entries"]));
    assert_eq!(drawn[0], "s3:GetAccess*");
}

#[test]
fn where_there_is_no_tree_a_sentence_says_why() {
    let (workspace, mut client, Buffer { uri, .. }) = demo::open(Start::default());
    let untouched = client.call("leastwise/tree", at(&uri, 24, 12)).unwrap();
    assert_eq!(
        (&untouched["pattern"], &untouched["replacement"]["kind"]),
        (&json!("s3:List*"), &json!("untouched"))
    );
    let elsewhere = client.call("leastwise/tree", at(&uri, 0, 0)).unwrap();
    assert_eq!(elsewhere, json!({ "kind": "nothing", "why": "No action under the cursor." }));
    let far = client.call("leastwise/tree", at(&uri, 9_999, 9_999)).unwrap();
    assert_eq!(far["kind"], "nothing");
    let finding = workspace.uri("finding-MyRole.json");
    client.open(&finding, DEMO_FINDING);
    let no_policy = client.call("leastwise/tree", at(&finding, 3, 3)).unwrap();
    assert_eq!(no_policy, json!({ "kind": "nothing", "why": "This file contains no policy." }));
    let not_open = client.call("leastwise/tree", at(&workspace.uri("other.json"), 0, 0)).unwrap();
    assert_eq!(not_open["kind"], "nothing");
}

#[test]
fn the_preview_is_what_the_source_action_leaves() {
    let (_workspace, mut client, Buffer { uri, .. }) = demo::open(Start::default());
    let params = json!({ "textDocument": { "uri": uri } });
    let preview = client.call("leastwise/preview", params.clone()).unwrap();
    assert_eq!(preview["kind"], "text");
    let text = preview["text"].as_str().unwrap().to_owned();
    assert!(text.contains("\"lambda:Invoke*\"\n") && text.contains("\"s3:GetObject*\",\n"), "{text}");
    client.replace(&uri, 2, &text);
    assert!(client.diagnostics_of(&uri, 2).diagnostics.is_empty());
    let preview = client.call("leastwise/preview", params).unwrap();
    let why = "Nothing in this policy can be removed automatically.";
    assert_eq!(preview, json!({ "kind": "nothing", "why": why }));
}

#[test]
fn the_status_counts_what_the_open_text_grants() {
    let (_workspace, mut client, Buffer { uri, .. }) = demo::open(Start::default());
    let params = json!({ "textDocument": { "uri": uri } });
    let status = client.call("leastwise/status", params.clone()).unwrap();
    assert_eq!((&status["policies"], &status["findings"]), (&json!(1), &json!(1)));
    assert_eq!(status["document"], json!({ "checked": true, "inPart": false, "unused": 30 }));
    client.replace(&uri, 2, &DEMO_POLICY.replace("s3:Get*", "s3:Put*"));
    client.diagnostics_of(&uri, 2);
    let status = client.call("leastwise/status", params).unwrap();
    assert_eq!(status["document"], json!({ "checked": true, "inPart": false, "unused": 8 }));
    let status = client.call("leastwise/status", json!({})).unwrap();
    assert_eq!(status["document"], Value::Null);
}

#[test]
fn unused_access_leads_from_a_principal_to_the_lines() {
    let (workspace, mut client, Buffer { uri, .. }) = demo::open(Start::default());
    let access = client.call("leastwise/unusedAccess", Value::Null).unwrap();
    let [role] = access["principals"].as_array().unwrap().as_slice() else { panic!("{access:#}") };
    assert_eq!(
        (&role["name"], &role["kind"], &role["unused"]),
        (&json!("MyRole"), &json!("role"), &json!(30))
    );
    assert_eq!((&role["ageDays"], &role["attributed"]), (&json!(3), &json!(true)));
    let services = json!([{ "service": "lambda", "unused": 8 }, { "service": "s3", "unused": 22 }]);
    assert_eq!(role["services"], services);

    let params = json!({ "principal": role["id"], "service": "lambda" });
    let actions = client.call("leastwise/unusedActions", params).unwrap();
    let first = &actions[0];
    assert_eq!((&first["action"], &first["wholeService"]), (&json!("lambda:AddPermission"), &json!(false)));
    assert_eq!(first["policies"][0]["uri"], json!(uri));
    assert_eq!(first["policies"][0]["range"]["start"], json!({ "line": 7, "character": 8 }));
    assert_eq!(first["finding"]["uri"], json!(workspace.uri("finding-MyRole.json")));
    assert_eq!(first["finding"]["range"]["start"]["line"], 16);

    // Every line that a wildcard's action stands on is that of the wildcard.
    let params = json!({ "principal": role["id"], "service": "s3" });
    let actions = client.call("leastwise/unusedActions", params).unwrap();
    let lines: Vec<&Value> = actions
        .as_array()
        .unwrap()
        .iter()
        .map(|action| &action["policies"][0]["range"]["start"]["line"])
        .collect();
    assert_eq!(lines, vec![&json!(23); 22]);

    let params = json!({ "principal": "arn:aws:iam::1:role/Absent", "service": "s3" });
    assert_eq!(client.call("leastwise/unusedActions", params).unwrap(), json!([]));
}

#[test]
fn a_client_that_asks_for_it_hears_of_a_new_world() {
    let capabilities =
        ClientCapabilities { experimental: Some(json!({ "leastwiseRefresh": true })), ..capabilities::all() };
    let workspace = Workspace::demo();
    let mut client = workspace.start_with(Start { capabilities, ..Start::default() });
    client.told("leastwise/refresh");
    client.diagnostics(&workspace.uri("MyRole.json"));
}
