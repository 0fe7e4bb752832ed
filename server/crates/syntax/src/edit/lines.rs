//! Lines of a text, and what stands around a span on its lines.

use crate::{Span, line_starts};

/// A text and where its lines start, so that looking at a line never walks through a long one.
pub(crate) struct Lines<'t> {
    pub(crate) text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        Lines { text, starts: line_starts(text).collect() }
    }

    /// The text of a span.
    pub(crate) fn get(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// The start of the line of `at`.
    pub(crate) fn start(&self, at: usize) -> usize {
        let after = self.starts.partition_point(|&start| start <= at);
        after.checked_sub(1).and_then(|index| self.starts.get(index)).copied().unwrap_or_default()
    }

    /// The start of the line after that of `at`, or the end of the text.
    pub(crate) fn next_start(&self, at: usize) -> usize {
        let after = self.starts.partition_point(|&start| start <= at);
        self.starts.get(after).copied().unwrap_or(self.text.len())
    }

    /// The line end before the line of `at`, if it is not the first.
    pub(crate) fn line_end_before(&self, at: usize) -> Option<&'t str> {
        let start = self.start(at);
        let before = self.text.get(..start)?;
        ["\r\n", "\n", "\r"].into_iter().find(|line_end| before.ends_with(line_end))
    }

    /// What stands before a span on its first line.
    pub(crate) fn prefix(&self, span: Span) -> &'t str {
        self.get(self.start(span.start), span.start)
    }

    /// What stands after a span on its last line, without the line end.
    pub(crate) fn suffix(&self, span: Span) -> &'t str {
        self.get(span.end, self.next_start(span.end)).trim_end_matches(['\n', '\r'])
    }

    /// The white space at the start of the line of `at`.
    pub(crate) fn indentation(&self, at: usize) -> &'t str {
        let line = self.get(self.start(at), self.text.len());
        self.get(self.start(at), self.start(at) + line.len() - line.trim_start_matches([' ', '\t']).len())
    }
}

/// Whether nothing but blanks stands in a part of a line.
pub(crate) fn is_blank(part: &str) -> bool {
    part.bytes().all(|byte| matches!(byte, b' ' | b'\t'))
}

/// Whether a text goes over more than one line.
pub(crate) fn has_line_end(text: &str) -> bool {
    text.contains(['\n', '\r'])
}
