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
