//! Runs that are killed.

use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};

use super::{fixed, tree};
use crate::fixtures::{DAY, POLICY, example};
use crate::sandbox::Sandbox;

const FIX: &[&str] = &["fix", "policies", "--findings", "finding.json", "--as-of", DAY];

#[test]
fn a_run_that_is_killed_leaves_each_policy_whole_and_the_next_run_does_the_rest() {
    // In the order in which they are written.
    let names: Vec<String> = (0..120).map(|number| format!("policies/MyRole/{number:03}.json")).collect();
    let (fixed, finding) = (fixed(), example());
    for point in [0usize, 1, 2, 3, 5, 9, 17, 33, 65, 110] {
        let mut files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), POLICY)).collect();
        files.push(("finding.json", &finding));
        let sandbox = Sandbox::new(&files);
        let before = tree(&sandbox);
        let mut run = sandbox.command(FIX).stdout(Stdio::null()).spawn().unwrap();
        // It is killed as soon as so many files have been written.
        while let Some(last) = point.checked_sub(1) {
            if sandbox.read(&names[last]) != POLICY {
                break;
            }
            assert!(run.try_wait().unwrap().is_none_or(|status| status.success()));
            std::thread::yield_now();
        }
        run.kill().unwrap();
        run.wait().unwrap();

        let mut after = tree(&sandbox);
        // Between taking its name and taking the policy's, a file of ours can be seen. It is whole, too.
        let ours: Vec<_> = after.keys().filter(|path| !before.contains_key(*path)).cloned().collect();
        assert!(ours.len() <= 1, "{ours:?}");
        for path in ours {
            assert!(path.file_name().unwrap().to_str().unwrap().starts_with(".leastwise-"), "{path:?}");
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(text == POLICY || text == fixed, "{text}");
            std::fs::remove_file(&path).unwrap();
            after.remove(&path);
        }
        assert_eq!(after.len(), before.len());
        for (path, holds) in &before {
            let now = &after[path];
            assert!(now == holds || *now == holds.replace(POLICY, &fixed), "{path:?}: {now}");
        }
        assert_eq!(sandbox.output(FIX).status.code(), Some(0));
        let expected =
            before.into_iter().map(|(path, holds)| (path, holds.replace(POLICY, &fixed))).collect();
        assert_eq!(tree(&sandbox), expected);
    }
}

/// The system kills a process that writes more into a file than it may: in the very middle of a write.
#[cfg(target_os = "linux")]
#[test]
fn a_run_that_is_killed_in_the_middle_of_a_write_leaves_nothing_behind() {
    let long = POLICY.replace("\"Version\"", &format!("\"Id\": \"{}\",\n  \"Version\"", "x".repeat(4096)));
    let sandbox = Sandbox::new(&[("policies/MyRole.json", &long), ("finding.json", &example())]);
    let before = tree(&sandbox);
    let limited = "ulimit -f 1; exec \"$0\" \"$@\"";
    let mut shell = Command::new("sh");
    shell.args(["-c", limited, env!("CARGO_BIN_EXE_leastwise")]).args(FIX).current_dir(sandbox.path(""));
    let status = shell.stdout(Stdio::null()).status().unwrap();
    assert_eq!(status.signal(), Some(rustix::process::Signal::XFSZ.as_raw()));
    assert_eq!(tree(&sandbox), before);
}
