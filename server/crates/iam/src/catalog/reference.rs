//! AWS's service reference: one JSON file for each service, read into plain data.
//!
//! The shape is described in the Service Authorization Reference ("Simplified AWS service information for programmatic
//! access"). What a file means for a catalog is decided in [`Catalog::refreshed`](super::Catalog::refreshed).

use std::fmt;

use serde::de::{self, IgnoredAny, Visitor};
use serde::{Deserialize, Deserializer};

use super::text::is_name;
use super::{AccessLevel, ResourceTypes, Tracking};
use crate::action::MAX_LENGTH;

/// What one file says about a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceReference {
    /// The service prefix, such as `s3`.
    pub prefix: Box<str>,
    /// The actions in the order of the file; at least one.
    pub actions: Vec<ReferencedAction>,
}

/// What a file says about an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferencedAction {
    /// The name after the colon.
    pub name: Box<str>,
    /// The access level, where the file has annotations.
    pub level: Option<AccessLevel>,
    /// Whether AWS records its last use, where the file says so (`IAM Action Last Accessed`).
    pub tracking: Option<Tracking>,
    /// The resource types it acts on, where the file names any.
    pub resource_types: Option<ResourceTypes>,
}

/// Where and why a file cannot be parsed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct ReferenceError {
    /// The line, from 1.
    pub line: usize,
    /// The column in bytes, from 1.
    pub column: usize,
    /// What is wrong there, as a clause.
    pub message: String,
}

/// Reads a service reference file. `None` where the text is other JSON, such as the list of all services.
///
/// # Errors
///
/// The first place that cannot be parsed, and why. Nothing of such a file is used.
///
/// ```
/// use leastwise_iam::catalog::reference::read;
///
/// let text = r#"{ "Name": "sqs", "Actions": [{ "Name": "SendMessage" }], "Version": "v1.4" }"#;
/// let sqs = read(text)?.unwrap();
/// assert_eq!((&*sqs.prefix, &*sqs.actions[0].name), ("sqs", "SendMessage"));
/// assert_eq!(read(r#"[{ "service": "sqs", "url": "https://example.com/v1/sqs/sqs.json" }]"#)?, None);
/// assert_eq!(read("{ \"Name\": \"sqs\",\n").unwrap_err().line, 2);
/// # Ok::<(), leastwise_iam::catalog::reference::ReferenceError>(())
/// ```
pub fn read(text: &str) -> Result<Option<ServiceReference>, ReferenceError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if !text.trim_start().starts_with('{') {
        return serde_json::from_str::<IgnoredAny>(text).map(|_| None).map_err(ReferenceError::from);
    }
    let file: File = serde_json::from_str(text)?;
    let Some(actions) = file.actions else { return Ok(None) };
    let wrong = |message: &str| ReferenceError { line: 1, column: 1, message: message.to_owned() };
    let prefix = file.name.ok_or_else(|| wrong("`Name`, the service prefix, is missing"))?.0;
    if actions.is_empty() {
        // A service without actions has no file. Taking it at its word would retire all that is known of the service.
        return Err(wrong("`Actions` is empty"));
    }
    Ok(Some(ServiceReference { prefix, actions: actions.into_iter().map(ReferencedAction::from).collect() }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct File {
    name: Option<Name>,
    actions: Option<Vec<FileAction>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct FileAction {
    name: Name,
    annotations: Option<Annotations>,
    resources: Option<Vec<Resource>>,
    supported_by: Option<SupportedBy>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Annotations {
    properties: Option<Properties>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Properties {
    is_list: bool,
    is_permission_management: bool,
    is_tagging_only: bool,
    is_write: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Resource {
    name: Box<str>,
}

#[derive(Deserialize)]
struct SupportedBy {
    #[serde(rename = "IAM Action Last Accessed")]
    last_accessed: Option<bool>,
}

/// A service prefix or an action's name, without anything that a pattern could be made of.
struct Name(Box<str>);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Name, D::Error> {
        deserializer.deserialize_str(NameVisitor)
    }
}

struct NameVisitor;

impl Visitor<'_> for NameVisitor {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Name, E> {
        if is_name(text) && text.len() < MAX_LENGTH {
            return Ok(Name(text.into()));
        }
        let shown: String = text.chars().take(40).collect();
        Err(E::custom(format_args!("`{}` is not the name of a service or an action", shown.escape_debug())))
    }
}

/// The name is shown to people as it stands.
fn is_resource_type(name: &str) -> bool {
    (1..MAX_LENGTH).contains(&name.len()) && name.split(' ').all(is_name)
}

impl From<FileAction> for ReferencedAction {
    fn from(action: FileAction) -> ReferencedAction {
        let level = |properties: Properties| match properties {
            Properties { is_permission_management: true, .. } => AccessLevel::PermissionsManagement,
            Properties { is_tagging_only: true, .. } => AccessLevel::Tagging,
            Properties { is_write: true, .. } => AccessLevel::Write,
            Properties { is_list: true, .. } => AccessLevel::List,
            _ => AccessLevel::Read,
        };
        let tracking = |is_tracked| if is_tracked { Tracking::Tracked } else { Tracking::Untracked };
        let resource_types = action.resources.filter(|types| !types.is_empty()).map(|types| {
            let names = types.iter().map(|resource| &*resource.name);
            ResourceTypes::new(names.filter(|name| is_resource_type(name)))
        });
        ReferencedAction {
            name: action.name.0,
            level: action.annotations.and_then(|annotations| annotations.properties).map(level),
            tracking: action.supported_by.and_then(|by| by.last_accessed).map(tracking),
            resource_types,
        }
    }
}

impl From<serde_json::Error> for ReferenceError {
    fn from(error: serde_json::Error) -> ReferenceError {
        let whole = error.to_string();
        // The library ends its messages with the place, which is told apart here.
        let message = whole.rsplit_once(" at line ").map_or(whole.as_str(), |(message, _)| message);
        ReferenceError {
            line: error.line().max(1),
            column: error.column().max(1),
            message: message.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
