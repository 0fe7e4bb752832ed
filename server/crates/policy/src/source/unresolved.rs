//! Policies of which it is known where they stand, and not what they say.

use crate::Span;

/// A policy, or the statements of one, that cannot be read where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unresolved {
    /// The value that stands for it.
    pub span: Span,
    /// What stands there.
    pub kind: UnresolvedKind,
}

/// What stands in the place of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnresolvedKind {
    /// A list of statements outside of a policy document, as tools ask for that make the policy themselves.
    StatementList,
    /// An intrinsic function or a placeholder in the place of `Statement`, or of the statements in its list.
    Statements,
    /// An intrinsic function or a placeholder in the place of a policy document.
    Policy,
}
