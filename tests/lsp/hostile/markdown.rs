//! What names and reasons hold is shown as it is written, in whatever an editor renders.

use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::{Value, json};

use crate::client::Start;
use crate::workspace::{DEMO_FINDING, DEMO_POLICY, Workspace};

const ODD: &str = "![x](https://example.com/x.png) [y](command:workbench.action.quit) <img src=x onerror=y> \
                   `code` ``` ~~~ # heading\n\n# heading\n- item\n| a | b |\n|---|---|\n&lt; *a* __b__ \
                   https://example.com \u{202e}\u{9b}";

/// Every place that is not literal text: what it is, and where it leads.
fn markup(markdown: &str) -> Vec<String> {
    let parser = Parser::new_ext(markdown, Options::all());
    let found = parser.filter_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(format!("link to {dest_url}")),
        Event::Start(Tag::Image { dest_url, .. }) => Some(format!("image of {dest_url}")),
        Event::Start(tag @ (Tag::Heading { .. } | Tag::Table(_) | Tag::BlockQuote(_) | Tag::HtmlBlock)) => {
            Some(format!("{tag:?}"))
        }
        Event::Html(html) | Event::InlineHtml(html) => Some(format!("HTML {html}")),
        _ => None,
    });
    found.collect()
}

fn texts(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::String(text) => out.push(text.clone()),
        Value::Array(list) => list.iter().for_each(|value| texts(value, out)),
        Value::Object(members) => members.values().for_each(|value| texts(value, out)),
        _ => {}
    }
}

fn is_odd(text: &str) -> bool {
    text.contains(['\u{202e}', '\u{9b}'])
}

#[test]
fn texts_of_files_are_shown_as_they_are_written() {
    let odd = serde_json::to_string(ODD).unwrap();
    let name = if cfg!(windows) { "finding.json" } else { "![x](y) <b> `f`.json" };
    let keep =
        |action: &str, until: &str| format!("[[keep]]\naction = \"{action}\"\nreason = {odd}\n{until}");
    let settings = [keep("s3:GetBucket*", ""), keep("lambda:*", "until = 2020-01-01\n")].concat();
    let workspace = Workspace::new(&[
        (name, DEMO_FINDING),
        ("MyRole.json", DEMO_POLICY),
        ("leastwise.toml", &settings),
        ("odd.json", &DEMO_FINDING.replace("role/MyRole", &format!("role/{}", odd.trim_matches('"')))),
    ]);
    let mut client = workspace.start_with(Start::default());
    let policy = workspace.uri("MyRole.json");
    client.open(&policy, DEMO_POLICY);
    for diagnostic in client.diagnostics_of(&policy, 1).diagnostics {
        assert!(!is_odd(&diagnostic.message), "{diagnostic:?}");
    }
    let mut hovered = 0;
    for (line, text) in DEMO_POLICY.lines().enumerate() {
        let Some(character) = text.find(':').map(|at| at + 1) else { continue };
        let position = json!({ "line": line, "character": character });
        let document = json!({ "uri": policy });
        let place = json!({ "textDocument": document, "position": position });
        let hover = client.call("textDocument/hover", place).unwrap();
        if let Some(markdown) = hover["contents"]["value"].as_str() {
            hovered += usize::from(markdown.contains("example"));
            for found in markup(markdown) {
                let ours = ["link to file:///", "link to https://docs.aws.amazon.com/"];
                assert!(ours.iter().any(|ours| found.starts_with(ours)), "{found}\n{markdown}");
            }
            assert!(!is_odd(markdown), "{markdown}");
        }
        let range = json!({ "start": position, "end": position });
        let params = json!({ "textDocument": document, "range": range, "context": { "diagnostics": [] } });
        let mut found = Vec::new();
        texts(&client.call("textDocument/codeAction", params).unwrap(), &mut found);
        assert_eq!(found.iter().find(|text| is_odd(text)), None);
    }
    assert!(hovered > 0, "no hover has the reason in it");
    let command = json!({ "command": "leastwise.showStatus", "arguments": [{ "show": false }] });
    let status = client.call("workspace/executeCommand", command).unwrap();
    assert!(!is_odd(status["text"].as_str().unwrap()), "{status}");
    client.hang_up();
}
