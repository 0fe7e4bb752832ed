//! Who has which policy: the account's authorization details, without what ownership does not need. The answer is read
//! while it arrives, and of a document only its digest is kept.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use jiff::SignedDuration;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::analyzers::Analyzer;
use crate::aws::operation::AUTHORIZATION_DETAILS;
use crate::aws::{Call, Failure, Kind, answer};
use crate::document::digest_of_answer;
use crate::fetched::moment;
use crate::names::Arn;
use crate::run::Context;
use crate::summary::PartSummary;

const FILE_NAME: &str = "attachments.json";
/// What is older is fetched again with the findings.
const FRESH: SignedDuration = SignedDuration::from_hours(24);
/// All but AWS's own policies, which everybody has.
pub(crate) const FILTER: [&str; 4] = ["User", "Role", "Group", "LocalManagedPolicy"];

/// Whether an account's attachments are missing or old.
pub(crate) fn is_due(context: &Context<'_>, analyzer: &Analyzer) -> bool {
    let path = Path::new(&analyzer.partition).join(&analyzer.account).join(FILE_NAME);
    let saved = context.folder.json(&path);
    let fetched = saved.as_ref().and_then(|saved| moment(saved.get("fetchedAt")?));
    fetched.is_none_or(|at| !(at..at + FRESH).contains(&context.now))
}

/// Fetches them; tells the ARNs of the account's roles and users.
pub(crate) fn fetch(context: &Context<'_>, summary: &mut PartSummary) -> Result<Vec<String>, Failure> {
    context.progress.stage("Fetching attachments", None);
    let call =
        Call::new(&AUTHORIZATION_DETAILS).region(context.region.as_deref()).with_list("filter", &FILTER);
    let mut details: Details =
        context.backoff.call(context.cancel, || answer(context.aws, &call, context.cancel))?;
    let arns = details.arns().map(Arn::parse).collect::<Option<Vec<_>>>();
    let arns = arns.ok_or_else(|| Failure::malformed("an ARN in the authorization details"))?;
    let Some(&first) = arns.first() else {
        return Err(Failure::new(Kind::NotFound, "the account has no roles, users, groups or policies"));
    };
    if arns.iter().any(|arn| (arn.partition, arn.account) != (first.partition, first.account)) {
        return Err(Failure::malformed("authorization details of several accounts"));
    }
    let path: PathBuf = Path::new(first.partition).join(first.account).join(FILE_NAME);
    summary.of = Some(first.account.to_owned());
    let roles = details.role_detail_list.iter().map(|role| &role.arn);
    // The policies of a service's own roles cannot be edited.
    let roles = roles.filter(|arn| !arn.contains(":role/aws-service-role/"));
    let principals = roles.chain(details.user_detail_list.iter().map(|user| &user.arn)).cloned().collect();
    details.sort();
    let text =
        details.text(&context.now.to_string()).map_err(|error| Failure::malformed(&error.to_string()))?;
    context.folder.stage(&path, text.as_bytes())?;
    context.folder.publish(&path)?;
    summary.fetched = 1;
    Ok(principals)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Details {
    user_detail_list: Vec<User>,
    group_detail_list: Vec<Group>,
    role_detail_list: Vec<Role>,
    policies: Vec<Policy>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
struct User {
    arn: String,
    user_name: String,
    #[serde(default)]
    group_list: Vec<String>,
    #[serde(default)]
    attached_managed_policies: Vec<Attached>,
    #[serde(default)]
    user_policy_list: Vec<Inline>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    permissions_boundary: Option<Boundary>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Group {
    arn: String,
    group_name: String,
    #[serde(default)]
    attached_managed_policies: Vec<Attached>,
    #[serde(default)]
    group_policy_list: Vec<Inline>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Role {
    arn: String,
    role_name: String,
    #[serde(default)]
    attached_managed_policies: Vec<Attached>,
    #[serde(default)]
    role_policy_list: Vec<Inline>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    permissions_boundary: Option<Boundary>,
}

#[derive(Deserialize, Serialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "PascalCase")]
struct Attached {
    policy_arn: String,
    policy_name: String,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Boundary {
    permissions_boundary_arn: String,
}

/// An inline policy.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Inline {
    policy_name: String,
    #[serde(rename(deserialize = "PolicyDocument"), deserialize_with = "sha256", default)]
    document_sha256: Option<String>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Policy {
    arn: String,
    /// The model has no member that must be there, and an answer without it is of use all the same.
    #[serde(default)]
    policy_name: Option<String>,
    // What is absent is absent here: a count that is not known is not 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    attachment_count: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    permissions_boundary_usage_count: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is_attachable: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    default_version_id: Option<String>,
    #[serde(default)]
    policy_version_list: Vec<Version>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Version {
    version_id: String,
    is_default_version: bool,
    #[serde(rename(deserialize = "Document"), deserialize_with = "sha256", default)]
    document_sha256: Option<String>,
}

/// The digest of a document, which is not kept itself.
fn sha256<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(digest_of_answer(&Value::deserialize(deserializer)?))
}

impl Details {
    fn arns(&self) -> impl Iterator<Item = &str> {
        let users = self.user_detail_list.iter().map(|user| &user.arn);
        let groups = self.group_detail_list.iter().map(|group| &group.arn);
        let roles = self.role_detail_list.iter().map(|role| &role.arn);
        let policies = self.policies.iter().map(|policy| &policy.arn);
        users.chain(groups).chain(roles).chain(policies).map(String::as_str)
    }

    /// Puts everything in the order of its names, and leaves out versions that are not in force.
    fn sort(&mut self) {
        let inline = |list: &mut Vec<Inline>| list.sort_by(|a, b| a.policy_name.cmp(&b.policy_name));
        for user in &mut self.user_detail_list {
            user.group_list.sort();
            user.attached_managed_policies.sort();
            inline(&mut user.user_policy_list);
        }
        for group in &mut self.group_detail_list {
            group.attached_managed_policies.sort();
            inline(&mut group.group_policy_list);
        }
        for role in &mut self.role_detail_list {
            role.attached_managed_policies.sort();
            inline(&mut role.role_policy_list);
        }
        for policy in &mut self.policies {
            if policy.policy_name.is_none() {
                policy.policy_name = policy.arn.rsplit('/').next().map(str::to_owned);
            }
            policy.policy_version_list.retain(|version| version.is_default_version);
        }
        self.user_detail_list.sort_by(|a, b| a.arn.cmp(&b.arn));
        self.group_detail_list.sort_by(|a, b| a.arn.cmp(&b.arn));
        self.role_detail_list.sort_by(|a, b| a.arn.cmp(&b.arn));
        self.policies.sort_by(|a, b| a.arn.cmp(&b.arn));
    }

    /// The file's text: AWS's own keys, with one role, user, group or policy on each line.
    fn text(&self, now: &str) -> serde_json::Result<String> {
        let mut out = format!(
            "{{\n  \"leastwise\": \"attachments\",\n  \"version\": 1,\n  \"fetchedAt\": {}",
            Value::from(now)
        );
        list(&mut out, "UserDetailList", &self.user_detail_list)?;
        list(&mut out, "GroupDetailList", &self.group_detail_list)?;
        list(&mut out, "RoleDetailList", &self.role_detail_list)?;
        list(&mut out, "Policies", &self.policies)?;
        out.push_str("\n}\n");
        Ok(out)
    }
}

fn list(out: &mut String, key: &str, items: &[impl Serialize]) -> serde_json::Result<()> {
    // Writing to a string does not fail.
    let _ = write!(out, ",\n  \"{key}\": [");
    for (index, item) in items.iter().enumerate() {
        let comma = if index > 0 { "," } else { "" };
        let _ = write!(out, "{comma}\n    {}", serde_json::to_string(item)?);
    }
    out.push_str(if items.is_empty() { "]" } else { "\n  ]" });
    Ok(())
}

#[cfg(test)]
mod tests;
