//! What stands above statements and policies.

use tower_lsp::ls_types::request::{CodeLensRequest, CodeLensResolve};
use tower_lsp::ls_types::{CodeLens, CodeLensParams};

use crate::buffer::Buffer;
use crate::capabilities;
use crate::client::{Client, Start};
use crate::workspace::{DEMO_FINDING, DEMO_POLICY, SHOWN, Workspace};

fn open(start: Start) -> (Workspace, Client, Buffer, Vec<CodeLens>) {
    let workspace = Workspace::demo();
    let mut client = workspace.start_with(start);
    let buffer = Buffer::new(workspace.uri("MyRole.json"), DEMO_POLICY);
    client.diagnostics(&buffer.uri);
    client.open(&buffer.uri, &buffer.text);
    client.diagnostics(&buffer.uri);
    let params = serde_json::json!({ "textDocument": { "uri": buffer.uri } });
    let params: CodeLensParams = serde_json::from_value(params).unwrap();
    let lenses = client.request::<CodeLensRequest>(params).unwrap();
    (workspace, client, buffer, lenses)
}

#[test]
fn each_statement_says_how_much_of_it_is_unused_and_the_policy_offers_its_fix() {
    let start = Start { capabilities: capabilities::lazy(), ..Start::default() };
    let (_workspace, mut client, buffer, lenses) = open(start);
    let [fix, size, first, second] = lenses.as_slice() else { panic!("four: {lenses:#?}") };
    let command = fix.command.as_ref().unwrap();
    assert_eq!(
        (command.title.as_str(), command.command.as_str()),
        ("Remove all unused", "leastwise.fixFile")
    );
    let argument = serde_json::json!([{ "textDocument": { "uri": buffer.uri }, "version": 1 }]);
    assert_eq!(serde_json::to_value(&command.arguments).unwrap(), argument);

    assert_eq!((size.range, &size.command), (fix.range, &None));
    let resolved = client.request::<CodeLensResolve>(size.clone());
    let expected = "490 characters, quotas 6,144 managed, 10,240 inline in a role";
    assert_eq!(resolved.command.unwrap().title, expected);

    assert_eq!(first.range, buffer.find("\"Action\""));
    for (lens, expected) in [(first, "8 of 11 unused"), (second, "22 of ")] {
        assert_eq!(lens.command, None);
        let resolved = client.request::<CodeLensResolve>(lens.clone());
        let command = resolved.command.unwrap();
        assert!(command.title.starts_with(expected) && command.command.is_empty(), "{}", command.title);
        assert!(command.title.contains(" not tracked"), "{}", command.title);
    }

    client.replace(&buffer.uri, 2, &format!("\n{DEMO_POLICY}"));
    let stale = client.call("codeLens/resolve", serde_json::to_value(first).unwrap());
    assert_eq!(stale.unwrap_err()["code"], -32801);
    client.diagnostics_of(&buffer.uri, 2);
}

#[test]
fn no_command_is_offered_to_a_client_that_takes_no_edits() {
    let start = Start { capabilities: capabilities::least(), ..Start::default() };
    let (_workspace, _client, _buffer, lenses) = open(start);
    assert!(lenses.len() == 3 && lenses.iter().all(|lens| lens.command.is_none()), "{lenses:#?}");
}

#[test]
fn where_it_is_known_how_a_policy_is_attached_its_own_quota_is_named_judged_or_not() {
    let settings = "[[attach]]\npolicy = \"*.json\"\nkind = \"managed\"\n";
    let workspace = Workspace::new(&[
        ("MyRole.json", DEMO_POLICY),
        ("a.json", DEMO_POLICY),
        ("leastwise.toml", settings),
    ]);
    workspace.write("finding.json", DEMO_FINDING);
    let mut client = workspace.start();
    client.shows(&workspace.uri("MyRole.json"), SHOWN);
    for name in ["MyRole.json", "a.json"] {
        let uri = workspace.uri(name);
        client.open(&uri, DEMO_POLICY);
        let params = serde_json::json!({ "textDocument": { "uri": uri } });
        let lenses = client.request::<CodeLensRequest>(serde_json::from_value(params).unwrap()).unwrap();
        let resolved = client.request::<CodeLensResolve>(lenses[0].clone());
        assert_eq!(resolved.command.unwrap().title, "490 of 6,144 characters", "{name}");
    }
    client.diagnostics_of(&workspace.uri("MyRole.json"), 1);
}

#[test]
fn a_new_world_has_lenses_and_hints_made_anew_where_the_client_can() {
    let mut all = serde_json::to_value(capabilities::all()).unwrap();
    for list in ["codeLens", "inlayHint"] {
        all["workspace"][list] = serde_json::json!({ "refreshSupport": true });
    }
    let capabilities = serde_json::from_value(all).unwrap();
    let workspace = Workspace::demo();
    let mut client = workspace.start_with(Start { capabilities, ..Start::default() });
    for method in ["workspace/codeLens/refresh", "workspace/inlayHint/refresh"] {
        let (id, _) = client.asked(method);
        client.reply(id, serde_json::Value::Null);
    }
    client.diagnostics(&workspace.uri("MyRole.json"));
}
