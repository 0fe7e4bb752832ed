//! What stands around the actions of a statement, in a form that can be compared: the order of keys, white space, comments
//! and the way a string is written do not matter, nor whether a single value stands in a list.

use std::collections::BTreeMap;
use std::fmt::Write;

use leastwise_policy::json::{self, Kind, Value};

/// The members of a statement but its actions, its Sid and its effect.
pub(super) fn frame(statement: &str) -> String {
    let tree = json::parse(statement);
    let mut members: BTreeMap<String, String> = BTreeMap::new();
    for member in tree.root().into_iter().flat_map(Value::members) {
        let key = member.key.as_str().unwrap_or_default();
        if !["Action", "NotAction", "Sid", "Effect"].contains(&&*key) {
            let mut value = String::new();
            write(member.value, 0, &mut value);
            members.insert(key.into_owned(), value);
        }
    }
    members.into_iter().map(|(key, value)| format!("{key:?}{value}")).collect()
}

/// A whole policy.
pub(super) fn whole(policy: &str) -> String {
    let tree = json::parse(policy);
    let mut out = String::new();
    tree.root().into_iter().for_each(|root| write(root, 0, &mut out));
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
                members.insert(member.key.as_str().unwrap_or_default().into_owned(), written);
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

    #[test]
    fn what_means_the_same_is_the_same() {
        let one = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": ["*"], "Condition": {"Bool": {"a": "true", "b": 1}}}"#;
        let other = r#"{"Condition": {"Bool": {"b": [1], "\u0061": "true"}}, // why
            "Resource": "*", "Action": ["s3:Get*"], "Sid": "A", "Effect": "Allow"}"#;
        assert_eq!(frame(one), frame(other));
        for different in [
            r#"{"Resource": ["*", "*"], "Condition": {"Bool": {"a": "true", "b": 1}}}"#,
            r#"{"Resource": "*", "Condition": {"Bool": {"a": true, "b": 1}}}"#,
            r#"{"NotResource": "*", "Condition": {"Bool": {"a": "true", "b": 1}}}"#,
            r#"{"Resource": "*"}"#,
        ] {
            assert_ne!(frame(one), frame(different), "{different}");
        }
        assert_eq!(whole("{\"a\": [ 1 ]}"), whole("{\"a\":1}"));
    }

    #[test]
    fn no_depth_is_too_deep() {
        let deep = format!(r#"{{"Resource": {}1{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
        assert!(frame(&deep).contains('1'));
    }
}
