//! Workspaces of several folders, of none, and folders that come and go.

use serde_json::{Value, json};
use tower_lsp::ls_types::Uri;

use crate::capabilities;
use crate::client::{Client, Start};
use crate::workspace::{DEMO_FINDING, DEMO_POLICY, SHOWN, Workspace, uri};

const OFF: &str = "[rules]\nunused-action = \"off\"\n";
const ONLY_WILDCARD: &[(&str, usize)] = &[("excess-wildcard", 1)];

fn folder(workspace: &Workspace, name: &str) -> Uri {
    uri(&workspace.path().join(name))
}

fn start(folders: Vec<Uri>) -> Client {
    Start { folders, ..Start::default() }.start()
}

/// Folders are added and removed.
fn change(client: &mut Client, added: &[&Uri], removed: &[&Uri]) {
    let folders = |uris: &[&Uri]| -> Value {
        uris.iter().map(|uri| json!({ "uri": uri, "name": "folder" })).collect::<Vec<_>>().into()
    };
    let event = json!({ "added": folders(added), "removed": folders(removed) });
    client.tell("workspace/didChangeWorkspaceFolders", json!({ "event": event }));
}

/// Two folders with a policy and its finding each; in the second one, settings.
fn two() -> Workspace {
    Workspace::new(&[
        ("one/MyRole.json", DEMO_POLICY),
        ("one/finding.json", DEMO_FINDING),
        ("two/Other.json", DEMO_POLICY),
        ("two/finding.json", &DEMO_FINDING.replace("MyRole", "Other")),
        ("two/leastwise.toml", OFF),
    ])
}

#[test]
fn each_folder_has_its_own_settings_and_what_one_holds_goes_with_it() {
    let workspace = two();
    let (one, two) = (folder(&workspace, "one"), folder(&workspace, "two"));
    let (mine, other) = (workspace.uri("one/MyRole.json"), workspace.uri("two/Other.json"));
    let mut client = start(vec![one.clone(), two.clone()]);
    client.shows(&mine, SHOWN);
    client.shows(&other, ONLY_WILDCARD);

    change(&mut client, &[], &[&two]);
    client.shows(&other, &[]);
    // Both in one message; nothing is said about what stays the same.
    change(&mut client, &[&two], &[&one]);
    client.shows(&other, ONLY_WILDCARD);
    client.shows(&mine, &[]);
    change(&mut client, &[&one], &[]);
    client.shows(&mine, SHOWN);
}

#[test]
fn findings_of_one_folder_apply_to_the_policies_of_another() {
    let workspace = Workspace::new(&[("code/MyRole.json", DEMO_POLICY), ("data/finding.json", DEMO_FINDING)]);
    let policy = workspace.uri("code/MyRole.json");
    let mut client = start(vec![folder(&workspace, "code")]);
    client.open(&policy, DEMO_POLICY);
    change(&mut client, &[&folder(&workspace, "data")], &[]);
    client.shows(&policy, SHOWN);
    change(&mut client, &[], &[&folder(&workspace, "data")]);
    client.shows(&policy, &[]);
}

#[test]
fn a_folder_inside_another_is_no_second_one() {
    let workspace = two();
    let (outer, inner) = (uri(&workspace.path()), folder(&workspace, "two"));
    let (mine, other) = (workspace.uri("one/MyRole.json"), workspace.uri("two/Other.json"));
    let mut client = start(vec![outer.clone(), inner.clone()]);
    client.shows(&mine, SHOWN);
    client.shows(&other, ONLY_WILDCARD);
    // The outer one still holds it: nothing is published.
    change(&mut client, &[], &[&inner]);
    change(&mut client, &[&inner], &[&outer]);
    client.shows(&mine, &[]);
    change(&mut client, &[], &[&inner]);
    client.shows(&other, &[]);
}

#[test]
fn a_file_outside_of_every_folder_is_checked_against_the_files_beside_it() {
    let workspace = two();
    workspace.write("one/deep/MyRole.json", DEMO_POLICY);
    let (mine, other) = (workspace.uri("one/MyRole.json"), workspace.uri("two/Other.json"));
    let mut client = start(vec![folder(&workspace, "two")]);
    client.shows(&other, ONLY_WILDCARD);
    client.open(&mine, DEMO_POLICY);
    client.shows(&mine, SHOWN);
    // A file that is neither a policy nor findings leads to no other folder.
    let elsewhere = workspace.uri("one/deep/package.json");
    client.open(&elsewhere, "{}");
    client.close(&elsewhere);
    client.close(&mine);
    client.shows(&mine, &[]);

    // The last folder goes, and what is open stays as it is: it is checked against the files beside it.
    client.open(&other, DEMO_POLICY);
    client.shows(&other, ONLY_WILDCARD);
    change(&mut client, &[], &[&folder(&workspace, "two")]);
    workspace
        .write("two/finding.json", &DEMO_FINDING.replace("MyRole", "Other").replace("ACTIVE", "ARCHIVED"));
    client.shows(&other, &[("unjudged-policy", 1)]);
}

#[test]
fn a_folder_of_the_workspace_that_is_deleted_and_made_again_is_followed() {
    for watches in [false, true] {
        let workspace = Workspace::new(&[]);
        let fill = || {
            workspace.write("above/root/MyRole.json", DEMO_POLICY);
            workspace.write("above/root/finding.json", DEMO_FINDING);
        };
        fill();
        let policy = workspace.uri("above/root/MyRole.json");
        let capabilities = if watches { capabilities::progress() } else { capabilities::all() };
        let folders = vec![folder(&workspace, "above/root")];
        let mut client = Start { folders, capabilities, ..Start::default() }.start();
        if watches {
            client.serve("client/registerCapability", Ok(Value::Null));
        }
        client.shows(&policy, SHOWN);
        // First the folder alone, then the one above it as well. A client tells of neither.
        for gone in ["above/root", "above"] {
            std::fs::remove_dir_all(workspace.path().join(gone)).unwrap();
            client.shows(&policy, &[]);
            fill();
            client.shows(&policy, SHOWN);
        }
        workspace.rename("above/root", "above/elsewhere");
        client.shows(&policy, &[]);
        workspace.rename("above/elsewhere", "above/root");
        client.shows(&policy, SHOWN);
        client.hang_up();
    }
}
