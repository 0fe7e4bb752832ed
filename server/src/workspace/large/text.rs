//! The text of a file that is too large to be held: where its lines are, and the file to read a part of it again.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;

use leastwise_policy::{LineIndex, LinePosition, Span};
use parking_lot::Mutex;

use crate::workspace::memory::Stamp;

/// The text of a large file.
#[derive(Debug)]
pub struct LargeText {
    lines: LineIndex,
    /// It starts with a byte order mark.
    has_mark: bool,
    stamp: Stamp,
    file: Mutex<Open>,
}

/// The open file, and the part of it that was read last: places stand close together.
#[derive(Debug)]
struct Open {
    file: File,
    last: (Range<usize>, Vec<u8>),
}

/// No more is read again at once.
const MOST: usize = 16 * 1024;

impl LargeText {
    /// Of a file of which `lines` were found while it had this stamp.
    pub(super) fn new(file: File, stamp: Stamp, lines: LineIndex, has_mark: bool) -> LargeText {
        let file = Mutex::new(Open { file, last: (0..0, Vec::new()) });
        LargeText { lines, has_mark, stamp, file }
    }

    /// How many bytes it has.
    pub fn length(&self) -> usize {
        self.lines.length()
    }

    /// The position of an offset, a byte order mark not counted in characters.
    pub fn position(&self, offset: usize) -> LinePosition {
        let position = self.lines.position(offset, |range| self.read(range));
        let mark = usize::from(self.has_mark && position.line == 0);
        LinePosition { characters: position.characters.saturating_sub(mark), ..position }
    }

    /// The beginning of what stands at a span; empty where the file has changed.
    pub fn text(&self, span: Span) -> String {
        let end = span.end.min(span.start.saturating_add(MOST));
        let bytes = self.read(span.start..end).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Whether both are of the same state of a file.
    pub fn is_same(&self, other: &LargeText) -> bool {
        std::ptr::eq(self, other) || self.stamp == other.stamp
    }

    /// A part of the text. `None` where it cannot be had, or the file has changed since its lines were found.
    fn read(&self, range: Range<usize>) -> Option<Vec<u8>> {
        if range.is_empty() {
            return Some(Vec::new());
        }
        let mut open = self.file.lock();
        let Open { file, last: (held, bytes) } = &mut *open;
        if !(held.start <= range.start && range.end <= held.end) {
            if Stamp::of_open(file) != Some(self.stamp) || range.len() > MOST {
                return None;
            }
            // The next place is rather behind this one.
            let end = self.lines.length().min(range.start + MOST);
            (*held, *bytes) = (0..0, vec![0; end - range.start]);
            file.seek(SeekFrom::Start(range.start as u64)).ok()?;
            file.read_exact(bytes).ok()?;
            *held = range.start..end;
        }
        bytes.get(range.start - held.start..range.end - held.start).map(<[u8]>::to_vec)
    }
}
