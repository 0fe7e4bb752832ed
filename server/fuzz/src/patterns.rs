//! Two patterns: what they match, and whether one includes the other, decided a second time by walking both at once
//! through every letter that one of them spells and one that neither does.

use std::collections::BTreeSet;

use leastwise_iam::Pattern;
use leastwise_iam::inclusion::includes;

use super::glob::{Places, matches};

/// The letters of the patterns; the last is spelled by none.
const LETTERS: &[u8] = b"abz";

/// Longer patterns have too many pairs of places to look at.
const LONGEST: usize = 10;

/// Reads two patterns, one a line.
pub fn check(data: &[u8]) {
    let mut lines = data.split(|&byte| byte == b'\n').map(glob);
    let (Some(wide), Some(narrow)) = (lines.next(), lines.next()) else { return };
    let pattern = |glob: &[u8]| Pattern::parse(&format!("s3:{}", String::from_utf8_lossy(glob))).ok();
    let (Some(wide_pattern), Some(narrow_pattern)) = (pattern(&wide), pattern(&narrow)) else { return };
    for text in texts(5) {
        let name = String::from_utf8_lossy(&text);
        assert_eq!(wide_pattern.matches("s3", &name), matches(&wide, &text), "{wide_pattern} {name}");
    }
    let witness = witness(&wide, &narrow);
    match includes(&wide_pattern, &narrow_pattern) {
        Ok(included) => {
            assert_eq!(included, witness.is_none(), "{wide_pattern} {narrow_pattern} {witness:?}")
        }
        Err(error) => panic!("{wide_pattern} {narrow_pattern}: {error}"),
    }
}

fn glob(line: &[u8]) -> Vec<u8> {
    let letter = |byte: &u8| match byte {
        b'*' | b'?' => *byte,
        other => b"abAB*?"[usize::from(*other) % 6],
    };
    line.iter().take(LONGEST).map(letter).collect()
}

/// Every text up to a length.
fn texts(longest: usize) -> Vec<Vec<u8>> {
    let mut texts = vec![Vec::new()];
    let mut last = texts.clone();
    for _ in 0..longest {
        last = last
            .iter()
            .flat_map(|text| LETTERS.iter().map(|&letter| [text.as_slice(), &[letter]].concat()))
            .collect();
        texts.extend(last.iter().cloned());
    }
    texts
}

/// A text that `narrow` matches and `wide` does not.
fn witness(wide: &[u8], narrow: &[u8]) -> Option<Vec<u8>> {
    let mut seen = BTreeSet::new();
    let mut open = vec![(Places::start(wide), Places::start(narrow), Vec::new())];
    while let Some((in_wide, in_narrow, text)) = open.pop() {
        if in_narrow.accepts(narrow) && !in_wide.accepts(wide) {
            return Some(text);
        }
        if seen.insert((in_wide.clone(), in_narrow.clone())) {
            open.extend(LETTERS.iter().map(|&letter| {
                (
                    in_wide.step(wide, letter),
                    in_narrow.step(narrow, letter),
                    [text.as_slice(), &[letter]].concat(),
                )
            }));
        }
    }
    None
}
