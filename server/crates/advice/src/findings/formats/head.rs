//! What a finding says about itself, in `GetFindingV2`, `ListFindingsV2` and their events alike.

use std::sync::Arc;

use jiff::Timestamp;

use super::super::answers::Answer;
use super::super::mistake::{Excerpt, Mistake};
use super::super::normal::{
    FindingKind, Incomplete, LastUse, Origin, Status, Unused, UnusedAccess, UnusedPrincipal,
};
use super::super::reader::{Reader, analyzer};
use super::super::time::timestamp;
use super::super::value::Value;
use crate::principal::{Principal, PrincipalName};

/// A finding without its details.
pub(super) struct Head {
    pub(super) id: Option<Box<str>>,
    pub(super) analyzer: Option<Box<str>>,
    pub(super) principal: Option<Principal>,
    pub(super) name: Option<PrincipalName>,
    pub(super) kind: Option<FindingKind>,
    pub(super) created_at: Option<Timestamp>,
    pub(super) analyzed_at: Option<Timestamp>,
    pub(super) updated_at: Option<Timestamp>,
    pub(super) status: Status,
    pub(super) error: Option<Box<str>>,
    pub(super) span: leastwise_policy::Span,
}

impl Head {
    /// `None` where the finding names something that is no principal.
    pub(super) fn read(answer: Answer<'_>, reader: &mut Reader) -> Option<Head> {
        let field = |key| answer.head(key);
        let (principal, name) = match field("resource").or_else(|| field("resourceArn")) {
            Some(resource) => (reader.principal(Some(resource)).ok()?, None),
            None => answer.subject().into_parts(),
        };
        let analyzed_at = reader.analyzed_at(field("analyzedAt"));
        let error = field("error").and_then(error);
        let status = match (&error, analyzed_at) {
            (_, Err(())) => Status::Unreadable,
            (Some(_), _) => Status::Failed,
            (None, _) => status(answer, reader),
        };
        Some(Head {
            id: reader.id(field("id").or_else(|| field("findingId"))),
            analyzer: answer.analyzer().and_then(Value::as_str).and_then(|arn| analyzer(&arn)),
            principal,
            name,
            kind: field("findingType").and_then(read_kind),
            created_at: field("createdAt").and_then(|date| reader.date(date)),
            analyzed_at: analyzed_at.unwrap_or_default(),
            // Whoever else reads it says so where it cannot be read.
            updated_at: answer.head("updatedAt").and_then(|date| date.scalar()).and_then(|it| timestamp(&it)),
            status,
            error,
            span: answer.value.span(),
        })
    }

    /// A finding about permissions, with none of them yet.
    pub(super) fn access(&self) -> UnusedAccess {
        UnusedAccess {
            analyzer: self.analyzer.as_deref().map(Arc::from),
            id: self.id.clone(),
            principal: self.principal.clone(),
            name: self.name.clone(),
            created_at: self.created_at,
            analyzed_at: self.analyzed_at,
            updated_at: self.updated_at,
            status: self.status,
            error: self.error.clone(),
            ..UnusedAccess::new(Origin::Analyzer, self.span)
        }
    }

    /// A finding about a principal itself; `None` where none is named.
    pub(super) fn principal(&self, what: Unused, last_use: LastUse) -> Option<UnusedPrincipal> {
        Some(UnusedPrincipal {
            principal: self.principal.clone()?,
            what,
            last_use,
            analyzed_at: self.analyzed_at,
            status: self.status,
            span: self.span,
        })
    }

    /// What there is to keep of a finding that is saved without its details. `counts` are those of the unused services
    /// and actions.
    pub(super) fn without_details(self, counts: [Option<u32>; 2], reader: &mut Reader) {
        let what = match self.kind {
            None => return,
            Some(FindingKind::Permissions) => {
                let [unused_services, unused_actions] = counts;
                reader.incomplete.push(Incomplete {
                    id: self.id,
                    analyzer: self.analyzer,
                    principal: self.principal,
                    created_at: self.created_at,
                    analyzed_at: self.analyzed_at,
                    status: self.status,
                    unused_services,
                    unused_actions,
                    span: self.span,
                });
                return;
            }
            Some(FindingKind::Role) => Unused::Role,
            Some(FindingKind::Password) => Unused::Password,
            Some(FindingKind::AccessKey) => Unused::AccessKey(None),
        };
        reader.unused_principals.extend(self.principal(what, LastUse::Unknown));
    }
}

/// What a finding says it is about, where that is unused access.
pub(in super::super) fn kind(value: Value<'_>) -> Option<FindingKind> {
    value.given("findingType").and_then(read_kind)
}

fn read_kind(value: Value<'_>) -> Option<FindingKind> {
    FindingKind::read(&value.word()?)
}

/// Why the analysis failed. Whatever stands there but null or an empty text is an error.
fn error(error: Value<'_>) -> Option<Box<str>> {
    let text = error.as_str().or_else(|| error.text("message")).map(|text| Excerpt(&text).to_string());
    match text {
        Some(text) if text.is_empty() => None,
        Some(text) => Some(text.into()),
        None => Some("an error".into()),
    }
}

fn status(answer: Answer<'_>, reader: &mut Reader) -> Status {
    // An event says so when a finding was deleted, whatever its status was.
    if answer.value.get("isDeleted").is_some_and(Value::is_true) {
        return Status::Resolved;
    }
    let Some(status) = answer.head("status") else { return Status::Active };
    match status.word().map(|text| text.to_ascii_uppercase()).as_deref() {
        Some("ACTIVE") => Status::Active,
        Some("ARCHIVED") => Status::Archived,
        Some("RESOLVED") => Status::Resolved,
        _ => {
            let message = "a status is ACTIVE, ARCHIVED or RESOLVED; nothing of this finding is used";
            reader.mistake(Mistake::Status, status.span(), message);
            Status::Unreadable
        }
    }
}
