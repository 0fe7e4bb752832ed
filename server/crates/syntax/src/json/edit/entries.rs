//! Elements of a list of strings, replaced and removed.

use super::layout;
use super::style::Styles;
use crate::edit::{Lines, List, Replacements, removal, replace};
use crate::json::quote;
use crate::{TextEdit, Value};

/// The edits of a list of which at least one element stays.
pub(super) fn edits(
    lines: &Lines<'_>,
    styles: &Styles<'_>,
    list: &List,
    value: Value<'_>,
    replacements: &Replacements<'_>,
) -> Vec<TextEdit> {
    let mut edits =
        removal::edits(lines, list, |index| replacements.get(&index).is_some_and(|new| new.is_empty()));
    for (index, element) in value.elements().enumerate() {
        if let Some(new) = replacements.get(&index).filter(|new| !new.is_empty()) {
            let separator = || layout::separator(lines, styles, list, index);
            edits.extend(replace(element, new, quote, separator));
        }
    }
    edits
}
