//! Fixes, asked for and applied as a client does it.

use serde_json::json;
use tower_lsp::ls_types::{CodeAction, CodeActionContext, CodeActionKind, CodeActionTriggerKind, Range};

use crate::buffer::Buffer;
use crate::capabilities;
use crate::client::{Start, codes};
use crate::demo;
use crate::workspace::{DEMO_POLICY, Workspace};

/// The demo's policy with everything unused removed, as of 2024-06-15.
const REDUCED: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "DeployReportFunction",
      "Effect": "Allow",
      "Action": [
        "lambda:Invoke*"
      ],
      "Resource": "arn:aws:lambda:eu-west-1:111122223333:function:report"
    },
    {
      "Sid": "ReadReports",
      "Effect": "Allow",
      "Action": [
        "s3:GetAccess*",
        "s3:GetAccountPublicAccessBlock",
        "s3:GetDataAccess",
        "s3:GetJobTagging",
        "s3:GetMulti*",
        "s3:GetObject*",
        "s3:GetStorage*",
        "s3:List*"
      ],
      "Resource": "*"
    }
  ]
}
"#;

/// `s3:Get*` alone narrowed.
fn narrowed() -> String {
    let (_, after) = REDUCED.split_once("\"s3:GetAccess*\"").unwrap();
    let (before, _) = DEMO_POLICY.split_once("\"s3:Get*\"").unwrap();
    format!("{before}\"s3:GetAccess*\"{after}")
}

fn everywhere() -> Range {
    serde_json::from_value(
        json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 999, "character": 0 } }),
    )
    .unwrap()
}

fn only(kind: &str, trigger_kind: CodeActionTriggerKind) -> CodeActionContext {
    let only = Some(vec![CodeActionKind::from(kind.to_owned())]);
    CodeActionContext { only, trigger_kind: Some(trigger_kind), ..CodeActionContext::default() }
}

fn kinds(actions: &[CodeAction]) -> Vec<&str> {
    actions.iter().map(|action| action.kind.as_ref().unwrap().as_str()).collect()
}

#[test]
fn the_preferred_fix_writes_the_seven_entries_and_then_nothing_is_left_to_say_there() {
    let (_workspace, mut client, mut buffer) = demo::open(Start::default());
    let place = buffer.find("s3:Get*");
    let actions = client.actions_at(&buffer.uri, place.start);
    let preferred: Vec<_> = actions.iter().filter(|action| action.is_preferred == Some(true)).collect();
    let [fix] = preferred.as_slice() else { panic!("one preferred fix: {actions:#?}") };
    assert_eq!(fix.kind, Some(CodeActionKind::QUICKFIX));
    assert_eq!(buffer.after(fix), narrowed());
    let fixed = fix.diagnostics.as_ref().unwrap();
    assert_eq!(fixed.iter().map(|it| it.range).collect::<Vec<_>>(), [buffer.find("\"s3:Get*\"")]);

    buffer.text = buffer.after(fix);
    client.replace(&buffer.uri, 2, &buffer.text);
    assert_eq!(codes(&client.diagnostics_of(&buffer.uri, 2)), ["unused-action"; 8]);
    assert!(
        client
            .actions_at(&buffer.uri, buffer.find("s3:GetAccess*").start)
            .iter()
            .all(|action| { action.kind.as_ref().unwrap().as_str() == "source.leastwise.removeUnused" })
    );
}

#[test]
fn a_selection_of_too_many_entries_is_offered_wider_fixes() {
    let (_workspace, mut client, mut buffer) = demo::open(Start::default());
    let titles = |statements: usize, client: &mut crate::client::Client, buffer: &mut Buffer, version| {
        let statement = |index| json!({ "Sid": format!("S{index}"), "Effect": "Allow", "Resource": "*", "Action": ["s3:GetBucketAcl", "s3:PutObject"] });
        let statements: Vec<_> = (0..statements).map(statement).collect();
        buffer.text = json!({ "Version": "2012-10-17", "Statement": statements }).to_string();
        buffer.version = version;
        client.replace(&buffer.uri, version, &buffer.text);
        client.diagnostics_of(&buffer.uri, version);
        let actions = client.code_actions(&buffer.uri, everywhere(), CodeActionContext::default());
        let of_policy = actions.iter().find(|action| action.title.contains("in this policy")).unwrap();
        let after = buffer.after(of_policy);
        assert!(!after.contains("GetBucketAcl") && after.contains("PutObject"), "{after}");
        let titles = actions.iter().map(|action| action.title.split([' ', '(']).next().unwrap().to_owned());
        titles.collect::<Vec<_>>()
    };
    let few = titles(2, &mut client, &mut buffer, 2);
    // Two entries, two statements and the policy.
    assert_eq!(few.iter().filter(|title| *title == "Remove").count(), 5, "{few:?}");
    assert_eq!(titles(51, &mut client, &mut buffer, 3), ["Remove"]);
    client.hang_up();
}

#[test]
fn the_source_action_removes_everything_unused_from_the_file() {
    let (_workspace, mut client, mut buffer) = demo::open(Start::default());
    let asked = only("source.leastwise.removeUnused", CodeActionTriggerKind::INVOKED);
    let actions = client.code_actions(&buffer.uri, Range::default(), asked.clone());
    let [fix] = actions.as_slice() else { panic!("one action: {actions:#?}") };
    assert_eq!(buffer.after(fix), REDUCED);

    buffer.text = buffer.after(fix);
    client.replace(&buffer.uri, 2, &buffer.text);
    assert!(client.diagnostics_of(&buffer.uri, 2).diagnostics.is_empty());
    assert!(client.code_actions(&buffer.uri, Range::default(), asked).is_empty());
    assert!(client.code_actions(&buffer.uri, everywhere(), CodeActionContext::default()).is_empty());
}

#[test]
fn a_plain_action_can_be_removed_alone_with_its_statement_and_with_its_policy() {
    let (_workspace, mut client, buffer) = demo::open(Start::default());
    let actions = client.actions_at(&buffer.uri, buffer.find("lambda:CreateFunction").start);
    let after: Vec<String> = actions.iter().map(|action| buffer.after(action)).collect();
    let alone = DEMO_POLICY.replace("        \"lambda:CreateFunction\",\n", "");
    let statement = {
        let (head, _) = REDUCED.split_once("\"Sid\": \"ReadReports\"").unwrap();
        let (_, tail) = DEMO_POLICY.split_once("\"Sid\": \"ReadReports\"").unwrap();
        format!("{head}\"Sid\": \"ReadReports\"{tail}")
    };
    assert_eq!(after, [alone, statement, REDUCED.to_owned()]);
    assert_eq!(kinds(&actions), ["quickfix"; 3], "the source action would be the last one again");
}

#[test]
fn the_source_action_is_offered_to_a_client_that_asks_for_no_kind_where_no_quick_fix_does_the_same() {
    let (_workspace, mut client, buffer) = demo::open(Start::default());
    let actions = client.actions_at(&buffer.uri, buffer.find("Version").start);
    assert_eq!(kinds(&actions), ["source.leastwise.removeUnused"]);
}

#[test]
fn the_kinds_that_are_asked_for_are_the_kinds_that_come() {
    let (_workspace, mut client, buffer) = demo::open(Start::default());
    let range = buffer.find("\"s3:Get*\"");
    for (kind, expected) in [
        ("quickfix", Some("quickfix")),
        ("source", Some("source.leastwise.removeUnused")),
        ("source.leastwise", Some("source.leastwise.removeUnused")),
        ("source.fixAll", None),
        ("source.fixAll.leastwise", None),
        ("refactor", None),
    ] {
        let actions = client.code_actions(&buffer.uri, range, only(kind, CodeActionTriggerKind::INVOKED));
        assert_eq!(!actions.is_empty(), expected.is_some(), "{kind}");
        assert!(kinds(&actions).into_iter().all(|kind| Some(kind) == expected), "{kind}");
    }
}

#[test]
fn what_is_applied_unasked_leaves_alone_what_was_matched_by_name_only() {
    let (_workspace, mut client, buffer) = demo::open(Start::default());
    for kind in ["source.leastwise.removeUnused", "source", "quickfix"] {
        let on_save = only(kind, CodeActionTriggerKind::AUTOMATIC);
        assert!(client.code_actions(&buffer.uri, everywhere(), on_save).is_empty(), "{kind}");
    }
    let light_bulb = CodeActionContext {
        trigger_kind: Some(CodeActionTriggerKind::AUTOMATIC),
        ..CodeActionContext::default()
    };
    assert!(!client.code_actions(&buffer.uri, buffer.find("s3:Get*"), light_bulb).is_empty());
}

#[test]
fn a_client_without_versions_or_preferences_gets_plain_edits() {
    let start = Start { capabilities: capabilities::least(), ..Start::default() };
    let (_workspace, mut client, buffer) = demo::open(start);
    let actions = client.actions_at(&buffer.uri, buffer.find("s3:Get*").start);
    let [fix, ..] = actions.as_slice() else { panic!("a fix") };
    assert_eq!(buffer.after(fix), narrowed());
    assert!(actions.iter().all(|action| action.is_preferred.is_none() && action.disabled.is_none()));
    assert!(actions.iter().all(|action| action.edit.as_ref().unwrap().document_changes.is_none()));
}

#[test]
fn a_document_that_cannot_be_parsed_gets_diagnostics_and_no_edit() {
    for (capabilities, disabled) in [(capabilities::all(), true), (capabilities::least(), false)] {
        let (_workspace, mut client, buffer) = demo::open(Start { capabilities, ..Start::default() });
        let damaged = DEMO_POLICY.replace("\"Resource\": \"*\"\n", "\"Resource\": \"*\"\n,\n");
        client.replace(&buffer.uri, 2, &damaged);
        assert!(!client.diagnostics(&buffer.uri).diagnostics.is_empty());
        let actions = client.code_actions(&buffer.uri, everywhere(), CodeActionContext::default());
        assert!(actions.iter().all(|action| action.edit.is_none()), "{actions:#?}");
        assert_eq!(actions.iter().any(|action| action.disabled.is_some()), disabled);
    }
}

#[test]
fn crlf_and_letters_outside_ascii_stay_and_edits_fit_them() {
    let policy = DEMO_POLICY.replace("ReadReports", "Lies🍄é").replace('\n', "\r\n");
    let expected = REDUCED.replace("ReadReports", "Lies🍄é").replace('\n', "\r\n");
    let (_workspace, mut client, mut buffer) = demo::open(Start::default());
    buffer.text = policy;
    buffer.version = 2;
    client.replace(&buffer.uri, 2, &buffer.text);
    client.diagnostics_of(&buffer.uri, 2);
    let source = only("source", CodeActionTriggerKind::INVOKED);
    let actions = client.code_actions(&buffer.uri, Range::default(), source);
    assert_eq!(buffer.after(&actions[0]), expected);
}

#[test]
fn an_action_is_never_for_another_text_than_the_one_it_was_asked_for() {
    let (_workspace, mut client, mut buffer) = demo::open(Start::default());
    for version in 2..60 {
        // The change comes right behind the request, which is answered for the old text or not at all.
        let params = json!({
            "textDocument": { "uri": buffer.uri },
            "range": buffer.find("s3:Get*"),
            "context": { "diagnostics": [], "only": ["source"] },
        });
        let id = client.ask("textDocument/codeAction", params);
        let next = format!("\n{}", buffer.text);
        client.replace(&buffer.uri, version, &next);
        match client.answer(id) {
            Ok(actions) => {
                let actions: Vec<CodeAction> = serde_json::from_value(actions).unwrap();
                assert_eq!(buffer.after(&actions[0]).trim_start(), REDUCED);
            }
            Err(error) => assert_eq!(error["code"], -32801, "{error}"),
        }
        (buffer.text, buffer.version) = (next, version);
    }
    client.diagnostics_of(&buffer.uri, 59);
}

#[test]
fn nothing_is_fixed_on_save_where_everything_fixable_is_asked_for() {
    let (workspace, mut client, buffer) = demo::open(Start::default());
    workspace
        .write("leastwise.toml", "[[attach]]\npolicy = \"MyRole.json\"\nprincipals = [\"role/MyRole\"]\n");
    client.save(&workspace.uri("leastwise.toml"));
    client.diagnostics(&buffer.uri);
    // An editor that runs `source.fixAll` on save asks for these, for the whole text.
    for kind in ["source.fixAll", "source.fixAll.leastwise", "source.organizeImports"] {
        for trigger in [CodeActionTriggerKind::AUTOMATIC, CodeActionTriggerKind::INVOKED] {
            assert_eq!(client.code_actions(&buffer.uri, everywhere(), only(kind, trigger)), [], "{kind}");
        }
    }
    // The policy is attached, so that whoever asks for our kind on save gets it.
    let ours = only("source.leastwise.removeUnused", CodeActionTriggerKind::AUTOMATIC);
    assert_eq!(client.code_actions(&buffer.uri, everywhere(), ours).len(), 1);
    client.save(&buffer.uri);
    assert_eq!(workspace.read("MyRole.json").unwrap(), DEMO_POLICY);
}

#[test]
fn a_service_that_was_never_used_can_be_removed_with_what_aws_does_not_track() {
    let fixture = include_str!("../fixtures/workspaces/p16_leftovers_of_an_unused_service.txt");
    let workspace = Workspace::read_from(fixture);
    let options = json!({ "asOf": "2026-09-26" });
    let mut client = workspace.start_with(Start { options, ..Start::default() });
    let policy = workspace.read("MyRole.json").unwrap();
    let mut buffer = Buffer::new(workspace.uri("MyRole.json"), &policy);
    client.diagnostics(&buffer.uri);
    client.open(&buffer.uri, &policy);
    client.diagnostics_of(&buffer.uri, 1);
    let actions = client.actions_at(&buffer.uri, buffer.find("sqs:*").start);
    let whole = actions.iter().find(|action| action.title.contains("sqs was never used")).unwrap();
    assert_eq!(
        whole.title,
        "Remove `sqs:*`: sqs was never used (also removes 13 actions that AWS does not track)"
    );
    assert_eq!(whole.is_preferred, Some(false));
    let preferred = actions.iter().find(|action| action.is_preferred == Some(true)).unwrap();
    assert!(buffer.after(preferred).contains("\"sqs:SendMessage\""));

    buffer.text = buffer.after(whole);
    assert_eq!(buffer.text, policy.replace("        \"sqs:*\",\n", ""));
    client.replace(&buffer.uri, 2, &buffer.text);
    assert!(client.diagnostics_of(&buffer.uri, 2).diagnostics.is_empty());
}
