//! The folder that is written to, and the names in it.

use crate::sandbox::{ACCOUNT, Sandbox};

#[test]
fn a_folder_that_fetch_did_not_make_is_left_alone() {
    let sandbox = Sandbox::new(&[("1-a", "App", "2026-09-01")]);
    std::fs::create_dir(sandbox.path("aws")).unwrap();
    std::fs::write(sandbox.path("aws/main.tf"), "").unwrap();
    let ran = sandbox.run(&[]);
    assert!(ran.code == Some(2) && ran.stderr.contains("--out"), "{ran:?}");
    assert_eq!(std::fs::read_dir(sandbox.path("aws")).unwrap().count(), 1);
    assert!(sandbox.calls().is_empty());
    assert_eq!(sandbox.run(&["--out", "findings/aws"]).code, Some(0));
    assert!(sandbox.path("findings/aws/.gitignore").exists());
}

#[test]
fn names_from_aws_never_lead_out_of_the_folder() {
    let sandbox = Sandbox::new(&[("1-a", "../../../../evil", "2026-09-01"), ("2-b", "CON.x", "2026-09-01")]);
    assert_eq!(sandbox.run(&[]).code, Some(0));
    let names: Vec<String> =
        sandbox.visible().into_keys().filter(|name| name.contains("findings/")).collect();
    assert_eq!(
        names,
        ["_CON.x--2-b.json", "evil--1-a.json"].map(|name| format!("aws/{ACCOUNT}/findings/{name}"))
    );

    for (id, account) in [("../../x", ACCOUNT), ("file:///etc/hostname", ACCOUNT), ("1-a", "../../..")] {
        let before = sandbox.visible();
        sandbox.fake(
            "findings",
            &format!("{id} {account} arn:aws:iam::{ACCOUNT}:role/A 2026-09-01T00:00:00Z ACTIVE\n"),
        );
        let ran = sandbox.run(&[]);
        assert!(ran.code == Some(1) && ran.stderr.contains("cannot use"), "{ran:?}");
        assert_eq!(sandbox.visible(), before);
    }
}

#[test]
fn texts_from_aws_reach_a_terminal_without_commands() {
    let sandbox = Sandbox::new(&[]);
    sandbox.fault("printf 'An error occurred (X) when calling the Y operation: \\033[2J\\n' >&2; exit 254");
    let ran = sandbox.run(&[]);
    assert!(ran.code == Some(2) && !ran.stderr.contains("\u{1b}[2J"), "{ran:?}");
}
