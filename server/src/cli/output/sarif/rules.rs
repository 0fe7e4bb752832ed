//! The rules as SARIF describes them, taken from docs/rules.md, so that they are described in one place.

use leastwise_advice::Rule;

use super::level;
use super::log::{Configuration, Descriptor, Message, Multiformat, Tags};

/// A test of the engine sees to it that this page has a row and a section for every rule.
const PAGE: &str = include_str!("../../../../../docs/rules.md");

/// Every rule, in the order of [`Rule::ALL`].
pub(super) fn descriptors() -> Vec<Descriptor> {
    Rule::ALL.iter().map(|rule| descriptor(*rule)).collect()
}

/// The place of a rule among the [`descriptors`].
pub(super) fn index(rule: Rule) -> usize {
    Rule::ALL.iter().position(|known| *known == rule).unwrap_or_default()
}

fn descriptor(rule: Rule) -> Descriptor {
    let section = section(rule);
    Descriptor {
        id: rule.name(),
        name: pascal(rule.name()),
        short_description: Message { text: sentence(about(rule)) },
        full_description: Message { text: paragraph(section, "**What it does.** ") },
        help: Multiformat { text: section.to_owned(), markdown: linked(section, &rule.documentation()) },
        help_uri: rule.documentation(),
        default_configuration: Configuration { level: level(rule.default_level()) },
        properties: Tags { tags: ["iam", "security"] },
    }
}

/// The last column of the rule's row: "a wildcard with some unused actions".
fn about(rule: Rule) -> &'static str {
    let start = format!("| [`{}`]", rule.name());
    let row = PAGE.lines().find(|line| line.starts_with(&start));
    row.and_then(|row| row.trim_end().trim_end_matches('|').rsplit('|').next()).unwrap_or_default().trim()
}

/// The text below the rule's heading.
fn section(rule: Rule) -> &'static str {
    let heading = format!("## {}", rule.name());
    let mut start = 0;
    for line in PAGE.split_inclusive('\n') {
        start += line.len();
        if line.trim_end() == heading {
            let rest = PAGE.get(start..).unwrap_or_default();
            return rest.split("\n## ").next().unwrap_or_default().trim();
        }
    }
    ""
}

/// What follows `head` up to an empty line, on one line.
fn paragraph(section: &str, head: &str) -> String {
    let rest = section.split_once(head).map_or("", |(_, rest)| rest);
    let lines = rest.lines().take_while(|line| !line.trim().is_empty()).map(str::trim);
    lines.collect::<Vec<_>>().join(" ")
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}", chars.as_str())
}

/// `excess-wildcard` as `ExcessWildcard`.
fn pascal(name: &str) -> String {
    name.split('-').map(sentence).collect()
}

/// Links to other places of the page and to other pages, made to work elsewhere. `address` is one on the page.
fn linked(section: &str, address: &str) -> String {
    let page = address.split('#').next().unwrap_or_default();
    let folder = page.strip_suffix("rules.md").unwrap_or_default();
    let mut parts = section.split("](");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str("](");
        if part.starts_with('#') {
            text.push_str(page);
        } else if !part.starts_with("https:") {
            text.push_str(folder);
        }
        text.push_str(part);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_described_from_the_page_within_the_lengths_that_github_shows() {
        for (rule, described) in Rule::ALL.iter().zip(descriptors()) {
            let name = rule.name();
            for text in [&described.short_description.text, &described.full_description.text] {
                assert!((10..=1024).contains(&text.len()) && !text.contains('\n'), "{name}: {text}");
                assert!(text.starts_with(char::is_uppercase), "{name}: {text}");
            }
            assert!(described.help.markdown.contains("**The fix.**"), "{name}");
            let links = described.help.markdown.split("](").skip(1);
            assert!(links.into_iter().all(|link| link.starts_with("https://")), "{name}");
            assert_eq!(index(*rule), Rule::ALL.iter().position(|known| known == rule).unwrap());
        }
    }

    #[test]
    fn links_lead_to_the_page_and_its_neighbours() {
        let page = "https://example.org/docs/rules.md#a";
        assert_eq!(
            linked("[x](#b), [y](architecture.md#c), [z](https://example.org)", page),
            "[x](https://example.org/docs/rules.md#b), [y](https://example.org/docs/architecture.md#c), \
             [z](https://example.org)"
        );
    }
}
