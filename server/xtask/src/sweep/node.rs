//! A text as a tree that keeps the order of keys and duplicate keys, read by serde_json.

use std::fmt;

use anyhow::{Context, Result};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::tokens::{Kind, tokens};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Null,
    Flag(bool),
    Number(f64),
    Text(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

impl Node {
    /// Reads a text without its comments.
    pub(super) fn read(text: &str) -> Result<Node> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let bare: String = tokens(text)
            .iter()
            .map(|token| if token.kind == Kind::Comment { " " } else { token.text })
            .collect();
        serde_json::from_str(&bare).context("serde_json cannot parse it")
    }

    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        match self {
            Node::Object(members) => members.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Node::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The strings of a list of strings, or of one.
    pub(super) fn texts(&self) -> Option<Vec<&str>> {
        match self {
            Node::Text(text) => Some(vec![text]),
            Node::List(items) => items.iter().map(Node::text).collect(),
            _ => None,
        }
    }

    /// Whether some object in it has a key twice.
    pub(super) fn repeats_a_key(&self) -> bool {
        match self {
            Node::Object(members) => {
                let mut keys: Vec<&str> = members.iter().map(|(key, _)| key.as_str()).collect();
                keys.sort_unstable();
                keys.windows(2).any(|pair| pair[0] == pair[1])
                    || members.iter().any(|(_, value)| value.repeats_a_key())
            }
            Node::List(items) => items.iter().any(Node::repeats_a_key),
            _ => false,
        }
    }

    /// Calls `visit` with every object in it.
    pub(super) fn objects<'n>(&'n self, visit: &mut impl FnMut(&'n Node)) {
        match self {
            Node::Object(members) => {
                visit(self);
                members.iter().for_each(|(_, value)| value.objects(visit));
            }
            Node::List(items) => items.iter().for_each(|item| item.objects(visit)),
            _ => {}
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }
    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }
    fn visit_bool<E>(self, flag: bool) -> Result<Node, E> {
        Ok(Node::Flag(flag))
    }
    fn visit_i64<E>(self, number: i64) -> Result<Node, E> {
        Ok(Node::Number(number as f64))
    }
    fn visit_u64<E>(self, number: u64) -> Result<Node, E> {
        Ok(Node::Number(number as f64))
    }
    fn visit_f64<E>(self, number: f64) -> Result<Node, E> {
        Ok(Node::Number(number))
    }
    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Node::List(items))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Node::Object(members))
    }
}
