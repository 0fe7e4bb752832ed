//! How many programs run at once.

use crate::sandbox::Sandbox;

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
