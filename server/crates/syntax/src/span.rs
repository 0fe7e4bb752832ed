//! Byte ranges.

/// A half-open range of byte offsets into a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The offset of the first byte.
    pub start: usize,
    /// The offset after the last byte.
    pub end: usize,
}

impl Span {
    /// The range from `start` up to `end`.
    pub fn new(start: usize, end: usize) -> Span {
        Span { start, end }
    }

    /// The first byte: of an object its brace, where all of it would be too much to point at.
    pub fn opening(self) -> Span {
        Span { start: self.start, end: self.start + 1 }
    }

    /// Whether `other` lies within this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two spans touch or overlap, as a cursor at the edge of a word touches it.
    pub fn touches(self, other: Span) -> bool {
        self.start <= other.end && other.start <= self.end
    }

    /// The text of the span, or `None` where it does not fit `text`.
    pub fn text(self, text: &str) -> Option<&str> {
        text.get(self.start..self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_touch_at_their_edges_and_contain_what_lies_within() {
        let span = Span::new(2, 4);
        for (start, end, touches, contains) in [
            (0, 1, false, false),
            (0, 2, true, false),
            (0, 3, true, false),
            (2, 2, true, true),
            (2, 4, true, true),
            (3, 4, true, true),
            (4, 4, true, true),
            (1, 5, true, false),
            (3, 5, true, false),
            (4, 6, true, false),
            (5, 6, false, false),
        ] {
            let other = Span::new(start, end);
            assert_eq!((span.touches(other), other.touches(span)), (touches, touches), "{start} to {end}");
            assert_eq!(span.contains(other), contains, "{start} to {end}");
        }
    }
}
