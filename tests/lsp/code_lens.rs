//! What stands above statements and policies.

use serde_json::{Value, json};
use tower_lsp::ls_types::request::{CodeLensRequest, CodeLensResolve};
use tower_lsp::ls_types::{CodeLens, CodeLensParams, Uri};

use crate::capabilities;
use crate::client::{Client, Start};
use crate::demo;
use crate::workspace::{DEMO_FINDING, DEMO_POLICY, SHOWN, Workspace};

fn lenses(client: &mut Client, uri: &Uri) -> Vec<CodeLens> {
    let params: CodeLensParams = serde_json::from_value(json!({ "textDocument": { "uri": uri } })).unwrap();
    client.request::<CodeLensRequest>(params).unwrap()
}

#[test]
fn each_statement_says_how_much_of_it_is_unused_and_the_policy_offers_its_fix() {
    let start = Start { capabilities: capabilities::lazy(), ..Start::default() };
    let (_workspace, mut client, buffer) = demo::open(start);
    let lenses = lenses(&mut client, &buffer.uri);
    let [fix, size, first, second] = lenses.as_slice() else { panic!("four: {lenses:#?}") };
    let command = fix.command.as_ref().unwrap();
    assert_eq!(
        (command.title.as_str(), command.command.as_str()),
        ("Remove all unused", "leastwise.fixFile")
    );
    let argument = json!([{ "textDocument": { "uri": buffer.uri }, "version": 1 }]);
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
    let (_workspace, mut client, buffer) = demo::open(start);
    let lenses = lenses(&mut client, &buffer.uri);
    assert!(lenses.len() == 3 && lenses.iter().all(|lens| lens.command.is_none()), "{lenses:#?}");
}

#[test]
fn where_it_is_known_how_a_policy_is_attached_its_own_quota_is_named_checked_or_not() {
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
        let first = lenses(&mut client, &uri).swap_remove(0);
        let resolved = client.request::<CodeLensResolve>(first);
        assert_eq!(resolved.command.unwrap().title, "490 of 6,144 characters", "{name}");
    }
    client.diagnostics_of(&workspace.uri("MyRole.json"), 1);
}

#[test]
fn a_new_world_has_lenses_and_hints_made_anew_where_the_client_can() {
    let refresh = json!({ "refreshSupport": true });
    let refresh = json!({ "workspace": { "codeLens": refresh, "inlayHint": refresh } });
    let capabilities = capabilities::with(capabilities::all(), refresh);
    let workspace = Workspace::demo();
    let mut client = workspace.start_with(Start { capabilities, ..Start::default() });
    for method in ["workspace/codeLens/refresh", "workspace/inlayHint/refresh"] {
        client.serve(method, Ok(Value::Null));
    }
    client.diagnostics(&workspace.uri("MyRole.json"));
}
