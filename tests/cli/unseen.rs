//! What cannot be read may forbid what is to be done: a newer finding, or settings.

use crate::fixtures::{DAY, POLICY, example};
use crate::sandbox::Sandbox;

const ATTACHED: &str = "[[attach]]\npolicy = \"MyRole.json\"\nprincipals = [\"role/MyRole\"]\n";

/// Settings that keep what would go, saved by programs that do not write UTF-8.
#[test]
fn settings_that_are_not_utf_8_are_reported_and_nothing_is_fixed() {
    let settings = format!("{ATTACHED}[[keep]]\naction = \"s3:*\"\nreason = \"für später\"\n");
    let latin1: Vec<u8> = settings.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let utf16: Vec<u8> =
        "\u{feff}".encode_utf16().chain(settings.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let sandbox = Sandbox::new(&[("MyRole.json", POLICY), ("finding.json", &example())]);
    for (bytes, reason) in
        [(latin1, "it is not UTF-8; save it as UTF-8"), (utf16, "it is UTF-16; save it as UTF-8")]
    {
        std::fs::write(sandbox.path("leastwise.toml"), bytes).unwrap();
        let told = sandbox.run(&["check", "--as-of", DAY]);
        assert!(
            told.contains(&format!("warning[invalid-setting]: this file does not read ({reason})")),
            "{told}"
        );
        let told = sandbox.run(&["fix", "--findings", "finding.json", "--as-of", DAY]);
        assert!(told.starts_with("exit code: 1\n"), "{told}");
        assert_eq!(sandbox.read("MyRole.json"), POLICY, "{told}");
    }
}

#[cfg(unix)]
#[test]
fn settings_behind_a_broken_link_are_reported_and_nothing_is_fixed() {
    let sandbox = Sandbox::new(&[("MyRole.json", POLICY), ("finding.json", &example())]);
    std::os::unix::fs::symlink("nowhere", sandbox.path("leastwise.toml")).unwrap();
    let told = sandbox.run(&["check", "--as-of", DAY]);
    assert!(
        told.contains("warning[invalid-setting]: this file does not read (it cannot be read: "),
        "{told}"
    );
    sandbox.run(&["fix", "--findings", "finding.json", "--as-of", DAY]);
    assert_eq!(sandbox.read("MyRole.json"), POLICY);
}

#[cfg(unix)]
#[test]
fn a_broken_link_bars_fixes_until_it_is_excluded_or_the_findings_are_named() {
    let files = [("MyRole.json", POLICY), ("finding.json", &example()), ("leastwise.toml", ATTACHED)];
    let sandbox = Sandbox::new(&files);
    std::os::unix::fs::symlink("nowhere", sandbox.path("newest.json")).unwrap();
    let why = "newest.json is a broken link, and may hold newer findings; make it readable, or list it under \
               `exclude` in leastwise.toml";
    let told = sandbox.run(&["check", "--as-of", DAY]);
    assert!(told.contains(&format!("no fix is offered for this policy: {why}\n")), "{told}");
    assert!(!told.contains("To fix:"), "{told}");
    let told = sandbox.run(&["fix", "--as-of", DAY]);
    assert!(told.contains(&format!("left  MyRole.json: 2 warnings: {why}\n")), "{told}");
    assert_eq!(sandbox.read("MyRole.json"), POLICY);

    let told = sandbox.run(&["fix", "--diff", "--findings", "finding.json", "--as-of", DAY]);
    assert!(told.contains("Would fix 1 file."), "{told}");
    sandbox.write("leastwise.toml", &format!("exclude = [\"newest.json\"]\n{ATTACHED}"));
    let told = sandbox.run(&["fix", "--as-of", DAY]);
    assert!(told.contains("Fixed 1 file."), "{told}");
}

/// One file, and a link to it for each role.
#[cfg(unix)]
#[test]
fn the_role_that_a_link_is_named_like_owns_the_policy_as_well() {
    use crate::fixtures::{UNUSED_S3, finding};
    let other = finding(&[("s3", &UNUSED_S3[..1])]).replace("MyRole", "Other").replace("0001\"", "0002\"");
    let mine = finding(&[("s3", &UNUSED_S3[..2])]);
    let policy = POLICY.replace("\"s3:Get*\"", &format!("\"s3:{}\", \"s3:{}\"", UNUSED_S3[0], UNUSED_S3[1]));
    let sandbox = Sandbox::new(&[
        ("shared.json", &policy),
        ("mine.json", &mine),
        ("other.json", &other),
        ("roles/x", ""),
    ]);
    for name in ["MyRole", "Other"] {
        std::os::unix::fs::symlink("../shared.json", sandbox.path(&format!("roles/{name}.json"))).unwrap();
    }
    let told = sandbox.run(&["check", "--as-of", DAY]);
    assert!(told.contains("is not used by role MyRole and role Other"), "{told}");
    assert!(told.contains("Found 1 warning."), "{told}");
    let named = ["check", "roles/Other.json", "--findings", "other.json", "--as-of", DAY];
    assert!(sandbox.run(&named).contains("is not used by role Other"), "{}", sandbox.run(&named));
}
