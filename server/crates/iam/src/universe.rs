//! The actions over which a replacement is exact: the catalog, as of a day where one is given, and every
//! name that a finding mentions.

use std::sync::Arc;

use jiff::civil::Date;

use crate::{ActionName, Catalog};

/// An action's name within its service, in AWS's spelling and folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// As AWS (or, for unknown actions, the finding) spells it.
    pub spelled: Box<str>,
    /// In ASCII lower case, the key of every comparison.
    pub folded: Box<str>,
}

/// The set `C` of the contract.
#[derive(Debug)]
pub struct Universe {
    _todo: (),
}

impl Universe {
    /// The catalog's actions first seen on or before `as_of` (all of them without a day), and `mentioned`.
    pub fn new(
        catalog: Arc<Catalog>,
        as_of: Option<Date>,
        mentioned: impl IntoIterator<Item = ActionName>,
    ) -> Universe {
        let _ = (catalog, as_of, mentioned.into_iter().count());
        unimplemented!()
    }
    /// The catalog below.
    pub fn catalog(&self) -> &Arc<Catalog> {
        unimplemented!()
    }
    /// The service prefixes, sorted without regard to case, in AWS's spelling.
    pub fn services(&self) -> impl Iterator<Item = &str> {
        std::iter::empty()
    }
    /// The names of a service, sorted by [`Name::folded`]; empty for an unknown service.
    pub fn names(&self, service: &str) -> &[Name] {
        let _ = service;
        unimplemented!()
    }
}
