//! Whole workspaces, the adversarial ones among them: what `check` says and what `fix` would write.

use crate::sandbox::Sandbox;
use crate::workspace_files::Workspace;

#[test]
fn every_workspace_gives_what_was_reviewed() {
    insta::glob!("../fixtures/workspaces", "*.txt", |path| {
        let workspace = Workspace::read(&std::fs::read_to_string(path).unwrap());
        let sandbox = Sandbox::new(&[]);
        for (path, text) in &workspace.files {
            sandbox.write(path, text);
        }
        let mut told = String::new();
        for command in &workspace.commands {
            let args: Vec<&str> = command.iter().map(String::as_str).collect();
            told.push_str(&format!("$ leastwise {}\n{}\n", command.join(" "), sandbox.run(&args)));
        }
        insta::assert_snapshot!(told);
    });
}
