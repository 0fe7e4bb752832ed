//! The objects of SARIF 2.1.0 that a report uses, under the standard's names.
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>; the numbers are those of its sections.

use std::collections::BTreeMap;

use serde::Serialize;

/// 3.13, without the runs.
#[derive(Serialize)]
pub(super) struct Head {
    #[serde(rename = "$schema")]
    pub schema: &'static str,
    pub version: &'static str,
}

/// 3.14: what is known of a run before there are results.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Run {
    pub tool: Tool,
    pub original_uri_base_ids: BTreeMap<&'static str, Described>,
    pub column_kind: &'static str,
    pub newline_sequences: [&'static str; 3],
}

/// 3.14: what is known of a run after its results.
#[derive(Serialize)]
pub(super) struct Tail {
    pub invocations: [Invocation; 1],
    pub properties: Summary,
}

/// 3.18.
#[derive(Serialize)]
pub(super) struct Tool {
    pub driver: Driver,
}

/// 3.19.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Driver {
    pub name: &'static str,
    pub semantic_version: &'static str,
    pub information_uri: &'static str,
    pub rules: Vec<Descriptor>,
}

/// 3.49.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Descriptor {
    pub id: &'static str,
    pub name: String,
    pub short_description: Message,
    pub full_description: Message,
    pub help: Multiformat,
    pub help_uri: String,
    pub default_configuration: Configuration,
    pub properties: Tags,
}

/// 3.50.
#[derive(Serialize)]
pub(super) struct Configuration {
    pub level: &'static str,
}

/// 3.8.2.
#[derive(Serialize)]
pub(super) struct Tags {
    pub tags: [&'static str; 2],
}

/// 3.20.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invocation {
    pub execution_successful: bool,
    pub tool_execution_notifications: Vec<Notification>,
}

/// 3.58.
#[derive(Serialize)]
pub(super) struct Notification {
    pub level: &'static str,
    pub message: Message,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<Place>,
}

/// What the standard has no place for.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Summary {
    pub documents: usize,
    pub checked: usize,
    pub checked_in_part: usize,
    pub catalog: String,
    pub as_of: Option<String>,
}

/// 3.27, a result.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Found {
    pub rule_id: &'static str,
    pub rule_index: usize,
    pub level: &'static str,
    pub message: Message,
    pub locations: [Place; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related_locations: Vec<Place>,
    pub partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fixes: Vec<Change>,
}

/// 3.11.
#[derive(Serialize)]
pub(super) struct Message {
    pub text: String,
}

/// 3.12.
#[derive(Serialize)]
pub(super) struct Multiformat {
    pub text: String,
    pub markdown: String,
}

/// 3.28, a location.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Place {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<usize>,
    pub physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
}

/// 3.29.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Physical {
    pub artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
}

/// 3.4.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Artifact {
    pub uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri_base_id: Option<&'static str>,
}

/// 3.4, the entry of a base that whoever reads the log resolves.
#[derive(Serialize)]
pub(super) struct Described {
    pub description: Message,
}

/// 3.30. The end is after the last character.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region {
    pub start_line: usize,
    pub start_column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

/// 3.55, a fix.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Change {
    pub description: Message,
    pub artifact_changes: [ArtifactChange; 1],
}

/// 3.56.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ArtifactChange {
    pub artifact_location: Artifact,
    pub replacements: Vec<Replacement>,
}

/// 3.57.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Replacement {
    pub deleted_region: Region,
    pub inserted_content: Message,
}
