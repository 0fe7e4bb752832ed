//! The handshakes of real editors, replayed: what each is answered, and that it is asked and shown only what it can do.
//!
//! The fixtures say where they come from. All but Zed's were recorded from the editor.

use std::path::Path;

use leastwise::lsp::capabilities::negotiate;
use serde_json::{Value, json};
use tower_lsp::ls_types::InitializeParams;

use crate::client::Client;
use crate::workspace::{DEMO_FINDING, Workspace, uri};

/// The folder that the fixtures name in place of the machine's own.
const FOLDER: &str = "/home/user/policies";
/// Letters before the entries: a byte, a character and a UTF-16 unit are three different things in them.
const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "arn:aws:s3:::é🍄", "Action": ["s3:Get*", "lambda:AddPermission"]}]}"#;

#[test]
fn each_editor_is_answered_with_what_it_can_use() {
    insta::glob!("../fixtures/handshakes", "*.json", |path| {
        let handshake = read(path);
        let request = &handshake["request"];
        let params: InitializeParams = serde_json::from_value(request["params"].clone()).unwrap();
        let (_, agreed) = negotiate(&params);
        let mut client = Client::spawn();
        let answer = client.call("initialize", with_our_process(&request["params"])).unwrap();
        assert_eq!(answer["serverInfo"]["name"], "leastwise");
        let answer = serde_json::to_string_pretty(&answer["capabilities"]).unwrap();
        let client = handshake["client"].as_str().unwrap();
        insta::assert_snapshot!(format!("{client}\n\n{agreed:#?}\n\n{answer}"));
    });
}

#[test]
fn each_editor_is_asked_and_shown_only_what_it_can_do() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/handshakes");
    let mut fixtures: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    fixtures.sort();
    assert!(fixtures.len() >= 6);
    for fixture in fixtures {
        println!("{}", fixture.display());
        Session::begin(&fixture).check();
    }
}

/// A whole session with the client of a fixture, in a workspace of its own.
struct Session {
    client: Client,
    workspace: Workspace,
    capabilities: Value,
    encoding: String,
}

impl Session {
    fn begin(fixture: &Path) -> Session {
        let workspace = Workspace::new(&[("MyRole.json", POLICY), ("finding.json", DEMO_FINDING)]);
        let handshake = read(fixture);
        let here = uri(&workspace.path()).as_str().trim_start_matches("file://").to_owned();
        let params = handshake["request"]["params"].to_string().replace(FOLDER, &here);
        let mut params = with_our_process(&serde_json::from_str(&params).unwrap());
        params["initializationOptions"] = json!({ "asOf": "2024-06-15" });
        let mut client = Client::spawn();
        let answer = client.call("initialize", params.clone()).unwrap();
        client.tell("initialized", json!({}));
        let encoding = answer["capabilities"]["positionEncoding"].as_str().unwrap().to_owned();
        Session { client, workspace, capabilities: params["capabilities"].take(), encoding }
    }

    fn can(&self, path: &str) -> bool {
        self.capabilities.pointer(path) == Some(&Value::Bool(true))
    }

    fn lists(&self, path: &str, value: &str) -> bool {
        let listed = self.capabilities.pointer(path).and_then(Value::as_array);
        listed.is_some_and(|listed| listed.iter().any(|it| it == value))
    }

    fn check(mut self) {
        let policy = self.workspace.uri("MyRole.json");
        self.client.open(&policy, POLICY);
        let published = loop {
            let message = self.client.next_message();
            self.check_request(&message);
            let params = &message["params"];
            let is_shown = params["diagnostics"].as_array().is_some_and(|it| it.len() == 2);
            if message["method"] == "textDocument/publishDiagnostics" && is_shown {
                break params.clone();
            }
        };
        assert_eq!(published["uri"], policy.as_str());
        let versioned = self.can("/textDocument/publishDiagnostics/versionSupport");
        assert!(versioned || published.get("version").is_none());
        for (diagnostic, entry) in published["diagnostics"]
            .as_array()
            .unwrap()
            .iter()
            .zip(["\"s3:Get*\"", "\"lambda:AddPermission\""])
        {
            self.check_diagnostic(diagnostic);
            assert_eq!(diagnostic["range"], self.range(entry));
        }

        let only = json!({ "diagnostics": published["diagnostics"], "only": ["quickfix"] });
        let at = self.range("\"s3:Get*\"");
        let params = json!({ "textDocument": { "uri": policy }, "range": at, "context": only });
        let actions = self.client.call("textDocument/codeAction", params).unwrap();
        let actions = actions.as_array().unwrap();
        assert!(actions.len() >= 2);
        for action in actions {
            self.check_action(action);
            if action.get("edit").is_none() && action.get("disabled").is_none() {
                let resolved = self.client.call("codeAction/resolve", action.clone()).unwrap();
                assert!(resolved["edit"].is_object(), "{resolved:#}");
            }
        }

        let params = json!({ "textDocument": { "uri": policy }, "position": at["start"] });
        let hover = self.client.call("textDocument/hover", params).unwrap();
        let kind = hover["contents"]["kind"].as_str().unwrap();
        assert!(kind == "plaintext" || self.lists("/textDocument/hover/contentFormat", kind));

        for message in self.client.last_messages() {
            self.check_request(&message);
        }
    }

    /// Answers what the server asks, which must be something that the client has offered.
    fn check_request(&mut self, message: &Value) {
        let Some(method) = message["method"].as_str().filter(|_| message.get("id").is_some()) else { return };
        let offered = match method {
            "client/registerCapability" => {
                let registrations = message["params"]["registrations"].as_array().unwrap();
                registrations.iter().all(|registration| {
                    // The capability has the name of the method.
                    self.can(&format!("/{}/dynamicRegistration", registration["method"].as_str().unwrap()))
                })
            }
            "workspace/configuration" => self.can("/workspace/configuration"),
            "workspace/codeLens/refresh" => self.can("/workspace/codeLens/refreshSupport"),
            "workspace/inlayHint/refresh" => self.can("/workspace/inlayHint/refreshSupport"),
            "window/workDoneProgress/create" => self.can("/window/workDoneProgress"),
            _ => false,
        };
        assert!(offered, "asked for what it does not offer: {message:#}");
        let result = if method == "workspace/configuration" { json!([null]) } else { Value::Null };
        self.client.reply(message["id"].clone(), result);
    }

    fn check_diagnostic(&self, diagnostic: &Value) {
        for (field, path) in [
            ("relatedInformation", "relatedInformation"),
            ("codeDescription", "codeDescriptionSupport"),
            ("data", "dataSupport"),
        ] {
            let offered = self.can(&format!("/textDocument/publishDiagnostics/{path}"));
            assert_eq!(diagnostic.get(field).is_some(), offered, "{field} in {diagnostic:#}");
        }
        let tags = self.capabilities.pointer("/textDocument/publishDiagnostics/tagSupport/valueSet");
        let is_removed = diagnostic["code"] == "unused-action";
        assert_eq!(diagnostic.get("tags").is_some(), tags.is_some() && is_removed);
    }

    fn check_action(&self, action: &Value) {
        let later = self.can("/textDocument/codeAction/dataSupport")
            && self.lists("/textDocument/codeAction/resolveSupport/properties", "edit");
        let complete = action.get("edit").or(action.get("disabled"));
        assert!(complete.is_some() || later, "{action:#}");
        // Neovim does not say that it takes them, but that it creates files, which is done in no other way.
        let versioned = self.can("/workspace/workspaceEdit/documentChanges")
            || self.lists("/workspace/workspaceEdit/resourceOperations", "create");
        assert!(action.pointer("/edit/documentChanges").is_none() || versioned, "{action:#}");
        for (field, path) in [("isPreferred", "isPreferredSupport"), ("disabled", "disabledSupport")] {
            assert!(action.get(field).is_none() || self.can(&format!("/textDocument/codeAction/{path}")));
        }
    }

    /// Where a part of the policy stands, in the units that were agreed on.
    fn range(&self, part: &str) -> Value {
        let at = POLICY.find(part).unwrap();
        let column = |offset: usize| match self.encoding.as_str() {
            "utf-8" => offset,
            "utf-16" => POLICY[..offset].encode_utf16().count(),
            other => panic!("{other} was not to be agreed on"),
        };
        json!({
            "start": { "line": 0, "character": column(at) },
            "end": { "line": 0, "character": column(at + part.len()) },
        })
    }
}

fn read(fixture: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(fixture).unwrap()).unwrap()
}

/// The client of a recording has ended long ago, and a server may leave with its client.
fn with_our_process(params: &Value) -> Value {
    let mut params = params.clone();
    params["processId"] = std::process::id().into();
    params
}
