//! What the command says of the same files.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The command, in a folder.
pub(crate) fn leastwise(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_leastwise"));
    command.current_dir(folder);
    command
}

/// The diagnostics of `leastwise check` on a day, by file, each in a form of the test's own; files without any left out.
pub(crate) fn advice<'a, T>(
    folder: &Path,
    day: &str,
    arguments: impl IntoIterator<Item = &'a str>,
    read: impl Fn(&Value) -> T,
) -> BTreeMap<String, Vec<T>> {
    let output = leastwise(folder)
        .args(["check", "--format", "json", "--exit-zero", "--as-of", day])
        .args(arguments)
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    let lists = ["policies", "findings", "settings", "catalog_files", "ignore_files", "sources"]
        .map(|list| report[list].as_array());
    let files = lists.into_iter().flatten().flatten().map(|file| {
        let advice = file["diagnostics"].as_array().unwrap().iter().map(&read).collect();
        (file["path"].as_str().unwrap().to_owned(), advice)
    });
    files.filter(|(_, advice): &(_, Vec<T>)| !advice.is_empty()).collect()
}
