//! Findings that another program is writing while they are read: whatever is there of them, no policy loses more than
//! with all of them.

use crate::fixtures::{DAY, POLICY, UNUSED_S3, finding};
use crate::sandbox::Sandbox;

const SETTINGS: &str = r#"
[[attach]]
policy = "both.json"
principals = ["role/MyRole", "role/OtherRole"]
"#;

/// Two findings, one a line: of a role that leaves more unused, and of one that leaves less.
fn lines() -> String {
    let one = finding(&[("lambda", &["AddPermission"]), ("s3", UNUSED_S3)]);
    let other =
        finding(&[("s3", &UNUSED_S3[..3])]).replace("MyRole", "OtherRole").replace("0001\"", "0002\"");
    [one, other].map(|finding| finding.replace('\n', " ") + "\n").concat()
}

/// What Windows PowerShell makes of `aws … > new.json`. It may be newer than the findings that can be read.
#[test]
fn an_older_finding_is_not_used_while_a_newer_one_cannot_be_read() {
    let old = finding(&[("s3", UNUSED_S3)]);
    let utf16: Vec<u8> =
        "\u{feff}".encode_utf16().chain(old.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let huge = old.as_bytes().to_vec();
    let torn = [old.as_bytes(), &vec![b' '; 11 * 1024 * 1024], b"]"].concat();
    for (new, length, reason) in [
        (utf16, None, "it is UTF-16; save it as UTF-8"),
        (huge, Some((1 << 30) + 1), "it is larger than 1 GB"),
        (torn, None, "unexpected `]`"),
    ] {
        let sandbox = Sandbox::new(&[("MyRole.json", POLICY), ("findings/old.json", &old)]);
        std::fs::write(sandbox.path("findings/new.json"), new).unwrap();
        if let Some(length) = length {
            let file = std::fs::File::options().write(true).open(sandbox.path("findings/new.json")).unwrap();
            file.set_len(length).unwrap();
        }
        let told = sandbox.run(&["fix", "--findings", "findings", "--as-of", DAY]);
        assert!(told.starts_with("exit code: 1\n"), "{told}");
        assert_eq!(sandbox.read("MyRole.json"), POLICY, "{told}");
        let told = sandbox.run(&["check", "--findings", "findings", "--as-of", DAY]);
        assert!(told.contains(reason), "{told}");
    }
}

fn fix(findings: &str) -> [String; 3] {
    let policies = ["MyRole.json", "OtherRole.json", "both.json"];
    let mut files = policies.map(|name| (name, POLICY)).to_vec();
    files.extend([("leastwise.toml", SETTINGS), ("findings.jsonl", findings)]);
    let sandbox = Sandbox::new(&files);
    sandbox.output(&["fix", "--findings", "findings.jsonl", "--as-of", DAY]);
    policies.map(|policy| sandbox.read(policy))
}

#[test]
fn as_much_of_the_findings_as_is_there_never_takes_more_than_all_of_them() {
    let findings = lines();
    let whole = fix(&findings);
    assert!(whole.iter().all(|text| text != POLICY), "{whole:?}");
    let line = findings.find('\n').unwrap();
    let lengths = (0..findings.len()).step_by(findings.len() / 24);
    for length in
        lengths.chain([1, line - 1, line, line + 1, line + 2, findings.len() - 2, findings.len() - 1])
    {
        let part = fix(&findings[..length]);
        for (part, whole) in part.iter().zip(&whole) {
            assert!(part == whole || part == POLICY, "with {length} bytes:\n{part}");
        }
        // The second finding is not there yet, or only a part of it.
        if length < findings.len() - 2 {
            assert_eq!(part[1..], [POLICY, POLICY], "with {length} bytes");
        }
    }
}
