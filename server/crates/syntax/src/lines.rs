//! Where lines start, for everything that counts or edits them.

use memchr::memchr2_iter;

/// The offset of the first byte of each line. Lines end with LF, CRLF or CR and nothing else, as in the
/// [language server protocol](https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#textDocuments).
///
/// ```
/// let starts: Vec<usize> = leastwise_syntax::line_starts("a\r\nb\rc\n").collect();
/// assert_eq!(starts, [0, 3, 5, 7]);
/// ```
pub fn line_starts(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let ends = memchr2_iter(b'\n', b'\r', bytes)
        .filter(|&at| bytes.get(at) != Some(&b'\r') || bytes.get(at + 1) != Some(&b'\n'));
    std::iter::once(0).chain(ends.map(|end| end + 1))
}

/// The number of the line, from 1, in which a byte offset lies.
pub fn line_number(text: &str, offset: usize) -> usize {
    line_starts(text).take_while(|&start| start <= offset).count()
}

#[cfg(test)]
mod tests {
    use super::line_number;

    #[test]
    fn every_kind_of_line_end_counts_once() {
        for (text, offset, expected) in [
            ("", 0, 1),
            ("a\nb", 2, 2),
            ("a\r\nb", 3, 2),
            ("a\r\nb", 2, 1),
            ("a\rb\r\rc", 5, 4),
            ("a", 9, 1),
            ("a\u{2028}b\u{85}c\u{b}d", 9, 1),
        ] {
            assert_eq!(line_number(text, offset), expected, "{text:?} at {offset}");
        }
    }
}
