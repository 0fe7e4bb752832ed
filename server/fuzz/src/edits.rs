//! Changes of an open text, as a client sends them, against a plain string.

use std::str::FromStr;
use std::sync::Arc;

use leastwise::lsp::convert::position::Encoding;
use leastwise::lsp::document::{Document, Identity};
use tower_lsp::ls_types::{Position, Range, TextDocumentContentChangeEvent, Uri};

/// What is written, one for each value of a byte. Every kind of line end and of width is there.
const PIECES: &[&str] = &[
    "",
    "a",
    "\n",
    "\r",
    "\r\n",
    "é",
    "🍄",
    "\u{2028}",
    "\u{85}",
    "\u{0b}",
    "e\u{301}",
    "{\"a\": \"b\"}",
    "\u{feff}",
    "xyz\nxyz\n",
];

/// Reads an encoding, and then changes of six bytes each.
pub fn check(data: &[u8]) {
    let Some((&first, rest)) = data.split_first() else { return };
    let encoding = if first % 2 == 0 { Encoding::Utf16 } else { Encoding::Utf8 };
    let uri = Uri::from_str("untitled:fuzz").expect("a URI");
    let name: Arc<str> = uri.as_str().into();
    let identity = Identity { key: Arc::clone(&name), name, path: None, uri, language_id: "json".to_owned() };
    let mut document = Document::open(Arc::new(identity), 0, "");
    let mut expected = String::new();
    let mut in_step = true;
    for (version, bytes) in (1..).zip(rest.as_chunks::<6>().0) {
        let [start_line, start_column, end_line, end_column, kind, piece] = bytes.map(u32::from);
        let piece = PIECES[piece as usize % PIECES.len()].repeat(kind as usize % 3);
        let start = Position::new(start_line % 16, start_column % 16);
        let end = Position::new(end_line % 16, end_column % 16);
        let range = (kind % 16 != 15).then_some(Range::new(start, end));
        let change = TextDocumentContentChangeEvent { range, range_length: None, text: piece.clone() };
        document = document.change(version, &[change], encoding);
        match range {
            None => {
                expected = piece;
                in_step = true;
            }
            Some(_) if !in_step => {}
            Some(_) if start > end => in_step = false,
            Some(_) => {
                let (start, end) = (offset(&expected, start, encoding), offset(&expected, end, encoding));
                expected.replace_range(start..end, &piece);
            }
        }
        assert_eq!(document.in_step, in_step);
        if in_step {
            assert_eq!(&**document.text(), expected);
            positions(&document, encoding);
        }
        if expected.len() > 4096 {
            return;
        }
    }
}

/// The offset of a position, by the words of the protocol: lines end at CRLF, LF and CR; a column past the end of a
/// line is its end; one inside a character is the character's beginning.
fn offset(text: &str, position: Position, encoding: Encoding) -> usize {
    let mut line = 0;
    let mut column = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let ends_line = match character {
            '\n' => true,
            '\r' => !matches!(characters.peek(), Some((_, '\n'))),
            _ => false,
        };
        let width = match encoding {
            Encoding::Utf16 => character.len_utf16(),
            Encoding::Utf8 => character.len_utf8(),
        } as u32;
        let is_break = matches!(character, '\n' | '\r');
        if line == position.line && (is_break || column + width > position.character) {
            return at;
        }
        column += width;
        if ends_line {
            line += 1;
            column = 0;
        }
    }
    text.len()
}

/// Every border of characters is a position and comes back, but for one between CR and LF, which is none.
fn positions(document: &Document, encoding: Encoding) {
    let (text, lines) = (document.text(), document.lines());
    let borders = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    for at in borders.filter(|&at| !(text[..at].ends_with('\r') && text[at..].starts_with('\n'))) {
        let position = lines.position(at, encoding);
        assert_eq!(lines.offset(text, position, encoding), at, "{text:?}");
        assert_eq!(offset(text, position, encoding), at, "{text:?}");
    }
}
