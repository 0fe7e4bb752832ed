//! `aws accessanalyzer list-findings-v2`: findings without their details.
//!
//! Source: the API's model of `FindingSummaryV2`.

use super::super::answers::Answer;
use super::super::reader::Reader;
use super::head::{Head, kind};

pub(super) fn recognizes(answer: Answer<'_>) -> bool {
    let names_itself = ["id", "resource", "resourceType"].iter().any(|key| answer.value.given(key).is_some());
    kind(answer.value).is_some() && names_itself
}

pub(super) fn read(answer: Answer<'_>, reader: &mut Reader) {
    if let Some(head) = Head::read(answer, reader) {
        head.without_details([None, None], reader);
    }
}
