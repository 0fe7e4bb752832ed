//! Findings in formats that carry no action names.

use jiff::Timestamp;
use leastwise_policy::Span;

use super::Status;
use crate::principal::Principal;

/// A finding about unused permissions that is saved without the permissions: an entry of a list, an event, a finding
/// of Security Hub.
#[derive(Clone, Debug, PartialEq)]
pub struct Incomplete {
    /// The finding's id. Safe in a shell's command line.
    pub id: Option<Box<str>>,
    /// The analyzer's ARN, where the format has it. Safe in a shell's command line.
    pub analyzer: Option<Box<str>>,
    /// The principal, where it is named.
    pub principal: Option<Principal>,
    /// When the finding came into being.
    pub created_at: Option<Timestamp>,
    /// When the analyzer last looked.
    pub analyzed_at: Option<Timestamp>,
    /// Whether the finding reports anything.
    pub status: Status,
    /// How many services are wholly or partly unused, where the format counts them.
    pub unused_services: Option<u32>,
    /// How many actions are unused, where the format counts them.
    pub unused_actions: Option<u32>,
    /// The finding in its file.
    pub span: Span,
}
