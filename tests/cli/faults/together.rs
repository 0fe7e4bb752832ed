//! Two runs at once.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::{Held, fixed, tree};
use crate::fixtures::POLICY;
use crate::sandbox::Sandbox;

#[test]
fn of_two_runs_at_once_each_file_is_written_by_one_and_refused_or_left_by_the_other() {
    let names: Vec<String> = (0..60).map(|number| format!("MyRole/{number}.json")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), POLICY)).collect();
    let fixed = fixed();
    for _ in 0..4 {
        let sandbox = Sandbox::new(&files);
        let before = tree(&sandbox);
        let runs = [Held::start(&sandbox), Held::start(&sandbox)];
        let outputs = runs.map(|run| thread::spawn(|| run.go_on())).map(|run| run.join().unwrap());

        let mut written = 0;
        for output in outputs {
            let stdout = String::from_utf8(output.stdout).unwrap();
            let stderr = String::from_utf8(output.stderr).unwrap();
            let changed = stderr.lines().filter(|line| line.ends_with("run the command again")).count();
            assert_eq!(changed, stderr.lines().count(), "{stderr}");
            assert_eq!(output.status.code(), Some(if changed == 0 { 0 } else { 2 }), "{stderr}");
            let fixed = stdout.lines().filter(|line| line.starts_with("fixed")).count();
            assert_eq!(fixed + changed, names.len(), "{stdout}{stderr}");
            written += fixed;
        }
        assert!(written >= names.len(), "{written}");
        let expected =
            before.into_iter().map(|(path, holds)| (path, holds.replace(POLICY, &fixed))).collect();
        assert_eq!(tree(&sandbox), expected);
    }
}

/// A fix looks at a file, writes the new text beside it, and then takes the file's name. Another program saves every
/// second policy in just that time: as soon as the one before it is fixed.
#[test]
fn what_a_program_saves_in_the_moment_of_the_fix_is_not_lost() {
    let names: Vec<String> = (0..120).map(|number| format!("MyRole/{number:03}.json")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), POLICY)).collect();
    let sandbox = Sandbox::new(&files);
    let run = Held::start(&sandbox);
    let paths: Vec<PathBuf> = names.iter().map(|name| sandbox.path(name)).collect();
    let is_over = Arc::new(AtomicBool::new(false));
    let saver = thread::spawn({
        let is_over = Arc::clone(&is_over);
        move || {
            for pair in paths.chunks_exact(2) {
                while std::fs::read_to_string(&pair[0]).unwrap() == POLICY && !is_over.load(Ordering::Relaxed)
                {
                    thread::yield_now();
                }
                let new = pair[1].with_extension("new");
                std::fs::write(&new, "theirs").unwrap();
                std::fs::rename(new, &pair[1]).unwrap();
            }
        }
    });
    let output = run.go_on();
    is_over.store(true, Ordering::Relaxed);
    saver.join().unwrap();

    let stdout = String::from_utf8(output.stdout).unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    for pair in names.chunks_exact(2) {
        assert!(stdout.contains(&format!("fixed  {}:", pair[0])), "{stdout}{stderr}");
        // Whether the fix came before or was refused after: saving was the last that happened to the file.
        assert_eq!(sandbox.read(&pair[1]), "theirs");
        let fixed = stdout.contains(&format!("fixed  {}:", pair[1]));
        assert_ne!(fixed, stderr.contains(&format!("{} has changed", pair[1])), "{stdout}{stderr}");
    }
    assert_eq!(tree(&sandbox).len(), names.len() + 1);
}
