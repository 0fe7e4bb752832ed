//! Differences between two texts of a file, as `patch` and `git apply` read them.

use std::fmt::{self, Write as _};

use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices, group_diff_ops};

use super::{BAD, FAINT, GOOD};
use leastwise_advice::visible::visible_text;

/// Lines around a change that are shown with it.
const CONTEXT: usize = 3;

/// Who reads a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    /// A program, which gets every byte of the texts.
    Program,
    /// A person at a terminal, which must not obey what the texts hold.
    Person,
}

/// The unified diff of one file; empty where the texts are equal.
pub(crate) fn unified(path: &str, before: &str, after: &str, reader: Reader) -> String {
    if before == after {
        return String::new();
    }
    // A path from the root would leave the folder that the diff is applied in.
    let path = path.trim_start_matches('/');
    let [old, new] = [before, after].map(|text| text.split_inclusive('\n').collect::<Vec<&str>>());
    let mut out = Output { text: String::new(), reader };
    out.line(BAD, "--- ", &name("a", path));
    out.line(GOOD, "+++ ", &name("b", path));
    let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
    for hunk in group_diff_ops(ops, CONTEXT) {
        out.hunk(&hunk, &old, &new);
    }
    out.text
}

/// A name as git writes it: quoted where it holds what would end it, or what is not ASCII; with a tab behind it where a
/// space could be taken for its end.
fn name(side: &str, path: &str) -> String {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
    if path.bytes().all(is_plain) {
        return format!("{side}/{path}{}\n", if path.contains(' ') { "\t" } else { "" });
    }
    let mut quoted = format!("\"{side}/");
    for byte in path.bytes() {
        // Writing to a string does not fail.
        let _ = match byte {
            b'\x07' => quoted.write_str("\\a"),
            b'\x08' => quoted.write_str("\\b"),
            b'\t' => quoted.write_str("\\t"),
            b'\n' => quoted.write_str("\\n"),
            b'\x0b' => quoted.write_str("\\v"),
            b'\x0c' => quoted.write_str("\\f"),
            b'\r' => quoted.write_str("\\r"),
            b'"' | b'\\' => write!(quoted, "\\{}", char::from(byte)),
            byte if is_plain(byte) => quoted.write_char(char::from(byte)),
            byte => write!(quoted, "\\{byte:03o}"),
        };
    }
    quoted.push_str("\"\n");
    quoted
}

struct Output {
    text: String,
    reader: Reader,
}

impl Output {
    fn hunk(&mut self, ops: &[DiffOp], old: &[&str], new: &[&str]) {
        let (Some(first), Some(last)) = (ops.first(), ops.last()) else { return };
        let removed = Range(first.old_range().start, last.old_range().end);
        let added = Range(first.new_range().start, last.new_range().end);
        self.line(FAINT, "@@", &format!(" -{removed} +{added} @@\n"));
        for op in ops {
            let (tag, old_range, new_range) = op.as_tag_tuple();
            let (removed, added) = (old.get(old_range), new.get(new_range));
            let (removed, added) = (removed.unwrap_or_default(), added.unwrap_or_default());
            if tag == DiffTag::Equal {
                removed.iter().for_each(|line| self.content(" ", line));
                continue;
            }
            removed.iter().for_each(|line| self.content("-", line));
            added.iter().for_each(|line| self.content("+", line));
        }
    }

    /// A line of one of the texts. The sign in front of it keeps it from being taken for anything else.
    fn content(&mut self, sign: &str, line: &str) {
        let style = match sign {
            "-" => BAD,
            "+" => GOOD,
            _ => anstyle::Style::new(),
        };
        self.line(style, sign, line);
        if !line.ends_with('\n') {
            self.text.push_str("\n\\ No newline at end of file\n");
        }
    }

    fn line(&mut self, style: anstyle::Style, sign: &str, line: &str) {
        let text = line.strip_suffix('\n').unwrap_or(line);
        let end = line.get(text.len()..).unwrap_or_default();
        // Writing to a string does not fail.
        let _ = match self.reader {
            Reader::Program => write!(self.text, "{sign}{text}{end}"),
            Reader::Person => {
                // The end of a line is no part of what it says.
                let text = text.strip_suffix('\r').filter(|_| !end.is_empty()).unwrap_or(text);
                write!(self.text, "{style}{sign}{}{style:#}{end}", visible_text(text))
            }
        };
    }
}

/// Lines from this one, counted from 0, up to that one, as a hunk writes them: first line and number.
struct Range(usize, usize);

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1 - self.0 {
            // Of nothing, the line before it is named.
            0 => write!(f, "{},0", self.0),
            1 => write!(f, "{}", self.0 + 1),
            count => write!(f, "{},{count}", self.0 + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_of_both_texts_stay() {
        let diff = unified("a b.json", "{\r\n\t1\r\n}", "{\r\n\t2\r\n}", Reader::Program);
        assert_eq!(
            diff,
            "--- a/a b.json\t\n+++ b/a b.json\t\n@@ -1,3 +1,3 @@\n {\r\n-\t1\r\n+\t2\r\n }\n\\ No newline at end of file\n"
        );
    }

    #[test]
    fn a_terminal_obeys_nothing_of_the_texts() {
        let diff = unified("a.json", "\u{1b}[2J\n", "\t\r\u{202e}\r\n", Reader::Person);
        let plain = anstream::adapter::strip_str(&diff).to_string();
        assert_eq!(plain, "--- a/a.json\n+++ b/a.json\n@@ -1 +1 @@\n-\\u{1b}[2J\n+\t\\r\\u{202e}\n");
    }

    #[test]
    fn only_a_line_feed_ends_a_line() {
        let diff = unified("a", "1\r2\n3\r", "1\r2\n", Reader::Program);
        assert_eq!(diff, "--- a/a\n+++ b/a\n@@ -1,2 +1 @@\n 1\r2\n-3\r\n\\ No newline at end of file\n");
    }

    #[test]
    fn names_are_quoted_as_git_does() {
        for (path, expected) in [
            ("a.json", "a/a.json"),
            ("a b/c.json", "a/a b/c.json\t"),
            ("'$x`.json", "a/'$x`.json"),
            ("a\"\\.json", r#""a/a\"\\.json""#),
            ("a\t\n\r\u{7}\u{8}\u{b}\u{c}\u{1b}\u{7f}", r#""a/a\t\n\r\a\b\v\f\033\177""#),
            ("é 漢", r#""a/\303\251 \346\274\242""#),
        ] {
            assert_eq!(name("a", path), format!("{expected}\n"), "{path:?}");
        }
    }

    #[test]
    fn equal_texts_differ_in_nothing() {
        assert_eq!(unified("a.json", "x\n", "x\n", Reader::Program), "");
    }
}
