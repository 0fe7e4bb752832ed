use std::fmt::Write as _;
use std::path::PathBuf;

use leastwise_policy::{LinePosition, line_starts};

use super::*;
use crate::workspace::load;

/// So that many pieces make no large file.
const SMALL: Limits = Limits { piece: 4 * KIB, whole: 16 * KIB, beside: KIB, longest: 128 * KIB };
const KIB: usize = 1024;

/// Findings of as many roles as take so many bytes, one after the other.
fn findings(bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 4096);
    for role in 0.. {
        let actions: Vec<String> =
            (0..40).map(|n| format!("{{ \"action\": \"Get{}{n}\" }}", "Bucket".repeat(n % 3))).collect();
        let _ = writeln!(
            text,
            r#"{{
  "id": "f-{role}", "resource": "arn:aws:iam::111122223333:role/Role{role}", "status": "ACTIVE",
  "analyzedAt": "2026-09-01T07:00:00Z", "createdAt": "2026-01-01T07:00:00Z", "findingType": "UnusedPermission",
  "team": "é😀", "findingDetails": [{{ "unusedPermissionDetails": {{ "serviceNamespace": "s3", "actions": [{}] }} }}]
}}"#,
            actions.join(", ")
        );
        if text.len() >= bytes {
            return text;
        }
    }
    text
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> PathBuf {
        self.0.path().canonicalize().unwrap().join("findings.json")
    }

    fn load(&self, text: impl AsRef<[u8]>) -> Result<Option<Loaded>, Skipped> {
        std::fs::write(self.path(), text).unwrap();
        read(&self.path(), Asked::Found, SMALL)
    }
}

fn found(loaded: Result<Option<Loaded>, Skipped>) -> FindingsOnDisk {
    match loaded {
        Ok(Some(Loaded::Findings(findings))) => findings,
        other => panic!("findings, not {other:?}"),
    }
}

fn large(findings: &FindingsOnDisk) -> &LargeText {
    match &findings.text {
        FileText::Large(text) => text,
        FileText::Held(_) => panic!("the text is held"),
    }
}

#[test]
fn a_large_file_of_findings_is_read_in_pieces_with_every_place_in_it() {
    let folder = Folder::new();
    let text = format!("\u{feff}{}", findings(300 * KIB).replace('\n', "\r\n"));
    let loaded = found(folder.load(&text));
    let large = large(&loaded);
    assert_eq!(large.length(), text.len());
    assert!(!loaded.file.broken && loaded.file.problems.is_empty(), "{:?}", loaded.file.problems);
    assert_eq!(loaded.file.findings.len(), text.matches("\"resource\"").count());
    let starts: Vec<usize> = line_starts(&text).collect();
    for finding in loaded.file.findings.iter().step_by(997).chain(loaded.file.findings.last()) {
        let details = finding.details();
        for action in details.services.iter().flat_map(|service| service.extent.actions()) {
            assert_eq!(large.text(action.span), format!("\"{}\"", action.name.name()));
            let line = starts.partition_point(|start| *start <= action.span.start) - 1;
            let before = &text[starts[line]..action.span.start];
            let position = large.position(action.span.start);
            assert_eq!((position.line, position.bytes), (line, before.len()));
            assert_eq!(position.characters, before.chars().count());
            assert_eq!(position.utf16, before.encode_utf16().count());
        }
    }
    assert_eq!(large.position(3), LinePosition { line: 0, bytes: 3, characters: 0, utf16: 1 });
}

#[test]
fn a_file_is_large_where_it_is_larger_than_what_is_held() {
    let folder = Folder::new();
    for (length, is_large) in [(load::MAX_BYTES as usize, false), (load::MAX_BYTES as usize + 1, true)] {
        let mut text = findings(10 * KIB);
        text.push_str(&" ".repeat(length - text.len()));
        std::fs::write(folder.path(), text).unwrap();
        let loaded = found(load::load(&folder.path(), Asked::Found));
        assert_eq!(matches!(loaded.text, FileText::Large(_)), is_large, "{length}");
        assert!(!loaded.file.broken && !loaded.file.findings.is_empty(), "{length}");
    }
}

#[test]
fn a_file_that_has_changed_since_is_not_taken_for_the_one_that_was_read() {
    let folder = Folder::new();
    let loaded = found(folder.load(findings(300 * KIB)));
    std::fs::write(folder.path(), "{}").unwrap();
    let action = loaded.file.findings.last().unwrap().details().services[0].extent.actions()[0].span;
    assert_eq!(large(&loaded).text(action), "");
    // Its place is told as well as it is known without the text.
    let position = large(&loaded).position(action.start);
    assert!(position.line > 0, "{position:?}");
}

#[test]
fn damage_in_the_middle_makes_the_whole_file_unreadable_at_its_place() {
    let folder = Folder::new();
    let mut text = findings(300 * KIB);
    let middle = 150 * KIB + text[150 * KIB..].find("\"f-").unwrap();
    for with in ["]", "x"] {
        text.replace_range(middle..=middle, with);
        let loaded = found(folder.load(&text));
        assert!(loaded.file.broken && loaded.file.may_be_about_anybody);
        let [problem] = loaded.file.problems.as_slice() else { panic!("{:?}", loaded.file.problems) };
        assert!(problem.span.start.abs_diff(middle) < 20, "{problem:?}");
        let line = text[..problem.span.start].matches('\n').count();
        assert_eq!(large(&loaded).position(problem.span.start).line, line);
    }
}

#[test]
fn what_holds_no_findings_or_cannot_be_read_is_told_from_what_does() {
    let folder = Folder::new();
    let spaces = " ".repeat(100 * KIB);
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(findings(100 * KIB).encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let mut latin1 = findings(300 * KIB).into_bytes();
    latin1[200 * KIB] = 0xe9;
    let policy = r#"{"Version": "2012-10-17", "Statement": []}"#;
    let damaged = format!("{{\"a\": [\"{spaces}\" {{\"findingDetails\": 1}}]}}");
    for (what, bytes, expected) in [
        ("a policy", format!("{policy}{spaces}").into_bytes(), "is larger than 10 MB"),
        ("something else", format!("[1, 2]{spaces}").into_bytes(), "is larger than 10 MB"),
        (
            "keys of findings and no finding",
            format!("{{\"details\": 1}}{spaces}").into_bytes(),
            "is larger than 10 MB",
        ),
        ("keys of findings, and damaged", damaged.into_bytes(), "unseen cannot be parsed (missing comma)"),
        ("findings in UTF-16", utf16, "it is UTF-16; save it as UTF-8"),
        ("findings that are no UTF-8", latin1, "it is not UTF-8; save it as UTF-8"),
    ] {
        let told = match folder.load(bytes) {
            Ok(Some(Loaded::Findings(findings))) => {
                assert!(findings.file.broken && findings.file.may_be_about_anybody, "{what}");
                let message = &findings.file.problems[0].message;
                message.split_once('(').and_then(|(_, rest)| rest.split_once(')')).unwrap().0.to_owned()
            }
            Err(skipped) if skipped.unseen => format!("unseen {}", skipped.reason),
            Err(skipped) => skipped.reason,
            Ok(other) => panic!("{what}: {other:?}"),
        };
        assert_eq!(told, expected, "{what}");
    }
}

#[test]
fn what_is_over_the_limit_is_not_read_and_may_be_about_anybody() {
    let folder = Folder::new();
    std::fs::write(folder.path(), findings(100)).unwrap();
    let file = File::options().write(true).open(folder.path()).unwrap();
    file.set_len(MAX_FINDINGS_BYTES + 1).unwrap();
    for asked in [Asked::Found, Asked::Named] {
        let loaded = found(load::load(&folder.path(), asked));
        assert!(loaded.file.broken && loaded.file.may_be_about_anybody);
        let message = &loaded.file.problems[0].message;
        assert!(message.contains("it is larger than 1 GB; split it"), "{message}");
    }
}

#[test]
fn bytes_are_utf8_however_they_come() {
    for (bytes, expected) in [
        ("aé漢😀".as_bytes(), true),
        (b"", true),
        (&"😀".as_bytes()[..3], false),
        (b"a\xffb", false),
        (b"\xe9a", false),
        (b"\xed\xa0\x80", false),
    ] {
        for step in 1..6 {
            let mut utf8 = Utf8::default();
            bytes.chunks(step).for_each(|chunk| utf8.feed(chunk));
            assert_eq!(utf8.is_valid(), expected, "{bytes:?} by {step}");
        }
    }
}
