//! What shows that each kind of input comes out right: `fixtures/kinds.txt` and the tests agree.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const WORKSPACES: (&str, &str) = ("tests/fixtures/workspaces", "txt");
const CASES: (&str, &str) = ("server/crates/advice/tests/cases", "case");

/// What stands below each kind, by the kind's name.
fn kinds() -> Vec<(String, Vec<String>)> {
    let text = std::fs::read_to_string(Path::new(ROOT).join("tests/fixtures/kinds.txt")).unwrap();
    let (_, rows) = text.split_once("\n\n").unwrap();
    let mut kinds: Vec<(String, Vec<String>)> = Vec::new();
    for line in rows.lines().filter(|line| !line.is_empty()) {
        if let Some(shown) = line.strip_prefix("  ") {
            kinds.last_mut().unwrap().1.push(shown.to_owned());
        } else {
            let (name, words) = line.split_once(' ').unwrap();
            assert!(words.ends_with('.'), "{line}");
            kinds.push((name.to_owned(), Vec::new()));
        }
    }
    kinds
}

/// The names of the fixtures in a folder.
fn fixtures((folder, extension): (&str, &str)) -> BTreeSet<String> {
    let files = std::fs::read_dir(Path::new(ROOT).join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|found| found == extension));
    files.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

/// The kind that a fixture's name begins with, as in `q13_attachments`.
fn kind_of(fixture: &str) -> Option<String> {
    let (kind, _) = fixture.split_once('_')?;
    let number = kind.strip_prefix(['p', 'q'])?;
    number.parse::<u32>().ok().map(|_| kind.to_uppercase())
}

#[test]
fn no_kind_is_missing_and_each_is_shown() {
    let kinds = kinds();
    let names: Vec<&str> = kinds.iter().map(|(name, _)| name.as_str()).collect();
    let expected: Vec<String> =
        (1..=30).map(|n| format!("P{n}")).chain((1..=22).map(|n| format!("Q{n}"))).collect();
    assert_eq!(names, expected);
    for (name, shown) in &kinds {
        assert!(!shown.is_empty(), "nothing shows that {name} is right");
    }
}

#[test]
fn what_shows_a_kind_is_there() {
    let (workspaces, cases) = (fixtures(WORKSPACES), fixtures(CASES));
    for (kind, shown) in kinds() {
        for shown in shown {
            let words: Vec<&str> = shown.split(' ').collect();
            let is_there = match words.as_slice() {
                ["workspace", name] => workspaces.contains(*name),
                ["case", name] => cases.contains(*name),
                ["test", file, name] => {
                    let text = std::fs::read_to_string(Path::new(ROOT).join(file)).unwrap_or_default();
                    text.replace("\r\n", "\n").contains(&format!("#[test]\nfn {name}()"))
                }
                _ => false,
            };
            assert!(is_there, "{kind}: there is no {shown}");
        }
    }
}

#[test]
fn every_fixture_of_a_kind_is_listed_below_it() {
    let listed: BTreeMap<String, Vec<String>> = kinds().into_iter().collect();
    for (word, folder) in [("workspace", WORKSPACES), ("case", CASES)] {
        for fixture in fixtures(folder) {
            let Some(kind) = kind_of(&fixture) else { continue };
            let is_listed =
                listed.get(&kind).is_some_and(|shown| shown.contains(&format!("{word} {fixture}")));
            assert!(is_listed, "tests/fixtures/kinds.txt does not list the {word} {fixture} below {kind}");
        }
    }
}
