//! Findings about a role, an access key or a password that is itself unused.

use jiff::Timestamp;
use leastwise_policy::Span;

use super::{LastUse, Status};
use crate::principal::Principal;

/// A principal, or a way to sign in as it, that nobody uses.
#[derive(Clone, Debug, PartialEq)]
pub struct UnusedPrincipal {
    /// The role, or the user who has the key or password.
    pub principal: Principal,
    /// What of it is unused.
    pub what: Unused,
    /// The last use.
    pub last_use: LastUse,
    /// When the analyzer last looked.
    pub analyzed_at: Option<Timestamp>,
    /// Whether the finding reports anything.
    pub status: Status,
    /// Where it is reported.
    pub span: Span,
}

/// What of a principal is unused.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unused {
    /// The role itself.
    Role,
    /// The user's password.
    Password,
    /// An access key of the user, with its id where the format has it.
    AccessKey(Option<Box<str>>),
}
