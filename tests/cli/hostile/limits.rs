//! Settings and ignore files that say far more than anybody would.

use std::fmt::Write;

use super::run;
use crate::fixtures::{DAY, POLICY, example};
use crate::sandbox::Sandbox;

const ATTACH: &str = "[[attach]]\npolicy = \"MyRole.json\"\nprincipals = [\"role/MyRole\"]\n";

/// So many lines, made from their numbers.
fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    (0..count).for_each(|number| writeln!(text, "{}", line(number)).unwrap());
    text
}

fn globs(count: usize) -> String {
    let globs: Vec<String> =
        (0..count).map(|number| format!("\"**/x{number}*/[ab]{{c,d}}*.json\"")).collect();
    format!("[{}]", globs.join(","))
}

fn sandbox(settings: &str, ignored: &str) -> Sandbox {
    let finding = example();
    Sandbox::new(&[
        ("MyRole.json", POLICY),
        ("finding.json", &finding),
        ("leastwise.toml", settings),
        (".gitignore", ignored),
    ])
}

#[test]
fn what_is_over_a_limit_is_told_and_no_fix_is_offered() {
    let attach =
        |number: usize| format!("[[attach]]\npolicy = \"r{number}*/**\"\nprincipals = [\"role/R{number}\"]");
    let keep = |number: usize| format!("[[keep]]\naction = \"s3:*a{number}*\"\nreason = \"a\"");
    let many = globs(3_000);
    let most = |count: usize| {
        let globs: Vec<String> = (0..count).map(|number| format!("\"r{number}/{{a,b}}*.json\"")).collect();
        format!("[{}]", globs.join(","))
    };
    let alternatives = format!("x{}", "{a,b}*".repeat(10));
    let principals: Vec<String> = (0..40_001).map(|number| format!("\"role/R{number}\"")).collect();
    let patterns = lines(50_000, |number| format!("*a{number}*/b"));
    for (settings, ignored, place, said) in [
        (
            format!("exclude = {many}\n{ATTACH}"),
            "",
            "leastwise.toml:1:11",
            "more than 2,000 globs of this file begin with a wildcard",
        ),
        (
            format!("findings = {many}\n{ATTACH}"),
            "",
            "leastwise.toml:1:12",
            "more than 2,000 globs of this file begin with a wildcard",
        ),
        (
            format!("{ATTACH}[[attach]]\npolicy = {many}\n"),
            "",
            "leastwise.toml:5:10",
            "more than 2,000 globs of this file begin with a wildcard",
        ),
        (
            format!("exclude = {}\n{ATTACH}", most(20_001)),
            "",
            "leastwise.toml:1:11",
            "more than 40,000 globs",
        ),
        (
            format!(
                "{ATTACH}exclusive = true\n[[attach]]\npolicy = \"x.json\"\nprincipals = [{}]\n",
                principals.join(",")
            ),
            "",
            "leastwise.toml:7:14",
            "more than 40,000 principals",
        ),
        (
            format!("exclude = \"{alternatives}\"\n{ATTACH}"),
            "",
            "leastwise.toml:1:11",
            "more than 100 alternatives",
        ),
        (
            format!("{ATTACH}{}", lines(50_000, attach)),
            "",
            "leastwise.toml:1:3",
            "50,001 `[[attach]]` tables",
        ),
        (format!("{ATTACH}{}", lines(50_000, keep)), "", "leastwise.toml:4:3", "50,000 `[[keep]]` tables"),
        (
            format!("exclude = \"{}\"\n{ATTACH}", "a*".repeat(1_000)),
            "",
            "leastwise.toml:1:11",
            "longer than 500 bytes",
        ),
        (format!("{ATTACH}# {}\n", "x".repeat(5 << 20)), "", "leastwise.toml:1:1", "is larger than 4 MB"),
        (ATTACH.to_owned(), &*patterns, ".gitignore:10001:1", "10,000 patterns"),
        (ATTACH.to_owned(), &*"*".repeat(2 << 20), ".gitignore:1:1", "is larger than 1 MB"),
    ] {
        let sandbox = sandbox(&settings, ignored);
        let told = run(&sandbox, &["check", "--as-of", DAY], said);
        assert!(told.contains(said) && told.contains(&format!("{place}\n")), "{place} {said}: {told:.3000}");
        // The key of a glob that is wrong costs itself.
        let bars = !(said.contains("500 bytes") || said.contains("alternatives"));
        run(&sandbox, &["fix", "--as-of", DAY], said);
        assert_eq!(sandbox.read("MyRole.json") == POLICY, bars, "{said}");
    }
}

/// As for an organization of eleven thousand roles.
#[test]
fn what_a_large_repository_says_is_under_every_limit() {
    let attach = |number: usize| {
        let policies = format!("\"roles/R{number}/*.json\", \"more/R{number}.json\"");
        format!("[[attach]]\npolicy = [{policies}]\nprincipals = [\"role/R{number}\"]")
    };
    let keep = |number: usize| {
        format!("[[keep]]\naction = \"s3:GetObject\"\nreason = \"a\"\npolicy = \"roles/R{number}/*.json\"")
    };
    let settings = format!("{ATTACH}{}{}", lines(11_000, attach), lines(2_000, keep));
    let ignored = lines(5_000, |number| format!("build{number}/*.json"));
    let sandbox = sandbox(&settings, &ignored);
    let told = run(&sandbox, &["fix", "--as-of", DAY], "large");
    assert!(told.contains("fixed  MyRole.json"), "{told:.3000}");
    assert_ne!(sandbox.read("MyRole.json"), POLICY);
}

#[test]
fn thousands_of_mistakes_are_counted() {
    let settings = format!("{}{ATTACH}", lines(50_000, |number| format!("x{number} = 1")));
    let told = run(&sandbox(&settings, ""), &["check", "--all", "--as-of", DAY], "mistakes");
    assert_eq!(told.matches("warning[invalid-setting]").count(), 101, "{told:.3000}");
    assert!(told.contains("and 49,900 more mistakes"), "{told:.3000}");
}
