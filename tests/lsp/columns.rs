//! Columns in the unit that was agreed on, in everything that is asked about a place and in every answer that names one.

use serde_json::{Value, json};
use tower_lsp::ls_types::{PublishDiagnosticsParams, TextEdit};

use crate::buffer::Buffer;
use crate::capabilities;
use crate::client::{Client, Start};
use crate::text::Columns;
use crate::workspace::{DEMO_FINDING, Workspace};

/// Before every place characters of two and four bytes stand on the same line, of one and two units of UTF-16.
const POLICY: &str = concat!(
    r#"{"Statement": [{"Sid": "é🍄", "Effect": "Allow", "Action": ["#,
    r#""s3:Get*", /* é🍄 */ "lambda:CreateFunction", "sqs:Sen"], "Resource": "*"}]} // 🍄"#
);

struct Session {
    client: Client,
    columns: Columns,
    policy: Buffer,
    finding: Buffer,
    shown: PublishDiagnosticsParams,
    _workspace: Workspace,
}

impl Session {
    /// One for each unit.
    fn each() -> [Session; 2] {
        [Columns::Utf8, Columns::Utf16].map(|columns| {
            let capabilities = match columns {
                Columns::Utf8 => capabilities::utf8(capabilities::all()),
                Columns::Utf16 => capabilities::all(),
            };
            let action = "\"action\": \"CreateFunction\"";
            let finding = DEMO_FINDING.replace(action, &format!("\"note\": \"é🍄\", {action}"));
            let workspace = Workspace::new(&[("MyRole.json", POLICY), ("finding.json", &finding)]);
            let options = json!({ "asOf": "2024-06-15" });
            let mut client = workspace.start_with(Start { capabilities, options, ..Start::default() });
            let policy = Buffer::new(workspace.uri("MyRole.json"), POLICY);
            let finding = Buffer::new(workspace.uri("finding.json"), &finding);
            client.diagnostics(&policy.uri);
            client.open(&policy.uri, &policy.text);
            let shown = client.diagnostics_of(&policy.uri, 1);
            Session { client, columns, policy, finding, shown, _workspace: workspace }
        })
    }

    fn in_policy(&self, part: &str) -> Value {
        serde_json::to_value(self.policy.find_in(part, self.columns)).unwrap()
    }

    fn in_finding(&self, part: &str) -> Value {
        json!({ "uri": self.finding.uri, "range": self.finding.find_in(part, self.columns) })
    }

    /// Asks about the place where a part of the policy begins.
    fn ask_at(&mut self, method: &str, part: &str) -> Value {
        let place = self.in_policy(part)["start"].take();
        self.ask(method, json!({ "position": place, "context": { "includeDeclaration": false } }))
    }

    fn ask(&mut self, method: &str, mut params: Value) -> Value {
        params["textDocument"] = json!({ "uri": self.policy.uri });
        self.client.call(method, params).unwrap()
    }

    fn after(&self, edits: &Value) -> String {
        let edits: Vec<TextEdit> = serde_json::from_value(edits.clone()).unwrap();
        self.policy.edited(&edits, self.columns)
    }
}

#[test]
fn diagnostics_hover_and_hints_stand_where_they_are_meant() {
    for mut session in Session::each() {
        let ranges = session.shown.diagnostics.iter().map(|it| serde_json::to_value(it.range).unwrap());
        let entries = ["\"s3:Get*\"", "\"lambda:CreateFunction\"", "\"sqs:Sen\""];
        assert_eq!(ranges.collect::<Vec<_>>(), entries.map(|entry| session.in_policy(entry)));
        for entry in &entries[..2] {
            let inside = entry.trim_start_matches('"');
            assert_eq!(session.ask_at("textDocument/hover", inside)["range"], session.in_policy(entry));
        }
        let hover = session.ask_at("textDocument/hover", "\"Action\"");
        assert_eq!(hover["range"], session.in_policy("\"Action\""));

        let all = session.in_policy(POLICY);
        let hints = session.ask("textDocument/inlayHint", json!({ "range": all }));
        assert_eq!(hints[0]["position"], session.in_policy("\"s3:Get*\"")["end"]);
        let lenses = session.ask("textDocument/codeLens", json!({}));
        let of_statement = lenses.as_array().unwrap().last().unwrap();
        assert_eq!(of_statement["range"], session.in_policy("\"Action\""));
        let links = session.ask("textDocument/documentLink", json!({}));
        assert_eq!(links[1]["range"], session.in_policy("lambda:CreateFunction"));
    }
}

#[test]
fn definitions_and_references_lead_to_the_very_letters() {
    for mut session in Session::each() {
        let expected = session.in_finding("\"CreateFunction\"");
        for method in ["textDocument/definition", "textDocument/references"] {
            assert_eq!(session.ask_at(method, "lambda:CreateFunction"), json!([expected]), "{method}");
        }
        session.client.open(&session.finding.uri, &session.finding.text);
        let place = expected["range"]["start"].clone();
        let params = json!({
            "textDocument": { "uri": session.finding.uri },
            "position": place,
            "context": { "includeDeclaration": false },
        });
        let back = session.client.call("textDocument/references", params.clone()).unwrap();
        let entry = session.in_policy("\"lambda:CreateFunction\"");
        assert_eq!(back, json!([{ "uri": session.policy.uri, "range": entry }]));
        let hover = session.client.call("textDocument/hover", params).unwrap();
        assert_eq!(hover["range"], expected["range"]);
    }
}

#[test]
fn fixes_and_completions_change_the_very_letters() {
    for mut session in Session::each() {
        let range = session.in_policy("CreateFunction");
        let context = json!({ "diagnostics": [] });
        let actions = session.ask("textDocument/codeAction", json!({ "range": range, "context": context }));
        let edits = |action: &Value| action["edit"]["documentChanges"][0]["edits"].clone();
        let first = session.after(&edits(&actions[0]));
        assert_eq!(first, POLICY.replace(" /* é🍄 */ \"lambda:CreateFunction\",", " /* é🍄 */"));
        let context = json!({ "diagnostics": [], "only": ["source.leastwise.removeUnused"] });
        let all = session.ask("textDocument/codeAction", json!({ "range": range, "context": context }));
        let after = session.after(&edits(&all[0]));
        assert!(after.starts_with("{\"Statement\": [{\"Sid\": \"é🍄\", "), "{after}");
        assert!(after.contains("\"s3:GetObject*\"") && !after.contains("lambda:CreateFunction"), "{after}");
        assert!(after.ends_with("\"sqs:Sen\"], \"Resource\": \"*\"}]} // 🍄"), "{after}");

        let at = session.in_policy("Sen")["end"].take();
        let list = session.ask("textDocument/completion", json!({ "position": at }));
        let items = list["items"].as_array().unwrap();
        let item = items.iter().find(|item| item["label"] == "sqs:SendMessage").unwrap();
        assert_eq!(session.after(&json!([item["textEdit"]])), POLICY.replace("sqs:Sen", "sqs:SendMessage"));
    }
}
