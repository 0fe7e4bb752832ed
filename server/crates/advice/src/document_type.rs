//! What kind of policy a document is. Findings speak about identity policies only.

mod names;
mod resources;

use std::fmt;

use leastwise_policy::{Document, Effect, Step};

use names::type_of_name;
use resources::{Said, of_document};

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
    /// What says so, where that stands elsewhere in the file, as a clause.
    pub said: Option<String>,
}

/// Tells the type from what a person declared, the resource of a template, the wrapper, `Principal`, the keys around the
/// document, the path ([`of_path`]), the actions. A declared `Identity` does not count against what the
/// document itself says.
pub(crate) fn document_type(
    of_path: Option<&Typed>,
    document: &Document,
    declared: Option<DocumentType>,
) -> Typed {
    if let Some(kind) = declared.filter(|kind| *kind != DocumentType::Identity) {
        return Typed::certain(kind);
    }
    let said = of_document(document);
    match said {
        Said::Certainly(kind) if kind != DocumentType::Identity => return Typed::certain(kind),
        Said::Elsewhere(kind, said) => return Typed { said: Some(said), ..Typed::certain(kind) },
        _ if document.container.key.as_deref() == Some("AssumeRolePolicyDocument") => {
            return Typed::certain(DocumentType::Trust);
        }
        _ if document.statements.iter().any(|statement| statement.has_principal) => {
            return Typed::certain(match only_actions(document, "sts:assumerole") {
                true => DocumentType::Trust,
                false => DocumentType::Resource,
            });
        }
        Said::Certainly(kind) => return Typed::certain(kind),
        _ => {}
    }
    if let Some(kind) = declared {
        return Typed::certain(kind);
    }
    if let Said::Perhaps(kind, why) = said {
        return Typed::guess(kind, why);
    }
    of_keys(document).or_else(|| of_path.cloned()).unwrap_or_else(|| match only_actions(document, "iot:") {
        true => Typed::guess(DocumentType::Iot, "all its actions are of IoT".to_owned()),
        false => Typed::certain(DocumentType::Identity),
    })
}

impl Typed {
    fn certain(kind: DocumentType) -> Typed {
        Typed { kind, guessed: None, said: None }
    }

    fn guess(kind: DocumentType, why: String) -> Typed {
        Typed { kind, guessed: Some(why), said: None }
    }
}

/// What the keys on the way to a document say: `SessionPolicy`, `permissions_boundary`.
fn of_keys(document: &Document) -> Option<Typed> {
    document.path.iter().rev().find_map(|step| {
        let Step::Key(key) = step else { return None };
        let (kind, _) = type_of_name(key)?;
        Some(Typed::guess(kind, format!("it is under the key `{key}`")))
    })
}

/// What the folders and the file's name of a path below the workspace's folder say.
pub(crate) fn of_path(path: &str) -> Option<Typed> {
    let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let (kind, words) = folders.split('/').chain([stem]).find_map(type_of_name)?;
    Some(Typed::guess(kind, format!("its path says `{words}`")))
}

/// The same of a document that cannot be read, as far as it can be told.
pub(crate) fn document_type_of_path(of_path: Option<&Typed>, declared: Option<DocumentType>) -> Typed {
    let declared = declared.map(Typed::certain).or_else(|| of_path.cloned());
    declared.unwrap_or(Typed::certain(DocumentType::Identity))
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

impl fmt::Display for DocumentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DocumentType::Identity => "an identity policy",
            DocumentType::Boundary => "a permissions boundary",
            DocumentType::Scp => "an organization's control policy",
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

    /// In the place of `@`.
    const POLICY: &str = r#"{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}"#;

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
            ("service-control-policies/a.json", S3, DocumentType::Scp, true),
            ("guardrails/MyRole.json", S3, DocumentType::Scp, true),
            ("roles/MyRole/session-policy.json", S3, DocumentType::Session, true),
            ("roles/session-manager.json", S3, DocumentType::Identity, false),
            ("permissionsboundary.json", S3, DocumentType::Boundary, true),
            ("MyRole/boundary2.json", S3, DocumentType::Boundary, true),
            ("guardrails/MyRole.json", BUCKET, DocumentType::Resource, false),
        ];
        for (path, text, kind, guessed) in table {
            let source = Source::read(text);
            let typed = document_type(of_path(path).as_ref(), &source.documents[0], None);
            assert_eq!((typed.kind, typed.guessed.is_some()), (kind, guessed), "{path} {text}");
        }
    }

    #[test]
    fn the_keys_around_a_document_say_what_it_is() {
        for (around, kind, guessed) in [
            (
                r#"{"RoleName": "MyRole", "PermissionsBoundary": {"PolicyDocument": @}}"#,
                DocumentType::Boundary,
                true,
            ),
            (r#"{"MyRole": {"permissions_boundary": @}}"#, DocumentType::Boundary, true),
            (r#"{"BoundaryPolicy": @}"#, DocumentType::Boundary, true),
            (r#"{"SessionPolicy": @}"#, DocumentType::Session, true),
            (r#"{"sessionPolicies": [@]}"#, DocumentType::Session, true),
            (r#"{"ServiceControlPolicy": {"Content": @}}"#, DocumentType::Scp, true),
            (r#"{"guardrails": [@]}"#, DocumentType::Scp, true),
            (r#"{"assume_role_policy": @}"#, DocumentType::Trust, true),
            (r#"{"RoleName": "MyRole", "AssumeRolePolicyDocument": @}"#, DocumentType::Trust, false),
            (
                r#"{"RoleName": "MyRole", "PolicyName": "SessionPolicy", "PolicyDocument": @}"#,
                DocumentType::Identity,
                false,
            ),
        ] {
            let source = Source::read(around.replace('@', POLICY));
            let typed = document_type(None, &source.documents[0], None);
            assert_eq!((typed.kind, typed.guessed.is_some()), (kind, guessed), "{around}");
        }
    }

    #[test]
    fn the_resource_and_the_property_of_a_template_say_what_it_is() {
        let resource = |kind: &str, properties: &str| {
            format!(r#""X": {{"Type": "{kind}", "Properties": {{{properties}}}}}"#)
        };
        let managed = |properties: &str, more: &str| {
            let policy = resource("AWS::IAM::ManagedPolicy", &format!(r#"{properties}"PolicyDocument": @"#));
            format!("{policy}{more}")
        };
        let boundary =
            resource("AWS::IAM::Role", r#""PermissionsBoundary": {"Ref": "X"}"#).replace("X\": {", "R\": {");
        let attached =
            resource("AWS::IAM::Role", r#""ManagedPolicyArns": [{"Ref": "X"}]"#).replace("X\": {", "R\": {");
        for (resources, kind, guessed) in [
            (
                resource("AWS::IAM::Role", r#""Policies": [{"PolicyDocument": @}]"#),
                DocumentType::Identity,
                false,
            ),
            (resource("AWS::IAM::Role", r#""AssumeRolePolicyDocument": @"#), DocumentType::Trust, false),
            (
                resource("AWS::IAM::Group", r#""Policies": [{"PolicyDocument": @}]"#),
                DocumentType::Identity,
                false,
            ),
            (resource("AWS::IAM::RolePolicy", r#""PolicyDocument": @"#), DocumentType::Identity, false),
            (resource("AWS::SSO::PermissionSet", r#""InlinePolicy": @"#), DocumentType::Identity, false),
            (resource("AWS::Serverless::Function", r#""Policies": [@]"#), DocumentType::Identity, false),
            (
                resource("AWS::Organizations::Policy", r#""Type": "RESOURCE_CONTROL_POLICY", "Content": @"#),
                DocumentType::Scp,
                false,
            ),
            (resource("AWS::IoT::Policy", r#""PolicyDocument": @"#), DocumentType::Iot, false),
            (resource("AWS::Transfer::User", r#""Policy": @"#), DocumentType::Session, false),
            (resource("AWS::EC2::VPCEndpoint", r#""PolicyDocument": @"#), DocumentType::Resource, true),
            (resource("AWS::Some::Thing", r#""SessionPolicy": @"#), DocumentType::Session, true),
            (resource("Custom::Policy", r#""Document": @"#), DocumentType::Unknown, true),
            (managed("", ""), DocumentType::Identity, false),
            (managed("", &format!(", {boundary}")), DocumentType::Boundary, false),
            (
                managed("", &format!(", {attached}, {boundary}").replacen('R', "Q", 1)),
                DocumentType::Boundary,
                false,
            ),
            (
                managed(r#""Roles": ["A"], "ManagedPolicyName": "DevBoundary", "#, ""),
                DocumentType::Identity,
                false,
            ),
            (
                managed(r#""ManagedPolicyName": "DevBoundary", "#, &format!(", {attached}")),
                DocumentType::Identity,
                false,
            ),
            (managed(r#""ManagedPolicyName": "DevBoundary", "#, ""), DocumentType::Boundary, true),
        ] {
            let text = format!(r#"{{"Resources": {{{resources}}}}}"#);
            let source = Source::read(text.replace('@', POLICY));
            let typed = document_type(None, &source.documents[0], None);
            assert_eq!((typed.kind, typed.guessed.is_some()), (kind, guessed), "{text}");
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
            let typed = document_type(of_path(path).as_ref(), &source.documents[0], Some(declared));
            assert_eq!(typed, Typed::certain(expected), "{path} {text}");
        }
    }
}
