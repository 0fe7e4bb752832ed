//! Color and pipes.

use std::process::Stdio;

use crate::fixtures::{DAY, POLICY, UNUSED_S3, bare_list, example};
use crate::sandbox::Sandbox;

const ESCAPE: u8 = 0x1b;

#[test]
fn color_is_for_terminals_and_for_those_who_request_it() {
    let sandbox = Sandbox::new(&[
        ("MyRole.json", POLICY),
        ("finding.json", &example()),
        ("list/unused.json", &bare_list("s3", UNUSED_S3)),
    ]);
    let colored = |args: &[&str], variable: Option<(&str, &str)>| {
        let mut command = sandbox.command(args);
        command.envs(variable);
        command.output().unwrap().stdout.contains(&ESCAPE)
    };
    for args in [
        &["check", "--as-of", DAY][..],
        &["fix", "--diff", "--findings", "finding.json", "--as-of", DAY],
        &["explain", "s3:Get*", "--unused", "list/unused.json"],
        &["catalog", "s3"],
    ] {
        let with = |color| [args, &["--color", color]].concat();
        assert!(!colored(args, None), "{args:?} into a pipe");
        assert!(!colored(args, Some(("NO_COLOR", "1"))), "{args:?} with NO_COLOR");
        assert!(!colored(&with("never"), Some(("CLICOLOR_FORCE", "1"))), "{args:?} that says never");
        assert!(colored(args, Some(("CLICOLOR_FORCE", "1"))), "{args:?} forced by the environment");
        assert!(colored(&with("always"), Some(("NO_COLOR", "1"))), "{args:?}: a flag is stronger");
    }
    assert!(!colored(&["check", "--format", "json", "--color", "always"], None), "JSON has no color");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let sandbox = Sandbox::new(&[]);
    // More than a pipe holds, so that the write cannot be over before the reader is gone.
    let mut child =
        sandbox.command(&["catalog", "ec2"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

/// Color is requested: without it, every escape sequence would be taken out at the end.
#[test]
fn control_characters_of_names_and_texts_do_not_reach_the_terminal() {
    let policy = POLICY.replace("lambda:Invoke*", "lambda:\\u001b[2JInvoke*");
    let folder = if cfg!(windows) { "folder" } else { "\u{1b}[2Jfolder" };
    let mut files = vec![("finding.json".to_owned(), example())];
    files.push((format!("{folder}/MyRole.json"), policy.clone()));
    files.push((format!("{folder}/MyRole.jsonc"), policy.replace("\"Version\"", "\"Version\",")));
    files.push((format!("{folder}/unattributed.json"), bare_list("s3", UNUSED_S3)));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let sandbox = Sandbox::new(&files);
    std::fs::write(sandbox.path(folder).join("other.json"), b"\xff\"Statement\" \"Effect\" \"Action\"")
        .unwrap();
    let missing = format!("{folder}/missing");
    for args in [
        &["check"][..],
        &["check", "--format", "json"],
        &["fix"],
        &["fix", "--findings", "finding.json"],
        &["check", &missing],
        &["explain", "s3:\u{1b}[2J*"],
    ] {
        let output = sandbox.output(&[args, &["--color", "always"]].concat());
        for bytes in [&output.stdout, &output.stderr] {
            let text = String::from_utf8_lossy(bytes);
            assert!(!text.contains("\u{1b}[2J"), "{args:?}: {text:?}");
        }
    }
}
