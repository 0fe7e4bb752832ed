use proptest::prelude::*;

use super::*;

/// A text, a byte offset in it, and the line and the columns (in bytes, in UTF-16 units) of that offset.
const PLACES: &[(&str, usize, u32, u32, u32)] = &[
    ("", 0, 0, 0, 0),
    ("abc", 2, 0, 2, 2),
    ("abc", 3, 0, 3, 3),
    ("é=1", 2, 0, 2, 1),
    ("अ=1", 3, 0, 3, 1),
    ("🍄=1", 4, 0, 4, 2),
    ("👩\u{200d}🔬=1", 11, 0, 11, 5),
    ("e\u{301}=1", 3, 0, 3, 2),
    ("\u{feff}{", 3, 0, 3, 1),
    ("a\nb", 2, 1, 0, 0),
    ("a\r\nb", 3, 1, 0, 0),
    ("a\rb", 2, 1, 0, 0),
    ("a\r\rb", 3, 2, 0, 0),
    ("a\n\rb", 3, 2, 0, 0),
    ("é\n🍄\né", 8, 2, 0, 0),
    ("é\n🍄\né", 10, 2, 2, 1),
    ("a\u{2028}b\u{2029}c", 8, 0, 8, 4),
    ("a\u{b}b\u{c}c\u{85}d", 7, 0, 7, 6),
    ("a\n", 2, 1, 0, 0),
];

#[test]
fn an_offset_has_one_position_and_the_position_leads_back_to_it() {
    for (text, offset, line, bytes, units) in PLACES {
        let (lines, rope) = (Lines::new(text), Rope::from_str(text));
        for (encoding, column) in [(Encoding::Utf8, *bytes), (Encoding::Utf16, *units)] {
            let position = Position::new(*line, column);
            assert_eq!(lines.position(*offset, encoding), position, "{text:?} {offset} {encoding:?}");
            assert_eq!(lines.offset(text, position, encoding), *offset, "{text:?} {position:?}");
            let index = char_index(&rope, position, encoding);
            assert_eq!(rope.char_to_byte(index), *offset, "{text:?} {position:?} in the rope");
        }
    }
}

#[test]
fn a_position_that_is_not_there_is_the_nearest_before_it() {
    let far = u32::MAX;
    for (text, encoding, (line, column), offset) in [
        ("", Encoding::Utf16, (0, 1), 0),
        ("", Encoding::Utf16, (far, far), 0),
        ("ab\ncd", Encoding::Utf16, (0, 3), 2),
        ("ab\r\ncd", Encoding::Utf16, (0, 3), 2),
        ("ab\rcd", Encoding::Utf16, (0, far), 2),
        ("ab\ncd", Encoding::Utf16, (1, far), 5),
        ("ab\ncd", Encoding::Utf16, (2, 0), 5),
        ("ab\n", Encoding::Utf16, (1, 7), 3),
        ("a🍄b", Encoding::Utf16, (0, 2), 1),
        ("a🍄b", Encoding::Utf8, (0, 3), 1),
        ("aéb", Encoding::Utf8, (0, 2), 1),
    ] {
        let position = Position::new(line, column);
        assert_eq!(Lines::new(text).offset(text, position, encoding), offset, "{text:?} {position:?}");
        let rope = Rope::from_str(text);
        let index = char_index(&rope, position, encoding);
        assert_eq!(rope.char_to_byte(index), offset, "{text:?} {position:?} in the rope");
    }
}

#[test]
fn an_offset_past_the_end_is_the_end() {
    assert_eq!(Lines::new("é\nb").position(99, Encoding::Utf16), Position::new(1, 1));
    assert_eq!(Lines::new("").range(Span::new(4, 9), Encoding::Utf8), Range::default());
}

proptest! {
    /// Two ways lead from a position to a place in the text; they must never disagree.
    #[test]
    fn the_rope_and_the_lines_agree(
        text in "[a🍄é\r\n\u{2028}\u{c}]{0,40}",
        line in 0u32..8,
        column in 0u32..12,
    ) {
        let (lines, rope) = (Lines::new(&text), Rope::from_str(&text));
        prop_assert_eq!(rope.len_lines() as u32, lines.position(text.len(), Encoding::Utf8).line + 1);
        for encoding in [Encoding::Utf8, Encoding::Utf16] {
            let position = Position::new(line, column);
            let offset = lines.offset(&text, position, encoding);
            prop_assert_eq!(rope.char_to_byte(char_index(&rope, position, encoding)), offset);
            let nearest = lines.position(offset, encoding);
            prop_assert!(nearest <= position);
            prop_assert_eq!(lines.offset(&text, nearest, encoding), offset);
        }
    }
}
