//! What a sweep counts.

use std::time::Duration;

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) trials: usize,
    pub(super) checked: usize,
    /// Checked, with both Allow and Deny.
    pub(super) mixed: usize,
    /// Checked, with `NotAction`.
    pub(super) not_action: usize,
    pub(super) fixes: usize,
    pub(super) disabled: usize,
    pub(super) sequences: usize,
    /// How long the slowest step of the product took, and which it was.
    pub(super) longest: (Duration, &'static str),
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.trials += other.trials;
        self.checked += other.checked;
        self.mixed += other.mixed;
        self.not_action += other.not_action;
        self.fixes += other.fixes;
        self.disabled += other.disabled;
        self.sequences += other.sequences;
        self.longest = self.longest.max(other.longest);
    }
}
