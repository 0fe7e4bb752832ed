//! Everything that is known apart from a policy's text.

use std::sync::Arc;

use jiff::civil::Date;
use leastwise_iam::{Catalog, Style};
use leastwise_policy::Source;

use crate::{Advice, Analysis, FindingsFile};

/// Settings that change what is said or offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Which replacement is preferred.
    pub style: Style,
    /// A replacement of more entries is offered but not preferred; 0 is no limit.
    pub max_entries: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { style: Style::Narrow, max_entries: 50 }
    }
}

/// What a [`World`] is made from.
#[derive(Debug)]
pub struct WorldInput {
    /// The catalog.
    pub catalog: Arc<Catalog>,
    /// The settings.
    pub settings: Settings,
    /// Replays a day: the catalog as of it, and today's date.
    pub as_of: Option<Date>,
    /// Today.
    pub today: Date,
    /// Every findings file of the workspace.
    pub findings: Vec<Arc<FindingsFile>>,
    /// The findings were named by the caller, so that what they are attributed to counts as explicit.
    pub findings_named: bool,
    /// Every policy file of the workspace.
    pub policies: Vec<PolicyInput>,
    /// The folders of the workspace; only the part of a path below them says anything about a policy.
    pub roots: Vec<Arc<str>>,
}

/// A policy file of the workspace.
#[derive(Clone, Debug)]
pub struct PolicyInput {
    /// The path as it is passed to [`World::analyse`].
    pub path: Arc<str>,
    /// What was found in it.
    pub source: Arc<Source>,
}

/// Everything that is known apart from a policy's text. Immutable; shared between threads.
#[derive(Debug)]
pub struct World {
    _todo: (),
}

impl World {
    /// Joins what was found.
    pub fn new(input: WorldInput) -> World {
        let _ = input;
        unimplemented!()
    }
    /// All that there is to say about one policy file. A file that the world does not list is analysed as well.
    pub fn analyse(&self, path: &str, source: Arc<Source>) -> Analysis {
        let _ = (path, source);
        unimplemented!()
    }
    /// All that there is to say about one findings file.
    pub fn findings_advice(&self, path: &str) -> Vec<Advice> {
        let _ = path;
        unimplemented!()
    }
    /// The catalog.
    pub fn catalog(&self) -> &Arc<Catalog> {
        unimplemented!()
    }
}
