//! What a fix changed, told from the texts before and after alone.

use super::node::Node;

/// A list of actions that a fix changed, or a statement that it took out.
#[derive(Debug)]
pub(super) struct ListChange<'n> {
    pub(super) before: &'n Node,
    /// `None` where the statement is gone.
    pub(super) after: Option<&'n Node>,
}

impl<'n> ListChange<'n> {
    /// The key of the list: `Action` or `NotAction`.
    pub(super) fn key(&self) -> &'static str {
        if self.before.get("Action").is_some() { "Action" } else { "NotAction" }
    }

    pub(super) fn texts_before(&self) -> Vec<&'n str> {
        self.before.get(self.key()).and_then(Node::texts).unwrap_or_default()
    }

    pub(super) fn texts_after(&self) -> Vec<&'n str> {
        self.after.and_then(|after| after.get(self.key())).and_then(Node::texts).unwrap_or_default()
    }
}

/// The lists that differ between two texts; an error where anything else does.
pub(super) fn changes<'n>(before: &'n Node, after: &'n Node) -> Result<Vec<ListChange<'n>>, String> {
    let mut changes = Vec::new();
    compare(before, after, "$", &mut changes)?;
    Ok(changes)
}

fn compare<'n>(
    before: &'n Node,
    after: &'n Node,
    path: &str,
    changes: &mut Vec<ListChange<'n>>,
) -> Result<(), String> {
    if before == after {
        return Ok(());
    }
    match (before, after) {
        (Node::Object(_), Node::Object(_)) if is_allow(before) && differs_in_actions(before, after) => {
            changes.push(ListChange { before, after: Some(after) });
            Ok(())
        }
        (Node::Object(old), Node::Object(new)) => {
            if old.len() != new.len() {
                return Err(format!("{path} has other keys"));
            }
            for ((key, old), (new_key, new)) in old.iter().zip(new) {
                if key != new_key {
                    return Err(format!("{path} has `{new_key}` in place of `{key}`"));
                }
                let below = format!("{path}.{key}");
                match (old, new) {
                    (Node::List(old), Node::List(new)) if key == "Statement" => {
                        statements(old, new, &below, changes)?;
                    }
                    _ => compare(old, new, &below, changes)?,
                }
            }
            Ok(())
        }
        (Node::List(old), Node::List(new)) if old.len() == new.len() => old
            .iter()
            .zip(new)
            .enumerate()
            .try_for_each(|(at, (old, new))| compare(old, new, &format!("{path}[{at}]"), changes)),
        _ => Err(format!("{path} differs")),
    }
}

/// Statements in order, of which some may be gone.
fn statements<'n>(
    old: &'n [Node],
    new: &'n [Node],
    path: &str,
    changes: &mut Vec<ListChange<'n>>,
) -> Result<(), String> {
    if new.is_empty() {
        return Err(format!("{path} is empty"));
    }
    let mut rest = new.iter();
    let mut next = rest.next();
    let mut gone = old.len().checked_sub(new.len()).ok_or_else(|| format!("{path} has grown"))?;
    for (at, before) in old.iter().enumerate() {
        match next {
            Some(after) if before == after => next = rest.next(),
            Some(after) if is_what_is_left(after, before, old.iter().skip(at + 1).take(gone)) => {
                changes.push(ListChange { before, after: Some(after) });
                next = rest.next();
            }
            _ if gone > 0 && is_allow(before) => {
                changes.push(ListChange { before, after: None });
                gone -= 1;
            }
            _ => return Err(format!("{path}[{at}] differs")),
        }
    }
    Ok(())
}

/// Whether `after` is what is left of `before`, and not rather of one of those behind it, before which all would be gone:
/// one that stays as it is, or one of which more entries are left as they are.
fn is_what_is_left<'n>(after: &Node, before: &Node, mut behind: impl Iterator<Item = &'n Node>) -> bool {
    let may_be =
        |before: &Node| is_allow(before) && differs_in_actions(before, after) && narrows(before, after);
    let kept = |before: &Node| {
        let change = ListChange { before, after: Some(after) };
        let old = change.texts_before();
        change.texts_after().iter().filter(|entry| old.contains(entry)).count()
    };
    may_be(before) && !behind.any(|later| later == after || (may_be(later) && kept(later) > kept(before)))
}

fn is_allow(statement: &Node) -> bool {
    statement.get("Effect").and_then(Node::text) == Some("Allow")
}

/// Whether two statements differ in `Action`, or in `NotAction`, and in nothing else.
fn differs_in_actions(before: &Node, after: &Node) -> bool {
    let (Node::Object(old), Node::Object(new)) = (before, after) else { return false };
    let is_list = |value: &Node| value.texts().is_some_and(|texts| !texts.is_empty());
    old.len() == new.len()
        && old.iter().zip(new).all(|((key, old), (new_key, new))| {
            let may_differ = matches!(key.as_str(), "Action" | "NotAction") && is_list(old) && is_list(new);
            key == new_key && (old == new || may_differ)
        })
}

/// Whether each new entry lies within an old one, by what it matches: tells a statement that was narrowed from one that
/// lost its neighbor.
fn narrows(before: &Node, after: &Node) -> bool {
    if before.get("NotAction").is_some() {
        return true;
    }
    let change = ListChange { before, after: Some(after) };
    let old = change.texts_before();
    change.texts_after().iter().all(|entry| old.iter().any(|old| lies_within(entry, old)))
}

/// Whether every sample of an entry is matched by another.
pub(super) fn lies_within(entry: &str, wide: &str) -> bool {
    let (entry, wide) = (entry.to_ascii_lowercase(), wide.to_ascii_lowercase());
    // Nearly all pairs differ in their first letters already.
    let letters = |text: &str| text.find(['*', '?']).unwrap_or(text.len());
    if !entry.starts_with(&wide[..letters(&wide)]) {
        return false;
    }
    let is_everything = wide.bytes().all(|byte| byte == b'*');
    is_everything
        || super::actions::samples(&entry).iter().all(|sample| super::actions::matches(&wide, sample))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_told_from_its_neighbours_by_what_is_left_of_it() {
        for (before, after, expected) in [
            (&["a:A a:B", "a:B"][..], &["a:B"][..], &["a:A a:B -> gone"][..]),
            (&["a:* b:B", "a:C? b:C"], &["a:C?"], &["a:* b:B -> gone", "a:C? b:C -> a:C?"]),
            (&["a:* b:B", "c:C"], &["a:A b:B", "c:C"], &["a:* b:B -> a:A b:B"]),
            (&["a:A", "b:B"], &["b:B"], &["a:A -> gone"]),
        ] {
            let tree = |lists: &[&str]| {
                let statement = |list: &&str| {
                    let entries: Vec<&str> = list.split(' ').collect();
                    serde_json::json!({"Effect": "Allow", "Action": entries, "Resource": "*"})
                };
                let statements: Vec<_> = lists.iter().map(statement).collect();
                Node::read(&serde_json::json!({"Statement": statements}).to_string()).unwrap()
            };
            let (before, after) = (tree(before), tree(after));
            let shown = |change: &ListChange<'_>| {
                let after = change.after.map(|_| change.texts_after().join(" "));
                format!("{} -> {}", change.texts_before().join(" "), after.as_deref().unwrap_or("gone"))
            };
            assert_eq!(changes(&before, &after).unwrap().iter().map(shown).collect::<Vec<_>>(), expected);
        }
    }
}
