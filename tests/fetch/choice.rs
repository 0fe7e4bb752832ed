//! Which analyzer is asked, and what is run at all.

use crate::sandbox::{ANALYZER, Sandbox};

const OTHER: &str = "arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/other";

#[test]
fn of_several_analyzers_none_is_taken_unasked() {
    let sandbox = Sandbox::new(&[("1-a", "App", "2026-09-01")]);
    sandbox.analyzers(&[
        (ANALYZER, "ACCOUNT_UNUSED_ACCESS"),
        ("arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/external", "ACCOUNT"),
        (OTHER, "ORGANIZATION_UNUSED_ACCESS"),
    ]);
    let ran = sandbox.run(&[]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr.contains("--analyzer") && ran.stderr.contains(ANALYZER) && ran.stderr.contains(OTHER),
        "{ran:?}"
    );
    assert!(!ran.stderr.contains("external"), "{ran:?}");
    assert_eq!(sandbox.operations(), ["list-analyzers"]);

    assert_eq!(sandbox.run(&["--analyzer", "other", "--no-attachments"]).code, Some(0));
    assert!(sandbox.calls()[1].contains(&format!("--analyzer-arn={OTHER}")));
    // With its ARN there is nothing to look for, and its region is known.
    assert_eq!(sandbox.run(&["--analyzer", OTHER, "--no-attachments", "--refresh"]).code, Some(0));
    let calls = sandbox.calls();
    assert!(calls.len() == 2 && calls.iter().all(|call| call.contains("--region=eu-west-1")), "{calls:?}");
    let ran = sandbox.run(&["--analyzer", "nothing"]);
    assert!(ran.code == Some(2) && ran.stderr.contains("is named \"nothing\""), "{ran:?}");
}

#[test]
fn without_an_analyzer_it_is_said_what_one_costs_and_what_to_do_instead() {
    let sandbox = Sandbox::new(&[]);
    sandbox.analyzers(&[("arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/external", "ACCOUNT")]);
    let ran = sandbox.run(&["--region", "eu-west-1"]);
    assert_eq!(ran.code, Some(2));
    for part in ["no analyzer for unused access in eu-west-1", "US$0.20", "--last-accessed"] {
        assert!(ran.stderr.contains(part), "{ran:?}");
    }
    assert_eq!(ran.stderr.trim_end().lines().count(), 1, "{ran:?}");
    assert!(sandbox.visible().is_empty());
}

#[test]
fn a_profile_and_a_region_are_handed_to_every_call_of_both_versions() {
    for version in ["2.23.6", "1.46.3"] {
        let sandbox = Sandbox::new(&[("1-a", "App", "2026-09-01")]);
        sandbox.fake("version", version);
        assert_eq!(sandbox.run(&["--profile", "audit", "--region", "eu-west-1"]).code, Some(0), "{version}");
        let calls = sandbox.calls();
        assert_eq!(calls.len(), 4);
        for call in calls {
            assert!(call.contains("--profile=audit") && call.contains("--region=eu-west-1"), "{call}");
        }
    }
}

#[test]
fn a_dry_run_and_the_policy_run_nothing_and_write_nothing() {
    let sandbox = Sandbox::new(&[]);
    for args in [&["--dry-run", "--stacks", "app", "--catalog"][..], &["--policy", "--recommendations"][..]] {
        let ran = sandbox.run(args);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(!ran.stdout.is_empty() && !sandbox.path("aws").exists());
        assert!(!sandbox.fake_path("calls").exists());
    }
    let commands = sandbox.run(&["--dry-run", "--stacks", "app", "--catalog"]).stdout;
    for part in ["list-analyzers", "get-finding-v2", "--stack-name=app", "--proto =https", "--no-cli-pager"] {
        assert!(commands.contains(part), "{part}: {commands}");
    }
    let policy: serde_json::Value = serde_json::from_str(&sandbox.run(&["--policy"]).stdout).unwrap();
    assert_eq!(policy["Version"], "2012-10-17");
}

#[test]
fn an_aws_that_lies_in_the_workspace_is_not_run() {
    let sandbox = Sandbox::new(&[]);
    std::fs::create_dir(sandbox.path("bin")).unwrap();
    std::os::unix::fs::symlink("/bin/true", sandbox.path("bin/aws")).unwrap();
    let here = sandbox.path("");
    let path = format!(":.:bin:{0}:{0}/bin", here.display());
    let output = sandbox.command(&[]).env_remove("LEASTWISE_AWS").env("PATH", path).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr.contains("is in the workspace") && stderr.contains("LEASTWISE_AWS"), "{stderr}");
}

#[test]
fn a_setting_of_the_workspace_names_no_program_profile_or_endpoint() {
    let sandbox = Sandbox::new(&[]);
    let settings = "[fetch]\nprofile = \"theirs\"\naws = \"./aws\"\nendpoint = \"http://127.0.0.1:9\"\n";
    std::fs::write(sandbox.path("leastwise.toml"), settings).unwrap();
    assert_eq!(sandbox.run(&[]).code, Some(0));
    assert!(sandbox.calls().iter().all(|call| !call.contains("theirs") && !call.contains("127.0.0.1")));
}
