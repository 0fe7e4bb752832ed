//! Long tasks are shown to the person, who may stop them.

use serde_json::{Value, json};

use crate::capabilities;
use crate::client::{Client, Start};
use crate::workspace::{SHOWN, Workspace};

fn start(workspace: &Workspace, held: bool) -> Client {
    let mut client =
        workspace.start_with(Start { capabilities: capabilities::progress(), held, ..Start::default() });
    client.serve("client/registerCapability", Ok(Value::Null));
    client
}

/// Waits for a task that the server wants to show, and returns its token.
fn begun(client: &mut Client) -> Value {
    let token = client.serve("window/workDoneProgress/create", Ok(Value::Null))["token"].take();
    let begin = client.told("$/progress");
    assert_eq!((&begin["token"], &begin["value"]["kind"]), (&token, &json!("begin")));
    assert_eq!(begin["value"]["cancellable"], true);
    token
}

/// Waits for the last words of a task.
fn last_words(client: &mut Client, token: &Value) -> Value {
    loop {
        let mut progress = client.told("$/progress");
        assert_eq!(progress["token"], *token);
        if progress["value"]["kind"] == "end" {
            return progress["value"]["message"].take();
        }
    }
}

#[test]
fn the_first_look_at_the_workspace_is_shown_with_what_it_found() {
    let workspace = Workspace::demo();
    let mut client = start(&workspace, false);
    let token = begun(&mut client);
    assert_eq!(last_words(&mut client, &token), "1 policy file, 1 findings file");
    // It has ended, and cancelling it has no effect.
    client.tell("window/workDoneProgress/cancel", json!({ "token": token }));
    client.shows(&workspace.uri("MyRole.json"), SHOWN);
    client.hang_up();
}

#[test]
fn a_client_that_refuses_to_show_it_is_served_all_the_same() {
    let workspace = Workspace::demo();
    let mut client = start(&workspace, false);
    let error = json!({ "code": -32601, "message": "no such method" });
    client.serve("window/workDoneProgress/create", Err(error));
    client.shows(&workspace.uri("MyRole.json"), SHOWN);
    client.hang_up();
}

/// Tasks that are held under way.
mod held {
    use super::*;
    use crate::workspace::{DEMO_FINDING, DEMO_POLICY};

    /// A server that has looked at everything that it wanted to look at since its start.
    fn settled(workspace: &Workspace) -> Client {
        let mut client = start(workspace, false);
        let token = begun(&mut client);
        last_words(&mut client, &token);
        let policy = workspace.uri("MyRole.json");
        client.shows(&policy, SHOWN);
        for (status, shown) in [("ARCHIVED", &[("unjudged-policy", 1)][..]), ("ACTIVE", SHOWN)] {
            workspace.write("finding-MyRole.json", &DEMO_FINDING.replace("ACTIVE", status));
            client.tell_of_changes([&workspace.uri("finding-MyRole.json")]);
            client.shows(&policy, shown);
        }
        client
    }

    #[test]
    fn a_later_scan_that_is_stopped_leaves_what_was_known_and_the_next_one_catches_up() {
        let workspace = Workspace::demo();
        let mut client = settled(&workspace);
        let policy = workspace.uri("MyRole.json");

        client.hold();
        workspace.write("slow/.gitignore", "");
        workspace.write("finding-MyRole.json", &DEMO_FINDING.replace("ACTIVE", "ARCHIVED"));
        client.tell_of_changes(&["slow/.gitignore", "finding-MyRole.json"].map(|name| workspace.uri(name)));
        let token = begun(&mut client);
        client.tell("window/workDoneProgress/cancel", json!({ "token": token }));
        // The cancellation is taken before what is asked after it.
        client.call("leastwise/status", json!({})).unwrap();
        client.release();
        assert_eq!(last_words(&mut client, &token), "cancelled");
        assert_eq!(
            client.shown_message(),
            "leastwise: reading the workspace was cancelled. Results may be out of date; \
             save any file to retry."
        );
        let text = DEMO_POLICY.replace("s3:Get*", "s3:Put*");
        client.open(&policy, &text);
        assert_eq!(client.diagnostics_of(&policy, 1).diagnostics.len(), 8);
        client.save(&policy);
        client.shows(&policy, &[("unjudged-policy", 1)]);
        client.hang_up();
    }

    #[test]
    fn after_a_first_scan_that_is_stopped_nothing_is_checked_until_a_file_is_saved() {
        let workspace = Workspace::demo();
        let mut client = start(&workspace, true);
        let token = begun(&mut client);
        client.tell("window/workDoneProgress/cancel", json!({ "token": token }));
        client.call("leastwise/status", json!({})).unwrap();
        client.release();
        assert_eq!(last_words(&mut client, &token), "cancelled");
        assert!(client.shown_message().contains("No policies were checked; save any file"));

        let policy = workspace.uri("MyRole.json");
        client.open(&policy, DEMO_POLICY);
        client.replace(&policy, 2, DEMO_POLICY);
        assert_eq!(client.call("leastwise/status", json!({})), Ok(Value::Null));
        client.save(&policy);
        let token = begun(&mut client);
        assert_eq!(last_words(&mut client, &token), "1 policy file, 1 findings file");
        // Nothing was published for the version before.
        assert_eq!(client.diagnostics(&policy).version, Some(2));
        client.hang_up();
    }

    #[test]
    fn a_workspace_fix_that_is_stopped_changes_nothing() {
        let workspace = Workspace::demo();
        workspace.write(
            "leastwise.toml",
            "[[attach]]\npolicy = \"MyRole.json\"\nprincipals = [\"role/MyRole\"]\n",
        );
        let mut client = settled(&workspace);

        client.hold();
        let params = json!({ "command": "leastwise.fixWorkspace", "workDoneToken": 7 });
        let command = client.ask("workspace/executeCommand", params);
        let begin = client.told("$/progress");
        assert_eq!((&begin["token"], &begin["value"]["kind"]), (&json!(7), &json!("begin")));
        assert_eq!(begin["value"]["percentage"], 0);
        client.tell("window/workDoneProgress/cancel", json!({ "token": 7 }));
        client.call("leastwise/status", json!({})).unwrap();
        client.release();
        assert_eq!(last_words(&mut client, &json!(7)), "cancelled; nothing was changed");
        assert_eq!(client.answer(command).unwrap_err()["code"], -32800);
        client.hang_up();
    }
}
