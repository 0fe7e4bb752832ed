//! The normal form that every format of findings is read into. What a format does not say is absent here, never
//! filled in.

mod access;
mod incomplete;
mod packed;
mod recommendation;
mod unused_principal;

use jiff::Timestamp;

pub(in crate::findings) use access::UnusedAccess;
pub use access::{Details, Extent, Finding, ServiceUse, UnusedAction, UnusedService, UsedAction};
pub use incomplete::Incomplete;
pub(in crate::findings) use packed::{Nameless, Packer};
pub use recommendation::{
    PolicyText, Recommendation, RecommendationStatus, RecommendedAction, RecommendedStep, join_pages,
};
pub use unused_principal::{Unused, UnusedPrincipal};

/// Who found something out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Origin {
    /// An unused-access analyzer of IAM Access Analyzer, which looks back over a window of known length.
    Analyzer,
    /// IAM's last-accessed report. It knows no window: a role of yesterday has never used anything.
    LastAccessedReport,
    /// Advisor data that Aardvark collected, which are last-accessed reports by service.
    Advisor,
}

impl Origin {
    /// Whether what was not used was not used for a known time.
    pub fn knows_window(self) -> bool {
        self == Origin::Analyzer
    }

    /// The day on which AWS began to make them, at midnight: unused-access findings on 2023-11-26 (`ListFindingsV2` and
    /// `GetFindingV2` came to the API on the day after), last-accessed reports of the API in December 2018.
    fn first_day(self) -> Timestamp {
        Timestamp::constant(if self.knows_window() { 1_700_956_800 } else { 1_543_622_400 }, 0)
    }
}

/// Whether a finding reports anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Status {
    /// It does; also where the format has no status.
    Active,
    /// Somebody accepted the access.
    Archived,
    /// The access is gone, or used again.
    Resolved,
    /// The analysis failed: the finding says nothing.
    Failed,
    /// The analysis is not finished: the report says nothing yet.
    Pending,
    /// It does not read, so that nobody knows what it says.
    Unreadable,
}

/// When something was last used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LastUse {
    /// The format does not say, or what it says does not read.
    Unknown,
    /// Not once in the time that AWS looks back.
    Never,
    /// Then.
    At(Timestamp),
}

impl LastUse {
    /// The time, where there is one.
    pub fn time(self) -> Option<Timestamp> {
        match self {
            LastUse::At(at) => Some(at),
            _ => None,
        }
    }
}

/// What an unused-access finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FindingKind {
    /// `UnusedPermission`.
    Permissions,
    /// `UnusedIAMRole`.
    Role,
    /// `UnusedIAMUserAccessKey`.
    AccessKey,
    /// `UnusedIAMUserPassword`.
    Password,
}

impl FindingKind {
    /// Reads the API's name, with or without spaces (Security Hub's) or underscores, in any case. `None` for findings
    /// about external or internal access, and for everything else.
    pub(crate) fn read(text: &str) -> Option<FindingKind> {
        let folded: String =
            text.chars().filter(|c| !matches!(c, ' ' | '_')).map(|c| c.to_ascii_lowercase()).collect();
        Some(match folded.as_str() {
            "unusedpermission" => FindingKind::Permissions,
            "unusediamrole" => FindingKind::Role,
            "unusediamuseraccesskey" => FindingKind::AccessKey,
            "unusediamuserpassword" => FindingKind::Password,
            _ => return None,
        })
    }
}
