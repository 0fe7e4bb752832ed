//! Edits of JSON.

mod entries;
mod layout;
mod list;
mod style;

use std::cell::OnceCell;
use std::collections::BTreeSet;

use self::layout::NewList;
use self::style::{Lists, Styles};
use super::quote;
use crate::edit::{EditBarrier, EditTarget, Editor, Lines, Replacements, removal};
use crate::{Kind, NodeId, Span, TextEdit, Tree, Value};

/// See [`Editor`].
pub(super) struct JsonEditor<'a> {
    tree: &'a Tree<'a>,
    /// The lists that are edited and those like them, which decide before others how lists are written; sorted.
    alike: Vec<Span>,
    lines: Lines<'a>,
    lists: OnceCell<Lists>,
}

impl<'a> JsonEditor<'a> {
    pub(super) fn new(tree: &'a Tree<'a>, mut alike: Vec<Span>) -> JsonEditor<'a> {
        alike.sort_unstable();
        JsonEditor { tree, alike, lines: Lines::of(tree.text()), lists: OnceCell::new() }
    }
}

impl Editor for JsonEditor<'_> {
    fn replace(
        &self,
        target: EditTarget<'_>,
        replacements: &Replacements<'_>,
    ) -> Result<Vec<TextEdit>, EditBarrier> {
        let lines = &self.lines;
        let styles = Styles { editor: self, target };
        let value = target.member.value;
        Ok(match value.kind() {
            Kind::List => {
                let list = list::read(lines.text, value.span());
                entries::edits(lines, &styles, &list, value, replacements)
            }
            _ => string_edit(lines, &styles, value, replacements).into_iter().collect(),
        })
    }

    fn remove(&self, parent: Value<'_>, going: &BTreeSet<NodeId>) -> Result<Vec<TextEdit>, EditBarrier> {
        let elements: Vec<NodeId> = parent.elements().map(Value::id).collect();
        let list = list::read(self.lines.text, parent.span());
        let goes = |index: usize| elements.get(index).is_some_and(|id| going.contains(id));
        Ok(removal::edits(&self.lines, &list, goes))
    }
}

/// A single string that stays one, or becomes a list in the style of the document.
fn string_edit(
    lines: &Lines<'_>,
    styles: &Styles<'_>,
    value: Value<'_>,
    replacements: &Replacements<'_>,
) -> Option<TextEdit> {
    let new = match *replacements.get(&0)? {
        [same] if value.is_str(same) => return None,
        [one] => quote(one),
        several => NewList::at(lines, styles, styles.target.member.key.span()).write(several),
    };
    Some(TextEdit { span: value.span(), text: new })
}
