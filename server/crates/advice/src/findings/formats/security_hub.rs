//! A finding of IAM Access Analyzer in the format of Security Hub (ASFF): counts, without actions.
//!
//! Source: "Viewing IAM Access Analyzer findings in AWS Security Hub", IAM User Guide.

use super::super::answers::Answer;
use super::super::mistake::Mistake;
use super::super::normal::{FindingKind, Status};
use super::super::reader::{Reader, analyzer};
use super::super::value::Value;
use super::head::Head;

pub(super) fn recognizes(answer: Answer<'_>) -> bool {
    let value = answer.value;
    let is_findings = |text: &str| text.contains("access-analyzer");
    let names_product = ["productArn", "generatorId", "id"]
        .iter()
        .any(|key| value.text(key).is_some_and(|text| is_findings(&text)));
    names_product && value.get("resources").is_some() && kind(value).is_some()
}

/// By the product's own field, or by the last part of a type such as `…/Unused IAM Role`.
fn kind(value: Value<'_>) -> Option<FindingKind> {
    let field = value.get("productFields").and_then(|fields| fields.text("findingType"));
    let types = value.get("types").and_then(|types| types.items()).into_iter().flatten();
    let by_type =
        || types.filter_map(Value::as_str).find_map(|text| FindingKind::read(text.rsplit('/').next()?));
    field.and_then(|text| FindingKind::read(&text)).or_else(by_type)
}

pub(super) fn read(answer: Answer<'_>, reader: &mut Reader) {
    let value = answer.value;
    let fields = value.get("productFields");
    let field = |key| fields.and_then(|fields| fields.given(key));
    let resource = value.get("resources").and_then(|resources| resources.items()?.next());
    let Ok(principal) = reader.principal(resource.and_then(|resource| resource.get("id"))) else { return };
    let analyzed_at = reader.analyzed_at(value.get("updatedAt"));
    let status = if analyzed_at.is_ok() { status(value, reader) } else { Status::Unreadable };
    let head = Head {
        id: reader.id(field("findingId")),
        // The id of the finding starts with the analyzer's ARN and goes on with the principal's.
        analyzer: value.text("id").and_then(|id| analyzer(id.split("/arn:").next()?)),
        principal,
        name: None,
        kind: kind(value),
        updated_at: None,
        created_at: value.given("createdAt").and_then(|date| reader.date(date)),
        analyzed_at: analyzed_at.unwrap_or_default(),
        status,
        error: None,
        span: value.span(),
    };
    let count = |key| field(key).and_then(Value::count);
    head.without_details([count("numberOfUnusedServices"), count("numberOfUnusedActions")], reader);
}

/// A record is archived when its finding was archived or resolved.
const STATES: &[(&str, Status)] = &[("ACTIVE", Status::Active), ("ARCHIVED", Status::Archived)];

/// A workflow tells what people decided.
const WORKFLOWS: &[(&str, Status)] = &[
    ("NEW", Status::Active),
    ("ASSIGNED", Status::Active),
    ("NOTIFIED", Status::Active),
    ("SUPPRESSED", Status::Archived),
    ("RESOLVED", Status::Resolved),
];

fn status(value: Value<'_>, reader: &mut Reader) -> Status {
    let state = value.given("recordState");
    let workflow = value.given("workflow").map(|workflow| workflow.given("status").unwrap_or(workflow));
    let mut status = Status::Active;
    for (written, known) in [(state, STATES), (workflow, WORKFLOWS)] {
        let Some(written) = written else { continue };
        match written.word().and_then(|text| known.iter().find(|(name, _)| *name == text)) {
            Some((_, Status::Active)) => {}
            Some((_, other)) => status = *other,
            None => {
                let names: Vec<_> = known.iter().map(|(name, _)| *name).collect();
                let message =
                    format!("this is none of {}; nothing of this finding is used", names.join(", "));
                reader.mistake(Mistake::Status, written.span(), message);
                return Status::Unreadable;
            }
        }
    }
    status
}
