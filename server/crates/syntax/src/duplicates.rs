//! Keys that an object has more than once. Syntaxes leave open what they mean, or refuse them, so every reader may see
//! another policy.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::tree::{Flags, Node};
use crate::{Kind, Spelling, Syntax};

/// Objects of up to this many keys are compared pair by pair.
const FEW: usize = 8;

/// Marks the repeated keys of the object at `object` and adds every one but the first to `repeated`. The children of
/// the object must be complete.
pub(crate) fn mark(
    syntax: &dyn Syntax,
    text: &str,
    nodes: &mut [Node],
    object: usize,
    repeated: &mut Vec<u32>,
) {
    let keys = keys(nodes, object);
    let mut pairs = Vec::new();
    if keys.len() <= FEW {
        for (index, &key) in keys.iter().enumerate() {
            let first = keys.iter().take(index).find(|&&earlier| same(syntax, text, nodes, earlier, key));
            pairs.extend(first.map(|&first| (first, key)));
        }
    } else {
        let mut seen = HashMap::with_capacity(keys.len());
        for &key in &keys {
            match seen.entry(decoded(syntax, text, nodes, key)) {
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

/// The keys that are strings, but for the types of blocks: an object may have many blocks of one type.
fn keys(nodes: &[Node], object: usize) -> Vec<u32> {
    let end = nodes.get(object).map_or(0, |node| node.next);
    let mut keys = Vec::new();
    let mut at = object as u32 + 1;
    while at < end {
        let Some(key) = nodes.get(at as usize) else { break };
        // The value follows its key.
        let value_at = key.next.max(at + 1);
        let Some(value) = nodes.get(value_at as usize) else { break };
        if key.kind == Kind::String && value.spelling != Spelling::Block {
            keys.push(at);
        }
        at = value.next.max(value_at + 1);
    }
    keys
}

fn same(syntax: &dyn Syntax, text: &str, nodes: &[Node], one: u32, other: u32) -> bool {
    let Some((a, b)) = nodes.get(one as usize).zip(nodes.get(other as usize)) else { return false };
    let is_plain = |node: &Node| !node.flags.has(Flags::ESCAPED);
    if is_plain(a) && is_plain(b) && a.spelling == b.spelling && a.end - a.start != b.end - b.start {
        return false;
    }
    decoded(syntax, text, nodes, one) == decoded(syntax, text, nodes, other)
}

fn decoded<'t>(syntax: &dyn Syntax, text: &'t str, nodes: &[Node], key: u32) -> Cow<'t, str> {
    let Some(node) = nodes.get(key as usize) else { return Cow::Borrowed("") };
    let inside = node.inside().text(text).unwrap_or_default();
    if node.flags.has(Flags::ESCAPED) { syntax.decode(inside, node.spelling) } else { Cow::Borrowed(inside) }
}
