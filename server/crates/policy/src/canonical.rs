//! Policies in a form that can be compared: the order of keys, white space, comments and the way a string is written do
//! not matter, nor whether a single value stands in a list.

use std::collections::BTreeMap;
use std::fmt::Write;

use leastwise_syntax::{Kind, Value};

use crate::grammar::Element;
use crate::{Document, Source, Statement};

impl Source {
    /// The elements of a statement but its actions, its Sid and its effect, the same text for what means the same.
    ///
    /// ```
    /// use leastwise_policy::Source;
    ///
    /// let read = |statement: &str| Source::read(format!(r#"{{"Statement": {statement}}}"#));
    /// let one = read(r#"{"Effect": "Allow", "Action": "s3:*", "Resource": ["*"]}"#);
    /// let other = read(r#"{"Resource": "*", "Action": "s3:Get*", "Effect": "Allow"}"#);
    /// let canonical = |source: &Source| source.canonical_statement(&source.documents[0], &source.documents[0].statements[0]);
    /// assert_eq!(canonical(&one), canonical(&other));
    /// ```
    pub fn canonical_statement(&self, document: &Document, statement: &Statement) -> String {
        let mut members: BTreeMap<String, String> = BTreeMap::new();
        for member in self.tree.value(statement.node).members() {
            let key = member.key.as_str().unwrap_or_default();
            let element = document.grammar.element(&key);
            if !matches!(element, Some(Element::Action | Element::NotAction | Element::Sid | Element::Effect))
            {
                let mut value = String::new();
                write(member.value, 0, &mut value);
                // Blocks of one type are members with the same key.
                members.entry(key.into_owned()).or_default().push_str(&value);
            }
        }
        members.into_iter().map(|(key, value)| format!("{key:?}{value}")).collect()
    }

    /// A whole document, the same text for what means the same.
    pub fn canonical_document(&self, document: &Document) -> String {
        canonical(self.tree.value(document.node))
    }
}

/// A value, the same text for what means the same.
pub(crate) fn canonical(value: Value<'_>) -> String {
    let mut out = String::new();
    write(value, 0, &mut out);
    out
}

/// Policies nest a few levels; what nests deeper is compared as it is written.
const MOST_LEVELS: usize = 32;

fn write(value: Value<'_>, level: usize, out: &mut String) {
    // Writing to a string does not fail.
    let _ = match value.kind() {
        _ if level > MOST_LEVELS => write!(out, "{}", value.raw()),
        Kind::String => write!(out, "{:?}", value.as_str().unwrap_or_default()),
        Kind::List => {
            let mut elements = value.elements();
            match (elements.next(), elements.next()) {
                (Some(only), None) => write(only, level + 1, out),
                _ => {
                    out.push('[');
                    for element in value.elements() {
                        write(element, level + 1, out);
                        out.push(',');
                    }
                    out.push(']');
                }
            }
            Ok(())
        }
        Kind::Object => {
            let mut members: BTreeMap<String, String> = BTreeMap::new();
            for member in value.members() {
                let mut written = String::new();
                write(member.value, level + 1, &mut written);
                let key = member.key.as_str().unwrap_or_default().into_owned();
                members.entry(key).or_default().push_str(&written);
            }
            out.push('{');
            for (key, written) in members {
                let _ = write!(out, "{key:?}:{written},");
            }
            out.push('}');
            Ok(())
        }
        _ => write!(out, "{}", value.raw()),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(text: &str) -> String {
        let source = Source::read(format!(r#"{{"Statement": {text}}}"#));
        source.canonical_statement(&source.documents[0], &source.documents[0].statements[0])
    }

    #[test]
    fn what_means_the_same_is_the_same() {
        let one = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": ["*"], "Condition": {"Bool": {"a": "true", "b": 1}}}"#;
        let other = r#"{"Condition": {"Bool": {"b": [1], "\u0061": "true"}}, // why
            "Resource": "*", "Action": ["s3:Get*"], "Sid": "A", "Effect": "Allow"}"#;
        assert_eq!(statement(one), statement(other));
        for different in [
            r#"{"Resource": ["*", "*"], "Condition": {"Bool": {"a": "true", "b": 1}}}"#,
            r#"{"Resource": "*", "Condition": {"Bool": {"a": true, "b": 1}}}"#,
            r#"{"NotResource": "*", "Condition": {"Bool": {"a": "true", "b": 1}}}"#,
            r#"{"Resource": "*"}"#,
        ] {
            assert_ne!(statement(one), statement(different), "{different}");
        }
        let whole = |text: &str| {
            let source = Source::read(text);
            source.canonical_document(&source.documents[0])
        };
        assert_eq!(
            whole("{\"Statement\": [ {\"Action\": \"a\"} ]}"),
            whole("{\"Statement\":{\"Action\":[\"a\"]}}"),
        );
    }

    #[test]
    fn no_depth_is_too_deep() {
        let deep = format!(r#"{{"Resource": {}1{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
        assert!(statement(&deep).contains('1'));
    }
}
