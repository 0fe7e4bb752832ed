//! IAM's own JSON: a policy, and what AWS's commands and APIs put around one.

use leastwise_syntax::{Kind, Tree, Value};

use super::ancestor::Ancestor;
use super::wrapper::is_aws_managed;
use super::{Dialect, unresolved_by_shape};
use crate::source::{Unresolved, UnresolvedKind};

/// Policies as IAM takes and returns them.
#[derive(Debug)]
pub(super) struct PolicyJson;

impl Dialect for PolicyJson {
    /// Every file that is of no other dialect: a policy may be anywhere.
    fn detect(&self, _: &Tree<'_>) -> bool {
        true
    }

    fn unresolved(&self, value: Value<'_>) -> Option<Unresolved> {
        terraform_documents(value).or_else(|| unresolved_by_shape(self, value))
    }
}

/// The documents of Terraform in its JSON syntax, whose statements are blocks.
fn terraform_documents(object: Value<'_>) -> Option<Unresolved> {
    let documents = object.get("aws_iam_policy_document")?;
    let is_block = documents.kind() == Kind::Object;
    is_block.then(|| Unresolved { span: documents.span(), kind: UnresolvedKind::Policy })
}

/// The lists of `aws iam get-account-authorization-details`.
const DETAIL_LISTS: [&str; 3] = ["UserDetailList", "RoleDetailList", "GroupDetailList"];

/// Whether a file is a dump of an account.
pub(super) fn is_export(root: Value<'_>) -> bool {
    let versions = |policy: Value<'_>| policy.get("PolicyVersionList").is_some();
    DETAIL_LISTS.into_iter().any(|key| root.get(key).is_some())
        || root.get("Policies").is_some_and(|policies| policies.elements().any(versions))
        || root.get("Policy").is_some_and(is_aws_managed)
}

/// Whether what stands inside a value is a part of a dump of an account.
pub(super) fn is_in_export(ancestor: &Ancestor<'_>) -> bool {
    let listed = ancestor.key.is_some_and(|key| {
        DETAIL_LISTS.into_iter().chain(["PolicyVersionList"]).any(|list| key.is_str(list))
    });
    listed || ancestor.wrapper().aws_managed
}
