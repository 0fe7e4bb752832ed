//! What docs/cli.md says of the command is what the command says.

use crate::sandbox::Sandbox;

#[test]
fn the_help_texts_in_the_documentation_are_those_of_the_binary() {
    let sandbox = Sandbox::new(&[]);
    let page = include_str!("../../docs/cli.md").replace("\r\n", "\n");
    let mut shown = Vec::new();
    for block in page.split("```text\n$ leastwise ").skip(1) {
        let (command, rest) = block.split_once('\n').unwrap();
        if !command.ends_with("--help") {
            continue;
        }
        let (documented, _) = rest.split_once("```").unwrap();
        let output = sandbox.output(&command.split(' ').collect::<Vec<_>>());
        let printed = String::from_utf8(output.stdout).unwrap().replace("leastwise.exe", "leastwise");
        assert_eq!(trimmed(&printed), trimmed(documented), "docs/cli.md, `leastwise {command}`");
        shown.push(command.to_owned());
    }
    assert_eq!(
        shown,
        ["--help", "check --help", "fix --help", "explain --help", "catalog --help", "server --help"]
    );
}

/// Without what is invisible at the ends of lines.
fn trimmed(text: &str) -> String {
    text.trim_end().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}
