//! Block sequences: an entry a line, each behind a dash.

use super::is_same;
use super::quote::{joined, quoted};
use crate::edit::{EditBarrier, Lines, Replacements, has_line_end, is_blank};
use crate::yaml::dash::{dash, is_dash};
use crate::{Kind, Span, TextEdit, Value};

/// The edits of a sequence of which at least one entry stays.
pub(super) fn replace(
    lines: &Lines<'_>,
    list: Value<'_>,
    replacements: &Replacements<'_>,
) -> Result<Vec<TextEdit>, EditBarrier> {
    let goes = |index: usize| replacements.get(&index).is_some_and(|new| new.is_empty());
    let mut edits = remove(lines, list, goes)?;
    for (entry, dash) in entries(lines, list) {
        let index = entry.index;
        let Some(new) = replacements.get(&index).filter(|new| !new.is_empty()) else { continue };
        if is_same(entry.value, new) {
            continue;
        }
        let dash = dash.ok_or(EditBarrier::Spelling)?;
        edits.extend(replace_one(lines, entry.value, dash, new)?);
    }
    Ok(edits)
}

/// An entry and its place in the sequence.
struct Entry<'a> {
    index: usize,
    value: Value<'a>,
}

/// The entries of a sequence, each with the offset of its dash.
fn entries<'a>(lines: &Lines<'_>, list: Value<'a>) -> impl Iterator<Item = (Entry<'a>, Option<usize>)> {
    let text = lines.text;
    let mut from = list.span().start;
    list.elements().enumerate().map(move |(index, value)| {
        let start = value.span().start;
        let dash = if is_dash(text.get(from..start).unwrap_or_default()) {
            Some(from)
        } else {
            dash(text, from, start)
        };
        from = value.span().end;
        (Entry { index, value }, dash)
    })
}

/// An entry among its own replacement keeps its bytes; the others come in lines before and after it. A comment behind it
/// stays on its line, or else on the first.
fn replace_one(
    lines: &Lines<'_>,
    entry: Value<'_>,
    dash: usize,
    new: &[String],
) -> Result<Vec<TextEdit>, EditBarrier> {
    let span = entry.span();
    let between = lines.get(dash + 1, span.start);
    if !between.chars().all(|character| matches!(character, ' ' | '\t' | '\n' | '\r')) {
        return Err(EditBarrier::Spelling);
    }
    if let [one] = new {
        return Ok(vec![TextEdit { span, text: quoted(one, entry) }]);
    }
    if has_line_end(between) {
        return Err(EditBarrier::Spelling);
    }
    let indentation = indentation(lines, dash).ok_or(EditBarrier::Spelling)?;
    let next = format!("{}{indentation}-{between}", line_end(lines, span.end));
    let suffix = lines.suffix(span);
    let behind = if is_blank(suffix) { span.end } else { span.end + suffix.len() };
    let kept = new.iter().position(|text| entry.is_str(text));
    let (before, after) = match kept {
        Some(kept) => (new.get(..kept), new.get(kept + 1..)),
        None => (None, new.get(1..)),
    };
    let mut edits = Vec::new();
    match kept {
        Some(_) => {
            let text: String =
                before.unwrap_or_default().iter().map(|text| quoted(text, entry) + &next).collect();
            let insert = Span::new(span.start, span.start);
            edits.extend((!text.is_empty()).then_some(TextEdit { span: insert, text }));
        }
        // One edit where nothing stands behind the entry.
        None if behind == span.end => return Ok(vec![TextEdit { span, text: joined(new, entry, &next) }]),
        None => edits.extend(new.first().map(|text| TextEdit { span, text: quoted(text, entry) })),
    }
    let text: String =
        after.unwrap_or_default().iter().map(|text| next.clone() + &quoted(text, entry)).collect();
    let insert = Span::new(behind, behind);
    edits.extend((!text.is_empty()).then_some(TextEdit { span: insert, text }));
    Ok(edits)
}

/// How deep a line of its own is that stands as deep as what is at `at`, behind nothing but other dashes.
pub(super) fn indentation(lines: &Lines<'_>, at: usize) -> Option<String> {
    let prefix = lines.prefix(Span::new(at, at));
    let is_deep = |character: char| matches!(character, ' ' | '-' | '\u{feff}');
    // A byte order mark takes no place.
    prefix.chars().all(is_deep).then(|| " ".repeat(prefix.trim_start_matches('\u{feff}').len()))
}

/// The line end of the line of `at`, or of the one before it.
pub(super) fn line_end<'t>(lines: &Lines<'t>, at: usize) -> &'t str {
    let rest = lines.get(at, lines.next_start(at));
    let end = rest.get(rest.trim_end_matches(['\n', '\r']).len()..).unwrap_or_default();
    if end.is_empty() { lines.line_end_before(at).unwrap_or("\n") } else { end }
}

/// The removals of the entries that `goes` names, of which at least one must stay. A comment behind a scalar stays; one
/// behind a mapping is of what goes.
pub(super) fn remove(
    lines: &Lines<'_>,
    list: Value<'_>,
    goes: impl Fn(usize) -> bool,
) -> Result<Vec<TextEdit>, EditBarrier> {
    let mut edits: Vec<TextEdit> = Vec::new();
    for (entry, dash) in entries(lines, list).filter(|(entry, _)| goes(entry.index)) {
        let dash = dash.ok_or(EditBarrier::Spelling)?;
        let span = removed(lines, entry.value, dash)?;
        match edits.last_mut().filter(|last| last.span.end == span.start) {
            Some(last) => last.span.end = span.end,
            None => edits.push(TextEdit { span, text: String::new() }),
        }
    }
    Ok(edits)
}

/// The bytes of an entry that goes: its lines, or what stands before a comment that stays.
fn removed(lines: &Lines<'_>, entry: Value<'_>, dash: usize) -> Result<Span, EditBarrier> {
    let span = entry.span();
    let start = lines.start(dash);
    if !is_blank(lines.get(start, dash)) {
        return Err(EditBarrier::Spelling);
    }
    // A block scalar may end with its last line.
    if span.end == lines.start(span.end) {
        return Ok(Span::new(start, span.end));
    }
    let suffix = lines.suffix(span);
    let is_scalar = !matches!(entry.kind(), Kind::Object | Kind::List);
    if !is_blank(suffix) && is_scalar {
        return Ok(Span::new(dash, span.end + suffix.len() - suffix.trim_start_matches([' ', '\t']).len()));
    }
    let end = lines.next_start(span.end);
    match lines.line_end_before(start) {
        // Of a last line without a line end, the one before it goes.
        Some(line_end) if !has_line_end(lines.get(span.end, end)) => {
            Ok(Span::new(start - line_end.len(), end))
        }
        _ => Ok(Span::new(start, end)),
    }
}
