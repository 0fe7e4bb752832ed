//! The catalog: every action that AWS publishes, with the facts that bear on its use.
//!
//! The data is part of the program (`data/catalog.txt`). Its index is read when the catalog is first asked
//! for, and the actions of a service when that service is first asked for. What a policy grants, and what
//! a finding says about it, is never decided here.

mod never_observable;
pub mod reference;
mod refresh;
mod resource_types;
mod text;

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, LazyLock, OnceLock};

use jiff::civil::Date;

use crate::fold;

pub use never_observable::never_observable;
pub use resource_types::ResourceTypes;

/// What kind of access an action gives, as AWS's service authorization reference says. The riskiest kind
/// comes first in the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum AccessLevel {
    /// Changes who may do what.
    PermissionsManagement,
    /// Changes data or configuration.
    Write,
    /// Changes tags only.
    Tagging,
    /// Reads contents.
    Read,
    /// Lists names.
    List,
    /// No source says.
    Unknown,
}

impl AccessLevel {
    /// Every level, the riskiest first.
    pub const ALL: [Self; 6] =
        [Self::PermissionsManagement, Self::Write, Self::Tagging, Self::Read, Self::List, Self::Unknown];

    /// The level in lower case with hyphens, as it stands in the catalog's text: `permissions-management`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PermissionsManagement => "permissions-management",
            Self::Write => "write",
            Self::Tagging => "tagging",
            Self::Read => "read",
            Self::List => "list",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for AccessLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether AWS records the last access of an action, so that it can be reported unused by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Tracking {
    /// It can appear in a finding by name.
    Tracked,
    /// No finding can ever name it.
    Untracked,
    /// No source says.
    Unknown,
}

impl Tracking {
    /// Every value.
    pub const ALL: [Self; 3] = [Self::Tracked, Self::Untracked, Self::Unknown];

    /// The value in lower case, as it stands in the catalog's text.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tracked => "tracked",
            Self::Untracked => "untracked",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Tracking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// When a public list showed an action for the first time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstSeen {
    /// On this day, as far as sources reach back; days before 2021 are coarse.
    On(Date),
    /// On a day after this one that no source gives: a service reference file lists the action, and the catalog that
    /// it refreshes, which shows the lists of this day, does not. Neither the file nor its age on disk says when.
    After(Date),
}

impl FirstSeen {
    /// Whether the action was listed on `day` for certain.
    ///
    /// ```
    /// use leastwise_iam::catalog::FirstSeen;
    ///
    /// let day = jiff::civil::date(2026, 9, 26);
    /// assert!(FirstSeen::On(day).is_by(day) && !FirstSeen::On(day).is_by(day.yesterday()?));
    /// assert!(!FirstSeen::After(day).is_by(day.tomorrow()?) && FirstSeen::After(day).may_be_by(day.tomorrow()?));
    /// # Ok::<(), jiff::Error>(())
    /// ```
    pub fn is_by(self, day: Date) -> bool {
        matches!(self, Self::On(first) if first <= day)
    }

    /// Whether the action may have been listed on `day`.
    pub fn may_be_by(self, day: Date) -> bool {
        match self {
            Self::On(first) => first <= day,
            Self::After(before) => before < day,
        }
    }
}

/// The day, or `after` and a day.
impl fmt::Display for FirstSeen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::On(day) => day.fmt(f),
            Self::After(day) => write!(f, "after {day}"),
        }
    }
}

/// When a retired action was last seen in a public list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LastSeen {
    /// On this day, and in no list after it.
    On(Date),
    /// No source says; it was some day between its first one and the catalog's date.
    Unknown,
}

/// One action of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// The name after the colon, in AWS's spelling.
    pub name: Cow<'static, str>,
    /// The access level.
    pub level: AccessLevel,
    /// Whether AWS records its use.
    pub tracking: Tracking,
    /// When a public list showed it first.
    pub first_seen: FirstSeen,
    /// `Some` if the lists of the catalog's date no longer show it. A retired action can still be granted
    /// and still be named by a finding, so it stays in the catalog.
    pub retired: Option<LastSeen>,
    /// The resource types it acts on.
    pub resource_types: ResourceTypes,
}

/// One service: its prefix, its title, and its actions, which are decoded when first asked for.
#[derive(Clone, Debug)]
pub struct Service {
    prefix: Cow<'static, str>,
    title: Cow<'static, str>,
    count: usize,
    /// The action lines of an embedded service, until they are decoded.
    lines: &'static str,
    actions: OnceLock<Vec<Action>>,
    is_refreshed: bool,
}

impl Service {
    /// A service of these actions, in any order; of two that differ in case only, the first one stays.
    pub fn new(prefix: impl Into<String>, title: impl Into<String>, mut actions: Vec<Action>) -> Service {
        actions.sort_by(|a, b| fold::cmp(&a.name, &b.name));
        actions.dedup_by(|later, first| later.name.eq_ignore_ascii_case(&first.name));
        Service {
            prefix: Cow::Owned(prefix.into()),
            title: Cow::Owned(title.into()),
            count: actions.len(),
            lines: "",
            actions: OnceLock::from(actions),
            is_refreshed: false,
        }
    }

    /// The prefix in AWS's spelling, such as `s3`.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The service's full name, such as `Amazon S3`; the prefix where no source says.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Whether it was refreshed from service reference files (see [`Catalog::refreshed`]).
    pub fn is_refreshed(&self) -> bool {
        self.is_refreshed
    }

    /// How many actions it has, without decoding them.
    pub fn action_count(&self) -> usize {
        self.count
    }

    /// All actions, retired ones included, sorted by name without regard to ASCII case.
    #[expect(clippy::expect_used, reason = "a test decodes every line that is part of the program")]
    pub fn actions(&self) -> &[Action] {
        self.actions
            .get_or_init(|| text::actions(self.lines, 1, Cow::Borrowed).expect("the embedded catalog reads"))
    }

    /// The action of that name, without regard to ASCII case.
    ///
    /// ```
    /// let catalog = leastwise_iam::Catalog::embedded();
    /// let s3 = catalog.service("S3").unwrap();
    /// assert_eq!(&*s3.action("getobject").unwrap().name, "GetObject");
    /// assert!(s3.action("GetObj").is_none());
    /// ```
    pub fn action(&self, name: &str) -> Option<&Action> {
        let actions = self.actions();
        let index = actions.binary_search_by(|action| fold::cmp(&action.name, name)).ok()?;
        actions.get(index)
    }
}

/// All services of one day.
#[derive(Debug)]
pub struct Catalog {
    date: Date,
    source: Cow<'static, str>,
    action_count: usize,
    services: Vec<Service>,
    /// Where the files lie that some services were refreshed from, as a person reads it.
    refreshed_from: Option<Box<str>>,
}

/// Where and why a catalog's text cannot be parsed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct CatalogError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

impl Catalog {
    /// The catalog inside the program; its index is read on the first call, a service when asked for.
    ///
    /// ```
    /// use leastwise_iam::{Catalog, Tracking};
    ///
    /// let catalog = Catalog::embedded();
    /// let pass_role = catalog.service("iam").unwrap().action("PassRole").unwrap();
    /// assert_eq!(pass_role.tracking, Tracking::Untracked);
    /// ```
    #[expect(clippy::expect_used, reason = "a test reads the text that is part of the program")]
    pub fn embedded() -> Arc<Catalog> {
        static EMBEDDED: LazyLock<Arc<Catalog>> = LazyLock::new(|| {
            Arc::new(text::index(include_str!("../data/catalog.txt")).expect("the embedded catalog reads"))
        });
        Arc::clone(&EMBEDDED)
    }

    /// Reads and checks a catalog's whole text (the format is described in `data/README.md`).
    ///
    /// # Errors
    ///
    /// The first line that cannot be parsed, and why.
    ///
    /// ```
    /// use leastwise_iam::Catalog;
    ///
    /// let text = "leastwise catalog 1\ndate 2026-09-26\nsource example\nservices 1\nactions 1\n\n\
    ///             sqs 1 Amazon SQS\n  SendMessage write untracked 2016-05-08 queue\n";
    /// let catalog = Catalog::parse(text)?;
    /// assert_eq!(&*catalog.service("sqs").unwrap().actions()[0].name, "SendMessage");
    ///
    /// let error = Catalog::parse(text.replace("write", "wrote")).unwrap_err();
    /// assert_eq!(error.line, 8);
    /// # Ok::<(), leastwise_iam::catalog::CatalogError>(())
    /// ```
    pub fn parse(text: impl AsRef<str>) -> Result<Catalog, CatalogError> {
        text::parse(text.as_ref())
    }

    /// A catalog of these services, in any order; `source` says in a few words where they come from.
    pub fn new(date: Date, source: impl Into<String>, mut services: Vec<Service>) -> Catalog {
        services.sort_by(|a, b| fold::cmp(&a.prefix, &b.prefix));
        let action_count = services.iter().map(Service::action_count).sum();
        Catalog { date, source: Cow::Owned(source.into()), action_count, services, refreshed_from: None }
    }

    /// The date of the public lists that the catalog shows; services may have been refreshed since.
    pub fn date(&self) -> Date {
        self.date
    }

    /// Where the names come from, such as a package and its version.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// How many actions it holds, retired ones included.
    pub fn action_count(&self) -> usize {
        self.action_count
    }

    /// All services, sorted by prefix without regard to ASCII case.
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// The service of that prefix, without regard to ASCII case.
    pub fn service(&self, prefix: &str) -> Option<&Service> {
        let index = self.services.binary_search_by(|service| fold::cmp(&service.prefix, prefix)).ok()?;
        self.services.get(index)
    }
}

/// The catalog's text, which [`Catalog::parse`] reads back.
impl fmt::Display for Catalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::write(self, f)
    }
}

#[cfg(test)]
mod tests;
