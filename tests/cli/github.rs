//! `leastwise check --format github`.

use insta::assert_snapshot;

use crate::fixtures::{DAY, POLICY, example};
use crate::sandbox::Sandbox;

const CHECK: &[&str] = &["check", "--format", "github", "--as-of", DAY];

#[test]
fn each_diagnostic_is_one_command_whatever_fails() {
    let sandbox = Sandbox::new(&[
        ("roles/MyRole.json", POLICY),
        ("roles/Other.json", &POLICY.replace("s3:List*", "s*:Get*")),
        ("findings/one.json", &example()),
        ("findings/two.json", &example().replace("role/MyRole", "role/Absent")),
    ]);
    std::fs::write(sandbox.path("latin1.json"), [POLICY.as_bytes(), b"\xe9"].concat()).unwrap();
    assert_snapshot!(sandbox.run(CHECK));
    assert_eq!(sandbox.output(&[CHECK, &["--fail-on", "error"]].concat()).status.code(), Some(0));
}

#[test]
fn a_diagnostic_over_several_lines_has_no_columns() {
    let wrong = example().replace("\"ACTIVE\"", "{\n    \"is\": \"ACTIVE\"\n  }");
    let sandbox = Sandbox::new(&[("MyRole.json", POLICY), ("finding.json", &wrong)]);
    let told = sandbox.run(CHECK);
    assert!(
        told.contains(
            "(unreadable-finding),file=finding.json,line=4,endLine=6::finding.json:4:13: unreadable-"
        ),
        "{told}"
    );
}

#[test]
fn paths_are_those_of_the_repository_wherever_the_command_runs() {
    let sandbox = Sandbox::new(&[("policies/MyRole.json", POLICY), ("policies/finding.json", &example())]);
    std::fs::create_dir(sandbox.path(".git")).unwrap();
    let below = sandbox.command(CHECK).current_dir(sandbox.path("policies")).output().unwrap();
    let told = sandbox.tell(&below);
    assert!(told.contains(",file=policies/MyRole.json,"), "{told}");
    assert_eq!(told, sandbox.run(CHECK));
}

#[cfg(unix)]
#[test]
fn a_file_name_cannot_write_a_command_of_its_own() {
    let name = "a,b:c%0A\r\n::stop-commands::x/MyRole.json";
    let sandbox = Sandbox::new(&[(name, POLICY), ("finding.json", &example())]);
    let told = sandbox.run(CHECK);
    assert!(told.contains("file=a%2Cb%3Ac%250A%0D%0A%3A%3Astop-commands%3A%3Ax/MyRole.json,line="), "{told}");
    assert!(!told.lines().any(|line| line.starts_with("::stop-commands")), "{told}");
}
