//! Bodies that editors are known to send and that a strict reader of JSON refuses: half a surrogate pair, which stands
//! in a text of VS Code's while an emoji is being typed or cut in two, and bytes that are not UTF-8, which Neovim sends
//! as they stand in its buffer.
//!
//! Nothing changes its length, so that positions in the text keep their meaning. What is put in the place of something
//! unreadable is no part of any action's name.

use memchr::{memchr_iter, memmem};

/// One byte in UTF-8 and one unit in UTF-16, as editors count a byte that they cannot read. JSON allows it in strings.
const UNREADABLE: u8 = 0x7f;
/// The replacement character: one unit in UTF-16, as half a pair is, and three bytes in UTF-8, as editors count it.
const REPLACEMENT: &[u8; 4] = b"fffd";

/// Makes a body readable, byte for byte.
pub(super) fn mend(body: &mut [u8]) {
    mend_bytes(body);
    if memmem::find(body, b"\\u").is_some() {
        mend_surrogates(body);
    }
}

fn mend_bytes(body: &mut [u8]) {
    let mut rest = body;
    while let Err(error) = std::str::from_utf8(rest) {
        let unreadable = rest.get_mut(error.valid_up_to()..).unwrap_or_default();
        let length = error.error_len().unwrap_or(unreadable.len()).min(unreadable.len());
        let (bytes, after) = unreadable.split_at_mut(length);
        bytes.fill(UNREADABLE);
        rest = after;
    }
}

fn mend_surrogates(body: &mut [u8]) {
    let mut halves = Vec::new();
    // Up to here everything belongs to an escape that was looked at.
    let mut seen = 0;
    for at in memchr_iter(b'\\', body) {
        if at < seen {
            continue;
        }
        seen = at
            + match (escaped_unit(body, at), escaped_unit(body, at + 6)) {
                (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
                (Some(0xd800..=0xdfff), _) => {
                    halves.push(at);
                    6
                }
                // Two backslashes are one, and the second begins nothing.
                _ => 2,
            };
    }
    for at in halves {
        if let Some(digits) = body.get_mut(at + 2..at + 6) {
            digits.copy_from_slice(REPLACEMENT);
        }
    }
}

/// The UTF-16 unit that is written `\uXXXX` here.
fn escaped_unit(body: &[u8], at: usize) -> Option<u16> {
    let digits = body.get(at..at + 6)?.strip_prefix(b"\\u")?;
    let is_number = digits.iter().all(u8::is_ascii_hexdigit);
    std::str::from_utf8(digits).ok().filter(|_| is_number).and_then(|it| u16::from_str_radix(it, 16).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(body: &[u8]) -> String {
        let mut mended = body.to_vec();
        mend(&mut mended);
        assert_eq!(mended.len(), body.len());
        String::from_utf8(mended).unwrap()
    }

    #[test]
    fn what_is_readable_stays_as_it_is() {
        for body in [
            r#"{"a": "é🍄\n\"\\"}"#,
            r#""\ud83c\udf44""#,
            r#""\uD83C\uDF44 A""#,
            r#""\\ud83c""#,
            r#""\\\\ud83c\\udf44""#,
            r#""ud83c""#,
            r"\u",
            r"\ud8",
            r"\",
            "",
        ] {
            assert_eq!(mended(body.as_bytes()), body);
        }
    }

    #[test]
    fn half_a_pair_is_replaced() {
        for (body, expected) in [
            (r#""\ud83c""#, r#""\ufffd""#),
            (r#""\ud83cx""#, r#""\ufffdx""#),
            (r#""\udf44\ud83c""#, r#""\ufffd\ufffd""#),
            (r#""\ud83c\ud83c\udf44""#, r#""\ufffd\ud83c\udf44""#),
            (r#""\ud83c\n""#, r#""\ufffd\n""#),
            (r#""\\\uDF44""#, r#""\\\ufffd""#),
            (r#""\ud83c\\udf44""#, r#""\ufffd\\udf44""#),
        ] {
            assert_eq!(mended(body.as_bytes()), expected, "{body}");
            assert!(serde_json::from_str::<String>(expected).is_ok(), "{expected}");
        }
    }

    #[test]
    fn each_byte_that_is_no_text_is_replaced() {
        for (body, expected) in [
            (&b"\"a\xffb\""[..], "\"a\u{7f}b\""),
            (b"\xe9t\xe9", "\u{7f}t\u{7f}"),
            // A character that is cut off, and half a pair as some write it.
            (b"x\xf0\x9f\x8d", "x\u{7f}\u{7f}\u{7f}"),
            (b"\xed\xa0\x80!", "\u{7f}\u{7f}\u{7f}!"),
        ] {
            assert_eq!(mended(body), expected);
        }
        assert_eq!(serde_json::from_str::<String>("\"\u{7f}\"").unwrap(), "\u{7f}");
    }
}
