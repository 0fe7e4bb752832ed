//! How many diagnostics are published, of a file and of all files.

use tower_lsp::ls_types::{
    CodeActionContext, Diagnostic, DiagnosticSeverity, Position, PublishDiagnosticsParams, Range,
};

use crate::buffer::Buffer;
use crate::workspace::Workspace;

/// A policy with so many unused entries, and one that is used.
fn policy(unused: usize) -> String {
    let entries = "        \"s3:GetBucketAcl\",\n".repeat(unused);
    format!(
        "{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {{\n      \"Effect\": \"Allow\",\n      \"Resource\": \"*\",\n      \"Action\": [\n{entries}        \"s3:PutObject\"\n      ]\n    }}\n  ]\n}}\n"
    )
}

fn finding(role: &str) -> String {
    format!(
        r#"{{"id": "{role}", "resource": "arn:aws:iam::111122223333:role/{role}", "status": "ACTIVE",
        "analyzedAt": "2026-09-12T07:00:00Z", "findingType": "UnusedPermission", "findingDetails": [
        {{"unusedPermissionDetails": {{"serviceNamespace": "s3", "actions": [{{"action": "GetBucketAcl"}}]}}}}]}}"#
    )
}

/// The diagnostics that belong to rules, and those that count others.
fn parts(published: &PublishDiagnosticsParams) -> (usize, Vec<&Diagnostic>) {
    let notes: Vec<_> = published.diagnostics.iter().filter(|it| it.code.is_none()).collect();
    (published.diagnostics.len() - notes.len(), notes)
}

#[test]
fn the_last_of_very_many_diagnostics_of_a_file_says_how_many_more_there_are() {
    let workspace = Workspace::new(&[("finding.json", &finding("MyRole"))]);
    workspace.write("MyRole.json", &policy(5_999));
    let uri = workspace.uri("MyRole.json");
    let mut client = workspace.start();
    let closed = client.diagnostics(&uri);
    let (shown, notes) = parts(&closed);
    // Besides the entries, the quota of a role is exceeded, which is less severe.
    assert_eq!((shown, notes.len()), (999, 1));
    assert_eq!(
        notes[0].message,
        "5,001 more diagnostics in this file not shown: 5,000 `unused-action`, 1 `size-quota`; `leastwise check --all` \
         prints them"
    );
    assert_eq!(notes[0].severity, Some(DiagnosticSeverity::WARNING));
    assert_eq!(notes[0].range.start.line, closed.diagnostics[998].range.start.line + 1);

    client.open(&uri, &policy(5_999));
    let open = client.diagnostics_of(&uri, 1);
    let (shown, notes) = parts(&open);
    assert_eq!((shown, notes.len()), (4_999, 1));
}

/// Eleven roles, each with a finding and a policy with so many unused entries.
fn roles(unused: usize) -> (Workspace, Vec<String>) {
    let workspace = Workspace::new(&[]);
    let roles: Vec<String> = (0..11).map(|role| format!("Role{role:02}")).collect();
    for role in &roles {
        workspace.write(&format!("{role}.json"), &policy(unused));
        workspace.write(&format!("findings/{role}.json"), &finding(role));
    }
    (workspace, roles)
}

#[test]
fn files_that_are_not_open_are_summed_up_where_all_of_them_say_too_much() {
    let (workspace, roles) = roles(910);
    let mut client = workspace.start();
    for role in &roles {
        let published = client.diagnostics(&workspace.uri(&format!("{role}.json")));
        let [only] = published.diagnostics.as_slice() else { panic!("{published:#?}") };
        assert_eq!(
            only.message,
            "911 diagnostics in this file: 910 `unused-action`, 1 `size-quota`; open the file to see them (the workspace \
             has more than 10,000 in total)"
        );
        assert_eq!(only.severity, Some(DiagnosticSeverity::WARNING));
        assert_eq!(only.range.start.line, 7);
    }

    let uri = workspace.uri("Role03.json");
    client.open(&uri, &policy(910));
    assert_eq!(parts(&client.diagnostics_of(&uri, 1)).0, 911);
    client.close(&uri);
    assert_eq!(client.diagnostics(&uri).diagnostics.len(), 1);
}

#[test]
fn files_are_no_longer_summed_up_where_there_is_room_for_all_again() {
    let (workspace, roles) = roles(910);
    let mut client = workspace.start();
    for role in &roles {
        assert_eq!(client.diagnostics(&workspace.uri(&format!("{role}.json"))).diagnostics.len(), 1);
    }
    let gone = workspace.uri("Role10.json");
    workspace.delete("Role10.json");
    client.save(&gone);
    for role in &roles[..10] {
        let published = client.diagnostics(&workspace.uri(&format!("{role}.json")));
        assert_eq!(parts(&published), (911, Vec::new()));
    }
    assert_eq!(client.diagnostics(&gone).diagnostics.len(), 0);
    client.shows(&workspace.uri("findings/Role10.json"), &[("unattributed-finding", 1)]);
}

/// Each edit and each diagnostic takes kilobytes until the answer is sent.
#[test]
fn a_fix_of_thousands_of_entries_is_one_edit_without_their_diagnostics() {
    let workspace = Workspace::new(&[("finding.json", &finding("MyRole"))]);
    let entries = "\"s3:GetBucketAcl\",\n\"s3:PutObject\",\n".repeat(3_000);
    let entries = entries.trim_end_matches(",\n");
    let text = format!(
        "{{\n\"Version\": \"2012-10-17\", \"Statement\": [{{\"Effect\": \"Allow\", \"Resource\": \"*\", \"Action\": [\n{entries}\n]}}]}}\n"
    );
    workspace.write("MyRole.json", &text);
    let buffer = Buffer::new(workspace.uri("MyRole.json"), &text);
    let mut client = workspace.start();
    client.open(&buffer.uri, &text);
    client.diagnostics_of(&buffer.uri, 1);
    let everything = Range::new(Position::new(0, 0), Position::new(9_999, 0));
    let actions = client.code_actions(&buffer.uri, everything, CodeActionContext::default());
    let fixes: Vec<_> = actions.iter().filter(|action| action.edit.is_some()).collect();
    assert_eq!(fixes.len(), 2, "{:?}", actions.iter().map(|action| &action.title).collect::<Vec<_>>());
    for fix in fixes {
        assert_eq!(buffer.edits(fix.edit.as_ref().unwrap()).len(), 1);
        assert!(fix.diagnostics.is_none());
        let after = buffer.after(fix);
        assert_eq!((after.matches("GetBucketAcl").count(), after.matches("PutObject").count()), (0, 3_000));
        assert!(after.starts_with("{\n\"Version\"") && after.ends_with("]}]}\n"), "{after:.200}");
    }
    client.hang_up();
}
