use std::str::FromStr;

use proptest::prelude::*;
use tower_lsp::ls_types::{Position, Range};

use super::*;

fn document(text: &str) -> Document {
    document_in("json", text)
}

fn document_in(language_id: &str, text: &str) -> Document {
    let uri = Uri::from_str("untitled:test").unwrap();
    let name: Arc<str> = uri.as_str().into();
    let identity =
        Identity { key: Arc::clone(&name), name, path: None, uri, language_id: language_id.to_owned() };
    Document::open(Arc::new(identity), 1, text)
}

/// A change of the text between two places, each a line and a column.
fn change(start: (u32, u32), end: (u32, u32), text: &str) -> TextDocumentContentChangeEvent {
    let range = Range::new(Position::new(start.0, start.1), Position::new(end.0, end.1));
    TextDocumentContentChangeEvent { range: Some(range), range_length: None, text: text.to_owned() }
}

fn full(text: &str) -> TextDocumentContentChangeEvent {
    TextDocumentContentChangeEvent { range: None, range_length: None, text: text.to_owned() }
}

#[test]
fn what_is_no_file_is_read_in_the_syntax_of_its_language_id() {
    const YAML: &str = "Statement:\n  - Effect: Allow\n    Action: s3:Get*\n";
    for (language_id, text, expected) in [
        ("yaml", YAML, 1),
        ("cloudformation", YAML, 1),
        ("yaml.ansible", YAML, 1),
        ("json", YAML, 0),
        ("json", r#"{"Statement": [{"Effect": "Allow", "Action": "s3:Get*"}]}"#, 1),
    ] {
        let document = document_in(language_id, text);
        let found = document.policy().map_or(0, |source| source.documents.len());
        assert_eq!(found, expected, "{language_id}");
    }
}

#[test]
fn a_change_replaces_its_range_and_nothing_else() {
    for (before, change, after) in [
        ("", change((0, 0), (0, 0), "a"), "a"),
        ("abc", change((0, 1), (0, 2), "X"), "aXc"),
        ("a\nb", change((1, 1), (1, 1), "!"), "a\nb!"),
        ("a", change((9, 9), (9, 9), "\n"), "a\n"),
        ("a\nb\nc", change((0, 1), (2, 0), ""), "ac"),
        ("🍄=1", change((0, 2), (0, 3), ":"), "🍄:1"),
        ("अé\nx", change((0, 1), (0, 2), ""), "अ\nx"),
        ("a\u{2028}b\nc", change((1, 0), (1, 1), "d"), "a\u{2028}b\nd"),
        ("a\rb\rc", change((1, 0), (2, 0), ""), "a\rc"),
        ("a\r\nb", change((0, 1), (1, 0), "\n"), "a\nb"),
        ("a\nb", change((0, 1), (0, 1), "\r"), "a\r\nb"),
        ("\u{feff}{}", change((0, 1), (0, 2), "["), "\u{feff}[}"),
        ("a", full("b"), "b"),
    ] {
        let next = document(before).change(2, std::slice::from_ref(&change), Encoding::Utf16);
        assert_eq!((&**next.text(), next.version, next.in_step), (after, 2, true), "{before:?} {change:?}");
    }
}

#[test]
fn columns_are_bytes_where_that_was_agreed() {
    let next = document("é=1").change(2, &[change((0, 2), (0, 3), ":")], Encoding::Utf8);
    assert_eq!(&**next.text(), "é:1");
}

#[test]
fn changes_of_one_message_apply_one_after_the_other() {
    let changes = [change((0, 0), (0, 0), "x\n"), change((1, 0), (1, 1), ""), change((1, 0), (1, 0), "y")];
    assert_eq!(&**document("ab").change(2, &changes, Encoding::Utf16).text(), "x\nyb");
    let changes = [change((0, 1), (0, 1), "\r"), change((1, 0), (1, 0), "-")];
    assert_eq!(&**document("a\nb").change(2, &changes, Encoding::Utf16).text(), "a\r\n-b");
}

#[test]
fn a_change_that_does_not_fit_puts_the_document_out_of_step_until_the_next_full_text() {
    let broken = document("abc\ndef").change(2, &[change((1, 0), (0, 0), "")], Encoding::Utf16);
    assert!(!broken.in_step);
    let still = broken.change(3, &[change((0, 0), (0, 0), "x")], Encoding::Utf16);
    assert!(!still.in_step);
    let healed = still.change(4, &[full("new"), change((0, 0), (0, 0), "a ")], Encoding::Utf16);
    assert_eq!((&**healed.text(), healed.in_step), ("a new", true));
}

proptest! {
    /// Edits through positions give what the same edits give on a plain string.
    #[test]
    fn edits_by_position_equal_edits_by_offset(
        start in "[a🍄é\r\n\u{2028}]{0,20}",
        edits in prop::collection::vec((0usize..40, 0usize..6, "[b🍄\r\n]{0,3}"), 0..12),
        utf8 in any::<bool>(),
    ) {
        let encoding = if utf8 { Encoding::Utf8 } else { Encoding::Utf16 };
        let mut text = start.clone();
        let mut document = document(&start);
        for (at, length, new) in edits {
            let lines = Lines::new(&text);
            // The nearest place that a position can name: never inside a character, nor between CR and LF.
            let place = |offset: usize| {
                let mut offset = offset.min(text.len());
                while text
                    .split_at_checked(offset)
                    .is_none_or(|(before, after)| before.ends_with('\r') && after.starts_with('\n'))
                {
                    offset -= 1;
                }
                offset
            };
            let (from, to) = (place(at), place(at + length));
            let range = Range::new(lines.position(from, encoding), lines.position(to, encoding));
            let event = TextDocumentContentChangeEvent { range: Some(range), range_length: None, text: new.clone() };
            document = document.change(2, &[event], encoding);
            text.replace_range(from..to, &new);
            prop_assert_eq!(&**document.text(), text.as_str());
        }
    }
}
