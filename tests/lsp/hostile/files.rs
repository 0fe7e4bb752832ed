//! A workspace with things in the place of files that never end, or that wait.

use std::os::unix::fs::symlink;
use std::process::Command;

use crate::workspace::{SHOWN, Workspace};

#[test]
fn a_workspace_of_pipes_and_devices_is_read_and_what_they_stand_for_is_told() {
    let workspace = Workspace::demo();
    let path = |name: &str| workspace.path().join(name);
    for folder in ["device", "pipe", "circle", "toml"] {
        std::fs::create_dir(path(folder)).unwrap();
    }
    symlink("/dev/zero", path("device/.gitignore")).unwrap();
    symlink("/dev/stdin", path("device/policy.json")).unwrap();
    symlink("circle.json", path("circle/circle.json")).unwrap();
    for pipe in ["pipe/.gitignore", "pipe/finding.json", "toml/leastwise.toml"] {
        assert!(Command::new("mkfifo").arg(path(pipe)).status().unwrap().success());
    }
    let mut client = workspace.start();
    for name in ["device/.gitignore", "pipe/.gitignore", "toml/leastwise.toml"] {
        client.shows(&workspace.uri(name), &[("invalid-setting", 1)]);
    }
    // What may be ignored may be a finding or the policy itself.
    let mut barred = [SHOWN, &[("unjudged-policy", 1)]].concat();
    barred.sort();
    client.shows(&workspace.uri("MyRole.json"), &barred);
    for name in ["device/.gitignore", "pipe/.gitignore", "toml/leastwise.toml", "circle/circle.json"] {
        workspace.delete(name);
    }
    client.tell_of_changes([&workspace.uri("device/.gitignore")]);
    client.shows(&workspace.uri("MyRole.json"), SHOWN);
    client.hang_up();
}
