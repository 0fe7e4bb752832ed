//! The formats of findings, one file each, and the table of them. A format recognises an answer by its content, never
//! by the file's name, and reads it into the [normal form](super::normal).

mod advisor_data;
pub(super) mod bare_list;
mod event_bridge;
mod finding_recommendation;
mod get_finding_v2;
mod head;
mod list_findings_v2;
mod recommended_policy_v2;
mod security_hub;
mod service_last_accessed;
mod steps;

use super::Format;
use super::answers::Answer;
use super::reader::Reader;

pub(super) use head::Head;

/// A format: how an answer of it is told from others, and how it is read.
pub(super) struct FormatReader {
    pub(super) name: Format,
    pub(super) recognises: fn(Answer<'_>) -> bool,
    pub(super) read: fn(Answer<'_>, &mut Reader),
}

macro_rules! format {
    ($name:ident, $module:ident) => {
        FormatReader { name: Format::$name, recognises: $module::recognises, read: $module::read }
    };
}

/// In the order in which they are tried.
pub(super) const FORMATS: &[FormatReader] = &[
    format!(GetFindingV2, get_finding_v2),
    format!(EventBridge, event_bridge),
    format!(SecurityHub, security_hub),
    format!(FindingRecommendation, finding_recommendation),
    format!(RecommendedPolicyV2, recommended_policy_v2),
    format!(ServiceLastAccessed, service_last_accessed),
    format!(AdvisorData, advisor_data),
    format!(BareList, bare_list),
    // Last, since every finding without details looks like an entry of a list.
    format!(ListFindingsV2, list_findings_v2),
];
