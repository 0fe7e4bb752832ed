//! Runs that are stopped or killed.

use std::process::Child;

use rustix::process::{Pid, Signal, kill_process};

use crate::sandbox::{Ran, Sandbox};

fn signal(child: &Child, signal: Signal) {
    kill_process(Pid::from_child(child), signal).unwrap();
}

/// Waits until the program that stands for the AWS CLI was called with this.
fn wait_for_call(sandbox: &Sandbox, part: &str) {
    while !std::fs::read_to_string(sandbox.fake_path("calls")).unwrap_or_default().contains(part) {
        std::thread::yield_now();
    }
}

#[test]
fn ctrl_c_and_a_request_to_end_stop_the_run_and_all_that_it_started() {
    for one in [Signal::INT, Signal::TERM, Signal::HUP] {
        let sandbox = Sandbox::new(&[("1-a", "App", "2026-09-01")]);
        assert_eq!(sandbox.run(&[]).code, Some(0));
        sandbox.findings(&[("1-a", "App", "2026-09-02"), ("2-b", "Deploy", "2026-09-02")]);
        let before = sandbox.visible();
        sandbox.calls();
        sandbox.fault("case \"$all\" in *--id=2-b*) echo $$ > \"$dir/pid\"; echo hangs >> \"$dir/calls\"; exec sleep 1000;; esac");
        let mut run = sandbox.command(&["--jobs", "1"]);
        let run =
            run.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
        wait_for_call(&sandbox, "hangs");
        signal(&run, one);
        let ran = Ran::new(run.wait_with_output().unwrap());
        assert_eq!(ran.code, Some(130), "{one:?}: {ran:?}");
        assert_eq!(sandbox.visible(), before, "{one:?}");
        let pid = std::fs::read_to_string(sandbox.fake_path("pid")).unwrap();
        let state = std::fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
        assert!(state.is_empty() || state.contains(" Z "), "{state}");
        sandbox.fault("");
        assert_eq!(sandbox.run(&["--json"]).counts(), [2, 0, 0, 0], "{one:?}");
    }
}

#[test]
fn a_run_that_is_killed_at_any_moment_leaves_only_files_that_can_be_parsed() {
    let roles: Vec<(String, String)> = (0..24).map(|n| (format!("{n}-a"), format!("Role{n}"))).collect();
    let findings = |day: u32| -> Vec<(String, String, String)> {
        roles.iter().map(|(id, role)| (id.clone(), role.clone(), format!("2026-09-{day:02}"))).collect()
    };
    let sandbox = Sandbox::new(&[]);
    let mut random = 0x2545_f491_u64;
    for day in 1..=20 {
        let findings = findings(day);
        let findings: Vec<(&str, &str, &str)> = findings
            .iter()
            // Some go, and come again.
            .filter(|(id, ..)| !id.starts_with(&day.to_string()))
            .map(|(id, role, updated)| (id.as_str(), role.as_str(), updated.as_str()))
            .collect();
        sandbox.findings(&findings);
        sandbox.calls();
        // After so many calls, which end at about 26, or as soon as a file took its place.
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let point = (random >> 33) % 30;
        let mut run = sandbox.command(&["-q"]).spawn().unwrap();
        let calls =
            || std::fs::read_to_string(sandbox.fake_path("calls")).unwrap_or_default().lines().count() as u64;
        while calls() < point && run.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        if point > 20 {
            let is_new =
                || sandbox.visible().values().any(|text| text.contains(&format!("2026-09-{day:02}")));
            while !is_new() && run.try_wait().unwrap().is_none() {
                std::thread::yield_now();
            }
        }
        run.kill().unwrap();
        run.wait().unwrap();
        for (path, text) in sandbox.visible() {
            assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{path}: {text}");
        }
    }
    let ran = sandbox.run(&["--json"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(!sandbox.path("aws/.leastwise-partial").exists());
    let mut names: Vec<_> =
        std::fs::read_dir(sandbox.path("aws")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, [".gitignore", ".lock", "aws"]);
}
