//! What `leastwise fetch` wrote is found although git ignores it.

use super::*;

const GITIGNORE: &str = "# Made by `leastwise fetch`. More words.\n*\n";

fn fetched(folder: &str) -> Folder {
    let files = [
        (".gitignore", GITIGNORE),
        ("aws/111122223333/findings/App--1.json", FINDINGS),
        ("aws/111122223333/policy.json", POLICY),
        ("services/s3.json", FINDINGS),
        (".leastwise-partial/aws/111122223333/findings/App--2.json", FINDINGS),
    ];
    let files: Vec<(String, &str)> =
        files.iter().map(|(path, text)| (format!("{folder}/{path}"), *text)).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    Folder::new(&files)
}

#[test]
fn findings_are_found_in_a_folder_that_fetch_made_and_nothing_else_is() {
    for name in ["aws", "deep/down/other"] {
        let found = fetched(name).found();
        assert_eq!(found.findings, [format!("{name}/aws/111122223333/findings/App--1.json")]);
        assert!(found.policies.is_empty() && found.skipped.is_empty(), "{found:?}");
    }
}

#[test]
fn the_usual_folder_is_found_whatever_hides_it_and_wherever_the_scan_begins() {
    let folder = fetched("aws");
    folder.write(".git/HEAD", b"");
    folder.write(".gitignore", b"aws/\n");
    folder.write("policies/App.json", POLICY.as_bytes());
    let expected = ["aws/aws/111122223333/findings/App--1.json"];
    for root in ["", "policies", "policies/App.json", "aws", "aws/aws"] {
        let found = folder.tell(&folder.scan(&[root], None).unwrap());
        assert_eq!(found.findings, expected, "{root}");
    }
    // Only the findings that the user names are used.
    folder.write("named.json", FINDINGS.as_bytes());
    let found = folder.tell(&folder.scan(&["policies"], Some(&["named.json"])).unwrap());
    assert_eq!(found.findings, ["named.json"]);
}

#[test]
fn a_folder_that_settings_exclude_and_one_that_only_looks_alike_are_not_entered() {
    let folder = fetched("aws");
    folder.write("leastwise.toml", b"exclude = [\"aws/**\", \"aws\"]\n");
    assert!(folder.found().findings.is_empty());
    let folder = fetched("aws");
    folder.write("aws/.gitignore", b"*\n");
    assert!(folder.found().findings.is_empty());
    // Kept in git, it is a folder like any other.
    std::fs::remove_file(folder.path("aws/.gitignore")).unwrap();
    let findings = folder.found().findings;
    assert!(findings.contains(&"aws/aws/111122223333/findings/App--1.json".to_owned()), "{findings:?}");
    assert!(!findings.iter().any(|path| path.contains("partial")), "{findings:?}");
}
