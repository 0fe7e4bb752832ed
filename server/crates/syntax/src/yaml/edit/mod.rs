//! Edits of YAML: entries of block and flow sequences, single scalars that become a sequence, and statements.
//!
//! A new entry takes the dash, the indentation and the quotes of the one that it replaces. What has a tag, an anchor, an
//! escape or several lines is not edited, nor what an alias uses.

mod block;
mod flow;
mod quote;
mod single;
mod step;

use std::cell::OnceCell;
use std::collections::BTreeSet;

use self::step::Steps;
use crate::edit::{EditBarrier, EditTarget, Editor, Lines, Replacements};
use crate::{Kind, NodeId, Span, Spelling, TextEdit, Tree, Value};

/// See [`Editor`].
pub(super) struct YamlEditor<'a> {
    tree: &'a Tree<'a>,
    /// The lists that are edited and those like them, which decide before others how lists are written; sorted.
    alike: Vec<Span>,
    lines: Lines<'a>,
    steps: OnceCell<Steps>,
}

impl<'a> YamlEditor<'a> {
    pub(super) fn new(tree: &'a Tree<'a>, mut alike: Vec<Span>) -> YamlEditor<'a> {
        alike.sort_unstable();
        YamlEditor { tree, alike, lines: Lines::of(tree.text()), steps: OnceCell::new() }
    }

    fn steps(&self) -> &Steps {
        self.steps.get_or_init(|| Steps::of(self.tree, &self.lines, &self.alike))
    }
}

impl Editor for YamlEditor<'_> {
    fn replace(
        &self,
        target: EditTarget<'_>,
        replacements: &Replacements<'_>,
    ) -> Result<Vec<TextEdit>, EditBarrier> {
        let value = target.member.value;
        if value.is_shared() {
            return Err(EditBarrier::Shared);
        }
        if value.kind() != Kind::List {
            return single::edits(self, target, replacements);
        }
        let changes = value.elements().enumerate().filter_map(|(at, it)| Some((it, *replacements.get(&at)?)));
        changes.filter(|(element, new)| !is_same(*element, new)).try_for_each(|it| check(it.0))?;
        match value.spelling() {
            Spelling::Indented => block::replace(&self.lines, value, replacements),
            _ => flow::replace(&self.lines, value, replacements),
        }
    }

    fn remove(&self, parent: Value<'_>, going: &BTreeSet<NodeId>) -> Result<Vec<TextEdit>, EditBarrier> {
        let elements = || parent.elements().filter(|element| going.contains(&element.id()));
        if parent.is_shared() || elements().flat_map(Value::and_inside).any(Value::is_shared) {
            return Err(EditBarrier::Shared);
        }
        let ids: Vec<NodeId> = parent.elements().map(Value::id).collect();
        let goes = |index: usize| ids.get(index).is_some_and(|id| going.contains(id));
        match parent.spelling() {
            Spelling::Indented => block::remove(&self.lines, parent, goes),
            _ => flow::remove(&self.lines, parent, goes),
        }
    }
}

/// Whether an entry stays as it is.
fn is_same(entry: Value<'_>, new: &[String]) -> bool {
    matches!(new, [one] if entry.is_str(one))
}

/// Whether an entry is written in a way that a new one can take over.
fn check(entry: Value<'_>) -> Result<(), EditBarrier> {
    if entry.is_shared() {
        return Err(EditBarrier::Shared);
    }
    let is_plain = entry.kind() == Kind::String
        && matches!(entry.spelling(), Spelling::Bare | Spelling::Single | Spelling::Double)
        && !entry.is_escaped();
    if is_plain { Ok(()) } else { Err(EditBarrier::Spelling) }
}
