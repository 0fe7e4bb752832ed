//! `serverless.yml` of the Serverless Framework: statements without a policy document around them.
//!
//! Source: <https://www.serverless.com/framework/docs/providers/aws/guide/iam>.

use leastwise_syntax::{Kind, Tree, Value};

use super::intrinsic::non_literal;
use super::wrapper::literal;
use super::{Ancestor, Dialect, FileFacts};
use crate::document::{Container, Owner, OwnerKind, Reference, ReferenceKind};
use crate::grammar::{Grammar, IAM, Statements};

/// `serverless.yml`.
#[derive(Debug)]
pub(super) struct Serverless;

/// `provider.iam.role.statements`, and the same of a function.
const STATEMENTS: Grammar = Grammar { statements: Statements::Under("statements"), ..IAM };

/// The older form, which functions have by a plugin.
const OLD_STATEMENTS: Grammar = Grammar { statements: Statements::Under("iamRoleStatements"), ..IAM };

impl Dialect for Serverless {
    fn detect(&self, tree: &Tree<'_>) -> bool {
        tree.roots().any(|root| {
            let provider = root.get("provider");
            let is_aws =
                provider.is_some_and(|it| it.is_str("aws") || literal(it, "name").as_deref() == Some("aws"));
            is_aws && (root.get("service").is_some() || root.get("functions").is_some())
        })
    }

    fn is_template(&self) -> bool {
        true
    }

    fn grammars(&self, around: &[Ancestor<'_>]) -> &'static [&'static Grammar] {
        match around.last().and_then(|ancestor| ancestor.key) {
            Some(key) if key.is_str("role") => &[&IAM, &STATEMENTS],
            _ => &[&IAM, &OLD_STATEMENTS],
        }
    }

    fn statement_keys(&self) -> &'static [&'static str] {
        &["Statement", "statements", "iamRoleStatements"]
    }

    fn container(&self, ancestors: &[Ancestor<'_>], file: &mut FileFacts) -> Container {
        let mut container = Container::around(ancestors, file);
        // Templates in `resources` have resources of their own.
        if container.resource.is_none() {
            match role(ancestors) {
                Ok(owner) => container.owner = Some(owner),
                Err(reference) => container.references.push(reference),
            }
        }
        container
    }
}

/// The role that the statements of a document are for.
fn role(ancestors: &[Ancestor<'_>]) -> Result<Owner, Reference> {
    let key = |at: usize| ancestors.get(at).and_then(|ancestor| ancestor.key?.as_str());
    let document = ancestors.last().and_then(|ancestor| ancestor.value.get(&ancestor.key?.as_str()?));
    let function = key(1).filter(|_| key(0).as_deref() == Some("functions"));
    let name_key = match &function {
        Some(_) => "iamRoleStatementsName",
        None => "name",
    };
    // Beside `iamRoleStatements`, a `name` is the provider's.
    let is_role =
        function.is_some() || ancestors.last().and_then(|it| it.key).is_some_and(|key| key.is_str("role"));
    let name = document.filter(|_| is_role).and_then(|document| document.get(name_key));
    if let Some(name) = name.filter(|name| name.kind() != Kind::Null) {
        let owner = |name: Value<'_>| Owner {
            kind: OwnerKind::Role,
            name: name.as_str().unwrap_or_default().into_owned(),
            arn: None,
        };
        return match non_literal(name) {
            None => Ok(owner(name)),
            Some(form) => Err(Reference::to(ReferenceKind::Name, None, &form, name_key)),
        };
    }
    let (target, whose) = match function {
        Some(function) => {
            (format!("{}IamRoleLambdaExecution", normalized(&function)), format!("function `{function}`"))
        }
        None => ("IamRoleLambdaExecution".to_owned(), "the service".to_owned()),
    };
    Err(Reference {
        kind: ReferenceKind::Generated,
        target: Some(target),
        how: format!("the name of the role of {whose} is generated"),
    })
}

/// A function's name as it is in logical IDs.
fn normalized(function: &str) -> String {
    let mut characters = function.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    let name: String = first.into_iter().chain(characters).collect();
    name.replace('-', "Dash").replace('_', "Underscore")
}
