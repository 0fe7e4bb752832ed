//! What a finding says about the permissions of one principal.

use std::sync::Arc;

use jiff::Timestamp;
use leastwise_iam::ActionName;
use leastwise_policy::Span;

use super::packed::{Names, Packed};
use super::{LastUse, Origin, Status};
use crate::principal::{Principal, PrincipalName};

/// What one finding, or one page of it, says about one principal.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding<D = Packed> {
    /// Who found it out.
    pub origin: Origin,
    /// The analyzer's ARN, where the file has it. `GetFindingV2` does not answer it.
    pub analyzer: Option<Arc<str>>,
    /// The finding's id, where it has one; of a last-accessed report the date of its job. Pages of one answer have
    /// the same.
    pub id: Option<Box<str>>,
    /// The principal; `None` in formats that name none.
    pub principal: Option<Principal>,
    /// The role or user where only the name is given, without the account.
    pub name: Option<PrincipalName>,
    /// When the finding came into being. A finding that follows another one is younger than the other's last analysis.
    pub created_at: Option<Timestamp>,
    /// When the analyzer last looked.
    pub analyzed_at: Option<Timestamp>,
    /// When the finding last changed, where the format has it.
    pub updated_at: Option<Timestamp>,
    /// Whether the finding reports anything.
    pub status: Status,
    /// Why the analysis failed, in AWS's words.
    pub error: Option<Box<str>>,
    /// The answer holds all services; `false` for a page of a longer answer.
    pub complete: bool,
    /// What it says about services and actions.
    pub(in crate::findings) details: D,
    /// The finding in its file.
    pub span: Span,
}

/// A finding as formats make it.
pub(in crate::findings) type UnusedAccess = Finding<Details>;

/// What a finding says about services and actions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Details {
    /// The services with unused permissions.
    pub services: Vec<UnusedService>,
    /// The actions whose last use is known.
    pub used: Vec<UsedAction>,
    /// The services whose last use is known.
    pub service_uses: Vec<ServiceUse>,
}

impl UnusedAccess {
    /// A finding at `span` that says nothing yet: active, complete, about nobody.
    pub(in crate::findings) fn new(origin: Origin, span: Span) -> UnusedAccess {
        UnusedAccess {
            origin,
            analyzer: None,
            id: None,
            principal: None,
            name: None,
            created_at: None,
            analyzed_at: None,
            updated_at: None,
            status: Status::Active,
            error: None,
            complete: true,
            details: Details::default(),
            span,
        }
    }
}

impl<D> Finding<D> {
    /// The same finding with other details.
    pub(in crate::findings) fn with<E>(self, make: impl FnOnce(D) -> E) -> Finding<E> {
        let Finding { origin, analyzer, id, principal, name, created_at, analyzed_at, updated_at, .. } = self;
        let Finding { status, error, complete, details, span, .. } = self;
        let details = make(details);
        Finding {
            origin,
            analyzer,
            id,
            principal,
            name,
            created_at,
            analyzed_at,
            updated_at,
            status,
            error,
            complete,
            details,
            span,
        }
    }
}

impl Finding {
    /// What it says about services and actions.
    pub fn details(&self) -> Details {
        self.details.unpack()
    }

    /// The names of the actions in its file's findings, each spelling once.
    pub(crate) fn names(&self) -> &Names {
        self.details.names()
    }

    /// When the analyzer looked; of a finding without a date a moment that was before: the last use that it tells, but
    /// not before findings of its kind could be made.
    pub fn analyzed_after(&self) -> Timestamp {
        self.analyzed_at.unwrap_or_else(|| {
            self.details().last_use().max(Some(self.origin.first_day())).unwrap_or_default()
        })
    }
}

impl Details {
    /// The last use that is told of anything.
    fn last_use(&self) -> Option<Timestamp> {
        let services = self.services.iter().filter_map(|service| service.last_use.time());
        let actions = self.services.iter().flat_map(|service| service.extent.actions());
        let actions = actions.filter_map(|action| action.last_accessed);
        let uses = self.service_uses.iter().map(|used| used.at).chain(self.used.iter().map(|used| used.at));
        services.chain(actions).chain(uses).max()
    }
}

/// One service of a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct UnusedService {
    /// The service prefix as it was written, without regard to case.
    pub namespace: Box<str>,
    /// Where the namespace is written.
    pub span: Span,
    /// The last use of the service.
    pub last_use: LastUse,
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

impl Extent {
    /// The actions that are named; none of a whole service.
    pub fn actions(&self) -> &[UnusedAction] {
        match self {
            Extent::Whole => &[],
            Extent::Actions(actions) => actions,
        }
    }

    /// Whether anything is unused.
    pub(crate) fn reports_something(&self) -> bool {
        !matches!(self, Extent::Actions(actions) if actions.is_empty())
    }
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

/// One action that was used.
#[derive(Clone, Debug, PartialEq)]
pub struct UsedAction {
    /// The action.
    pub name: ActionName,
    /// Where it is written, with its quotes.
    pub span: Span,
    /// The last attempt at it.
    pub at: Timestamp,
}

/// One service that was used.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceUse {
    /// The service prefix as it was written, without regard to case.
    pub namespace: Box<str>,
    /// Where the namespace is written.
    pub span: Span,
    /// The last attempt at any action of it.
    pub at: Timestamp,
}
