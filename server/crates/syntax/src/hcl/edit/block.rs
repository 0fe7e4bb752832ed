//! Blocks and members of objects taken out, with their lines, and with a blank line that would be one too many.

use crate::edit::{Lines, is_blank};
use crate::{Member, Span, TextEdit};

/// The removals of what stands at `spans`, in the order of the text.
pub(super) fn removals(lines: &Lines<'_>, spans: impl Iterator<Item = Span>) -> Vec<TextEdit> {
    let mut edits: Vec<TextEdit> = Vec::new();
    for span in spans {
        let before = edits.last().map_or(0, |edit| edit.span.end);
        let span = with_lines(lines, span, before);
        edits.push(TextEdit { span, text: String::new() });
    }
    edits
}

/// A member of an object with the comma behind it, if there is one.
pub(super) fn with_comma(lines: &Lines<'_>, member: Member<'_>) -> Span {
    let span = Span::new(member.key.span().start, member.value.span().end);
    let behind = lines.get(span.end, lines.text.len());
    let blank = behind.len() - behind.trim_start_matches([' ', '\t']).len();
    match behind.get(blank..) {
        Some(behind) if behind.starts_with(',') => Span::new(span.start, span.end + blank + 1),
        _ => span,
    }
}

/// The bytes to remove; nothing before `from`. Comments beside what goes stay.
fn with_lines(lines: &Lines<'_>, span: Span, from: usize) -> Span {
    let (prefix, suffix) = (lines.prefix(span), lines.suffix(span));
    if !is_blank(prefix) || !is_blank(suffix) {
        let blank_after = suffix.len() - suffix.trim_start_matches([' ', '\t']).len();
        let blank_before = if is_blank(suffix) { prefix.len() - prefix.trim_end().len() } else { 0 };
        return Span::new(span.start - blank_before, span.end + blank_after);
    }
    let (start, end) = (lines.start(span.start), lines.next_start(span.end));
    let before = start.checked_sub(1).map(|at| lines.get(lines.start(at), start).trim());
    let after = lines.get(end, lines.next_start(end)).trim();
    let is_last = after.starts_with(['}', ']']);
    match before {
        // The block behind takes the place of the one that goes.
        Some(before)
            if after.is_empty() && end < lines.text.len() && (before.is_empty() || before.ends_with('{')) =>
        {
            Span::new(start, lines.next_start(end))
        }
        Some("") if is_last => Span::new(lines.start(start - 1).max(from), end),
        _ => Span::new(start, end),
    }
}
