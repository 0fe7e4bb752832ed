//! Files that are replaced at once, or many at a time: nothing flickers, and little is read again.

use super::*;
use crate::client::counts;

/// The next diagnostics of a file: nothing else may come before them.
fn next<'p>(
    live: &mut Live,
    name: &str,
    published: &'p mut Option<PublishDiagnosticsParams>,
) -> Vec<(&'p str, usize)> {
    let uri = live.workspace.uri(name);
    counts(published.insert(live.client.diagnostics(&uri)))
}

#[test]
fn what_is_replaced_by_its_like_leaves_everything_as_it_is() {
    let off = "[rules]\nunused-action = \"off\"\n";
    let files = [("MyRole.json", DEMO_POLICY), ("finding.json", DEMO_FINDING), ("leastwise.toml", "\n")];
    for mut live in Live::each(&files) {
        live.shows("MyRole.json", SHOWN);
        for (name, text) in files {
            live.put(name, text);
        }
        live.put("finding.json", &DEMO_FINDING.replace("ACTIVE", "ARCHIVED"));
        assert_eq!(next(&mut live, "MyRole.json", &mut None), [("unjudged-policy", 1)]);
        live.put("finding.json", DEMO_FINDING);
        assert_eq!(next(&mut live, "MyRole.json", &mut None), SHOWN);
        live.put("leastwise.toml", off);
        assert_eq!(next(&mut live, "MyRole.json", &mut None), [("excess-wildcard", 1)]);
        live.put("leastwise.toml", off);
        live.put("MyRole.json", &DEMO_POLICY.replace("s3:Get*", "s3:GetBucketAcl"));
        assert_eq!(next(&mut live, "MyRole.json", &mut None), []);
    }
}

#[test]
fn an_open_file_shows_nothing_new_when_it_is_saved_or_replaced_by_what_it_holds() {
    for mut live in Live::each(&[("MyRole.json", DEMO_POLICY), ("finding.json", DEMO_FINDING)]) {
        live.shows("MyRole.json", SHOWN);
        let policy = live.workspace.uri("MyRole.json");
        live.client.open(&policy, DEMO_POLICY);
        live.client.diagnostics_of(&policy, 1);
        live.put("MyRole.json", DEMO_POLICY);
        live.client.save(&policy);
        live.put("MyRole.json", "{}");
        // The editor's text still counts, and the next thing to be published is what follows from the findings.
        live.put("finding.json", &DEMO_FINDING.replace("ACTIVE", "ARCHIVED"));
        assert_eq!(next(&mut live, "MyRole.json", &mut None), [("unjudged-policy", 1)]);
        live.client.close(&policy);
        assert_eq!(next(&mut live, "MyRole.json", &mut None), []);
    }
}

#[test]
fn a_burst_of_a_thousand_files_is_read_once() {
    let workspace = Workspace::demo();
    let start = Start { capabilities: capabilities::watching(), log: Some("debug"), ..Start::default() };
    let mut client = workspace.start_with(start);
    client.serve("client/registerCapability", Ok(Value::Null));
    let policy = workspace.uri("MyRole.json");
    client.shows(&policy, SHOWN);
    let names: Vec<String> = (0..1000).map(|number| format!("{}/{number}.json", number % 10)).collect();
    let uris: Vec<_> = names.iter().map(|name| workspace.uri(name)).collect();
    let finding = workspace.uri("finding-MyRole.json");
    for (status, shown) in [("ARCHIVED", &[("unjudged-policy", 1)][..]), ("ACTIVE", SHOWN)] {
        for name in &names {
            workspace.write(name, &DEMO_POLICY.replace("s3", status));
        }
        workspace.write("finding-MyRole.json", &DEMO_FINDING.replace("ACTIVE", status));
        client.tell_of_changes(uris.iter().chain([&finding]));
        // One file each, as some clients tell.
        uris.iter().for_each(|uri| client.tell_of_changes([uri]));
        client.shows(&policy, shown);
    }
    let log = client.log();
    let worlds = log.matches("a new world").count();
    // One at the start, and one or two for each burst: it may be cut in parts.
    assert!((3..=9).contains(&worlds), "{worlds} worlds");
}
