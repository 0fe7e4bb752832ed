//! The demo that comes with the program, as many tests begin with it.

use tower_lsp::ls_types::Uri;

use crate::buffer::Buffer;
use crate::client::{Client, Start};
use crate::workspace::{DEMO_FINDING, DEMO_POLICY, Workspace};

/// The demo, once what is unused in its policy is shown; with the URI of the policy.
pub(crate) fn shown(start: Start) -> (Workspace, Client, Uri) {
    let workspace = Workspace::demo();
    let mut client = workspace.start_with(start);
    let policy = workspace.uri("MyRole.json");
    client.diagnostics(&policy);
    (workspace, client, policy)
}

/// The same with the policy open in version 1, and shown.
pub(crate) fn open(start: Start) -> (Workspace, Client, Buffer) {
    let (workspace, mut client, uri) = shown(start);
    let policy = Buffer::new(uri, DEMO_POLICY);
    client.open(&policy.uri, &policy.text);
    client.diagnostics(&policy.uri);
    (workspace, client, policy)
}

/// The same with the finding open, too.
pub(crate) fn both_open(start: Start) -> (Workspace, Client, Buffer, Buffer) {
    let (workspace, mut client, policy) = open(start);
    let finding = Buffer::new(workspace.uri("finding-MyRole.json"), DEMO_FINDING);
    client.open(&finding.uri, &finding.text);
    (workspace, client, policy, finding)
}
