//! Lines and columns of a text that is not held. Only what each block of it begins with is known; of the block with a
//! place in it the bytes are read again.

use std::ops::Range;

use memchr::memchr2_iter;

/// Of so many bytes one entry is held, and so many are read again for a place.
const BLOCK: usize = 4096;

/// Where the lines of a text are, for texts of less than 4 GiB.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineIndex {
    blocks: Vec<Block>,
    /// Of each block, where there is a character of several bytes before the last.
    widths: Vec<Width>,
    length: usize,
}

/// What is known at the beginning of a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Block {
    /// The number of the line, from 0.
    line: u32,
    /// Where the line begins.
    start: u32,
}

/// How many bytes of a text begin no character, and how many begin one of two UTF-16 code units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Wide {
    continued: u32,
    astral: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Width {
    /// Of the text before the block.
    block: Wide,
    /// Of the text before the line.
    line: Wide,
}

/// A place in a text. All counts start with 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinePosition {
    /// The line.
    pub line: usize,
    /// The column, in bytes.
    pub bytes: usize,
    /// The column, in characters.
    pub characters: usize,
    /// The column, in UTF-16 code units.
    pub utf16: usize,
}

/// A place that moves on through the text.
#[derive(Clone, Copy, Debug, Default)]
struct Cursor {
    block: Block,
    width: Width,
    /// The last byte is a carriage return: the line ends before the next byte, unless that is a line feed.
    after_return: bool,
}

impl Cursor {
    /// Moves over the bytes at `at`.
    fn advance(&mut self, at: usize, bytes: &[u8]) {
        if self.after_return && bytes.first().is_some_and(|byte| *byte != b'\n') {
            self.end_line(at);
        }
        let mut counted = 0;
        for end in memchr2_iter(b'\n', b'\r', bytes) {
            self.count(bytes.get(counted..=end).unwrap_or_default());
            counted = end + 1;
            match bytes.get(end + 1) {
                Some(b'\n') if bytes.get(end) == Some(&b'\r') => {}
                None if bytes.get(end) == Some(&b'\r') => {}
                _ => self.end_line(at + end + 1),
            }
        }
        self.count(bytes.get(counted..).unwrap_or_default());
        if let Some(last) = bytes.last() {
            self.after_return = *last == b'\r';
        }
    }

    fn end_line(&mut self, start: usize) {
        self.block = Block { line: self.block.line.saturating_add(1), start: as_u32(start) };
        self.width.line = self.width.block;
    }

    fn count(&mut self, bytes: &[u8]) {
        if bytes.is_ascii() {
            return;
        }
        let count = |is: fn(u8) -> bool| as_u32(bytes.iter().filter(|byte| is(**byte)).count());
        self.width.block.continued += count(|byte| byte & 0xc0 == 0x80);
        self.width.block.astral += count(|byte| byte >= 0xf0);
    }
}

/// Makes a [`LineIndex`] of a text that comes in any number of steps.
#[derive(Clone, Debug, Default)]
pub struct LineIndexer {
    index: LineIndex,
    cursor: Cursor,
}

impl LineIndexer {
    /// Goes on with the next bytes.
    pub fn feed(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.index.length.is_multiple_of(BLOCK) {
                self.begin_block(bytes);
            }
            let (now, later) = bytes.split_at((BLOCK - self.index.length % BLOCK).min(bytes.len()));
            self.cursor.advance(self.index.length, now);
            self.index.length += now.len();
            bytes = later;
        }
    }

    fn begin_block(&mut self, bytes: &[u8]) {
        // A line end that is cut through ends in the block after it.
        if self.cursor.after_return && bytes.first() != Some(&b'\n') {
            self.cursor.end_line(self.index.length);
            self.cursor.after_return = false;
        }
        let Cursor { block, width, .. } = self.cursor;
        if width != Width::default() {
            self.index.widths.resize(self.index.blocks.len(), Width::default());
            self.index.widths.push(width);
        }
        self.index.blocks.push(block);
    }

    /// The index of all that came.
    pub fn finish(mut self) -> LineIndex {
        if self.index.length == 0 {
            self.begin_block(&[]);
        }
        self.index.blocks.shrink_to_fit();
        self.index.widths.shrink_to_fit();
        self.index
    }
}

impl LineIndex {
    /// Of a text that is held.
    pub fn of(text: &str) -> LineIndex {
        let mut indexer = LineIndexer::default();
        indexer.feed(text.as_bytes());
        indexer.finish()
    }

    /// The length of the text, in bytes.
    pub fn length(&self) -> usize {
        self.length
    }

    /// The position of an offset; one past the end is the end. `read` gives bytes of the text, at most so many as a block
    /// has; where it gives none, the position is that of the block's beginning.
    pub fn position<T: AsRef<[u8]>>(
        &self,
        offset: usize,
        read: impl FnOnce(Range<usize>) -> Option<T>,
    ) -> LinePosition {
        let offset = offset.min(self.length);
        let at = (offset / BLOCK).min(self.blocks.len().saturating_sub(1));
        let start = at * BLOCK;
        let mut cursor = Cursor {
            block: self.blocks.get(at).copied().unwrap_or_default(),
            width: self.widths.get(at).copied().unwrap_or_default(),
            after_return: false,
        };
        // Whether a carriage return ends a line is seen from the byte after it.
        let end = (offset + 1).min(self.length);
        let mut place = start;
        if let Some(bytes) = read(start..end) {
            let bytes = bytes.as_ref();
            let before = bytes.get(..offset - start).unwrap_or(bytes);
            cursor.advance(start, before);
            place += before.len();
            if cursor.after_return && bytes.get(before.len()) != Some(&b'\n') {
                cursor.end_line(place);
            }
        }
        let Cursor { block, width, .. } = cursor;
        let bytes = place.saturating_sub(block.start as usize);
        let in_line = |of: fn(Wide) -> u32| of(width.block).saturating_sub(of(width.line)) as usize;
        let characters = bytes.saturating_sub(in_line(|wide| wide.continued));
        let utf16 = characters + in_line(|wide| wide.astral);
        LinePosition { line: block.line as usize, bytes, characters, utf16 }
    }
}

fn as_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::*;
    use crate::line_starts;

    fn naive(text: &str, offset: usize) -> LinePosition {
        let start = line_starts(text).take_while(|start| *start <= offset).last().unwrap();
        let line = line_starts(text).take_while(|start| *start <= offset).count() - 1;
        let before = &text[start..offset];
        LinePosition {
            line,
            bytes: before.len(),
            characters: before.chars().count(),
            utf16: before.encode_utf16().count(),
        }
    }

    fn check(text: &str, offsets: impl Iterator<Item = usize>) {
        let index = LineIndex::of(text);
        for offset in offsets.filter(|offset| text.is_char_boundary(*offset)) {
            let read = |range: Range<usize>| {
                assert!(range.len() <= BLOCK + 1, "{range:?}");
                text.as_bytes().get(range)
            };
            assert_eq!(index.position(offset, read), naive(text, offset), "{offset}");
        }
    }

    #[test]
    fn every_place_of_a_small_text_has_its_line_and_column() {
        for text in ["", "a", "\n", "a\nb\r\nc\rd\r\r\n\n", "\u{feff}é\r\n漢😀\n😀", "\r", "\r\n"] {
            check(text, 0..=text.len());
        }
    }

    #[test]
    fn line_ends_and_wide_characters_over_the_border_of_blocks_count_once() {
        for filler in [BLOCK - 3, BLOCK - 2, BLOCK - 1, BLOCK, 2 * BLOCK - 1] {
            for border in ["\r\n", "\r", "\n", "\n\r", "\r\r\n", "é", "😀", "漢\r\n😀"] {
                let text = format!("{}{border}x\n{}", "a".repeat(filler), "é\n".repeat(BLOCK));
                check(&text, filler - 2..filler + 9);
                check(&text, text.len() - 9..=text.len());
            }
        }
    }

    #[test]
    fn what_cannot_be_read_again_has_the_place_of_its_block() {
        let text = "ab\n".repeat(BLOCK);
        let index = LineIndex::of(&text);
        let start = index.position(2 * BLOCK + 100, |_| None::<&[u8]>);
        assert_eq!(start, naive(&text, 2 * BLOCK));
        assert_eq!(index.position(usize::MAX, |range| text.as_bytes().get(range)), naive(&text, text.len()));
    }

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(1), cases: 64, ..ProptestConfig::default() })]

        #[test]
        fn how_the_text_comes_makes_no_difference(
            text in "(a{0,900}|[é😀]{0,300}|\r|\n|\r\n){0,60}", step in 1_usize..5000,
        ) {
            let mut indexer = LineIndexer::default();
            text.as_bytes().chunks(step).for_each(|chunk| indexer.feed(chunk));
            prop_assert_eq!(indexer.finish(), LineIndex::of(&text));
            check(&text, (0..=text.len()).step_by(97));
        }
    }
}
