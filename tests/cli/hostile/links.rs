//! Links that lead out of the workspace: what they lead to is read, and written only if it is named.

use std::os::unix::fs::symlink;

use crate::fixtures::{DAY, POLICY, example};
use crate::sandbox::Sandbox;

const ATTACH: &str = "[[attach]]\npolicy = \"**\"\nprincipals = [\"role/MyRole\"]\n";

/// A repository with a link to a policy beside it.
fn sandbox() -> Sandbox {
    let finding = example();
    let sandbox = Sandbox::new(&[
        ("outside/policy.json", POLICY),
        ("repository/.git/HEAD", ""),
        ("repository/leastwise.toml", ATTACH),
        ("repository/finding.json", &finding),
        ("repository/inside.json", POLICY),
        ("repository/roles/x", ""),
    ]);
    symlink("../../outside/policy.json", sandbox.path("repository/roles/MyRole.json")).unwrap();
    symlink("../inside.json", sandbox.path("repository/roles/Other.json")).unwrap();
    sandbox
}

fn run(sandbox: &Sandbox, args: &[&str]) -> String {
    sandbox.tell(&sandbox.command(args).current_dir(sandbox.path("repository")).output().unwrap())
}

const FIX: &[&str] = &["fix", "--findings", "finding.json", "--principal", "role/MyRole", "--as-of", DAY];

#[test]
fn a_policy_behind_a_link_out_of_the_workspace_is_not_written_and_it_is_said_why() {
    let sandbox = sandbox();
    let why = "it lies outside of the workspace, behind the link roles/MyRole.json; name it on the command line to fix it";
    let told = run(&sandbox, &["check", "--principal", "role/MyRole", "--as-of", DAY]);
    assert!(told.contains("/outside/policy.json") && told.contains(why), "{told}");
    for args in [&[][..], &["."], &["roles"]] {
        let told = run(&sandbox, &[FIX, args].concat());
        assert!(told.contains(why), "{args:?} {told}");
        assert_eq!(sandbox.read("outside/policy.json"), POLICY, "{args:?} {told}");
    }
    // A link that stays inside is like any other name of a file.
    assert_ne!(sandbox.read("repository/inside.json"), POLICY);
}

#[test]
fn a_policy_that_is_named_is_written_wherever_it_lies() {
    for name in ["roles/MyRole.json", "../outside/policy.json"] {
        let sandbox = sandbox();
        let told = run(&sandbox, &[FIX, &[name]].concat());
        assert_ne!(sandbox.read("outside/policy.json"), POLICY, "{told}");
        let link = std::fs::symlink_metadata(sandbox.path("repository/roles/MyRole.json")).unwrap();
        assert!(link.is_symlink());
    }
}

/// What a run of `fix` in the repository leaves of the policy outside, and what it says.
fn fixed(sandbox: &Sandbox, args: &[&str]) -> (bool, String) {
    let told = run(sandbox, &[FIX, args].concat());
    (sandbox.read("outside/policy.json") != POLICY, told)
}

/// Each makes ways out of the repository, and says by which path the policy can be named.
#[test]
fn no_way_out_of_the_workspace_is_taken_unless_it_is_named() {
    type Make = fn(&Sandbox);
    let ways: [(&str, &str, bool, Make); 6] = [
        ("a link by its whole path", "repository/way.json", true, |sandbox| {
            symlink(sandbox.path("outside/policy.json"), sandbox.path("repository/way.json")).unwrap();
        }),
        ("a chain of links inside", "repository/way.json", true, |sandbox| {
            symlink("deep/second.json", sandbox.path("repository/way.json")).unwrap();
            std::fs::create_dir(sandbox.path("repository/deep")).unwrap();
            symlink("../third.json", sandbox.path("repository/deep/second.json")).unwrap();
            symlink("../outside/policy.json", sandbox.path("repository/third.json")).unwrap();
        }),
        ("a link to a link outside", "repository/way.json", true, |sandbox| {
            symlink("policy.json", sandbox.path("outside/link.json")).unwrap();
            symlink("../outside/link.json", sandbox.path("repository/way.json")).unwrap();
        }),
        ("a link through a link to a folder", "repository/way.json", true, |sandbox| {
            symlink("../outside", sandbox.path("repository/folder")).unwrap();
            symlink("folder/policy.json", sandbox.path("repository/way.json")).unwrap();
        }),
        ("a link to a folder", "repository/folder/policy.json", false, |sandbox| {
            symlink("../outside", sandbox.path("repository/folder")).unwrap();
        }),
        ("a link to a folder called like a file", "repository/way.json/policy.json", false, |sandbox| {
            symlink("../outside", sandbox.path("repository/way.json")).unwrap();
        }),
    ];
    for (what, way, is_read, make) in ways {
        let sandbox = Sandbox::new(&[
            ("outside/policy.json", POLICY),
            ("repository/.git/HEAD", ""),
            ("repository/leastwise.toml", ATTACH),
            ("repository/finding.json", &example()),
            ("repository/inside.json", POLICY),
        ]);
        make(&sandbox);
        let (is_changed, told) = fixed(&sandbox, &[]);
        assert!(!is_changed, "{what}: {told}");
        assert_eq!(told.contains("it lies outside of the workspace"), is_read, "{what}: {told}");
        assert!(!fixed(&sandbox, &["."]).0, "{what}");
        assert_ne!(sandbox.read("repository/inside.json"), POLICY, "{what}: {told}");
        let way = way.strip_prefix("repository/").unwrap();
        let (is_changed, told) = fixed(&sandbox, &[way]);
        assert!(is_changed, "{what}: {told}");
    }
}

#[test]
fn a_link_that_leads_out_and_back_in_is_one_that_stays_inside() {
    let sandbox = sandbox();
    symlink("../repository/inside.json", sandbox.path("outside/back.json")).unwrap();
    symlink("../outside/back.json", sandbox.path("repository/round.json")).unwrap();
    run(&sandbox, FIX);
    assert_ne!(sandbox.read("repository/inside.json"), POLICY);
}

/// A folder that is named is a workspace of its own.
#[test]
fn what_lies_behind_a_link_to_a_folder_is_written_where_the_folder_is_named() {
    let sandbox = sandbox();
    symlink("../outside", sandbox.path("repository/folder")).unwrap();
    assert!(!fixed(&sandbox, &["."]).0);
    let (is_changed, told) = fixed(&sandbox, &["folder"]);
    assert!(is_changed, "{told}");
}
