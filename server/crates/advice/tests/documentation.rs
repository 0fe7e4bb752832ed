//! `docs/rules.md` and the rules in the code say the same.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use leastwise_advice::{Level, Rule};

fn documentation() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/rules.md");
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn every_rule_is_documented_in_four_sections() {
    let text = documentation();
    for rule in Rule::ALL {
        let head = format!("\n## {}\n", rule.name());
        let section = text.split_once(&head).unwrap_or_else(|| panic!("no section for {}", rule.name())).1;
        let section = section.split("\n## ").next().unwrap();
        for part in ["**What it does.**", "**Why it matters.**", "**Example.**", "**The fix.**"] {
            assert!(section.contains(part), "{}: {part} is missing", rule.name());
        }
        assert!(rule.documentation().ends_with(&format!("docs/rules.md#{}", rule.name())));
    }
}

#[test]
fn the_table_states_the_levels_in_the_code_and_no_other_rule() {
    let text = documentation();
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("| [`")).collect();
    assert_eq!(rows.len(), Rule::ALL.len());
    for rule in Rule::ALL {
        let level = match rule.default_level() {
            Level::Hint => "hint",
            Level::Information => "information",
            Level::Warning => "warning",
            Level::Error => "error",
        };
        let start = format!("| [`{0}`](#{0}) | {level} |", rule.name());
        assert!(rows.iter().any(|row| row.starts_with(&start)), "no row `{start}`");
    }
}
