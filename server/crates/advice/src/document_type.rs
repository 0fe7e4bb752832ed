//! What kind of policy a document is. Findings speak about identity policies only.

use std::fmt;

use leastwise_policy::{Document, Effect};

/// The kinds of policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DocumentType {
    /// Grants permissions to a role, user or group.
    Identity,
    /// Limits what a role or user can be granted.
    Boundary,
    /// Limits what an organisation's accounts can be granted.
    Scp,
    /// Says who may use a resource.
    Resource,
    /// Says who may assume a role.
    Trust,
    /// Attached to an IoT certificate.
    Iot,
    /// Limits one session.
    Session,
    /// Something else, said by a setting.
    Unknown,
}

impl DocumentType {
    /// The type of a name in settings.
    pub fn parse(name: &str) -> Option<DocumentType> {
        Some(match name {
            "identity" => DocumentType::Identity,
            "boundary" => DocumentType::Boundary,
            "scp" => DocumentType::Scp,
            "session" => DocumentType::Session,
            "resource" => DocumentType::Resource,
            "trust" => DocumentType::Trust,
            "iot" => DocumentType::Iot,
            "unknown" => DocumentType::Unknown,
            _ => return None,
        })
    }
}

/// A document's type and how it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// The type.
    pub kind: DocumentType,
    /// What made it a guess, such as "its path says `scp`"; `None` where the document itself says so.
    pub guessed: Option<String>,
}

/// Tells the type from the wrapper, from `Principal`, from what a person declared, from the path below the workspace's
/// folder, from the actions. A declared `Identity` does not count against what the document itself says.
pub fn document_type(path: &str, document: &Document, declared: Option<DocumentType>) -> Typed {
    let certain = |kind| Typed { kind, guessed: None };
    let guess = |kind, why: String| Typed { kind, guessed: Some(why) };
    if let Some(kind) = declared.filter(|kind| *kind != DocumentType::Identity) {
        return certain(kind);
    }
    if document.container.key.as_deref() == Some("AssumeRolePolicyDocument") {
        return certain(DocumentType::Trust);
    }
    if document.statements.iter().any(|statement| statement.has_principal) {
        return certain(if only_actions(document, "sts:assumerole") {
            DocumentType::Trust
        } else {
            DocumentType::Resource
        });
    }
    if let Some(kind) = declared {
        return certain(kind);
    }
    if let Some(typed) = by_path(path) {
        return typed;
    }
    if only_actions(document, "iot:") {
        return guess(DocumentType::Iot, "all its actions are of IoT".to_owned());
    }
    certain(DocumentType::Identity)
}

/// The same of a document that cannot be read, as far as it can be told.
pub(crate) fn document_type_of_path(path: &str, declared: Option<DocumentType>) -> Typed {
    let certain = |kind| Typed { kind, guessed: None };
    declared.map(certain).or_else(|| by_path(path)).unwrap_or(certain(DocumentType::Identity))
}

/// What the words of a path say.
fn by_path(path: &str) -> Option<Typed> {
    words(path).find_map(|word| {
        let kind = match word.to_ascii_lowercase().as_str() {
            "scp" | "scps" | "rcp" | "rcps" => DocumentType::Scp,
            "boundary" | "boundaries" => DocumentType::Boundary,
            "trust" => DocumentType::Trust,
            _ => return None,
        };
        Some(Typed { kind, guessed: Some(format!("its path says `{word}`")) })
    })
}

/// Whether the document names at least one action and all of them start with `prefix`.
fn only_actions(document: &Document, prefix: &str) -> bool {
    let mut entries = document
        .statements
        .iter()
        .filter(|statement| statement.effect == Effect::Allow)
        .filter_map(|statement| statement.actions.as_ref())
        .flat_map(|actions| &actions.entries)
        .peekable();
    entries.peek().is_some()
        && entries
            .all(|entry| entry.text.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix)))
}

/// The words of a path: `policies/scp-deny.json` has `policies`, `scp`, `deny` and `json`. A word begins at a capital
/// after a small letter, too (`MyBoundary`).
fn words(path: &str) -> impl Iterator<Item = &str> {
    path.split(|c: char| !c.is_ascii_alphanumeric()).flat_map(|part| {
        let mut rest = part;
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let bytes = rest.as_bytes();
            let end = bytes
                .windows(2)
                .position(|pair| matches!(pair, [a, b] if a.is_ascii_lowercase() && b.is_ascii_uppercase()))
                .map_or(rest.len(), |at| at + 1);
            let (word, after) = rest.split_at(end);
            rest = after;
            Some(word)
        })
    })
}

impl fmt::Display for DocumentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DocumentType::Identity => "an identity policy",
            DocumentType::Boundary => "a permissions boundary",
            DocumentType::Scp => "an organisation's control policy",
            DocumentType::Resource => "a resource policy",
            DocumentType::Trust => "a trust policy",
            DocumentType::Iot => "an IoT policy",
            DocumentType::Session => "a session policy",
            DocumentType::Unknown => "a policy of another type",
        })
    }
}

#[cfg(test)]
mod tests {
    use leastwise_policy::Source;

    use super::*;

    #[test]
    fn types_are_told_by_content_and_path() {
        const S3: &str = r#"{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}"#;
        const IOT: &str = r#"{"Statement": {"Effect": "Allow", "Action": ["iot:Connect", "IoT:Publish"], "Resource": "*"}}"#;
        const TRUST: &str = r#"{"Statement": {"Effect": "Allow", "Principal": {"Service": "ec2"}, "Action": "sts:AssumeRole"}}"#;
        const BUCKET: &str = r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}}"#;
        const WRAPPED: &str =
            r#"{"AssumeRolePolicyDocument": {"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole"}}}"#;
        let table = [
            ("roles/MyRole.json", S3, DocumentType::Identity, false),
            ("scp/FullAWSAccess.json", S3, DocumentType::Scp, true),
            ("org/deny_rcp.json", S3, DocumentType::Scp, true),
            ("roles/MyRole/boundary.json", S3, DocumentType::Boundary, true),
            ("roles/MyBoundary.json", S3, DocumentType::Boundary, true),
            ("roles/MyRole/trust.json", S3, DocumentType::Trust, true),
            ("roles/Trustworthy.json", S3, DocumentType::Identity, false),
            ("roles/iot.json", IOT, DocumentType::Iot, true),
            ("roles/MyRole.json", TRUST, DocumentType::Trust, false),
            ("roles/MyRole.json", WRAPPED, DocumentType::Trust, false),
            ("roles/MyRole.json", BUCKET, DocumentType::Resource, false),
        ];
        for (path, text, kind, guessed) in table {
            let source = Source::read(text);
            let typed = document_type(path, &source.documents[0], None);
            assert_eq!((typed.kind, typed.guessed.is_some()), (kind, guessed), "{path} {text}");
        }
    }

    #[test]
    fn a_declared_type_counts_unless_the_document_says_that_it_grants_nothing_to_an_identity() {
        const S3: &str = r#"{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}"#;
        const TRUST: &str =
            r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}}"#;
        let table = [
            ("scp/a.json", S3, DocumentType::Identity, DocumentType::Identity),
            ("roles/a.json", S3, DocumentType::Scp, DocumentType::Scp),
            ("roles/a.json", S3, DocumentType::Unknown, DocumentType::Unknown),
            ("roles/a.json", TRUST, DocumentType::Identity, DocumentType::Trust),
            ("roles/a.json", TRUST, DocumentType::Session, DocumentType::Session),
        ];
        for (path, text, declared, expected) in table {
            let source = Source::read(text);
            let typed = document_type(path, &source.documents[0], Some(declared));
            assert_eq!(typed, Typed { kind: expected, guessed: None }, "{path} {text}");
        }
    }
}
