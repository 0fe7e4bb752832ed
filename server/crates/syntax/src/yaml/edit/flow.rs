//! Flow sequences: entries between brackets, with commas between them.

use super::is_same;
use super::quote::{joined, quoted};
use crate::edit::{EditBarrier, Lines, List, Replacements, has_line_end, is_blank, removal};
use crate::{Span, TextEdit, Value};

/// The edits of a sequence of which at least one entry stays.
pub(super) fn replace(
    lines: &Lines<'_>,
    list: Value<'_>,
    replacements: &Replacements<'_>,
) -> Result<Vec<TextEdit>, EditBarrier> {
    let commas = read(lines, list)?;
    let goes = |index: usize| replacements.get(&index).is_some_and(|new| new.is_empty());
    let mut edits = removal::edits(lines, &commas, goes);
    for (index, entry) in list.elements().enumerate() {
        let Some(new) = replacements.get(&index).filter(|new| !new.is_empty()) else { continue };
        if is_same(entry, new) {
            continue;
        }
        edits.extend(replace_one(entry, new, &separator(lines, &commas, index)));
    }
    Ok(edits)
}

/// The removals of the entries that `goes` names, of which at least one must stay.
pub(super) fn remove(
    lines: &Lines<'_>,
    list: Value<'_>,
    goes: impl Fn(usize) -> bool,
) -> Result<Vec<TextEdit>, EditBarrier> {
    Ok(removal::edits(lines, &read(lines, list)?, goes))
}

/// A sequence with its commas. Between its entries stand commas, comments and white space, and no anchors or tags.
fn read(lines: &Lines<'_>, list: Value<'_>) -> Result<List, EditBarrier> {
    let elements: Vec<Span> = list.elements().map(Value::span).collect();
    let mut commas = Vec::new();
    let mut from = list.span().start + 1;
    for (index, element) in elements.iter().enumerate() {
        match comma(lines.text, from, element.start).ok_or(EditBarrier::Spelling)? {
            Some(at) if index > 0 => commas.push(Span::new(at, at + 1)),
            None if index == 0 => {}
            _ => return Err(EditBarrier::Spelling),
        }
        from = element.end;
    }
    Ok(List { elements, commas })
}

/// The comma in a part of a text with nothing else but comments and white space; `None` where more is in it.
fn comma(text: &str, from: usize, to: usize) -> Option<Option<usize>> {
    let mut found = None;
    let mut is_comment = false;
    for (at, character) in text.get(from..to)?.char_indices() {
        match character {
            '\n' | '\r' => is_comment = false,
            _ if is_comment => {}
            ' ' | '\t' => {}
            '#' => is_comment = true,
            ',' if found.is_none() => found = Some(from + at),
            _ => return None,
        }
    }
    Some(found)
}

/// What stands between the entries that replace the one at `index`.
fn separator(lines: &Lines<'_>, list: &List, index: usize) -> String {
    let between = |index: usize| list.separator_after(lines.text, index);
    let near = || index.checked_sub(1).and_then(between).into_iter().chain(between(index));
    let comma_on_next_line = |it: &&str| it.trim_start_matches([' ', '\t']).starts_with(['\n', '\r']);
    if let Some(separator) = near().find(comma_on_next_line) {
        return separator.to_owned();
    }
    let prefix = list.elements.get(index).map_or("", |element| lines.prefix(*element));
    let line_end = list.elements.get(index).and_then(|element| lines.line_end_before(element.start));
    if let Some(line_end) = line_end.filter(|_| is_blank(prefix)) {
        return format!(",{line_end}{prefix}");
    }
    let on_one_line = |separator: &&str| !has_line_end(separator);
    let learned = near().chain((0..list.elements.len()).filter_map(between)).find(on_one_line);
    learned.map_or_else(|| ", ".to_owned(), str::to_owned)
}

/// An entry among its own replacement keeps its bytes; the others come before and after it.
fn replace_one(entry: Value<'_>, new: &[String], separator: &str) -> Vec<TextEdit> {
    let span = entry.span();
    let Some(kept) = new.iter().position(|text| entry.is_str(text)) else {
        return vec![TextEdit { span, text: joined(new, entry, separator) }];
    };
    let before = new.get(..kept).unwrap_or_default().iter().map(|text| quoted(text, entry) + separator);
    let after = new
        .get(kept + 1..)
        .unwrap_or_default()
        .iter()
        .map(|text| separator.to_owned() + &quoted(text, entry));
    let at = |offset: usize, text: String| TextEdit { span: Span::new(offset, offset), text };
    let edits = [at(span.start, before.collect()), at(span.end, after.collect())];
    edits.into_iter().filter(|edit| !edit.text.is_empty()).collect()
}
