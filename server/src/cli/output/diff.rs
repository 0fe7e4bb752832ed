//! Differences between two texts of a file, as `patch` and `git apply` read them.

use similar::TextDiff;

use super::{BAD, FAINT, GOOD};

/// The unified diff of one file; empty where the texts are equal.
pub(crate) fn unified(path: &str, before: &str, after: &str) -> String {
    if before == after {
        return String::new();
    }
    // A path from the root would leave the folder that the diff is applied in.
    let path = path.trim_start_matches('/');
    let diff = TextDiff::from_lines(before, after);
    let plain = diff.unified_diff().header(&format!("a/{path}"), &format!("b/{path}")).to_string();
    plain.split_inclusive('\n').map(styled).collect()
}

/// Carriage returns stay in front of the style's end, so that without styles the bytes are the diff's own.
fn styled(line: &str) -> String {
    let text = line.trim_end_matches('\n');
    let end = line.get(text.len()..).unwrap_or_default();
    match text.bytes().next() {
        Some(b'+') => format!("{GOOD}{text}{GOOD:#}{end}"),
        Some(b'-') => format!("{BAD}{text}{BAD:#}{end}"),
        Some(b'@') => format!("{FAINT}{text}{FAINT:#}{end}"),
        _ => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    #[test]
    fn the_bytes_of_both_texts_stay() {
        let diff = plain(&unified("a b.json", "{\r\n\t1\r\n}", "{\r\n\t2\r\n}"));
        assert_eq!(
            diff,
            "--- a/a b.json\n+++ b/a b.json\n@@ -1,3 +1,3 @@\n {\r\n-\t1\r\n+\t2\r\n }\n\\ No newline at end of file\n"
        );
    }

    #[test]
    fn equal_texts_differ_in_nothing() {
        assert_eq!(unified("a.json", "x\n", "x\n"), "");
    }
}
