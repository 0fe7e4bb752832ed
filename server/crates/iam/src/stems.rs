//! Patterns by their stems, so that the patterns of a long list are not compared pairwise.
//!
//! Who looks one up still asks [`crate::inclusion::includes`]. A pattern that is not found here only counts as one that
//! includes nothing: a mistake can lose a replacement, and never prove one.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::Pattern;

/// Patterns, each with what the caller knows it by.
///
/// ```
/// use leastwise_iam::{Pattern, stems::Stems};
///
/// let [wide, other] = ["S3:Get*", "s3:List*"].map(|text| Pattern::parse(text).unwrap());
/// let stems: Stems<'_, usize> = [(&wide, 0), (&other, 1)].into_iter().collect();
/// let narrow = Pattern::parse("s3:getObject*")?;
/// assert_eq!(stems.may_include(&narrow).map(|(_, at)| *at).collect::<Vec<_>>(), [0]);
/// # Ok::<(), leastwise_iam::PatternError>(())
/// ```
#[derive(Debug)]
pub struct Stems<'p, T> {
    /// By the folded text before the first wildcard, with the service; empty for everything.
    by_stem: FxHashMap<Box<str>, Vec<(&'p Pattern, T)>>,
    /// How long those texts are.
    lengths: BTreeSet<usize>,
}

impl<'p, T> Stems<'p, T> {
    /// Every pattern that may include `narrow`: to include it, a pattern's stem must be a prefix of the stem of `narrow`.
    pub fn may_include(&self, narrow: &Pattern) -> impl Iterator<Item = &(&'p Pattern, T)> {
        let stem = folded(narrow);
        let starts = self.lengths.range(..=stem.len()).filter_map(|&length| stem.get(..length));
        let found: Vec<&Vec<(&'p Pattern, T)>> = starts.filter_map(|start| self.by_stem.get(start)).collect();
        found.into_iter().flatten()
    }
}

impl<'p, T> FromIterator<(&'p Pattern, T)> for Stems<'p, T> {
    fn from_iter<I: IntoIterator<Item = (&'p Pattern, T)>>(patterns: I) -> Self {
        let mut by_stem: FxHashMap<Box<str>, Vec<(&'p Pattern, T)>> = FxHashMap::default();
        for (pattern, what) in patterns {
            by_stem.entry(folded(pattern).into()).or_default().push((pattern, what));
        }
        Stems { lengths: by_stem.keys().map(|stem| stem.len()).collect(), by_stem }
    }
}

fn folded(pattern: &Pattern) -> String {
    match pattern.service() {
        None => String::new(),
        Some(service) => [service, ":", pattern.stem()].concat().to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inclusion::includes;

    /// Whatever includes a pattern is found by it.
    #[test]
    fn what_includes_a_pattern_is_found() {
        let texts = [
            "*",
            "*:*",
            "s3:*",
            "S3:get*",
            "s3:Get?*",
            "s3:*Object*",
            "s3:GetObject",
            "s3:GETOBJECT",
            "s3:G?tObject",
            "s3:GetObject*",
            "s3:?*",
            "s3-x:Get*",
            "s:*",
            "ec2:Get*",
            "s3:Get**Acl",
            "s3:**Acl",
        ];
        let patterns: Vec<Pattern> = texts.iter().map(|text| Pattern::parse(text).unwrap()).collect();
        let stems: Stems<'_, &str> = patterns.iter().zip(texts).collect();
        for narrow in &patterns {
            let found: Vec<&str> = stems.may_include(narrow).map(|(_, text)| *text).collect();
            for (wide, text) in patterns.iter().zip(texts) {
                if includes(wide, narrow) == Ok(true) {
                    assert!(found.contains(&text), "{text} includes {narrow}");
                }
            }
            assert_eq!(found.iter().filter(|text| **text == narrow.as_str()).count(), 1, "{narrow}");
        }
        let of = |text| {
            stems.may_include(&Pattern::parse(text).unwrap()).map(|(_, text)| *text).collect::<Vec<_>>()
        };
        assert_eq!(of("ec2:Run*"), ["*", "*:*"]);
    }
}
