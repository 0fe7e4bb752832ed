//! What is offered while `leastwise.toml` is typed.

use serde_json::json;
use tower_lsp::ls_types::request::Completion;
use tower_lsp::ls_types::{
    CompletionItem, CompletionItemKind, CompletionList, CompletionResponse, CompletionTextEdit, TextEdit,
};

use crate::buffer::Buffer;
use crate::capabilities;
use crate::client::{Client, Start};
use crate::text::Columns;
use crate::workspace::{DEMO_FINDING, DEMO_POLICY, SHOWN, Workspace};

/// A server with an open settings file. Each request replaces its text.
struct Settings {
    client: Client,
    buffer: Buffer,
    _workspace: Workspace,
}

impl Settings {
    fn open() -> Settings {
        let workspace = Workspace::new(&[
            ("roles/MyRole.json", DEMO_POLICY),
            ("other/leastwise.toml", ""),
            ("other/x.json", DEMO_POLICY),
            ("saved/finding.json", DEMO_FINDING),
        ]);
        let capabilities = capabilities::utf8(capabilities::all());
        let mut client = workspace.start_with(Start { capabilities, ..Start::default() });
        client.shows(&workspace.uri("roles/MyRole.json"), SHOWN);
        let buffer = Buffer::new(workspace.uri("leastwise.toml"), "");
        client.open(&buffer.uri, "");
        Settings { client, buffer, _workspace: workspace }
    }

    /// The items at the mark `|`, each with the text after it was taken.
    fn complete(&mut self, marked: &str) -> Vec<(CompletionItem, String)> {
        let at = Buffer::new(self.buffer.uri.clone(), marked).find_in("|", Columns::Utf8).start;
        self.buffer.text = marked.replacen('|', "", 1);
        self.buffer.version += 1;
        self.client.replace(&self.buffer.uri, self.buffer.version, &self.buffer.text);
        let params = json!({ "textDocument": { "uri": self.buffer.uri }, "position": at });
        let items = match self.client.request::<Completion>(serde_json::from_value(params).unwrap()) {
            None => Vec::new(),
            Some(CompletionResponse::List(CompletionList { is_incomplete: false, items })) => items,
            Some(other) => panic!("a whole list, not {other:?}"),
        };
        let after = |item: &CompletionItem| match &item.text_edit {
            Some(CompletionTextEdit::Edit(edit)) => {
                self.buffer.edited(&[TextEdit::clone(edit)], Columns::Utf8)
            }
            other => panic!("an edit, not {other:?}"),
        };
        items
            .into_iter()
            .map(|item| {
                let after = after(&item);
                (item, after)
            })
            .collect()
    }

    fn labels(&mut self, marked: &str) -> Vec<String> {
        self.complete(marked).into_iter().map(|(item, _)| item.label).collect()
    }

    /// Ends without a look at the diagnostics of what is half typed.
    fn end(self) {
        self.client.hang_up();
    }
}

#[test]
fn tables_keys_and_their_words_are_those_of_the_table_of_settings() {
    let mut settings = Settings::open();
    let labels = settings.labels("# é🍄\n|");
    assert_eq!(labels[..3], ["findings", "exclude", "style"]);
    assert!(labels.ends_with(&["[[attach]]", "[[keep]]", "[rules]"].map(str::to_owned)), "{labels:?}");
    assert!(!labels.contains(&"scope".to_owned()), "what an editor alone may set is not offered");
    assert_eq!(settings.labels("[|"), ["[[attach]]", "[[keep]]", "[rules]"]);
    assert_eq!(settings.complete("[[k|]]\n")[1].1, "[[keep]]\n");
    assert_eq!(
        settings.labels("style = \"narrow\"\n[[keep]]\naction = \"a\"\n|"),
        ["reason", "until", "policy"]
    );
    let (key, after) =
        settings.complete("[[attach]]\nki|").into_iter().find(|it| it.0.label == "kind").unwrap();
    assert_eq!((key.kind, after.as_str()), (Some(CompletionItemKind::PROPERTY), "[[attach]]\nkind = "));

    for (marked, expected) in [
        ("style = |", "style = \"explicit\""),
        ("style = \"n|arrow\" # é", "style = \"explicit\" # é"),
        ("style = nar|", "style = \"explicit\""),
    ] {
        let items = settings.complete(marked);
        assert_eq!(items.iter().map(|it| it.1.as_str()).next_back(), Some(expected), "{marked}");
    }
    assert_eq!(settings.labels("[[attach]]\nexclusive = |"), ["true", "false"]);
    assert_eq!(settings.labels("[[attach]]\nkind = \"|\""), ["managed", "role", "user", "group"]);
    assert_eq!(settings.complete("[[keep]]\nuntil = |")[0].1, "[[keep]]\nuntil = 2024-09-13");
    for nothing in
        ["# st|", "[[attach]]\nexclusive = \"|\"", "[unknown]\n|", "max_entries = |", "style = \"narrow\" |"]
    {
        assert_eq!(settings.labels(nothing), [""; 0], "{nothing}");
    }
    settings.end();
}

#[test]
fn rules_and_levels_are_offered_and_a_rule_once() {
    let mut settings = Settings::open();
    let labels = settings.labels("[rules]\nunused-action = \"off\"\nun|");
    assert!(labels.contains(&"unused-wildcard".to_owned()) && !labels.contains(&"unused-action".to_owned()));
    let levels = ["off", "hint", "information", "warning", "error"];
    assert_eq!(settings.labels("[rules]\nunused-action = \"|"), levels);
    assert_eq!(settings.labels("rules.unused-action = |"), levels.map(|level| format!("\"{level}\"")));
    assert_eq!(settings.labels("[rules]\nno-such-rule = \"|"), [""; 0]);
    settings.end();
}

#[test]
fn principals_come_from_the_findings_and_files_from_the_workspace() {
    let mut settings = Settings::open();
    let arn = "arn:aws:iam::111122223333:role/MyRole";
    for (marked, quoted) in [
        ("[[attach]]\npolicy = \"*\"\nprincipals = [\"role/Other\", \"|", false),
        ("[[attach]]\nprincipals = [\n  \"role/Other\", # é\n  |\n]", true),
        ("attach = [{ policy = \"\", principals = [\"|\"] }]", false),
    ] {
        let expected =
            ["role/MyRole", arn].map(|it| if quoted { format!("\"{it}\"") } else { it.to_owned() });
        let items = settings.complete(marked);
        assert_eq!(items.iter().map(|it| it.0.label.clone()).collect::<Vec<_>>(), expected, "{marked}");
        assert_eq!(items[0].0.detail.as_deref(), Some("30 actions unused"));
        assert!(items[0].1.contains(&expected[0]), "{}", items[0].1);
    }
    // What another settings file holds for is not offered.
    assert_eq!(settings.labels("[[attach]]\npolicy = \"|\""), ["roles/MyRole.json"]);
    assert_eq!(settings.labels("attach = [{ policy = \"|"), ["roles/MyRole.json"]);
    assert_eq!(settings.labels("findings = [\"|\"]"), ["saved/finding.json"]);
    settings.end();
}

#[test]
fn a_kept_action_is_completed_with_those_that_are_reported_first() {
    let mut settings = Settings::open();
    assert!(settings.labels("[[keep]]\naction = \"|").contains(&"lambda:".to_owned()));
    let items = settings.complete("[[keep]]\naction = \"lambda:Cr|");
    assert_eq!(items[0].0.label, "lambda:AddPermission");
    assert_eq!(items[0].0.detail.as_deref(), Some("permissions management, reported unused"));
    assert_eq!(items[0].1, "[[keep]]\naction = \"lambda:AddPermission");
    assert!(items.iter().any(|it| it.0.label == "lambda:*"));
    settings.end();
}
