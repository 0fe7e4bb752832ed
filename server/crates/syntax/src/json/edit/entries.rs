//! Elements of a list of strings, replaced and removed.

use super::style::Styles;
use super::{List, layout, removal};
use crate::edit::{Lines, Replacements};
use crate::json::quote;
use crate::{Span, TextEdit, Value};

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
            edits.extend(replace(element, new, separator));
        }
    }
    edits
}

/// An element among its own replacement keeps its bytes; the others are put before and after it.
fn replace(element: Value<'_>, new: &[String], separator: impl Fn() -> String) -> Vec<TextEdit> {
    let quoted = |texts: &[String], separator: &str| {
        texts.iter().map(|text| quote(text)).collect::<Vec<_>>().join(separator)
    };
    let span = element.span();
    if let [one] = new {
        return if element.is_str(one) { Vec::new() } else { vec![TextEdit { span, text: quote(one) }] };
    }
    let separator = separator();
    let Some(kept) = new.iter().position(|text| element.is_str(text)) else {
        return vec![TextEdit { span, text: quoted(new, &separator) }];
    };
    let (before, after) = (new.get(..kept).unwrap_or_default(), new.get(kept + 1..).unwrap_or_default());
    let mut edits = Vec::new();
    if !before.is_empty() {
        let span = Span::new(span.start, span.start);
        edits.push(TextEdit { span, text: quoted(before, &separator) + &separator });
    }
    if !after.is_empty() {
        let span = Span::new(span.end, span.end);
        edits.push(TextEdit { span, text: separator.clone() + &quoted(after, &separator) });
    }
    edits
}
