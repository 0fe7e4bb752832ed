//! `textDocument/definition` and `textDocument/references`: between policies and findings.

use serde_json::json;
use tower_lsp::ls_types::request::{GotoDefinition, References};
use tower_lsp::ls_types::{GotoDefinitionResponse, Location, Position};

use crate::buffer::Buffer;
use crate::capabilities;
use crate::client::{Client, Start};
use crate::demo;

fn definition(client: &mut Client, buffer: &Buffer, at: Position) -> Option<GotoDefinitionResponse> {
    let params = json!({ "textDocument": { "uri": buffer.uri }, "position": at });
    client.request::<GotoDefinition>(serde_json::from_value(params).unwrap())
}

fn references(client: &mut Client, buffer: &Buffer, at: Position) -> Vec<Location> {
    let params = json!({
        "textDocument": { "uri": buffer.uri },
        "position": at,
        "context": { "includeDeclaration": false },
    });
    client.request::<References>(serde_json::from_value(params).unwrap()).unwrap_or_default()
}

fn location(buffer: &Buffer, part: &str) -> Location {
    Location { uri: buffer.uri.clone(), range: buffer.find(part) }
}

#[test]
fn an_action_leads_to_the_finding_and_the_findings_action_to_the_entry() {
    let (_workspace, mut client, policy, finding) =
        demo::both_open(Start { capabilities: capabilities::least(), ..Start::default() });
    let at = policy.find("lambda:CreateFunction").start;
    let expected = location(&finding, "\"CreateFunction\"");
    let answer = definition(&mut client, &policy, at);
    assert_eq!(answer, Some(GotoDefinitionResponse::Array(vec![expected.clone()])));
    assert_eq!(references(&mut client, &policy, at), [expected]);

    let at = finding.find("GetBucketAcl").start;
    assert_eq!(references(&mut client, &finding, at), [location(&policy, "\"s3:Get*\"")]);
    let all = references(&mut client, &policy, policy.find("s3:Get*").start);
    assert_eq!(all.len(), 22);
    assert_eq!(definition(&mut client, &policy, policy.find("s3:List*").start), None);
}

#[test]
fn a_client_that_takes_links_is_told_what_is_linked() {
    let links = json!({ "textDocument": { "definition": { "linkSupport": true } } });
    let capabilities = capabilities::with(capabilities::all(), links);
    let (_workspace, mut client, policy, finding) =
        demo::both_open(Start { capabilities, ..Start::default() });
    let answer = definition(&mut client, &policy, policy.find("lambda:CreateFunction").start);
    let Some(GotoDefinitionResponse::Link(links)) = answer else { panic!("links") };
    let [link] = links.as_slice() else { panic!("one") };
    assert_eq!(link.origin_selection_range, Some(policy.find("\"lambda:CreateFunction\"")));
    assert_eq!(link.target_selection_range, finding.find("\"CreateFunction\""));
}
