//! Edits of HCL, in the layout of `terraform fmt`: what is on one line stays on one line, so that what `fmt` aligns beside it
//! stays aligned; what has a line for each entry keeps it.

mod block;
mod list;

use std::collections::BTreeSet;

use super::quote;
use crate::edit::{
    EditBarrier, EditTarget, Editor, Lines, List, Replacements, has_line_end, is_blank, removal, replace,
};
use crate::{Kind, NodeId, Span, Spelling, TextEdit, Tree, Value};

/// See [`Editor`].
pub(super) struct HclEditor<'a> {
    lines: Lines<'a>,
}

impl<'a> HclEditor<'a> {
    pub(super) fn new(tree: &'a Tree<'a>) -> HclEditor<'a> {
        HclEditor { lines: Lines::of(tree.text()) }
    }

    /// The edits of a list whose first element is the one at `first` in `replacements`.
    fn list(&self, value: Value<'_>, first: usize, replacements: &Replacements<'_>) -> Vec<TextEdit> {
        let new = |index: usize| replacements.get(&(first + index)).copied();
        let goes = |index: usize| new(index).is_some_and(<[String]>::is_empty);
        let count = value.elements().count();
        if count > 0 && (0..count).all(goes) {
            return vec![TextEdit { span: value.span(), text: "[]".to_owned() }];
        }
        let list = list::read(self.lines.text, value.span());
        let mut edits = removal::edits(&self.lines, &list, goes);
        for (index, element) in value.elements().enumerate() {
            if let Some(new) = new(index).filter(|new| !new.is_empty()) {
                edits.extend(replace(element, new, quote, || self.separator(&list, index)));
            }
        }
        edits
    }

    /// What stands between the entries that replace the element at `index`.
    fn separator(&self, list: &List, index: usize) -> String {
        let between = |index: usize| list.separator_after(self.lines.text, index);
        let mut near = index.checked_sub(1).and_then(between).into_iter().chain(between(index));
        let has_comma_first = |separator: &&str| {
            has_line_end(separator) && !separator.trim_start_matches([' ', '\t']).starts_with(',')
        };
        if let Some(separator) = near.find(has_comma_first) {
            return separator.to_owned();
        }
        let Some(&element) = list.elements.get(index) else { return ", ".to_owned() };
        let prefix = self.lines.prefix(element);
        match self.lines.line_end_before(element.start) {
            Some(line_end) if is_blank(prefix) => format!(",{line_end}{prefix}"),
            _ => ", ".to_owned(),
        }
    }
}

impl Editor for HclEditor<'_> {
    fn replace(
        &self,
        target: EditTarget<'_>,
        replacements: &Replacements<'_>,
    ) -> Result<Vec<TextEdit>, EditBarrier> {
        let value = target.member.value;
        if value.and_inside().any(|part| part.kind() == Kind::String && part.spelling() == Spelling::Literal)
        {
            return Err(EditBarrier::Spelling);
        }
        match value.kind() {
            Kind::List => Ok(self.list(value, 0, replacements)),
            Kind::Call => {
                let (_, arguments) = value.call().ok_or(EditBarrier::Spelling)?;
                let (mut edits, mut first) = (Vec::new(), 0);
                for argument in arguments {
                    if argument.kind() == Kind::List {
                        edits.extend(self.list(argument, first, replacements));
                        first += argument.elements().count();
                    } else {
                        first += 1;
                    }
                }
                Ok(edits)
            }
            _ => Ok(string_edit(value, replacements).into_iter().collect()),
        }
    }

    fn remove(&self, parent: Value<'_>, going: &BTreeSet<NodeId>) -> Result<Vec<TextEdit>, EditBarrier> {
        let goes = |value: Value<'_>| going.range(value.id()..value.next_id()).next().is_some();
        Ok(match parent.kind() {
            Kind::Object if parent.spelling() == Spelling::Block => {
                let blocks = parent.members().filter(|member| member.value.spelling() == Spelling::Block);
                let spans = blocks
                    .filter(|block| goes(block.value))
                    .map(|block| Span::new(block.key.span().start, block.value.span().end));
                block::removals(&self.lines, spans)
            }
            Kind::Object => block::removals(
                &self.lines,
                parent
                    .members()
                    .filter(|member| goes(member.value))
                    .map(|member| block::with_comma(&self.lines, member)),
            ),
            Kind::List => self.remove_elements(parent, goes),
            // Of a call, the lists among its arguments.
            _ => {
                let arguments = parent.call().into_iter().flat_map(|(_, arguments)| arguments);
                let lists = arguments.filter(|argument| argument.kind() == Kind::List && goes(*argument));
                lists.flat_map(|list| self.remove_elements(list, goes)).collect()
            }
        })
    }
}

impl HclEditor<'_> {
    fn remove_elements(&self, list: Value<'_>, goes: impl Fn(Value<'_>) -> bool) -> Vec<TextEdit> {
        let going: Vec<bool> = list.elements().map(goes).collect();
        if going.iter().all(|goes| *goes) {
            return vec![TextEdit { span: list.span(), text: "[]".to_owned() }];
        }
        let read = list::read(self.lines.text, list.span());
        removal::edits(&self.lines, &read, |index| going.get(index).is_some_and(|goes| *goes))
    }
}

/// A single string that stays one, or becomes a list on its line.
fn string_edit(value: Value<'_>, replacements: &Replacements<'_>) -> Option<TextEdit> {
    let new = match *replacements.get(&0)? {
        [same] if value.is_str(same) => return None,
        [one] => quote(one),
        several => format!("[{}]", several.iter().map(|text| quote(text)).collect::<Vec<_>>().join(", ")),
    };
    Some(TextEdit { span: value.span(), text: new })
}
