//! The tables of `docs/settings.md`. Each stands between `<!-- table NAME -->` and `<!-- end -->`; all else is written by
//! hand.

use anyhow::{Context, Result};
use leastwise_advice::settings::table::{ATTACH, KEEP, KEYS, Key, Kind, LEVELS, Place};

const END: &str = "<!-- end -->";

/// The text with its tables made anew.
pub(super) fn fill(text: &str) -> Result<String> {
    let in_file = |key: &&Key| key.place != Place::Editor;
    let of_editor = |key: &&Key| key.place != Place::File;
    let tables = [
        ("file", table(KEYS.iter().filter(in_file), false)),
        ("attach", table(ATTACH.iter(), false)),
        ("keep", table(KEEP.iter(), false)),
        ("editor", table(KEYS.iter().filter(of_editor), true)),
        ("levels", words(LEVELS)),
    ];
    let mut out = text.to_owned();
    for (name, table) in tables {
        let start = format!("<!-- table {name} -->\n");
        let (before, rest) = out.split_once(&start).with_context(|| format!("there is no table {name}"))?;
        let (_, after) = rest.split_once(END).with_context(|| format!("the table {name} has no end"))?;
        out = format!("{before}{start}{table}{END}{after}");
    }
    Ok(out)
}

fn table<'k>(keys: impl Iterator<Item = &'k Key>, in_editor: bool) -> String {
    let mut out = "| setting | takes | default | for |\n|---|---|---|---|\n".to_owned();
    for key in keys {
        let mut about = key.about.to_owned();
        // A file of the workspace may set it within bounds of its own.
        if key.restricted && in_editor {
            about.push_str(" Ignored in untrusted workspaces.");
        }
        let default = match (key.default, key.required) {
            (_, true) => "required".to_owned(),
            ("", _) => "-".to_owned(),
            (default, _) if is_literal(default) => format!("`{default}`"),
            (default, _) => default.to_owned(),
        };
        let default = match key.default_in_vscode {
            Some(other) if in_editor => format!("{default}; in VS Code `{other}`"),
            _ => default,
        };
        let name = if in_editor { format!("leastwise.{}", key.editor_name()) } else { key.name.to_owned() };
        out.push_str(&format!("| `{name}` | {} | {default} | {about} |\n", takes(key.kind)));
    }
    out
}

/// Whether a default is a value rather than words about one.
fn is_literal(default: &str) -> bool {
    default.starts_with(['"', '[']) || default.parse::<u32>().is_ok() || matches!(default, "true" | "false")
}

fn takes(kind: Kind) -> String {
    match kind {
        Kind::Text => "text".to_owned(),
        Kind::Folder => "a folder".to_owned(),
        Kind::Globs => "a glob or a list of globs".to_owned(),
        Kind::Principals => "a principal or a list of principals".to_owned(),
        Kind::Action => "an action or pattern".to_owned(),
        Kind::Day => "a date, as `2027-03-31` or `\"2027-03-31\"`".to_owned(),
        Kind::Flag => "`true` or `false`".to_owned(),
        Kind::Count(least) => format!("a whole number from {least} on"),
        Kind::Choice(choices) => {
            let choices = choices.iter().map(|(word, about)| format!("`\"{word}\"`: {about}"));
            choices.collect::<Vec<_>>().join("<br>")
        }
        Kind::Levels => "a table from rules to levels".to_owned(),
        Kind::Tables(_) => "tables, see below".to_owned(),
    }
}

fn words(words: &[(&str, &str)]) -> String {
    words.iter().map(|(word, about)| format!("- `\"{word}\"`: {about}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_that_is_missing_or_has_no_end_is_said() {
        let whole: String = ["file", "attach", "keep", "editor", "levels"]
            .iter()
            .map(|name| format!("before\n<!-- table {name} -->\n@old@\n{END}\nafter\n"))
            .collect();
        let filled = fill(&whole).unwrap();
        assert!(filled.contains("| `max_entries` |") && filled.contains("| `leastwise.maxEntries` |"));
        assert!(!filled.contains("@old@") && fill(&filled).unwrap() == filled);
        assert!(fill(&whole.replace("table keep", "table kept")).is_err());
        assert!(fill(&whole.replace(END, "")).is_err());
    }
}
