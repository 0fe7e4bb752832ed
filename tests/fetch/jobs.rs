//! How many programs run at once, and how much memory that takes.

use crate::sandbox::{Ran, Sandbox};

#[test]
fn no_more_programs_run_at_once_than_jobs_and_processors() {
    let findings: Vec<(String, String)> = (0..40).map(|n| (format!("{n}-a"), format!("Role{n}"))).collect();
    let findings: Vec<(&str, &str, &str)> =
        findings.iter().map(|(id, role)| (id.as_str(), role.as_str(), "2026-09-01")).collect();
    let processors = std::thread::available_parallelism().unwrap().get();
    for (jobs, most) in [("1", 1), ("64", processors)] {
        let sandbox = Sandbox::new(&findings);
        let ran = sandbox.run(&["--json", "--jobs", jobs]);
        assert_eq!(ran.counts(), [40, 0, 0, 0], "{ran:?}");
        assert!(sandbox.most_at_once() <= most, "{jobs}");
    }
    assert_eq!(Sandbox::new(&[]).run(&["--jobs", "0"]).code, Some(2));
}

#[cfg(target_os = "linux")]
#[test]
fn a_thousand_findings_take_four_programs_at_most_and_less_than_100_mib() {
    let findings: Vec<(String, String)> = (0..1000).map(|n| (format!("{n}-a"), format!("Role{n}"))).collect();
    let findings: Vec<(&str, &str, &str)> =
        findings.iter().map(|(id, role)| (id.as_str(), role.as_str(), "2026-09-01")).collect();
    let sandbox = Sandbox::new(&findings);
    let mut command = sandbox.command(&["--json"]);
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let mut run = command.spawn().unwrap();
    let status = format!("/proc/{}/status", run.id());
    // The most that was resident so far, in KiB; it only grows.
    let mut peak = 0;
    while run.try_wait().unwrap().is_none() {
        let status = std::fs::read_to_string(&status).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = line.and_then(|line| line.trim().split(' ').next()?.parse().ok()).unwrap_or(peak);
        std::thread::yield_now();
    }
    let ran = Ran::new(run.wait_with_output().unwrap());
    assert_eq!((ran.code, ran.counts()), (Some(0), [1000, 0, 0, 0]), "{ran:?}");
    assert!(peak > 0 && peak < 100 * 1024, "{peak} KiB");
    assert!(sandbox.most_at_once() <= 4);
}
