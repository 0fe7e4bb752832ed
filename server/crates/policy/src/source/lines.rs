//! Line numbers, for messages that name a place without an editor at hand.

/// The number of the line, from 1, in which a byte offset lies. Lines end with LF, CR or CRLF.
pub(super) fn number(text: &str, offset: usize) -> usize {
    let before = text.as_bytes().get(..offset).unwrap_or(text.as_bytes());
    let ends = before.iter().enumerate().filter(|&(at, &byte)| match byte {
        b'\n' => true,
        b'\r' => text.as_bytes().get(at + 1) != Some(&b'\n'),
        _ => false,
    });
    ends.count() + 1
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn every_kind_of_line_end_counts_once() {
        for (text, offset, expected) in
            [("", 0, 1), ("a\nb", 2, 2), ("a\r\nb", 3, 2), ("a\r\nb", 2, 1), ("a\rb\r\rc", 5, 4), ("a", 9, 1)]
        {
            assert_eq!(number(text, offset), expected, "{text:?} at {offset}");
        }
    }
}
