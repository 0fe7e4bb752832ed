//! A workspace with things in the place of files that never end, or that wait.

use std::os::unix::fs::symlink;
use std::process::Command;

use serde_json::json;
use tower_lsp::ls_types::{DiagnosticSeverity, Uri};

use crate::client::Client;
use crate::workspace::{DEMO_POLICY, SHOWN, Workspace, uri};

#[test]
fn a_workspace_of_pipes_and_devices_is_read_and_what_they_stand_for_is_told() {
    let workspace = Workspace::demo();
    let path = |name: &str| workspace.path().join(name);
    for folder in ["device", "pipe", "circle", "toml"] {
        std::fs::create_dir(path(folder)).unwrap();
    }
    symlink("/dev/zero", path("device/.gitignore")).unwrap();
    symlink("/dev/stdin", path("device/policy.json")).unwrap();
    symlink("circle.json", path("circle/circle.json")).unwrap();
    for pipe in ["pipe/.gitignore", "pipe/finding.json", "toml/leastwise.toml"] {
        assert!(Command::new("mkfifo").arg(path(pipe)).status().unwrap().success());
    }
    let mut client = workspace.start();
    for name in ["device/.gitignore", "pipe/.gitignore", "toml/leastwise.toml"] {
        client.shows(&workspace.uri(name), &[("invalid-setting", 1)]);
    }
    // What may be ignored may be a finding or the policy itself.
    let mut barred = [SHOWN, &[("unjudged-policy", 1)]].concat();
    barred.sort();
    client.shows(&workspace.uri("MyRole.json"), &barred);
    for name in ["device/.gitignore", "pipe/.gitignore", "toml/leastwise.toml", "circle/circle.json"] {
        workspace.delete(name);
    }
    client.tell_of_changes([&workspace.uri("device/.gitignore")]);
    client.shows(&workspace.uri("MyRole.json"), SHOWN);
    client.hang_up();
}

#[test]
fn a_policy_behind_a_link_out_of_the_workspace_gets_no_edits() {
    let (workspace, outside) = (Workspace::demo(), Workspace::new(&[("policy.json", DEMO_POLICY)]));
    workspace.write("leastwise.toml", "[[attach]]\npolicy = \"**\"\nprincipals = [\"role/MyRole\"]\n");
    workspace.delete("MyRole.json");
    symlink(outside.path().join("policy.json"), workspace.path().join("MyRole.json")).unwrap();
    let mut client = workspace.start();
    let shown = client.diagnostics(&outside.uri("policy.json"));
    let why = "behind the link MyRole.json";
    assert!(shown.diagnostics.iter().any(|it| it.message.contains(why)), "{shown:?}");

    let link = workspace.uri("MyRole.json");
    client.open(&link, DEMO_POLICY);
    no_fix_is_offered(&mut client, &link, why);
    let answer =
        client.call("workspace/executeCommand", json!({ "command": "leastwise.fixWorkspace" })).unwrap();
    assert_eq!(answer["files"], 0);
    assert!(client.shown_message().contains(why));
    client.hang_up();
}

/// What is opened through a link to a folder is called like what lies in the workspace.
#[test]
fn a_policy_opened_through_a_linked_folder_or_a_chain_of_links_gets_no_edits() {
    let outside = Workspace::new(&[("in/MyRole.json", DEMO_POLICY), ("other/policy.json", DEMO_POLICY)]);
    let workspace = Workspace::demo();
    workspace.delete("MyRole.json");
    symlink(outside.path().join("in"), workspace.path().join("folder")).unwrap();
    symlink(outside.path().join("other"), workspace.path().join("other")).unwrap();
    symlink("other", workspace.path().join("again")).unwrap();
    for (name, file) in [("folder/MyRole.json", None), ("MyRole.json", Some("again/policy.json"))] {
        file.into_iter().for_each(|to| symlink(to, workspace.path().join(name)).unwrap());
        let mut client = workspace.start();
        let way = uri(&workspace.path().join(name));
        client.open(&way, DEMO_POLICY);
        no_fix_is_offered(&mut client, &way, &format!("behind the link {name}"));
        client.hang_up();
    }
    // Opened by its own path, it is outside of the workspace and gets its fixes.
    workspace.delete("MyRole.json");
    let mut client = workspace.start();
    let file = outside.uri("in/MyRole.json");
    client.open(&file, DEMO_POLICY);
    let diagnostics = client.diagnostics_of(&file, 1).diagnostics;
    let unused = diagnostics.iter().find(|it| it.severity == Some(DiagnosticSeverity::WARNING)).unwrap();
    let actions = client.actions_at(&file, unused.range.start);
    assert!(actions.iter().any(|it| it.title.starts_with("Remove") && it.disabled.is_none()), "{actions:?}");
    client.hang_up();
}

fn no_fix_is_offered(client: &mut Client, file: &Uri, why: &str) {
    let diagnostics = client.diagnostics_of(file, 1).diagnostics;
    let unused = diagnostics.iter().find(|it| it.severity == Some(DiagnosticSeverity::WARNING));
    let unused = unused.unwrap_or_else(|| panic!("{why}: {diagnostics:?}"));
    let actions = client.actions_at(file, unused.range.start);
    let fixes = || actions.iter().filter(|action| action.title.starts_with("Remove"));
    assert!(fixes().count() > 0, "{actions:?}");
    for fix in fixes() {
        assert!(fix.disabled.as_ref().is_some_and(|disabled| disabled.reason.contains(why)), "{fix:?}");
        assert!(fix.edit.is_none() && fix.data.is_none(), "{fix:?}");
    }
}
