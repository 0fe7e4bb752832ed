//! `leastwise.showStatus`: the status of the server, which explains why something is or is not shown.

use serde_json::{Value, json};

use crate::capabilities;
use crate::client::{Client, Start};
use crate::workspace::{DEMO_FINDING, DEMO_POLICY, SHOWN, Workspace};

const COMMAND: &str = "leastwise.showStatus";

fn status(client: &mut Client, arguments: Value) -> Value {
    let params = json!({ "command": COMMAND, "arguments": arguments });
    client.call("workspace/executeCommand", params).unwrap()
}

/// Takes out what differs from run to run.
fn steady(text: &str, workspace: &Workspace) -> String {
    let text = text.replace(&workspace.path().display().to_string(), "FOLDER");
    let lines = text.lines().filter(|line| !line.starts_with("Last scan: ") && !line.starts_with("Memory: "));
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn it_tells_what_was_read_the_owners_of_the_policies_and_what_prevents_a_check() {
    let settings = "[[attach]]\npolicy = \"shared.json\"\nprincipals = [\"role/MyRole\", \"role/Absent\"]\n";
    let workspace = Workspace::new(&[
        ("MyRole.json", DEMO_POLICY),
        ("other/plain.json", DEMO_POLICY),
        ("shared.json", DEMO_POLICY),
        ("finding.json", DEMO_FINDING),
        ("leastwise.toml", settings),
    ]);
    let mut client = workspace.start();
    client.shows(&workspace.uri("MyRole.json"), SHOWN);
    client.shows(&workspace.uri("shared.json"), &[("unjudged-policy", 1)]);

    let status = status(&mut client, json!([{ "show": false }]));
    let version = env!("CARGO_PKG_VERSION");
    let (catalog, text) = (&status["catalog"], steady(status["text"].as_str().unwrap(), &workspace));
    assert_eq!(
        text,
        format!(
            "leastwise {version}: checked 1 of 3 policies; 1 findings file (newest: 3 days ago); catalog {date}\n\
             Catalog: {actions} actions of {services} services, {date}, from {source}\n\
             As of: 2024-06-15\n\
             Workspace: FOLDER; the server watches for changes\n\
             Settings: leastwise.toml\n\
             Policies:\n  \
               MyRole.json:1: role MyRole (by the file's name)\n  \
               other/plain.json:1: no known owner\n  \
               shared.json:1: role MyRole (by leastwise.toml); not checked: role Absent has no finding here \
             and so counts as using everything\n\
             Findings:\n  \
               finding.json: role MyRole, analyzed 2024-06-12 (3 days ago)\n\
             Diagnostics: 0 errors, 9 warnings, 1 informational, 0 hints in 2 files\n",
            date = catalog["date"].as_str().unwrap(),
            actions = catalog["actions"],
            services = catalog["services"],
            source = catalog["source"].as_str().unwrap(),
        )
    );
    let shared = &status["policies"][2];
    assert_eq!(shared["uri"], json!(workspace.uri("shared.json")));
    assert_eq!((&shared["explicit"], &shared["checked"]), (&json!(true), &json!(false)));
    assert_eq!(shared["owners"][0]["arn"], "arn:aws:iam::111122223333:role/MyRole");
    assert_eq!(status["findings"][0]["principals"][0]["ageDays"], 3);
    let scan = &status["lastScan"];
    assert_eq!((&scan["files"], &scan["cancelled"]), (&json!(4), &json!(false)));
    assert!(scan["readingMs"].is_u64() && scan["joiningMs"].is_u64() && scan["secondsAgo"].is_u64());
    // Linux tells; elsewhere it is null.
    assert_eq!(status["residentBytes"].is_u64(), cfg!(target_os = "linux"));
}

#[test]
fn a_client_that_cannot_show_the_answer_is_told_in_a_message_and_its_log() {
    let workspace = Workspace::demo();
    // A client that takes no edits has this command all the same.
    let mut client = workspace.start_with(Start { capabilities: capabilities::least(), ..Start::default() });
    let provider = client.initialized.as_ref().unwrap().capabilities.execute_command_provider.clone();
    assert_eq!(provider.unwrap().commands, [COMMAND]);
    client.shows(&workspace.uri("MyRole.json"), SHOWN);
    let status = status(&mut client, json!([]));
    let first = status["text"].as_str().unwrap().lines().next().unwrap();
    assert_eq!(client.shown_message(), format!("{first} (see the log for details)"));
    assert_eq!(client.told("window/logMessage")["message"], status["text"]);
}

#[test]
fn a_wrong_argument_is_refused_in_one_line() {
    let workspace = Workspace::demo();
    let mut client = workspace.start();
    client.shows(&workspace.uri("MyRole.json"), SHOWN);
    let params = json!({ "command": COMMAND, "arguments": [{ "show": "yes" }] });
    let error = client.call("workspace/executeCommand", params).unwrap_err();
    assert_eq!(error["code"], -32602);
    assert_eq!(error["message"].as_str().unwrap().lines().count(), 1);
}
