//! Elements taken out of a list, with exactly one comma each, and with their lines where nothing else stands on them.

use super::{Lines, List, has_line_end, is_blank};
use crate::{Span, TextEdit};

/// The removals of the elements that `goes` names, of which at least one must stay.
pub(crate) fn edits(lines: &Lines<'_>, list: &List, goes: impl Fn(usize) -> bool) -> Vec<TextEdit> {
    let Some(last_kept) = (0..list.elements.len()).rev().find(|&index| !goes(index)) else {
        return Vec::new();
    };
    let mut pieces = Vec::new();
    for (index, &element) in list.elements.iter().enumerate().filter(|(index, _)| goes(*index)) {
        pieces.push(Piece { span: element, comma_first: false });
        // The comma after an element goes with it; after the last one that stays, it is the comma before, unless the list
        // ends with one.
        let is_before = index < last_kept || list.has_trailing_comma();
        let comma = if is_before { Some(index) } else { index.checked_sub(1) };
        let comma = comma.and_then(|index| list.commas.get(index));
        pieces.extend(comma.map(|&span| Piece { span, comma_first: true }));
    }
    pieces.sort_by_key(|piece| piece.span);
    let mut groups: Vec<Piece> = Vec::new();
    for piece in pieces {
        match groups.last_mut().filter(|group| joins(lines, group.span, piece.span)) {
            Some(group) => group.span.end = piece.span.end,
            None => groups.push(piece),
        }
    }
    groups.iter().map(|group| TextEdit { span: group.with_space(lines), text: String::new() }).collect()
}

/// Elements and commas that go, with only white space between them.
struct Piece {
    span: Span,
    /// Whether it starts with a comma, not with an element.
    comma_first: bool,
}

/// Whether two pieces go as one. Across a line end they do where that does not join the rests of two lines, which would
/// move a comment or an entry to a line that it does not belong to.
fn joins(lines: &Lines<'_>, one: Span, next: Span) -> bool {
    let between = lines.get(one.end, next.start);
    if !between.chars().all(|char| matches!(char, ' ' | '\t' | '\n' | '\r')) {
        return false;
    }
    let suffix = lines.suffix(next);
    !has_line_end(between)
        || is_blank(lines.prefix(one))
        || is_blank(suffix)
        || suffix.trim_start_matches([' ', '\t']).starts_with(']')
}

impl Piece {
    /// The bytes to remove: the piece with the white space that it leaves without use.
    fn with_space(&self, lines: &Lines<'_>) -> Span {
        let Span { start, end } = self.span;
        let (prefix, suffix) = (lines.prefix(self.span), lines.suffix(self.span));
        let space_before = prefix.len() - prefix.trim_end_matches([' ', '\t']).len();
        let space_after = suffix.len() - suffix.trim_start_matches([' ', '\t']).len();
        match (is_blank(prefix), is_blank(suffix)) {
            (true, true) => Span::new(start - prefix.len(), lines.next_start(end)),
            (false, true) => Span::new(start - space_before, end + suffix.len()),
            (false, false) if self.comma_first => Span::new(start - space_before, end),
            (_, false) => Span::new(start, end + space_after),
        }
    }
}
