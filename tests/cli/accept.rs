//! `fix --accept`: what needs a choice, taken; and which flag would take what is left.

use crate::fixtures::{DAY, bare_list, finding};
use crate::sandbox::Sandbox;

/// A wildcard that becomes 126 entries of 3,000 characters, beside one that becomes few.
const POLICY: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["ec2:*", "s3:GetBucketA*"],
      "Resource": "*"
    }
  ]
}
"#;

const UNUSED: &[(&str, &[&str])] =
    &[("ec2", &["RunInstances", "DescribeVolumes"]), ("s3", &["GetBucketAcl"])];

fn fix(sandbox: &Sandbox, more: &[&str]) -> String {
    sandbox.run(&[&["fix", "--findings", "finding.json", "--as-of", DAY], more].concat())
}

fn sandbox(path: &str, finding: &str, settings: &str) -> Sandbox {
    Sandbox::new(&[(path, POLICY), ("finding.json", finding), ("leastwise.toml", settings)])
}

/// The smallest quota of a role is that of a managed policy, 6,144 characters, however its policy is attached.
#[test]
fn a_roles_policy_of_an_unknown_kind_may_have_as_many_characters_as_a_managed_policy() {
    let sandbox = sandbox("MyRole.json", &finding(UNUSED), "max_entries = 0\n");
    let told = fix(&sandbox, &[]);
    assert!(told.starts_with("exit code: 0\n") && told.ends_with("Fixed 1 file.\n"), "{told}");
    assert!(sandbox.read("MyRole.json").contains("\"ec2:RunScheduledInstances\""));
}

#[test]
fn a_users_policy_is_left_over_2048_characters_and_taken_where_that_is_accepted() {
    let finding = finding(UNUSED).replace("role/MyRole", "user/MyRole").replace("IAM::Role", "IAM::User");
    let sandbox = sandbox("MyRole.json", &finding, "max_entries = 0\n");
    let told = fix(&sandbox, &["--diff"]);
    assert!(told.contains("\n      needs --accept over-quota: Narrow `ec2:*` to "), "{told}");
    assert!(
        told.contains("1 warning remains. To apply fixes that need a choice: --accept over-quota\n"),
        "{told}"
    );
    let told = fix(&sandbox, &["--accept", "over-quota"]);
    assert!(told.starts_with("exit code: 0\n"), "{told}");
    assert!(
        told.contains(
            " characters, over the 2,048 of a user's inline policies together, 1 entry removed, 1 narrowed)"
        ),
        "{told}"
    );
    assert!(sandbox.output(&["check", "--as-of", DAY]).status.success());
}

#[test]
fn more_entries_than_the_settings_allow_are_taken_where_that_is_accepted() {
    let sandbox = sandbox("MyRole.json", &finding(UNUSED), "");
    let told = fix(&sandbox, &["--accept", "over-quota"]);
    assert!(told.contains("\n      needs --accept many-entries: Narrow `ec2:*` to "), "{told}");
    assert!(
        told.contains(" To apply fixes that need a choice: --accept over-quota,many-entries\n"),
        "{told}"
    );
    let told = fix(&sandbox, &["--accept", "many-entries"]);
    assert!(told.starts_with("exit code: 0\n") && !told.contains("--accept"), "{told}");
    assert!(sandbox.read("MyRole.json").contains("\"ec2:RunScheduledInstances\""));
}

/// Findings without a principal may be a user's, unless the path says otherwise.
#[test]
fn of_findings_without_a_principal_the_path_decides_which_quota_applies() {
    let list = bare_list("ec2", &["RunInstances", "DescribeVolumes"]);
    for (folder, code) in [("roles/MyRole", 0), ("permission-sets/Admin", 0), ("users/me", 1), ("any", 1)] {
        let (path, unused) = (format!("{folder}/policy.json"), format!("{folder}/unused.json"));
        let sandbox =
            Sandbox::new(&[(&path, POLICY), (&unused, &list), ("leastwise.toml", "max_entries = 0\n")]);
        let told = sandbox.run(&["fix", "--findings", folder, "--as-of", DAY]);
        assert!(told.starts_with(&format!("exit code: {code}\n")), "{folder}: {told}");
        assert_eq!(told.contains("--accept over-quota\n"), code == 1, "{folder}: {told}");
    }
}

#[test]
fn what_no_choice_takes_names_none() {
    let kept = "[[keep]]\naction = \"ec2:RunInstances\"\nreason = \"x\"\nuntil = 2024-01-01\n";
    let sandbox = sandbox("MyRole.json", &finding(UNUSED), kept);
    let told = fix(&sandbox, &["--accept", "over-quota,many-entries"]);
    assert!(told.contains("\n      needs a manual choice in the editor: Narrow `ec2:*`"), "{told}");
    assert!(!told.contains("--accept"), "{told}");
}

/// Whoever has not named the findings has to do that first.
#[test]
fn a_policy_that_is_not_to_be_fixed_needs_no_choice() {
    let sandbox = sandbox("MyRole.json", &finding(UNUSED), "");
    let told = sandbox.run(&["fix", "--as-of", DAY]);
    assert!(told.contains("with --findings") && !told.contains("--accept"), "{told}");
}
