//! Roles and users, as findings name them.

mod name;

use std::fmt;

pub(crate) use name::FORMS;
pub use name::PrincipalName;

/// The two kinds of principals that unused-access findings speak about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PrincipalKind {
    /// `AWS::IAM::Role`.
    Role,
    /// `AWS::IAM::User`.
    User,
}

/// A role or a user of one account. Equal names in two accounts are two principals.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Principal {
    /// Role or user.
    pub kind: PrincipalKind,
    /// The name, without path.
    pub name: Box<str>,
    /// The twelve digits (in samples sometimes fewer).
    pub account: Box<str>,
    /// The whole ARN, as it was written.
    pub arn: Box<str>,
}

impl Principal {
    /// Reads the ARN of a role or user, of any partition; `None` for every other ARN.
    ///
    /// ```
    /// use leastwise_advice::principal::{Principal, PrincipalKind};
    ///
    /// let alice = Principal::from_arn("arn:aws:iam::123456789012:user/team/alice").unwrap();
    /// assert_eq!((alice.kind, &*alice.name), (PrincipalKind::User, "alice"));
    /// assert!(Principal::from_arn("arn:aws:s3:::bucket").is_none());
    /// ```
    pub fn from_arn(arn: &str) -> Option<Principal> {
        let mut parts = arn.splitn(6, ':');
        let (scheme, _partition, service) = (parts.next()?, parts.next()?, parts.next()?);
        let (_region, account, resource) = (parts.next()?, parts.next()?, parts.next()?);
        if scheme != "arn" || service != "iam" {
            return None;
        }
        let (kind, path) = resource.split_once('/')?;
        let kind = match kind {
            "role" => PrincipalKind::Role,
            "user" => PrincipalKind::User,
            _ => return None,
        };
        let name = path.rsplit('/').next().filter(|name| !name.is_empty())?;
        Some(Principal { kind, name: name.into(), account: account.into(), arn: arn.into() })
    }

    /// A role or user of an account that is not known.
    pub(crate) fn of_no_account(kind: PrincipalKind, name: &str) -> Principal {
        Principal { kind, name: name.into(), account: "".into(), arn: "".into() }
    }

    /// The path between the kind and the name, without slashes around it; empty where there is none.
    pub fn path(&self) -> &str {
        let resource = self.arn.splitn(6, ':').nth(5).unwrap_or_default();
        let path = resource.split_once('/').and_then(|(_, rest)| rest.rsplit_once('/'));
        path.map_or("", |(path, _)| path)
    }

    /// The permission set of IAM Identity Center that the role stands for: its roles are called
    /// `AWSReservedSSO_NAME_` with 16 hexadecimal digits after it.
    pub fn permission_set(&self) -> Option<&str> {
        let (name, digits) = self.name.strip_prefix("AWSReservedSSO_")?.rsplit_once('_')?;
        (digits.len() == 16 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())).then_some(name)
    }

    /// Whether IAM Identity Center made the role: it is changed through its permission set, never as a policy.
    pub fn is_permission_set(&self) -> bool {
        self.name.starts_with("AWSReservedSSO_")
    }

    /// Whether an AWS service made the role: its policy cannot be changed.
    pub fn is_service_linked(&self) -> bool {
        self.arn.contains(":role/aws-service-role/")
    }
}

impl fmt::Display for PrincipalKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PrincipalKind::Role => "role",
            PrincipalKind::User => "user",
        })
    }
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_of_roles_and_users_read() {
        let table = [
            ("arn:aws:iam::123456789012:role/MyRole", Some("role MyRole")),
            ("arn:aws-cn:iam::123456789012:role/a/b/MyRole", Some("role MyRole")),
            ("arn:aws:iam::123456789012:user/team/alice", Some("user alice")),
            ("arn:aws:iam::123456789012:group/admins", None),
            ("arn:aws:iam::123456789012:role/", None),
            ("arn:aws:sts::123456789012:assumed-role/MyRole/session", None),
            ("MyRole", None),
            ("", None),
        ];
        for (arn, expected) in table {
            let read = Principal::from_arn(arn).map(|principal| principal.to_string());
            assert_eq!(read.as_deref(), expected, "{arn}");
        }
    }

    #[test]
    fn roles_that_others_made_are_known_by_name_or_path() {
        let role = |path: &str| Principal::from_arn(&format!("arn:aws:iam::1:role/{path}")).unwrap();
        assert!(
            role("aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef").is_permission_set()
        );
        assert!(role("aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS").is_service_linked());
        assert!(!role("MyRole").is_permission_set() && !role("MyRole").is_service_linked());
    }
}
