//! Others change a policy between the moment it is read and the moment it is written.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use super::{Held, fixed, make_pipe, tree};
use crate::fixtures::{POLICY, example};
use crate::sandbox::Sandbox;

const CHANGED: &str = "has changed since it was read; run the command again";

/// What comes in a policy's place, how, and what is said about it.
type Change = (&'static str, fn(&Path), &'static str);

const CHANGES: &[Change] = &[
    ("more text", |path| std::fs::write(path, format!("{POLICY}\n")).unwrap(), CHANGED),
    ("as long a text", |path| std::fs::write(path, POLICY.replace("Get", "Put")).unwrap(), CHANGED),
    ("no text", |path| std::fs::write(path, "").unwrap(), CHANGED),
    (
        "another file",
        |path| {
            std::fs::write(path.with_extension("new"), "{}").unwrap();
            std::fs::rename(path.with_extension("new"), path).unwrap();
        },
        CHANGED,
    ),
    (
        "a link to a file that holds the same",
        |path| {
            std::fs::rename(path, path.with_extension("old")).unwrap();
            symlink("MyRole.old", path).unwrap();
        },
        CHANGED,
    ),
    (
        "a link in the place of the folder",
        |path| {
            let folder = path.parent().unwrap();
            std::fs::rename(folder, folder.with_extension("old")).unwrap();
            symlink("a.old", folder).unwrap();
        },
        CHANGED,
    ),
    (
        "a link that leads nowhere",
        |path| {
            std::fs::remove_file(path).unwrap();
            symlink("nowhere", path).unwrap();
        },
        CHANGED,
    ),
    (
        "nothing",
        |path| std::fs::remove_file(path).unwrap(),
        "cannot be written: No such file or directory (os error 2)",
    ),
    (
        "a folder",
        |path| {
            std::fs::remove_file(path).unwrap();
            std::fs::create_dir(path).unwrap();
            std::fs::write(path.join("inside"), "theirs").unwrap();
        },
        "is not a regular file and cannot be replaced",
    ),
    (
        "a pipe",
        |path| {
            std::fs::remove_file(path).unwrap();
            make_pipe(path);
        },
        "is not a regular file and cannot be replaced",
    ),
    (
        "a read-only file",
        |path| std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o444)).unwrap(),
        "is read-only",
    ),
];

#[test]
fn what_others_put_in_a_policys_place_is_refused_and_stays_and_the_other_policies_are_fixed() {
    let fixed = fixed();
    for (change, make, said) in CHANGES {
        let sandbox = Sandbox::new(&[("MyRole/a.json", POLICY), ("MyRole.json", POLICY)]);
        let run = Held::start(&sandbox);
        make(&sandbox.path("MyRole/a.json"));
        let mut expected = tree(&sandbox);

        let output = run.go_on();

        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(stderr, format!("error: MyRole/a.json {said}\n"), "{change}");
        assert_eq!(output.status.code(), Some(2), "{change}");
        assert!(
            String::from_utf8(output.stdout)
                .unwrap()
                .ends_with("Fixed 1 file. 1 file could not be written.\n"),
            "{change}"
        );
        let other = expected.get_mut(&sandbox.path("MyRole.json")).unwrap();
        *other = other.replace(POLICY, &fixed);
        assert_eq!(tree(&sandbox), expected, "{change}");
    }
}

#[test]
fn a_file_under_two_names_is_fixed_under_the_name_that_was_read() {
    let sandbox = Sandbox::new(&[("MyRole/a.json", POLICY)]);
    let run = Held::start(&sandbox);
    std::fs::hard_link(sandbox.path("MyRole/a.json"), sandbox.path("other")).unwrap();
    assert_eq!(run.go_on().status.code(), Some(0));
    assert_eq!((sandbox.read("MyRole/a.json"), sandbox.read("other")), (fixed(), POLICY.to_owned()));
}

#[test]
fn modes_stay_as_they_are() {
    let sandbox =
        Sandbox::new(&[("MyRole/a.json", POLICY), ("MyRole/b.json", POLICY), ("finding", &example())]);
    for (path, mode) in [("MyRole/a.json", 0o604), ("MyRole/b.json", 0o750)] {
        std::fs::set_permissions(sandbox.path(path), std::fs::Permissions::from_mode(mode)).unwrap();
    }
    let before = tree(&sandbox);
    assert_eq!(Held::start(&sandbox).go_on().status.code(), Some(0));
    let fixed = fixed();
    let expected = before.into_iter().map(|(path, holds)| (path, holds.replace(POLICY, &fixed))).collect();
    assert_eq!(tree(&sandbox), expected);
}
