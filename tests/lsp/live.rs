//! What other programs do to the files of the workspace shows in the editor, whoever watches them.

mod replaced;

use serde_json::{Value, json};
use tower_lsp::ls_types::PublishDiagnosticsParams;

use crate::capabilities;
use crate::client::{Client, Start, counts};
use crate::workspace::{DEMO_FINDING, DEMO_POLICY, SHOWN, Workspace};

/// A running server on a workspace that other programs change.
struct Live {
    /// Leaves before the folder does.
    client: Client,
    workspace: Workspace,
    /// The client tells of changes; else the server has to hear of them itself.
    client_watches: bool,
}

impl Live {
    /// One server for each way of hearing of changes.
    fn each(files: &[(&str, &str)]) -> [Live; 2] {
        [false, true].map(|client_watches| {
            let workspace = Workspace::new(files);
            let mut client = workspace.start_with(Start {
                capabilities: if client_watches { capabilities::watching() } else { capabilities::all() },
                ..Start::default()
            });
            if client_watches {
                client.serve("client/registerCapability", Ok(Value::Null));
            }
            Live { workspace, client, client_watches }
        })
    }

    /// Some files have changed, have come or have gone.
    fn changed(&mut self, names: &[&str]) {
        if self.client_watches {
            let uris: Vec<_> = names.iter().map(|name| self.workspace.uri(name)).collect();
            self.client.tell_of_changes(&uris);
        }
    }

    fn write(&mut self, name: &str, text: &str) {
        self.workspace.write(name, text);
        self.changed(&[name]);
    }

    /// Writes a file as a careful program does: it is never there in part.
    fn put(&mut self, name: &str, text: &str) {
        self.workspace.write("new.txt", text);
        self.workspace.write(&format!("{name}.txt"), "");
        self.workspace.rename("new.txt", name);
        self.changed(&[name]);
    }

    fn delete(&mut self, name: &str) {
        self.workspace.delete(name);
        self.changed(&[name]);
    }

    fn rename(&mut self, from: &str, to: &str, moved: &[&str]) {
        self.workspace.rename(from, to);
        self.changed(&[from]);
        self.changed(moved);
    }

    /// Waits until a file shows diagnostics with these codes.
    fn shows(&mut self, name: &str, expected: &[(&str, usize)]) {
        self.client.shows(&self.workspace.uri(name), expected);
    }
}

#[test]
fn findings_that_come_change_move_and_go_are_followed() {
    for mut live in Live::each(&[("MyRole.json", DEMO_POLICY), ("package.json", "{}")]) {
        live.write("finding.json", DEMO_FINDING);
        live.shows("MyRole.json", SHOWN);
        live.write("finding.json", &DEMO_FINDING.replace("ACTIVE", "ARCHIVED"));
        live.shows("MyRole.json", &[("unjudged-policy", 1)]);
        live.write("finding.json", DEMO_FINDING);
        live.shows("MyRole.json", SHOWN);
        live.delete("finding.json");
        live.shows("MyRole.json", &[]);

        live.write("new/finding.json", DEMO_FINDING);
        live.shows("MyRole.json", SHOWN);
        live.rename("new", "moved", &["moved/finding.json"]);
        live.write("moved/finding.json", &DEMO_FINDING.replace("ACTIVE", "ARCHIVED"));
        live.shows("MyRole.json", &[("unjudged-policy", 1)]);
        std::fs::remove_dir_all(live.workspace.path().join("moved")).unwrap();
        // A client tells of the folder alone.
        live.changed(&["moved"]);
        live.shows("MyRole.json", &[]);
    }
}

#[test]
fn policies_that_come_change_move_and_go_are_followed() {
    for mut live in Live::each(&[("finding.json", DEMO_FINDING)]) {
        live.shows("finding.json", &[("unattributed-finding", 1)]);
        live.write("MyRole.json", DEMO_POLICY);
        live.shows("MyRole.json", SHOWN);
        live.shows("finding.json", &[]);
        live.write("MyRole.json", &DEMO_POLICY.replace("s3:Get*", "s3:Put*"));
        live.shows("MyRole.json", &[("unused-action", 8)]);
        live.workspace.write("roles/README", "");
        live.changed(&["roles/README"]);
        live.rename("MyRole.json", "roles/MyRole.json", &["roles/MyRole.json"]);
        live.shows("roles/MyRole.json", &[("unused-action", 8)]);
        live.shows("MyRole.json", &[]);
        live.delete("roles/MyRole.json");
        live.shows("roles/MyRole.json", &[]);
        live.shows("finding.json", &[("unattributed-finding", 1)]);
    }
}

#[test]
fn a_findings_file_that_is_being_written_keeps_its_last_valid_version() {
    for mut live in Live::each(&[("MyRole.json", DEMO_POLICY), ("finding.json", DEMO_FINDING)]) {
        live.shows("MyRole.json", SHOWN);
        for part in [0, 20, 700] {
            live.write("finding.json", &DEMO_FINDING[..part]);
            live.shows("finding.json", &[("unreadable-finding", 1)]);
        }
        live.write("finding.json", DEMO_FINDING);
        live.shows("finding.json", &[]);
        // Nothing was published about the policy meanwhile: it would be left unread at the end.
        live.write("finding.json", &DEMO_FINDING.replace("ACTIVE", "ARCHIVED"));
        live.shows("MyRole.json", &[("unjudged-policy", 1)]);
    }
}

/// The very text, once as Windows PowerShell writes it and once as it is to be.
#[test]
fn a_file_that_is_saved_anew_as_utf_8_is_read() {
    let utf16 = |text: &str| -> Vec<u8> {
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
    };
    const KEEP: &str = "[[keep]]\naction = \"lambda:*\"\nreason = \"quarterly\"\n";
    for mut live in Live::each(&[("MyRole.json", DEMO_POLICY), ("other.txt", "")]) {
        for (name, text, shown, rule) in [
            ("finding.json", DEMO_FINDING, SHOWN, "unreadable-finding"),
            ("leastwise.toml", KEEP, &[("excess-wildcard", 1)][..], "invalid-setting"),
        ] {
            std::fs::write(live.workspace.path().join(name), utf16(text)).unwrap();
            live.changed(&[name]);
            live.shows(name, &[(rule, 1)]);
            live.write(name, text);
            live.shows(name, &[]);
            live.shows("MyRole.json", shown);
        }
    }
}

#[test]
fn settings_that_come_change_and_go_are_followed() {
    for mut live in Live::each(&[("policies/MyRole.json", DEMO_POLICY), ("finding.json", DEMO_FINDING)]) {
        live.shows("policies/MyRole.json", SHOWN);
        live.write("leastwise.toml", "[rules]\nunused-action = \"off\"\n");
        live.shows("policies/MyRole.json", &[("excess-wildcard", 1)]);
        live.write("policies/leastwise.toml", "[rules]\nexcess-wildcard = \"off\"\n");
        live.shows("policies/MyRole.json", &[("unused-action", 8)]);
        live.delete("policies/leastwise.toml");
        live.shows("policies/MyRole.json", &[("excess-wildcard", 1)]);
        live.write("leastwise.toml", "exclude = \"policies\"\n");
        live.shows("policies/MyRole.json", &[]);
        live.shows("finding.json", &[("unattributed-finding", 1)]);
        live.delete("leastwise.toml");
        live.shows("policies/MyRole.json", SHOWN);
        live.shows("finding.json", &[]);
    }
}

#[test]
fn an_excluded_file_is_checked_with_its_own_settings_while_it_is_open() {
    const KEEP: &str = "[[keep]]\naction = \"lambda:*\"\nreason = \"quarterly\"\n";
    for mut live in Live::each(&[
        ("finding.json", DEMO_FINDING),
        ("roles/MyRole.json", DEMO_POLICY),
        ("roles/leastwise.toml", KEEP),
        ("leastwise.toml", "exclude = \"roles\"\n"),
    ]) {
        live.shows("finding.json", &[("unattributed-finding", 1)]);
        let policy = live.workspace.uri("roles/MyRole.json");
        live.client.open(&policy, DEMO_POLICY);
        // Never anything else, not even for a moment.
        assert_eq!(counts(&live.client.diagnostics(&policy)), [("excess-wildcard", 1)]);
        live.shows("finding.json", &[]);
        live.write("roles/leastwise.toml", "");
        live.shows("roles/MyRole.json", SHOWN);
        live.write("roles/leastwise.toml", KEEP);
        live.shows("roles/MyRole.json", &[("excess-wildcard", 1)]);
        live.client.close(&policy);
        live.shows("roles/MyRole.json", &[]);
        live.shows("finding.json", &[("unattributed-finding", 1)]);
    }
}

#[test]
fn what_git_ignores_from_now_on_is_left_out() {
    for mut live in Live::each(&[("MyRole.json", DEMO_POLICY), ("findings/a.json", DEMO_FINDING)]) {
        live.shows("MyRole.json", SHOWN);
        live.write(".gitignore", "findings\n");
        live.shows("MyRole.json", &[]);
        live.write(".gitignore", "");
        live.shows("MyRole.json", SHOWN);
    }
}

#[test]
fn a_checkout_of_a_thousand_files_ends_in_the_state_of_the_disk() {
    for mut live in Live::each(&[("MyRole.json", DEMO_POLICY), ("finding.json", DEMO_FINDING)]) {
        live.shows("MyRole.json", SHOWN);
        let names: Vec<String> = (0..1000).map(|number| format!("{}/{number}.json", number % 10)).collect();
        for name in &names {
            live.workspace.write(name, r#"{ "Statement": { "Effect": "Allow", "Action": "s3:Get*" } }"#);
        }
        live.workspace.write("finding.json", &DEMO_FINDING.replace("ACTIVE", "ARCHIVED"));
        let names: Vec<&str> = names.iter().map(String::as_str).chain(["finding.json"]).collect();
        live.changed(&names);
        live.shows("MyRole.json", &[("unjudged-policy", 1)]);

        for folder in 0..10 {
            std::fs::remove_dir_all(live.workspace.path().join(folder.to_string())).unwrap();
        }
        live.workspace.write("finding.json", DEMO_FINDING);
        live.changed(&names);
        live.shows("MyRole.json", SHOWN);
    }
}

#[test]
fn the_editors_text_wins_over_the_disk() {
    for mut live in Live::each(&[("MyRole.json", DEMO_POLICY), ("finding.json", DEMO_FINDING)]) {
        live.shows("MyRole.json", SHOWN);
        let (policy, finding) = (live.workspace.uri("MyRole.json"), live.workspace.uri("finding.json"));
        live.client.open(&policy, DEMO_POLICY);
        live.client.diagnostics_of(&policy, 1);
        live.client.open(&finding, &DEMO_FINDING.replace("ACTIVE", "ARCHIVED"));
        live.shows("MyRole.json", &[("unjudged-policy", 1)]);
        live.write("MyRole.json", "{}");
        live.write("finding.json", "{}");
        live.write("Other.json", DEMO_POLICY);
        live.write("finding-Other.json", &DEMO_FINDING.replace("MyRole", "Other"));
        live.shows("Other.json", SHOWN);
        live.client.replace(&finding, 2, DEMO_FINDING);
        live.shows("MyRole.json", SHOWN);
        // From here on the file on disk is used, and it has nothing to report.
        live.client.close(&finding);
        live.shows("MyRole.json", &[]);
        live.client.close(&policy);
    }
}

#[test]
fn the_findings_of_a_single_file_are_watched_without_a_workspace() {
    for watching in [capabilities::all(), capabilities::watching()] {
        let workspace = Workspace::new(&[("MyRole.json", DEMO_POLICY)]);
        let mut client = Start { capabilities: watching.clone(), ..Start::default() }.start();
        if watching != capabilities::all() {
            client.serve("client/registerCapability", Ok(Value::Null));
        }
        let policy = workspace.uri("MyRole.json");
        client.open(&policy, DEMO_POLICY);
        workspace.write("finding.json", DEMO_FINDING);
        client.shows(&policy, SHOWN);
    }
}

#[test]
fn where_the_client_fails_to_watch_the_server_does() {
    let workspace = Workspace::new(&[("MyRole.json", DEMO_POLICY)]);
    let mut client =
        workspace.start_with(Start { capabilities: capabilities::watching(), ..Start::default() });
    let error = json!({ "code": -32601, "message": "no such method" });
    let asked = client.serve("client/registerCapability", Err(error));
    let watchers = asked.pointer("/registrations/0/registerOptions/watchers").unwrap().as_array().unwrap();
    // A client that knows relative patterns only is not asked for them.
    assert!(watchers.iter().all(|watcher| watcher["globPattern"].is_string()), "{watchers:#?}");
    workspace.write("finding.json", DEMO_FINDING);
    client.shows(&workspace.uri("MyRole.json"), SHOWN);
}

/// A finding names an action that only the catalog's folder knows.
const QUUX: &str = r#"{"id": "1", "resource": "arn:aws:iam::111122223333:role/MyRole", "status": "ACTIVE",
  "analyzedAt": "2024-06-01T07:00:00Z", "findingDetails": [{"unusedPermissionDetails":
  {"serviceNamespace": "sqs", "actions": [{"action": "SendQuux"}]}}]}"#;
const SQS: &str = r#"{ "Name": "sqs", "Actions": [{ "Name": "SendQuux" }] }"#;
const BEHIND: &[(&str, usize)] = &[("stale-catalog", 1), ("unattributed-finding", 1)];
const KNOWN: &[(&str, usize)] = &[("unattributed-finding", 1)];

#[test]
fn the_catalogs_folder_is_followed() {
    for mut live in Live::each(&[("finding.json", QUUX)]) {
        live.shows("finding.json", BEHIND);
        live.write("leastwise.toml", "catalog = \"services\"\n");
        live.shows("leastwise.toml", &[("invalid-setting", 1)]);
        live.put("services/sqs.json", SQS);
        live.shows("leastwise.toml", &[]);
        live.shows("finding.json", KNOWN);

        // A file that is being written keeps its last valid version: nothing comes and goes in the findings file.
        live.put("services/sqs.json", &SQS[..40]);
        live.shows("services/sqs.json", &[("invalid-setting", 1)]);
        live.put("services/sqs.json", SQS);
        live.shows("services/sqs.json", &[]);
        live.put("services/v1/s3/s3.json", "{ \"Name\": 7 }");
        live.shows("services/v1/s3/s3.json", &[("invalid-setting", 1)]);
        live.delete("services/v1/s3/s3.json");
        live.shows("services/v1/s3/s3.json", &[]);

        live.rename("services", "moved", &["moved/sqs.json"]);
        live.shows("finding.json", BEHIND);
        live.shows("leastwise.toml", &[("invalid-setting", 1)]);
        live.delete("leastwise.toml");
        live.shows("leastwise.toml", &[]);
    }
}

#[test]
fn a_broken_file_of_the_catalogs_folder_shows_its_mistake_while_it_is_open() {
    let workspace = Workspace::new(&[
        ("leastwise.toml", "catalog = \"services\"\n"),
        ("services/sqs.json", "{ \"Name\": 7 }"),
    ]);
    let mut client = workspace.start_with(Start::default());
    let file = workspace.uri("services/sqs.json");
    client.shows(&file, &[("invalid-setting", 1)]);
    client.open(&file, "{ \"Name\": 7 }");
    assert_eq!(client.diagnostics_of(&file, 1).diagnostics.len(), 1);
    // The text is no longer that of the disk, which is what counts.
    client.replace(&file, 2, SQS);
    assert!(client.diagnostics_of(&file, 2).diagnostics.is_empty());
    client.close(&file);
    client.shows(&file, &[("invalid-setting", 1)]);
}

#[test]
fn a_catalogs_folder_outside_of_the_workspace_is_followed_by_the_server() {
    for client_watches in [false, true] {
        let services = Workspace::new(&[("services/sqs.json", SQS)]);
        let workspace = Workspace::new(&[("finding.json", QUUX)]);
        let folder = services.path().join("services");
        let capabilities = if client_watches { capabilities::watching() } else { capabilities::all() };
        let options = json!({ "catalog": folder, "asOf": "2024-06-15" });
        let mut client = workspace.start_with(Start { capabilities, options, ..Start::default() });
        if client_watches {
            client.serve("client/registerCapability", Ok(Value::Null));
        }
        let finding = workspace.uri("finding.json");
        client.shows(&finding, KNOWN);
        let put = |text: &str| {
            services.write("new.json", text);
            services.rename("new.json", "services/sqs.json");
        };
        put(&SQS.replace("SendQuux", "SendOther"));
        client.shows(&finding, BEHIND);
        put(SQS);
        client.shows(&finding, KNOWN);
        services.delete("services/sqs.json");
        let said = client.shown_message();
        assert!(said.contains("contains no service reference file; using the built-in catalog"), "{said}");
        client.shows(&finding, BEHIND);
    }
}
