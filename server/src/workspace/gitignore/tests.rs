use std::io::Write;
use std::process::{Command, Stdio};

use super::*;

/// Each with a path, and whether Git ignores it. A path with `/` at its end is a folder.
const TABLE: &[(&str, &str, bool)] = &[
    ("a.json", "a.json", true),
    ("a.json", "x/a.json", true),
    ("a.json", "a.jsonc", false),
    ("/a.json", "a.json", true),
    ("/a.json", "x/a.json", false),
    ("x/a.json", "x/a.json", true),
    ("x/a.json", "y/x/a.json", false),
    ("*.json", "x/y/a.json", true),
    ("*.json", "x/.json", true),
    ("a?.json", "ab.json", true),
    ("a?.json", "a/.json", false),
    ("out/", "out/", true),
    ("out/", "out", false),
    ("x/out/", "x/out/", true),
    ("**/deep", "a/b/deep", true),
    ("**/deep", "deep", true),
    ("x/**", "x/y/z", true),
    ("x/**", "x/", false),
    ("x/**/z", "x/z", true),
    ("x/**/z", "x/a/b/z", true),
    ("x/**/z", "xy/z", false),
    ("a**z", "abcz", true),
    ("x/a**z", "x/a/z", false),
    ("x/*", "x/a", true),
    ("x/*", "x/a/b.json", true),
    ("x/*.json", "x/a/b.json", false),
    ("*\n!a.json", "a.json", false),
    ("*\n!a.json", "b.json", true),
    ("!a.json\n*", "a.json", true),
    ("!!a", "!a", false),
    ("*a\n!!a", "!a", false),
    ("\\!a", "!a", true),
    ("\\#a", "#a", true),
    ("#a", "#a", false),
    ("a ", "a", true),
    ("a\\ ", "a ", true),
    ("a\\\\ ", "a\\", true),
    ("a\r\nb\r\n", "b", true),
    ("\u{feff}a", "a", true),
    ("[ab].json", "b.json", true),
    ("[!ab].json", "b.json", false),
    ("[!ab].json", "c.json", true),
    ("[a-c]x", "bx", true),
    ("[]a]x", "]x", true),
    ("[a", "[a", false),
    ("{a,b}.json", "a.json", false),
    ("{a,b}.json", "{a,b}.json", true),
    ("{a,b}*", "{a,b}.json", true),
    ("\\*.json", "a.json", false),
    ("\\*.json", "*.json", true),
    ("a\\", "a\\", false),
    ("é*", "éa", true),
    ("", "a", false),
    ("/", "a", false),
    ("A.json", "a.json", false),
];

fn is_ignored(lines: &str, path: &str) -> bool {
    let (patterns, _) = Patterns::parse("/w", lines, usize::MAX);
    let is_folder = path.ends_with('/');
    let path = format!("/w/{}", path.trim_end_matches('/'));
    // Below a folder that is ignored, everything is.
    let mut folders = path.match_indices('/').map(|(end, _)| &path[..end]);
    folders.any(|folder| patterns.ignore(folder, true) == Some(true))
        || patterns.ignore(&path, is_folder) == Some(true)
}

#[test]
fn lines_mean_what_git_says() {
    for (lines, path, expected) in TABLE {
        assert_eq!(is_ignored(lines, path), *expected, "{lines:?} {path:?}");
    }
}

/// The table itself is checked by Git.
#[cfg(unix)]
#[test]
fn git_says_so() {
    for (lines, path, expected) in TABLE {
        let folder = tempfile::tempdir().unwrap();
        let git = |args: &[&str]| {
            let mut command = Command::new("git");
            command.args(args).current_dir(folder.path()).env("HOME", folder.path());
            command.env("GIT_CONFIG_NOSYSTEM", "1").stdin(Stdio::piped()).stdout(Stdio::piped());
            command.spawn().expect("these tests need git, see CONTRIBUTING.md")
        };
        assert!(git(&["init", "-q"]).wait().unwrap().success());
        std::fs::write(folder.path().join(".gitignore"), lines).unwrap();
        let full = folder.path().join(path);
        if path.ends_with('/') {
            std::fs::create_dir_all(full).unwrap();
        } else {
            std::fs::create_dir_all(full.parent().unwrap()).unwrap();
            std::fs::write(full, "").unwrap();
        }
        let mut check = git(&["check-ignore", "--no-index", "--stdin", "-z"]);
        check.stdin.take().unwrap().write_all(path.trim_end_matches('/').as_bytes()).unwrap();
        let output = check.wait_with_output().unwrap();
        assert_eq!(!output.stdout.is_empty(), *expected, "{lines:?} {path:?}");
    }
}

#[test]
fn only_so_many_patterns_are_read_and_the_place_of_the_next_is_told() {
    let text = "# three\na\n\nb\nc\n";
    let (patterns, next) = Patterns::parse("/w", text, 2);
    assert_eq!((patterns.len(), next), (2, text.find('c')));
    assert_eq!(Patterns::parse("/w", text, 3).1, None);
}

#[test]
fn what_lies_elsewhere_is_not_its_business() {
    let (patterns, _) = Patterns::parse("/w/x", "*", 9);
    assert_eq!(patterns.ignore("/w/a", false), None);
    assert_eq!(patterns.ignore("/w/xa", false), None);
    assert_eq!(patterns.ignore("/w/x/a", false), Some(true));
}
