//! What the system refuses: space, folders, other people's files.

use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::process::Command;

use super::{fixed, tree};
use crate::fixtures::{DAY, POLICY, example};
use crate::sandbox::Sandbox;

const FIX: &[&str] = &["fix", "--findings", "finding.json", "--as-of", DAY];

/// A limit on the length of files stands for a full disk: a part of the text can be written, and then no more.
#[test]
fn where_there_is_no_space_for_the_new_text_the_old_one_stays_and_smaller_files_are_fixed() {
    let long = POLICY.replace("\"Version\"", &format!("\"Id\": \"{}\",\n  \"Version\"", "x".repeat(4096)));
    let sandbox =
        Sandbox::new(&[("MyRole/a.json", &long), ("MyRole/b.json", POLICY), ("finding.json", &example())]);
    let mut expected = tree(&sandbox);
    let limited = "trap '' XFSZ; ulimit -f 2; exec \"$0\" \"$@\"";
    let mut shell = Command::new("sh");
    shell.args(["-c", limited, env!("CARGO_BIN_EXE_leastwise")]).args(FIX).current_dir(sandbox.path(""));
    let output = shell.output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(stderr, "error: MyRole/a.json cannot be written: File too large (os error 27)\n");
    assert_eq!(output.status.code(), Some(2));
    let other = expected.get_mut(&sandbox.path("MyRole/b.json")).unwrap();
    *other = other.replace(POLICY, &fixed());
    assert_eq!(tree(&sandbox), expected);
}

#[test]
fn a_report_without_a_reader_does_not_hide_that_a_file_was_not_written() {
    let sandbox =
        Sandbox::new(&[("MyRole/a.json", POLICY), ("MyRole/b.json", POLICY), ("finding.json", &example())]);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    std::fs::set_permissions(sandbox.path("MyRole/a.json"), std::fs::Permissions::from_mode(0o444)).unwrap();
    let output = sandbox.command(FIX).stdout(writer).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert_eq!(sandbox.read("MyRole/b.json"), fixed());
}

/// The command run by a user who is not the administrator, to whom nothing is refused.
struct OtherUser {
    sandbox: Sandbox,
    is_other: bool,
}

/// The id of a user without rights, on every system that has one.
const OTHER_ID: u32 = 65534;

impl OtherUser {
    fn new(files: &[(&str, &str)]) -> OtherUser {
        let sandbox = Sandbox::new(files);
        let is_other = rustix::process::geteuid().is_root();
        // Where the tests run as the administrator, others need to get at the files and at the binary.
        for (path, mode) in [("", 0o777), ("leastwise", 0o755)] {
            if path == "leastwise" {
                std::fs::copy(env!("CARGO_BIN_EXE_leastwise"), sandbox.path(path)).unwrap();
            }
            std::fs::set_permissions(sandbox.path(path), std::fs::Permissions::from_mode(mode)).unwrap();
        }
        OtherUser { sandbox, is_other }
    }

    fn run(&self) -> String {
        self.run_with(FIX)
    }

    fn run_with(&self, args: &[&str]) -> String {
        let mut command = Command::new(self.sandbox.path("leastwise"));
        command.args(args).current_dir(self.sandbox.path("")).env_clear();
        if self.is_other {
            command.uid(OTHER_ID).gid(OTHER_ID);
        }
        self.sandbox.tell(&command.output().unwrap())
    }

    fn set_mode(&self, path: &str, mode: u32) {
        std::fs::set_permissions(self.sandbox.path(path), std::fs::Permissions::from_mode(mode)).unwrap();
    }

    /// What stands in a folder.
    fn names(&self, folder: &str) -> Vec<std::ffi::OsString> {
        let entries = std::fs::read_dir(self.sandbox.path(folder)).unwrap();
        entries.map(|entry| entry.unwrap().file_name()).collect()
    }
}

#[test]
fn a_policy_in_a_read_only_folder_stays_and_the_reason_is_said() {
    let user = OtherUser::new(&[("in/MyRole.json", POLICY), ("finding.json", &example())]);
    user.set_mode("in/MyRole.json", 0o666);
    user.set_mode("in", 0o555);
    let told = user.run();
    let reason = "error: in/MyRole.json cannot be replaced: no new file can be created in its folder: permission denied";
    assert!(told.starts_with("exit code: 2\n") && told.contains(reason), "{told}");
    assert_eq!(user.sandbox.read("in/MyRole.json"), POLICY);
    assert_eq!(user.names("in"), ["MyRole.json"]);
    // So that the sandbox can be taken away.
    user.set_mode("in", 0o755);
}

#[test]
fn a_policy_that_may_not_be_written_stays_even_where_its_folder_may() {
    let user = OtherUser::new(&[("in/MyRole.json", POLICY), ("finding.json", &example())]);
    user.set_mode("in", 0o777);
    // The owner of a file may not write it where only the others may.
    let mode = if user.is_other { 0o644 } else { 0o466 };
    user.set_mode("in/MyRole.json", mode);
    let told = user.run();
    assert!(told.starts_with("exit code: 2\n") && told.contains("Permission denied"), "{told}");
    assert_eq!(user.sandbox.read("in/MyRole.json"), POLICY);
    assert_eq!(user.names("in"), ["MyRole.json"]);
}

#[test]
fn named_findings_that_may_not_be_read_are_an_error_and_nothing_is_fixed() {
    let files =
        [("in/MyRole.json", POLICY), ("findings/old.json", &example()), ("findings/new.json", &example())];
    let user = OtherUser::new(&files);
    user.set_mode("findings/new.json", 0);
    let told = user.run_with(&["fix", "--findings", "findings", "--as-of", DAY]);
    let expected = "exit code: 2\n----- stderr\nerror: findings/new.json cannot be read: Permission denied (os error 13)\n";
    assert_eq!(told, expected);
    assert_eq!(user.sandbox.read("in/MyRole.json"), POLICY);
}

#[test]
fn a_policy_that_would_change_hands_stays_with_its_owner() {
    let user = OtherUser::new(&[("in/MyRole.json", POLICY), ("finding.json", &example())]);
    user.set_mode("in", 0o777);
    user.set_mode("in/MyRole.json", 0o666);
    let told = user.run();
    if user.is_other {
        assert!(
            told.starts_with("exit code: 2\n") && told.contains("run the command as its owner"),
            "{told}"
        );
        assert_eq!(user.sandbox.read("in/MyRole.json"), POLICY);
    } else {
        // Only the administrator can make a file of another user. A user's own file is fixed.
        assert_eq!(user.sandbox.read("in/MyRole.json"), fixed());
    }
    assert_eq!(user.names("in"), ["MyRole.json"]);
}
