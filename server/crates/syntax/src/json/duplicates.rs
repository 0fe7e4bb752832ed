//! Keys that an object has more than once. JSON leaves open what they mean, so every reader may see another policy.

use std::borrow::Cow;
use std::collections::HashMap;

use super::string;
use crate::Kind;
use crate::tree::{Flags, Node};

/// Objects of up to this many keys are compared pair by pair.
const FEW: usize = 8;

/// Marks the repeated keys of the object at `object`, whose children are complete, and adds every one but the first
/// to `repeated`.
pub(super) fn mark(text: &str, nodes: &mut [Node], object: usize, repeated: &mut Vec<u32>) {
    let keys = keys(nodes, object);
    let mut pairs = Vec::new();
    if keys.len() <= FEW {
        for (index, &key) in keys.iter().enumerate() {
            let first = keys.iter().take(index).find(|&&earlier| same(text, nodes, earlier, key));
            pairs.extend(first.map(|&first| (first, key)));
        }
    } else {
        let mut seen = HashMap::with_capacity(keys.len());
        for &key in &keys {
            match seen.entry(decoded(text, nodes, key)) {
                std::collections::hash_map::Entry::Occupied(first) => pairs.push((*first.get(), key)),
                std::collections::hash_map::Entry::Vacant(place) => {
                    place.insert(key);
                }
            }
        }
    }
    for (first, later) in pairs {
        for key in [first, later] {
            if let Some(node) = nodes.get_mut(key as usize) {
                node.flags.set(Flags::REPEATED, true);
            }
        }
        repeated.push(later);
    }
}

fn keys(nodes: &[Node], object: usize) -> Vec<u32> {
    let end = nodes.get(object).map_or(0, |node| node.next);
    let mut keys = Vec::new();
    let mut at = object as u32 + 1;
    while at < end {
        let Some(key) = nodes.get(at as usize) else { break };
        if key.kind == Kind::String {
            keys.push(at);
        }
        // The value follows its key.
        let Some(value) = nodes.get(at as usize + 1) else { break };
        at = value.next.max(at + 1);
    }
    keys
}

fn same(text: &str, nodes: &[Node], one: u32, other: u32) -> bool {
    let Some((a, b)) = nodes.get(one as usize).zip(nodes.get(other as usize)) else { return false };
    let is_escaped = |node: &Node| node.flags.has(Flags::ESCAPED);
    if !is_escaped(a) && !is_escaped(b) && a.end - a.start != b.end - b.start {
        return false;
    }
    decoded(text, nodes, one) == decoded(text, nodes, other)
}

fn decoded<'t>(text: &'t str, nodes: &[Node], key: u32) -> Cow<'t, str> {
    let Some(node) = nodes.get(key as usize) else { return Cow::Borrowed("") };
    let end = node.end as usize - usize::from(node.flags.has(Flags::CLOSED));
    string::decode(text.get(node.start as usize + 1..end).unwrap_or_default())
}
