//! The formats of findings, one file each, and the table of them. A format recognizes an answer by its content, never
//! by the file's name, and reads it into the [normal form](super::normal).

mod access_advisor_rows;
mod advisor_data;
pub(super) mod bare_list;
mod event_bridge;
mod finding_recommendation;
pub(super) mod get_finding_v2;
mod head;
mod list_findings_v2;
mod ocsf_iam_analysis;
mod recommended_policy_v2;
mod security_hub;
mod service_last_accessed;
mod steps;

use super::Format;
use super::answers::Answer;
use super::reader::Reader;

pub(super) use head::kind;

/// A format: how an answer of it is outcome from others, and how it is read.
pub(super) struct FormatReader {
    pub(super) name: Format,
    pub(super) recognizes: fn(Answer<'_>) -> bool,
    pub(super) read: fn(Answer<'_>, &mut Reader),
    /// Other answers may stand inside of one: an entry of a list with its details added.
    pub(super) holds_others: bool,
}

macro_rules! format {
    ($name:ident, $module:ident) => {
        FormatReader {
            name: Format::$name,
            recognizes: $module::recognizes,
            read: $module::read,
            holds_others: false,
        }
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
    format!(AccessAdvisorRows, access_advisor_rows),
    format!(OcsfIamAnalysis, ocsf_iam_analysis),
    format!(BareList, bare_list),
    // Last, since every finding without details looks like an entry of a list.
    FormatReader { holds_others: true, ..format!(ListFindingsV2, list_findings_v2) },
];
