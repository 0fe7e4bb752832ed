//! The catalog: every action that AWS publishes, with the facts that bear on its use.

use std::sync::Arc;

use jiff::civil::Date;

/// What kind of access an action gives, as AWS's service authorization reference says.
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

/// One action of a service.
#[derive(Clone, Debug)]
pub struct Action {
    /// The name after the colon, in AWS's spelling.
    pub name: Box<str>,
    /// The name in lower case, the key of every comparison.
    pub folded: Box<str>,
    /// The access level.
    pub level: AccessLevel,
    /// Whether AWS records its use.
    pub tracking: Tracking,
    /// The first day on which a public list showed it.
    pub first_seen: Date,
    /// The last day on which a public list showed it, for retired actions.
    pub last_seen: Option<Date>,
    /// The resource types it acts on, in AWS's names.
    pub resource_types: Vec<Box<str>>,
}

/// One service: its prefix, its title, and its actions, which are decoded when first asked for.
#[derive(Debug)]
pub struct Service {
    _todo: (),
}

impl Service {
    /// The prefix in AWS's spelling, such as `s3`.
    pub fn prefix(&self) -> &str {
        unimplemented!()
    }
    /// The service's full name, such as `Amazon S3`.
    pub fn title(&self) -> &str {
        unimplemented!()
    }
    /// All actions, sorted by [`Action::folded`].
    pub fn actions(&self) -> &[Action] {
        unimplemented!()
    }
    /// The action of that name, without regard to ASCII case.
    pub fn action(&self, name: &str) -> Option<&Action> {
        let _ = name;
        unimplemented!()
    }
}

/// All services of one day.
#[derive(Debug)]
pub struct Catalog {
    _todo: (),
}

/// Where and why a catalog's text does not read.
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
    pub fn embedded() -> Arc<Catalog> {
        unimplemented!()
    }
    /// Reads a catalog's text (the format is described in `data/README.md`).
    pub fn parse(text: impl Into<std::borrow::Cow<'static, str>>) -> Result<Catalog, CatalogError> {
        let _ = text;
        unimplemented!()
    }
    /// The day whose public lists the catalog shows.
    pub fn date(&self) -> Date {
        unimplemented!()
    }
    /// How many actions it holds.
    pub fn action_count(&self) -> usize {
        unimplemented!()
    }
    /// All services, sorted by prefix.
    pub fn services(&self) -> &[Service] {
        unimplemented!()
    }
    /// The service of that prefix, without regard to ASCII case.
    pub fn service(&self, prefix: &str) -> Option<&Service> {
        let _ = prefix;
        unimplemented!()
    }
}

/// Whether no report can ever show the action as used (`iam:PassRole`), so that its absence from use
/// says nothing. Both parts are compared without regard to ASCII case.
pub fn never_observable(service: &str, name: &str) -> bool {
    let _ = (service, name);
    unimplemented!()
}
