//! Links from actions to AWS's reference.

use serde_json::json;
use tower_lsp::ls_types::request::DocumentLinkRequest;

use crate::client::Start;
use crate::demo;

#[test]
fn an_action_leads_to_its_row_and_a_wildcard_to_the_page_of_its_service() {
    let options = json!({ "asOf": "2024-06-15" });
    let (_workspace, mut client, buffer) = demo::open(Start { options, ..Start::default() });
    let params = serde_json::from_value(json!({ "textDocument": { "uri": buffer.uri } })).unwrap();
    let links = client.request::<DocumentLinkRequest>(params).unwrap();
    assert_eq!(links.len(), 11);
    let reference = "https://docs.aws.amazon.com/service-authorization/latest/reference";
    for (entry, page) in [
        ("lambda:CreateFunction", "list_lambda.html#list_lambda-action-CreateFunction"),
        ("s3:Get*", "list_s3.html"),
    ] {
        let link = links.iter().find(|link| link.range == buffer.find(entry)).expect("a link");
        assert_eq!(link.target.as_ref().unwrap().as_str(), format!("{reference}/{page}"));
    }
}
