//! Findings files: their own diagnostics, and what a change of them means to policies.

use crate::buffer::Buffer;
use crate::client::{Client, Start, codes};
use crate::demo;
use crate::workspace::{DEMO_FINDING, DEMO_POLICY, SHOWN, Workspace};

#[test]
fn the_editors_text_of_a_findings_file_wins_until_it_is_closed() {
    let (_workspace, mut client, Buffer { uri: policy, .. }, Buffer { uri: finding, .. }) =
        demo::both_open(Start::default());
    client.replace(&finding, 2, &DEMO_FINDING.replace("\"AddPermission\"", "\"AddLayerVersionPermission\""));
    assert_eq!(client.diagnostics(&policy).diagnostics.len(), 8);
    client.close(&finding);
    assert_eq!(client.diagnostics(&policy).diagnostics.len(), 9);
}

#[test]
fn a_saved_findings_file_is_read_again() {
    let (workspace, mut client, policy) = demo::shown(Start::default());
    let finding = workspace.uri("finding-MyRole.json");
    workspace.write("finding-MyRole.json", &DEMO_FINDING.replace("ACTIVE", "ARCHIVED"));
    client.save(&finding);
    client.shows(&policy, &[("unjudged-policy", 1)]);
    workspace.delete("finding-MyRole.json");
    workspace.write("new/finding.json", DEMO_FINDING);
    client.save(&workspace.uri("new/finding.json"));
    client.shows(&policy, SHOWN);
}

#[test]
fn a_findings_file_that_breaks_is_marked_and_keeps_its_last_valid_version() {
    let (workspace, mut client, policy) = demo::shown(Start::default());
    let finding = workspace.uri("finding-MyRole.json");
    client.open(&finding, DEMO_FINDING);
    let half = DEMO_FINDING.replace("\"findingType\": \"UnusedPermission\",", "\"findingType\": ");
    client.replace(&finding, 2, &half);
    let broken = client.diagnostics_of(&finding, 2);
    assert_eq!(broken.diagnostics.len(), 1);
    let said = "showing results from its last valid version; fixes are disabled";
    assert!(broken.diagnostics[0].message.contains(said), "{broken:#?}");
    client.open(&policy, DEMO_POLICY);
    assert_eq!(client.diagnostics_of(&policy, 1).diagnostics.len(), 9);
    let place = Buffer::new(policy.clone(), DEMO_POLICY).find("s3:Get").start;
    let fixes = |client: &mut Client| {
        client.actions_at(&policy, place).iter().filter(|action| action.disabled.is_none()).count()
    };
    assert_eq!(fixes(&mut client), 0);

    client.replace(&finding, 3, DEMO_FINDING);
    assert!(client.diagnostics_of(&finding, 3).diagnostics.is_empty());
    assert!(fixes(&mut client) > 0);
}

#[test]
fn findings_that_match_no_policy_are_reported_on_the_file_itself() {
    let finding = DEMO_FINDING.replace("MyRole", "Absent");
    let workspace = Workspace::new(&[("MyRole.json", DEMO_POLICY), ("finding.json", &finding)]);
    let mut client = workspace.start();
    assert_eq!(codes(&client.diagnostics(&workspace.uri("finding.json"))), ["unattributed-finding"]);
}
