//! Finding what applies to a path among thousands of globs for other paths.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

/// The indexes of globs in a list, by the text in front of their first wildcard.
#[derive(Clone, Debug, Default)]
pub(crate) struct Prefixes {
    by_prefix: FxHashMap<Box<str>, Vec<usize>>,
    /// How long the prefixes are, in bytes.
    lengths: BTreeSet<usize>,
}

impl Prefixes {
    /// Adds one index, for a glob with this prefix.
    pub(crate) fn add(&mut self, prefix: &str, index: usize) {
        self.by_prefix.entry(prefix.into()).or_default().push(index);
        self.lengths.insert(prefix.len());
    }

    /// The indexes whose globs may match a path or a folder around it.
    pub(crate) fn around(&self, path: &str) -> impl Iterator<Item = usize> {
        let prefixes = self.lengths.range(..=path.len()).filter_map(|length| path.get(..*length));
        prefixes.filter_map(|prefix| self.by_prefix.get(prefix)).flatten().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_that_begin_like_the_path_are_found() {
        let mut prefixes = Prefixes::default();
        let texts = ["", "roles/", "roles/a.json", "roles/a", "other", "roles/b", "roles/\u{e9}"];
        texts.into_iter().enumerate().for_each(|(index, prefix)| prefixes.add(prefix, index));
        let around = |path: &str| prefixes.around(path).collect::<Vec<usize>>();
        assert_eq!(around("roles/a.json"), [0, 1, 3, 2]);
        assert_eq!(around("roles/a/b.json"), [0, 1, 3]);
        assert_eq!(around("roles/\u{e8}"), [0, 1]);
        assert_eq!(around("x.json"), [0]);
        assert_eq!(around(""), [0]);
    }
}
