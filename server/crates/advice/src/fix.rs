//! Fixes: proved edits with a title.

use leastwise_policy::TextEdit;

/// What a fix does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FixKind {
    /// Takes an entry out.
    Remove,
    /// Puts the least-general replacement in an entry's place.
    Narrow,
    /// Puts the kept actions, by name, in an entry's place.
    WriteOut,
    /// Everything unused in one statement.
    Statement,
    /// Everything unused in one policy.
    Policy,
}

/// A fix. Its edits were proved on the document, or there are none and `disabled` says why.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What it does.
    pub kind: FixKind,
    /// What it does, in a few words for a menu: "Replace `s3:Get*` with 7 narrower entries".
    pub title: String,
    /// The one fix of its advice that an editor may apply without asking which.
    pub preferred: bool,
    /// Whether every principal of the document was attributed by a setting or a flag; what acts unasked (on save,
    /// in a pipeline) takes only such fixes.
    pub explicit: bool,
    /// The edits, sorted and not overlapping.
    pub edits: Vec<TextEdit>,
    /// Why it cannot be applied.
    pub disabled: Option<String>,
}
