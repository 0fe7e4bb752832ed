//! From the protocol's types to ours.

use leastwise_policy::Span;
use tower_lsp::ls_types::Range;

use super::position::{Encoding, Lines};

/// The bytes of a range, clamped to the text. A range that ends before it starts is empty at its start.
pub fn span(text: &str, lines: &Lines, range: Range, encoding: Encoding) -> Span {
    let start = lines.offset(text, range.start, encoding);
    Span::new(start, lines.offset(text, range.end, encoding).max(start))
}

#[cfg(test)]
mod tests {
    use tower_lsp::ls_types::Position;

    use super::*;

    #[test]
    fn a_range_is_clamped_and_never_ends_before_it_starts() {
        let text = "é\nbc";
        for ((start_line, start, end_line, end), expected) in [
            ((0, 0, 1, 1), Span::new(0, 4)),
            ((0, 1, 0, 99), Span::new(2, 2)),
            ((1, 1, 0, 0), Span::new(4, 4)),
            ((7, 0, 9, 0), Span::new(5, 5)),
        ] {
            let range = Range::new(Position::new(start_line, start), Position::new(end_line, end));
            assert_eq!(span(text, &Lines::new(text), range, Encoding::Utf16), expected);
        }
    }
}
