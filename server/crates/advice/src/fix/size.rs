//! What a fix does to the size of its policy.

use leastwise_policy::TextEdit;
use leastwise_policy::edit::apply_in;
use rustc_hash::FxHashSet;

use crate::analysis::{Analysis, View};
use crate::fix::plan::Change;
use crate::quota::characters;
use crate::words::number;

/// A size after a fix that is over a limit.
pub(super) struct OverQuota {
    /// "7,388 of 6,144 characters".
    pub(super) words: String,
    /// By how many characters the fix makes it so, or worse; 0 where it was so before and is no worse.
    pub(super) by_fix: usize,
}

impl Analysis {
    /// Whether `edits` in a document leave it over its quota. Where its kind is not known, only a limit that it was under
    /// before counts.
    pub(super) fn over_quota(&self, view: &View, document: usize, edits: &[TextEdit]) -> Option<OverQuota> {
        let span = self.source.documents.get(document)?.span;
        let grown: usize = edits.iter().map(|edit| edit.text.len()).sum();
        let smallest = view.limits.first()?.characters;
        // Bytes are no fewer than characters.
        if span.end - span.start + grown <= smallest {
            return None;
        }
        let before = characters(span.text(&self.source.text)?);
        let after = characters(&apply_in(&self.source.text, span, edits)?);
        let by_fix = |limit: usize| after.saturating_sub(before.max(limit));
        match view.limits.as_slice() {
            [only] if after > only.characters => {
                let words = format!("{} of {} characters", number(after), number(only.characters));
                Some(OverQuota { words, by_fix: by_fix(only.characters) })
            }
            [_] => None,
            several => {
                let crossed =
                    several.iter().find(|limit| before <= limit.characters && after > limit.characters)?;
                let words = format!("{} characters, over the {}", number(after), crossed.words());
                Some(OverQuota { words, by_fix: by_fix(crossed.characters) })
            }
        }
    }

    /// Takes those changes out that make a policy the longest, until it is about `excess` characters shorter, and returns
    /// how many; 0 where none of them makes it longer.
    pub(super) fn leave_longest(&self, changes: &mut Vec<Change>, mut excess: usize) -> usize {
        // Two quotes and a comma come with each entry.
        let length = |text: &str| text.len() + 3;
        let growth = |change: &Change| {
            let new: usize = change.replacement.iter().map(|pattern| length(pattern.as_str())).sum();
            new.saturating_sub(self.entry(change.at).map_or(0, |entry| length(&entry.text)))
        };
        let mut longest: Vec<(usize, usize)> =
            changes.iter().enumerate().map(|(index, change)| (growth(change), index)).collect();
        longest.sort_unstable_by(|one, other| other.cmp(one));
        let mut left = FxHashSet::default();
        for (growth, index) in longest {
            if excess == 0 || growth == 0 {
                break;
            }
            excess = excess.saturating_sub(growth);
            left.insert(index);
        }
        let mut index = 0..;
        changes.retain(|_| index.next().is_none_or(|index| !left.contains(&index)));
        left.len()
    }
}
