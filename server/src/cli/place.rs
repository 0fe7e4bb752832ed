//! Places as people and programs read them: paths relative to the current folder, lines and columns from 1.

use std::path::{Path, PathBuf};

use leastwise_policy::{Span, line_starts};

use crate::workspace::large::LargeText;
use crate::workspace::{identity, scan};

/// The folder that paths are shown relative to.
#[derive(Debug)]
pub(crate) struct Base(PathBuf);

impl Base {
    /// The folder that the program was started in, as people expect.
    pub(crate) fn current() -> Base {
        Base(identity::normalise(Path::new(".")))
    }

    /// The repository that holds the current folder, or that folder where there is none: what a code host resolves
    /// paths against, wherever in the repository the program was started.
    pub(crate) fn repository() -> Base {
        let Base(current) = Base::current();
        match scan::repository(&current) {
            Some(repository) => Base(repository.to_path_buf()),
            None => Base(current),
        }
    }

    /// A normalized path as it is shown: with `/`, relative if it is below the folder.
    pub(crate) fn show(&self, path: &Path) -> String {
        match path.strip_prefix(&self.0) {
            Ok(relative) if relative.as_os_str().is_empty() => ".".to_owned(),
            Ok(relative) => identity::name(relative).to_string(),
            Err(_) => identity::name(path).to_string(),
        }
    }
}

/// A place between two characters of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    /// From 1.
    pub line: usize,
    /// From 1, in Unicode characters; a tab is one, a byte order mark none.
    pub column: usize,
    /// From 0, in bytes from the start of the file.
    pub offset: usize,
}

/// The lines of a text.
#[derive(Debug)]
pub(crate) enum Lines<'a> {
    /// Of one that is held.
    Held(HeldLines<'a>),
    /// Of a large file.
    Large(&'a LargeText),
}

impl<'a> Lines<'a> {
    /// Finds the lines of `text`.
    pub(crate) fn new(text: &'a str) -> Lines<'a> {
        Lines::Held(HeldLines::new(text))
    }

    /// The place of a byte offset; one that is inside a character or after the end moves back to where it fits.
    pub(crate) fn position(&self, offset: usize) -> Position {
        match self {
            Lines::Held(lines) => lines.position(offset),
            Lines::Large(text) => {
                let at = text.position(offset);
                Position { line: at.line + 1, column: at.characters + 1, offset }
            }
        }
    }

    /// The column of a byte offset, from 1, in UTF-16 code units; see [`Lines::position`].
    pub(crate) fn utf16_column(&self, offset: usize) -> usize {
        match self {
            Lines::Held(lines) => lines.utf16_column(offset),
            Lines::Large(text) => text.position(offset).utf16 + 1,
        }
    }

    /// The span of a line without its end, and its text; empty for a line that is not there. `None` in a large file.
    pub(crate) fn line(&self, line: usize) -> Option<(Span, &'a str)> {
        match self {
            Lines::Held(lines) => {
                let span = lines.line(line);
                Some((span, span.text(lines.text).unwrap_or_default()))
            }
            Lines::Large(_) => None,
        }
    }
}

/// The lines of a text that is held (see [`line_starts`]).
#[derive(Debug)]
pub(crate) struct HeldLines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    /// How much the text before each block of [`BLOCK`] bytes has; empty where every character is a byte.
    blocks: Vec<Width>,
}

/// A document may stand on one line: what is counted for a column is never more than a block.
const BLOCK: usize = 1024;

/// How long a text is.
#[derive(Clone, Copy, Debug, Default)]
struct Width {
    characters: usize,
    utf16: usize,
}

impl Width {
    /// The width of the characters that begin in these bytes.
    fn add(self, bytes: &[u8]) -> Width {
        let count = |begins: fn(u8) -> bool| bytes.iter().filter(|byte| begins(**byte)).count();
        let characters = count(|byte| byte & 0xc0 != 0x80);
        let astral = count(|byte| byte >= 0xf0);
        Width { characters: self.characters + characters, utf16: self.utf16 + characters + astral }
    }
}

/// See [`Lines::blocks`]; one more than there are blocks, for the end of the text.
fn blocks(text: &str) -> Vec<Width> {
    let mut width = Width::default();
    let mut blocks = vec![width];
    blocks.extend(text.as_bytes().chunks(BLOCK).map(|block| {
        width = width.add(block);
        width
    }));
    blocks
}

impl<'a> HeldLines<'a> {
    fn new(text: &'a str) -> HeldLines<'a> {
        let first = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let starts = std::iter::once(first).chain(line_starts(text).skip(1)).collect();
        let blocks = if text.is_ascii() { Vec::new() } else { blocks(text) };
        HeldLines { text, starts, blocks }
    }

    fn position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let column = self.column_of(line, offset, |width| width.characters);
        Position { line, column, offset }
    }

    fn utf16_column(&self, offset: usize) -> usize {
        let Position { line, offset, .. } = self.position(offset);
        self.column_of(line, offset, |width| width.utf16)
    }

    /// The column of an offset, from 1, counted as `of` says.
    fn column_of(&self, line: usize, offset: usize, of: impl Fn(Width) -> usize) -> usize {
        let before = |offset: usize| of(self.width_before(offset));
        // An offset before the first column is that of the byte order mark.
        before(offset).saturating_sub(before(self.start(line))) + 1
    }

    fn width_before(&self, offset: usize) -> Width {
        match self.blocks.get(offset / BLOCK) {
            Some(width) => {
                width.add(self.text.as_bytes().get(offset - offset % BLOCK..offset).unwrap_or_default())
            }
            None => Width { characters: offset, utf16: offset },
        }
    }

    fn line(&self, line: usize) -> Span {
        let start = self.start(line);
        let end = self.starts.get(line).copied().unwrap_or(self.text.len());
        let text = self.text.get(start..end).unwrap_or_default();
        Span::new(start, start + text.trim_end_matches(['\r', '\n']).len())
    }

    fn start(&self, line: usize) -> usize {
        line.checked_sub(1).and_then(|index| self.starts.get(index)).copied().unwrap_or(self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_characters_and_every_line_end_counts_once() {
        let text = "\u{feff}{\r\n\t\"é漢😀\"\rx\n";
        let lines = Lines::new(text);
        for (before, line, column) in
            [("{", 1, 1), ("\r\n", 1, 2), ("\t", 2, 1), ("é", 2, 3), ("😀", 2, 5), ("\rx", 2, 7), ("x", 3, 1)]
        {
            let offset = text.find(before).unwrap();
            assert_eq!(lines.position(offset), Position { line, column, offset }, "{before:?}");
            let astral = usize::from(before == "\rx");
            assert_eq!(lines.utf16_column(offset), column + astral, "{before:?}");
        }
        assert_eq!(lines.position(text.len()).line, 4);
        assert_eq!(lines.position(usize::MAX), lines.position(text.len()));
        let shown: Vec<_> = (1..=5).map(|line| lines.line(line).unwrap().1).collect();
        assert_eq!(shown, ["{", "\t\"é漢😀\"", "x", "", ""]);
    }

    #[test]
    fn columns_of_a_long_line_are_counted_from_its_start() {
        // Characters of every length, over the borders of blocks.
        let text = format!("a\n{}", "xé漢😀".repeat(BLOCK));
        let lines = Lines::new(&text);
        let (mut characters, mut units) = (1, 1);
        for (at, character) in text.char_indices().skip(2) {
            assert_eq!((lines.position(at).column, lines.utf16_column(at)), (characters, units), "{at}");
            characters += 1;
            units += character.len_utf16();
        }
        assert_eq!((lines.position(text.len()).column, lines.utf16_column(text.len())), (characters, units));
        let full = "é".repeat(BLOCK);
        assert_eq!(Lines::new(&full).position(full.len()).column, BLOCK + 1);
    }

    #[test]
    fn an_offset_before_the_first_column_or_inside_a_character_moves_back() {
        let lines = Lines::new("\u{feff}é");
        assert_eq!(lines.position(0).column, 1);
        assert_eq!(lines.position(4), Position { line: 1, column: 1, offset: 3 });
    }

    #[test]
    fn paths_below_the_current_folder_are_relative() {
        let folder = Base(PathBuf::from("/home/person"));
        assert_eq!(folder.show(Path::new("/home/person/a/b.json")), "a/b.json");
        assert_eq!(folder.show(Path::new("/home/person")), ".");
        assert_eq!(folder.show(Path::new("/home/persons/b.json")), "/home/persons/b.json");
    }
}
