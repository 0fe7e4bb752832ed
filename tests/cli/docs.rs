//! What the documentation shows of the command is what the command prints.

use crate::sandbox::Sandbox;

/// Stands for lines that the documentation leaves out.
const LEFT_OUT: &str = "...\n";

/// The demo at the place that it has in the repository.
fn demo() -> Sandbox {
    Sandbox::new(&[
        ("editors/demo/MyRole.json", include_str!("../../editors/demo/MyRole.json")),
        ("editors/demo/finding-MyRole.json", include_str!("../../editors/demo/finding-MyRole.json")),
    ])
}

fn printed(sandbox: &Sandbox, command: &str) -> String {
    let words: Vec<&str> = command.split(' ').map(|word| word.trim_matches('\'')).collect();
    let output = sandbox.output(&words);
    trimmed(&String::from_utf8(output.stdout).unwrap().replace("leastwise.exe", "leastwise"))
}

#[test]
fn the_commands_in_the_documentation_print_what_it_shows() {
    let sandbox = demo();
    let page = include_str!("../../docs/cli.md").replace("\r\n", "\n");
    let mut shown = Vec::new();
    for block in page.split("```text\n$ leastwise ").skip(1) {
        let (command, rest) = block.split_once('\n').unwrap();
        let (documented, _) = rest.split_once("```").unwrap();
        let printed = printed(&sandbox, command);
        if documented.contains(LEFT_OUT) {
            let mut rest = printed.as_str();
            for piece in documented.split(LEFT_OUT).map(str::trim) {
                let at = rest.find(piece).unwrap_or_else(|| panic!("`leastwise {command}`: {piece}\n{rest}"));
                rest = &rest[at + piece.len()..];
            }
        } else {
            assert_eq!(printed, trimmed(documented), "docs/cli.md, `leastwise {command}`");
        }
        shown.push(command.to_owned());
    }
    assert_eq!(
        shown,
        [
            "--help",
            "fetch --help",
            "check editors/demo --as-of 2024-06-15",
            "check --help",
            "fix --help",
            "explain 's3:*Tagging' --unused s3:GetBucketTagging --as-of 2024-06-15",
            "explain --help",
            "catalog --help",
            "server --help"
        ]
    );
}

#[test]
fn the_first_command_of_the_readme_prints_nine_warnings_and_what_the_readme_shows_last() {
    let readme = include_str!("../../README.md").replace("\r\n", "\n");
    let (_, rest) = readme.split_once("```\nwarning").unwrap();
    let (shown, _) = rest.split_once("```").unwrap();
    let printed = printed(&demo(), "check editors/demo --exit-zero");
    let (_, last) = printed.rsplit_once("\nwarning").unwrap();
    assert!(last.starts_with(shown.trim_end()), "README.md shows\nwarning{shown}\nand not\nwarning{last}");
    assert!(printed.contains("\nFound 9 warnings"), "{printed}");
}

/// Without what is invisible at the ends of lines.
fn trimmed(text: &str) -> String {
    text.trim_end().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}
