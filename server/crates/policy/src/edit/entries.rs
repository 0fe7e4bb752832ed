//! Entries of an action list, replaced and removed.

use super::lines::Lines;
use super::style::Styles;
use super::{List, Replacements, TextEdit, layout, removal};
use crate::json::quote;
use crate::{ActionElement, Entry, Span};

/// The edits of a list of which at least one entry stays.
pub(super) fn edits(
    lines: &Lines<'_>,
    styles: &Styles<'_>,
    list: &List,
    actions: &ActionElement,
    replacements: &Replacements<'_>,
) -> Vec<TextEdit> {
    let mut edits =
        removal::edits(lines, list, |index| replacements.get(&index).is_some_and(|new| new.is_empty()));
    for entry in &actions.entries {
        if let Some(new) = replacements.get(&entry.index).filter(|new| !new.is_empty()) {
            let separator = || layout::separator(lines, styles, list, entry.index);
            edits.extend(replace(entry, new, separator));
        }
    }
    edits
}

/// An entry among its own replacement keeps its bytes; the others are put before and after it.
fn replace(entry: &Entry, new: &[String], separator: impl Fn() -> String) -> Vec<TextEdit> {
    let quoted = |texts: &[String], separator: &str| {
        texts.iter().map(|text| quote(text)).collect::<Vec<_>>().join(separator)
    };
    if let [one] = new {
        let same = *one == entry.text;
        return if same { Vec::new() } else { vec![TextEdit { span: entry.span, text: quote(one) }] };
    }
    let separator = separator();
    let Some(kept) = new.iter().position(|text| *text == entry.text) else {
        return vec![TextEdit { span: entry.span, text: quoted(new, &separator) }];
    };
    let (before, after) = (new.get(..kept).unwrap_or_default(), new.get(kept + 1..).unwrap_or_default());
    let mut edits = Vec::new();
    if !before.is_empty() {
        let span = Span::new(entry.span.start, entry.span.start);
        edits.push(TextEdit { span, text: quoted(before, &separator) + &separator });
    }
    if !after.is_empty() {
        let span = Span::new(entry.span.end, entry.span.end);
        edits.push(TextEdit { span, text: separator.clone() + &quoted(after, &separator) });
    }
    edits
}
