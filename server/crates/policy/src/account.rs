//! Who has which managed policy: `aws iam get-account-authorization-details`
//! (<https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html>), whole or with `--filter`.

use leastwise_syntax::{Kind, NodeId, Tree, Value};
use percent_encoding::percent_decode_str;

use crate::Source;
use crate::canonical::canonical;

/// What a file says about the managed policies of an account.
#[derive(Debug, Default)]
pub struct AccountDetails {
    /// The roles, users and groups.
    pub holders: Vec<Holder>,
    /// The customer managed policies.
    pub policies: Vec<ManagedPolicy>,
    /// The users are listed, so that the members of groups are known.
    pub lists_users: bool,
    /// Why more may be attached than the file says, as the end of a sentence that begins with the file.
    pub doubt: Option<&'static str>,
    /// `leastwise fetch` made the file: nobody has looked at it.
    pub is_fetched: bool,
}

/// A role, user or group.
#[derive(Debug)]
pub struct Holder {
    /// The ARN.
    pub arn: String,
    /// Its name, where it is a group.
    pub group: Option<String>,
    /// Of a user: the names of its groups.
    pub groups: Vec<String>,
    /// The ARNs of its managed policies.
    pub attached: Vec<String>,
    /// The ARN of its permissions boundary.
    pub boundary: Option<String>,
}

/// A customer managed policy.
#[derive(Debug)]
pub struct ManagedPolicy {
    /// The ARN.
    pub arn: String,
    /// To how many roles, users and groups it is attached, where the file says so.
    pub attachments: Option<usize>,
    /// How many roles and users have it as their boundary, where the file says so.
    pub boundaries: Option<usize>,
    /// The document of the version in force: an object, or a string as it is on the wire.
    document: Option<NodeId>,
}

/// The lists, each with the key for the name.
const LISTS: [(&str, &str); 3] =
    [("UserDetailList", "UserName"), ("RoleDetailList", "RoleName"), ("GroupDetailList", "GroupName")];

impl AccountDetails {
    /// `None` for a file that has none of the lists. Pages may stand one after the other, or in a list.
    pub(crate) fn of(tree: &Tree<'_>) -> Option<AccountDetails> {
        let pages = || tree.roots().flat_map(|root| std::iter::once(root).chain(root.elements()));
        let has_list = |page: &Value<'_>| LISTS.iter().any(|(list, _)| page.get(list).is_some());
        let pages: Vec<Value<'_>> = pages().filter(has_list).collect();
        if pages.is_empty() {
            return None;
        }
        let mut details = AccountDetails::default();
        pages.iter().for_each(|page| details.add(*page));
        let is_true = |value: Value<'_>| value.kind() == Kind::Bool && value.raw() == "true";
        let goes_on = |page: &Value<'_>| {
            page.get("IsTruncated").is_some_and(is_true)
                || ["Marker", "NextToken"]
                    .iter()
                    .any(|key| page.get(key).is_some_and(|it| it.kind() == Kind::String))
        };
        details.doubt = if !tree.errors().is_empty() && !tree.is_sequence() {
            Some("cannot be parsed")
        } else if pages.last().is_some_and(goes_on) {
            Some("is a page of a longer answer")
        } else {
            None
        };
        Some(details)
    }

    fn add(&mut self, page: Value<'_>) {
        self.is_fetched |= page.get("leastwise").is_some();
        self.lists_users |= page.get("UserDetailList").is_some();
        for (list, name) in LISTS {
            let holders = page.get(list).into_iter().flat_map(Value::elements);
            self.holders.extend(holders.filter_map(|holder| Holder::read(holder, list, name)));
        }
        let policies = page.get("Policies").into_iter().flat_map(Value::elements);
        self.policies.extend(policies.filter_map(ManagedPolicy::read));
    }
}

impl Holder {
    fn read(value: Value<'_>, list: &str, name: &str) -> Option<Holder> {
        let attached = value.get("AttachedManagedPolicies").into_iter().flat_map(Value::elements);
        let groups = value.get("GroupList").into_iter().flat_map(Value::elements);
        let boundary = value.get("PermissionsBoundary").and_then(|it| text(it, "PermissionsBoundaryArn"));
        Some(Holder {
            arn: text(value, "Arn")?,
            group: text(value, name).filter(|_| list == "GroupDetailList"),
            groups: groups.filter_map(|group| Some(group.as_str()?.into_owned())).collect(),
            attached: attached.filter_map(|policy| text(policy, "PolicyArn")).collect(),
            boundary,
        })
    }
}

impl ManagedPolicy {
    fn read(value: Value<'_>) -> Option<ManagedPolicy> {
        let count = |key: &str| value.get(key)?.raw().parse().ok();
        let default = text(value, "DefaultVersionId");
        let is_default = |version: &Value<'_>| match version.get("IsDefaultVersion") {
            Some(flag) => flag.raw() == "true",
            None => default.is_some() && text(*version, "VersionId") == default,
        };
        let mut versions = value.get("PolicyVersionList").into_iter().flat_map(Value::elements);
        Some(ManagedPolicy {
            arn: text(value, "Arn")?,
            attachments: count("AttachmentCount"),
            boundaries: count("PermissionsBoundaryUsageCount"),
            document: versions.find(is_default).and_then(|version| Some(version.get("Document")?.id())),
        })
    }
}

impl Source {
    /// The document in force of a managed policy that [`Source::account`] lists, the same text for what means the same as
    /// [`Source::canonical_document`] gives.
    pub fn canonical_default(&self, policy: &ManagedPolicy) -> Option<String> {
        let document = self.tree.value(policy.document?);
        let Some(encoded) = document.as_str() else {
            return (document.kind() == Kind::Object).then(|| canonical(document));
        };
        let decoded = match encoded.trim_start().starts_with('{') {
            true => encoded.into_owned(),
            false => percent_decode_str(&encoded).decode_utf8().ok()?.into_owned(),
        };
        let source = Source::read(decoded);
        let [document] = source.documents.as_slice() else { return None };
        source.reads_strictly(document).then(|| source.canonical_document(document))
    }
}

fn text(object: Value<'_>, key: &str) -> Option<String> {
    Some(object.get(key)?.as_str()?.into_owned()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = r#"{"Statement": [{"Effect": "Allow", "Action": ["s3:Get*"], "Resource": "*"}]}"#;

    #[test]
    fn holders_their_groups_and_what_is_attached_to_them_are_read() {
        let source = Source::read(
            r#"{"UserDetailList": [{"UserName": "jo", "Arn": "arn:u", "GroupList": ["devs", "ops"]}],
            "GroupDetailList": [{"GroupName": "devs", "Arn": "arn:g", "AttachedManagedPolicies": [{"PolicyArn": "arn:p"}]}],
            "RoleDetailList": [{"RoleName": "r", "Arn": "arn:r", "PermissionsBoundary": {"PermissionsBoundaryArn": "arn:b"}},
                {"RoleName": "no ARN"}]}"#,
        );
        let details = source.account.unwrap();
        let shown: Vec<String> = details.holders.iter().map(|holder| format!("{holder:?}")).collect();
        assert_eq!(
            shown,
            [
                r#"Holder { arn: "arn:u", group: None, groups: ["devs", "ops"], attached: [], boundary: None }"#,
                r#"Holder { arn: "arn:r", group: None, groups: [], attached: [], boundary: Some("arn:b") }"#,
                r#"Holder { arn: "arn:g", group: Some("devs"), groups: [], attached: ["arn:p"], boundary: None }"#,
            ]
        );
        assert!(details.lists_users && details.doubt.is_none() && !details.is_fetched);
    }

    #[test]
    fn the_document_in_force_is_found_however_it_is_written() {
        let encoded =
            percent_encoding::utf8_percent_encode(DOCUMENT, percent_encoding::NON_ALPHANUMERIC).to_string();
        let policy = Source::read(DOCUMENT.replace("[\"s3:Get*\"]", "\"s3:Get*\""));
        let expected = Some(policy.canonical_document(&policy.documents[0]));
        let in_string = crate::json::quote(DOCUMENT);
        for (versions, expected) in [
            (
                format!(
                    r#"{{"VersionId": "v1", "Document": {{}}}}, {{"IsDefaultVersion": true, "Document": {DOCUMENT}}}"#
                ),
                &expected,
            ),
            (format!(r#"{{"VersionId": "v2", "Document": {DOCUMENT}}}"#), &expected),
            (format!(r#"{{"VersionId": "v2", "Document": "{encoded}"}}"#), &expected),
            (format!(r#"{{"VersionId": "v2", "Document": {in_string}}}"#), &expected),
            (format!(r#"{{"VersionId": "v1", "Document": {DOCUMENT}}}"#), &None),
            (format!(r#"{{"IsDefaultVersion": false, "VersionId": "v2", "Document": {DOCUMENT}}}"#), &None),
            (r#"{"VersionId": "v2", "Document": "%7B"}"#.to_owned(), &None),
            (r#"{"VersionId": "v2", "DocumentSha256": "00"}"#.to_owned(), &None),
        ] {
            let text = format!(
                r#"{{"RoleDetailList": [], "Policies": [{{"Arn": "arn:p", "DefaultVersionId": "v2", "AttachmentCount": 3,
                "PolicyVersionList": [{versions}]}}]}}"#
            );
            let source = Source::read(text);
            let policy = &source.account.as_ref().unwrap().policies[0];
            assert_eq!(&source.canonical_default(policy), expected, "{versions}");
            assert_eq!((policy.attachments, policy.boundaries), (Some(3), None));
        }
    }

    #[test]
    fn pages_are_one_answer_and_what_is_missing_is_told() {
        let page = |name: &str, more: &str| {
            format!(r#"{{"RoleDetailList": [{{"RoleName": "{name}", "Arn": "arn:{name}"}}]{more}}}"#)
        };
        for (text, holders, doubt) in [
            (page("a", ""), 1, None),
            (format!("{}\n{}", page("a", r#", "Marker": "x", "IsTruncated": true"#), page("b", "")), 2, None),
            (
                format!("[{}, {}]", page("a", ""), page("b", r#", "IsTruncated": false, "Marker": null"#)),
                2,
                None,
            ),
            (page("a", r#", "IsTruncated": true"#), 1, Some("is a page of a longer answer")),
            (page("a", r#", "NextToken": "x""#), 1, Some("is a page of a longer answer")),
            (page("a", ","), 1, Some("cannot be parsed")),
        ] {
            let details = Source::read(text.as_str()).account.unwrap();
            assert_eq!((details.holders.len(), details.doubt), (holders, doubt), "{text}");
        }
        for text in ["{}", "[]", r#"{"Policies": []}"#, DOCUMENT] {
            assert!(Source::read(text).account.is_none(), "{text}");
        }
    }
}
