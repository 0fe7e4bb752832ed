//! What is read of Terraform. Fixtures: `=== title`, the text, `---`, the lines.

use leastwise_syntax::hcl::Hcl;

use super::tests::described;
use crate::Source;

const FIXTURES: &str = include_str!("../../tests/fixtures/read/terraform.txt");

#[test]
fn every_form_of_a_policy_is_read() {
    let fixtures = FIXTURES.replace("\r\n", "\n");
    let mut found = String::new();
    for fixture in fixtures.split("=== ").skip(1) {
        let (title, rest) = fixture.split_once('\n').unwrap();
        let (text, _) = rest.split_once("---\n").unwrap_or((rest, ""));
        let source = Source::read_as(&Hcl, text);
        found.push_str(&format!("=== {title}\n{text}---\n{}", described(&source)));
        for document in &source.documents {
            let line = source.line(document.span.start);
            if let Some(reason) = source.barrier(document) {
                found.push_str(&format!("  {line} is not edited: {reason}\n"));
            }
        }
    }
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/read/terraform.txt");
        std::fs::write(path, &found).unwrap();
    }
    for (found, expected) in found.lines().zip(fixtures.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.len(), fixtures.len());
}
