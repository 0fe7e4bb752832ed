//! Things in the place of files that never end, that wait, or that have no content of their own.

use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

use super::run;
use crate::fixtures::{DAY, POLICY, example};
use crate::sandbox::Sandbox;

const SETTINGS: &str =
    "catalog = \"services\"\n[[attach]]\npolicy = \"MyRole.json\"\nprincipals = [\"role/MyRole\"]\n";

/// Makes something at a path that does not exist, in a folder that does.
type Make = fn(&Path);

const THINGS: &[(&str, Make)] = &[
    ("a link to a device without an end", |path| symlink("/dev/zero", path).unwrap()),
    ("a link to the terminal", |path| symlink("/dev/tty", path).unwrap()),
    ("a link to standard input", |path| symlink("/dev/stdin", path).unwrap()),
    ("a link to the process's memory map", |path| symlink("/proc/self/maps", path).unwrap()),
    ("a link to itself", |path| symlink(path.file_name().unwrap(), path).unwrap()),
    ("a broken link", |path| symlink("nowhere", path).unwrap()),
    ("a link to a folder", |path| symlink("/usr", path).unwrap()),
    ("a pipe", pipe),
    ("a link to a pipe", |path| {
        pipe(&path.with_extension("pipe"));
        symlink(path.with_extension("pipe"), path).unwrap();
    }),
    ("a socket", |path| drop(UnixListener::bind(path).unwrap())),
    ("a folder", |path| std::fs::create_dir(path).unwrap()),
    ("a sparse file of a gigabyte", |path| std::fs::File::create(path).unwrap().set_len(1 << 30).unwrap()),
    ("a sparse file of a terabyte", |path| {
        // Where the file system takes no such file, the one of a gigabyte has to do.
        let file = std::fs::File::create(path).unwrap();
        file.set_len(1 << 40).or_else(|_| file.set_len(1 << 30)).unwrap();
    }),
];

/// Where files are read from, and whether what stands there could forbid a fix.
const PLACES: &[(&str, bool)] = &[
    (".gitignore", true),
    ("sub/.gitignore", true),
    (".git/info/exclude", true),
    ("leastwise.toml", true),
    ("sub/leastwise.toml", false),
    ("other.json", false),
    ("sub/finding.jsonl", false),
    ("services/s3.json", false),
    ("services", false),
    (".git", false),
    (".gitconfig", false),
    (".config/git/ignore", false),
    (".config/git/config", false),
];

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

fn sandbox() -> Sandbox {
    Sandbox::new(&[
        ("MyRole.json", POLICY),
        ("finding.json", &example()),
        ("leastwise.toml", SETTINGS),
        (
            "services/sqs.json",
            "{\"Name\": \"sqs\", \"Actions\": [{\"Name\": \"SendMessage\"}], \"Version\": \"v1.4\"}",
        ),
        ("sub/other.json", "{}"),
    ])
}

/// Puts something in the place of whatever stands at a path.
fn put(sandbox: &Sandbox, place: &str, make: Make) {
    let path = sandbox.path(place);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let _ = std::fs::remove_file(&path).or_else(|_| std::fs::remove_dir_all(&path));
    make(&path);
}

#[test]
fn what_is_no_regular_file_is_neither_waited_for_nor_read_without_an_end() {
    for (place, forbids) in PLACES {
        for (thing, make) in THINGS {
            // A sparse list of nothing, a repository without a list, or none at all forbid nothing.
            let is_nothing = *thing == "a broken link" && !place.ends_with(".toml");
            let what = format!("{place} is {thing}");
            let sandbox = sandbox();
            put(&sandbox, place, *make);
            run(&sandbox, &["check", "--as-of", DAY], &what);
            let said = run(&sandbox, &["fix", "--findings", "finding.json", "--as-of", DAY], &what);
            if *forbids && !is_nothing {
                assert_eq!(sandbox.read("MyRole.json"), POLICY, "{what}\n{said}");
            }
        }
    }
}

#[test]
fn what_is_named_is_said_to_be_no_regular_file() {
    for (thing, make) in
        THINGS.iter().filter(|(thing, _)| !thing.contains("folder") && !thing.contains("sparse"))
    {
        let sandbox = sandbox();
        put(&sandbox, "named.json", *make);
        for args in [
            &["check", "named.json"][..],
            &["check", "--findings", "named.json"],
            &["explain", "s3:Get*", "--unused", "named.json"],
            &["explain", "s3:Get*", "--findings", "named.json"],
            &["check", "--catalog", "named.json"],
        ] {
            let said = run(&sandbox, args, thing);
            assert!(said.starts_with("error: ") && said.lines().count() == 1, "{thing}: {args:?}: {said}");
        }
    }
}

#[test]
fn an_ignore_file_that_cannot_be_read_is_told_at_its_place_and_bars_fixes() {
    let sandbox = sandbox();
    put(&sandbox, "sub/.gitignore", |path| symlink("/dev/zero", path).unwrap());
    let told = sandbox.run(&["check", "--as-of", DAY]);
    let place = "--> sub/.gitignore:1:1\n";
    let why = "this ignore file is a device, not a regular file, so what Git ignores is unknown";
    assert!(told.starts_with("exit code: 1\n") && told.contains(place) && told.contains(why), "{told}");
    let told = sandbox.run(&["fix", "--as-of", DAY]);
    assert!(told.contains("sub/.gitignore is a device, not a regular file, so it is not known"), "{told}");
    let json: serde_json::Value =
        serde_json::from_slice(&sandbox.output(&["check", "--as-of", DAY, "--format", "json"]).stdout)
            .unwrap();
    assert_eq!(json["ignore_files"][0]["path"], "sub/.gitignore");
    assert_eq!(json["ignore_files"][0]["diagnostics"][0]["rule"], "invalid-setting");
}
