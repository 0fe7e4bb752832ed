//! The normal form that every format of findings is read into.

use jiff::Timestamp;
use leastwise_iam::ActionName;
use leastwise_policy::Span;

use crate::principal::Principal;

/// What one finding says about one principal.
#[derive(Clone, Debug, PartialEq)]
pub struct UnusedAccess {
    /// The finding's id, where it has one.
    pub id: Option<Box<str>>,
    /// The principal; `None` in formats that name none.
    pub principal: Option<Principal>,
    /// When the analyzer last looked.
    pub analyzed_at: Option<Timestamp>,
    /// Whether the finding reports anything.
    pub status: Status,
    /// The answer holds all services; `false` for a page of a longer answer.
    pub complete: bool,
    /// The services with unused permissions.
    pub services: Vec<UnusedService>,
    /// The finding in its file.
    pub span: Span,
}

impl UnusedAccess {
    /// Every action that the finding names.
    pub fn mentioned(&self) -> impl Iterator<Item = &ActionName> {
        self.services
            .iter()
            .flat_map(|service| match &service.extent {
                Extent::Whole => &[][..],
                Extent::Actions(actions) => actions,
            })
            .map(|action| &action.name)
    }
}

/// Whether a finding reports anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It does; also where the format has no status.
    Active,
    /// Somebody accepted the access.
    Archived,
    /// The access is gone, or used again.
    Resolved,
    /// The analysis failed: the finding says nothing.
    Failed,
}

/// One service of a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct UnusedService {
    /// The service prefix as it was written, without regard to case.
    pub namespace: Box<str>,
    /// Where the namespace is written.
    pub span: Span,
    /// The last use of the service, where there was one.
    pub last_accessed: Option<Timestamp>,
    /// What of it is unused.
    pub extent: Extent,
}

/// What of a service is unused.
#[derive(Clone, Debug, PartialEq)]
pub enum Extent {
    /// All of it: the service was never used in the window.
    Whole,
    /// These actions.
    Actions(Vec<UnusedAction>),
}

/// One unused action.
#[derive(Clone, Debug, PartialEq)]
pub struct UnusedAction {
    /// The action.
    pub name: ActionName,
    /// Where it is written, with its quotes.
    pub span: Span,
    /// The last attempt at it, before the window.
    pub last_accessed: Option<Timestamp>,
}

/// Reads a timestamp as AWS's tools write it: RFC 3339, with a space for the `T`, without an offset (UTC), or
/// seconds since 1970.
pub(crate) fn timestamp(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Some(timestamp);
    }
    if let Ok(civil) = text.parse::<jiff::civil::DateTime>() {
        return civil.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
    }
    let seconds = text.parse::<f64>().ok().filter(|seconds| (0.0..1e11).contains(seconds))?;
    Timestamp::from_second(seconds as i64).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_read_as_awss_tools_write_them() {
        let table = [
            ("2024-06-12T07:25:34+00:00", Some("2024-06-12T07:25:34Z")),
            ("2024-06-12 07:25:34+00:00", Some("2024-06-12T07:25:34Z")),
            ("2024-02-29T12:37:10Z", Some("2024-02-29T12:37:10Z")),
            ("2024-06-12T09:25:34+02:00", Some("2024-06-12T07:25:34Z")),
            ("2024-02-16T18:17:47.888000+00:00", Some("2024-02-16T18:17:47.888Z")),
            ("2024-06-12 07:25:34", Some("2024-06-12T07:25:34Z")),
            ("1718177134.0", Some("2024-06-12T07:25:34Z")),
            ("yesterday", None),
            ("", None),
            ("NaN", None),
        ];
        for (text, expected) in table {
            assert_eq!(timestamp(text).map(|t| t.to_string()).as_deref(), expected, "{text}");
        }
    }
}
