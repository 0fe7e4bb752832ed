//! One file under several names: through links, with `..`, and percent-encoded, on the disk and from the client.

use std::os::unix::fs::symlink;
use std::path::Path;

use serde_json::json;
use tower_lsp::ls_types::Uri;

use crate::capabilities;
use crate::client::{Client, Start};
use crate::workspace::{DEMO_FINDING, DEMO_POLICY, SHOWN, Workspace, uri};

/// A server on a folder, with a client that tells of changes.
fn start(folder: &Path) -> Client {
    let capabilities = capabilities::watching();
    let mut client = Start { folders: vec![uri(folder)], capabilities, ..Start::default() }.start();
    client.serve("client/registerCapability", Ok(json!(null)));
    client
}

/// The URI of a file, written as it is given.
fn spelt(folder: &Path, rest: &str) -> Uri {
    format!("{}/{rest}", uri(folder).as_str()).parse().unwrap()
}

#[test]
fn a_file_with_several_names_is_shown_once() {
    let workspace = Workspace::new(&[("roles/MyRole.json", DEMO_POLICY), ("findings/a.json", DEMO_FINDING)]);
    let folder = workspace.path();
    symlink(folder.join("roles/MyRole.json"), folder.join("Other.json")).unwrap();
    symlink(folder.join("findings/a.json"), folder.join("findings/b.json")).unwrap();
    symlink(folder.join("findings"), folder.join("again")).unwrap();
    symlink(&folder, folder.join("roles/circle")).unwrap();
    let mut client = start(&folder);
    client.shows(&workspace.uri("roles/MyRole.json"), SHOWN);
    // Nothing else was published, or the client fails when it is dropped.
}

#[test]
fn changes_are_heard_of_under_any_name() {
    let workspace = Workspace::new(&[("roles/MyRole.json", DEMO_POLICY), ("findings/a.json", DEMO_FINDING)]);
    let folder = workspace.path();
    symlink(folder.join("findings"), folder.join("linked")).unwrap();
    symlink(folder.join("findings/a.json"), folder.join("link.json")).unwrap();
    let mut client = start(&folder);
    let policy = workspace.uri("roles/MyRole.json");
    client.shows(&policy, SHOWN);
    let archived = DEMO_FINDING.replace("ACTIVE", "ARCHIVED");
    for spelling in
        ["linked/a.json", "link.json", "roles/../findings/a.json", "./findings/./a.json", "findings/%61.json"]
    {
        workspace.write("findings/a.json", &archived);
        client.tell_of_changes([&spelt(&folder, spelling)]);
        client.shows(&policy, &[("unjudged-policy", 1)]);
        workspace.write("findings/a.json", DEMO_FINDING);
        client.tell_of_changes([&spelt(&folder, spelling)]);
        client.shows(&policy, SHOWN);
    }
}

#[test]
fn a_document_is_found_under_any_name_and_answered_under_the_clients() {
    let workspace = Workspace::new(&[("roles/MyRole.json", DEMO_POLICY), ("finding.json", DEMO_FINDING)]);
    let folder = workspace.path();
    symlink(folder.join("roles"), folder.join("linked")).unwrap();
    let closed = workspace.uri("roles/MyRole.json");
    for spelling in ["linked/MyRole.json", "roles/../roles/MyRole.json", "roles/%4dyRole.json"] {
        let mut client = start(&folder);
        client.shows(&closed, SHOWN);
        let open = spelt(&folder, spelling);
        client.open(&open, DEMO_POLICY);
        // It is one file, so it is shown in one place: the one where it is open.
        assert!(client.diagnostics(&closed).diagnostics.is_empty(), "{spelling}");
        assert_eq!(client.diagnostics_of(&open, 1).diagnostics.len(), 9, "{spelling}");
        // Saved by another program under its own name: the editor's text is still used.
        workspace.write("roles/MyRole.json", "{}");
        client.tell_of_changes([&closed]);
        client.replace(&closed, 2, &format!("\n{DEMO_POLICY}"));
        assert_eq!(client.diagnostics_of(&open, 2).diagnostics.len(), 9, "{spelling}");
        workspace.write("roles/MyRole.json", DEMO_POLICY);
        client.close(&closed);
        assert!(client.diagnostics(&open).diagnostics.is_empty(), "{spelling}");
        client.shows(&closed, SHOWN);
        client.hang_up();
    }
}

#[test]
fn a_workspace_that_is_a_link_is_shown_under_the_link() {
    let workspace = Workspace::new(&[("real/MyRole.json", DEMO_POLICY), ("real/finding.json", DEMO_FINDING)]);
    let folder = workspace.path();
    symlink(folder.join("real"), folder.join("link")).unwrap();
    let mut client = start(&folder.join("link"));
    let shown = spelt(&folder, "link/MyRole.json");
    client.shows(&shown, SHOWN);
    client.open(&shown, DEMO_POLICY);
    client.diagnostics_of(&shown, 1);
    workspace.write("real/finding.json", &DEMO_FINDING.replace("ACTIVE", "ARCHIVED"));
    client.tell_of_changes([&spelt(&folder, "real/finding.json")]);
    client.shows(&shown, &[("unjudged-policy", 1)]);
    // Both names as folders of one workspace are one folder.
    let added = json!({ "added": [{ "uri": uri(&folder.join("real")), "name": "real" }], "removed": [] });
    client.tell("workspace/didChangeWorkspaceFolders", json!({ "event": added }));
    workspace.write("real/finding.json", DEMO_FINDING);
    client.tell_of_changes([&spelt(&folder, "link/finding.json")]);
    client.shows(&shown, SHOWN);
    client.hang_up();
}
