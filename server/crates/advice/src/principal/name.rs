//! Roles and users as people name them, in settings and flags.

use std::fmt;

use super::{Principal, PrincipalKind};

/// A name that stands for one role or user, or for those of that name in every account.
///
/// ```
/// use leastwise_advice::principal::{Principal, PrincipalName};
///
/// let deploy = Principal::from_arn("arn:aws:iam::123456789012:role/ci/deploy").unwrap();
/// for name in ["arn:aws:iam::123456789012:role/ci/deploy", "role/deploy", "role/ci/deploy"] {
///     assert!(PrincipalName::parse(name).unwrap().matches(&deploy));
/// }
/// assert!(!PrincipalName::parse("user/deploy").unwrap().matches(&deploy));
/// assert!(PrincipalName::parse("deploy").is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PrincipalName {
    written: String,
    form: Form,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Form {
    Arn,
    /// A role or user; the path is empty where none is written.
    Named {
        kind: PrincipalKind,
        path: String,
        name: String,
    },
    PermissionSet(String),
}

/// The forms that [`PrincipalName::parse`] takes, for messages.
pub(crate) const FORMS: &str = "the ARN of a role or user, `role/NAME`, `user/NAME` or `permission-set/NAME`";

impl PrincipalName {
    /// Reads an ARN, `role/NAME`, `user/NAME` (both with or without a path) or `permission-set/NAME`.
    pub fn parse(text: &str) -> Option<PrincipalName> {
        let written = text.trim().to_owned();
        if written.contains(['*', '?']) || written.chars().any(char::is_whitespace) {
            return None;
        }
        if written.starts_with("arn:") {
            Principal::from_arn(&written)?;
            return Some(PrincipalName { written, form: Form::Arn });
        }
        let (kind, rest) = written.split_once('/')?;
        let (path, name) = rest.rsplit_once('/').unwrap_or(("", rest));
        if name.is_empty() {
            return None;
        }
        let named = |kind| Form::Named { kind, path: path.to_owned(), name: name.to_owned() };
        let form = match kind {
            "role" => named(PrincipalKind::Role),
            "user" => named(PrincipalKind::User),
            "permission-set" if path.is_empty() => Form::PermissionSet(name.to_owned()),
            _ => return None,
        };
        Some(PrincipalName { written, form })
    }

    /// The name as it was written.
    pub fn as_written(&self) -> &str {
        &self.written
    }

    /// Whether it is an ARN, which names one principal of one account.
    pub(crate) fn is_arn(&self) -> bool {
        self.form == Form::Arn
    }

    /// The bare name of the role or user; `None` for a permission set, whose roles are called otherwise.
    pub(crate) fn plain(&self) -> Option<&str> {
        match &self.form {
            Form::Arn => self.written.rsplit('/').next(),
            Form::Named { name, .. } => Some(name),
            Form::PermissionSet(_) => None,
        }
    }

    /// Whether two names may stand for the same role or user: a name alone may be that of any account.
    pub(crate) fn may_be(&self, other: &PrincipalName) -> bool {
        let same_name = self.plain().zip(other.plain()).is_some_and(|(a, b)| a.eq_ignore_ascii_case(b));
        same_name && self.kind() == other.kind()
    }

    /// Role or user; `None` for a permission set.
    pub(crate) fn kind(&self) -> Option<PrincipalKind> {
        match &self.form {
            Form::Arn => Principal::from_arn(&self.written).map(|principal| principal.kind),
            Form::Named { kind, .. } => Some(*kind),
            Form::PermissionSet(_) => None,
        }
    }

    /// Whether the name stands for a principal. IAM keeps names apart without regard to case.
    pub fn matches(&self, principal: &Principal) -> bool {
        match &self.form {
            Form::Arn => principal.arn.eq_ignore_ascii_case(&self.written),
            Form::PermissionSet(name) => {
                principal.permission_set().is_some_and(|set| set.eq_ignore_ascii_case(name))
            }
            Form::Named { kind, path, name } => {
                principal.kind == *kind
                    && principal.name.eq_ignore_ascii_case(name)
                    && (path.is_empty() || principal.path().eq_ignore_ascii_case(path))
            }
        }
    }
}

/// As people say it: `role deploy`, `permission set Admin`, or the ARN.
impl fmt::Display for PrincipalName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.form {
            Form::Arn => f.write_str(&self.written),
            Form::Named { kind, name, .. } => write!(f, "{kind} {name}"),
            Form::PermissionSet(name) => write!(f, "permission set {name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_for_what_they_say_and_nothing_else() {
        let sso = "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Team_Admin_0123456789abcdef";
        let table = [
            ("arn:aws:iam::111122223333:role/A", "arn:aws:iam::111122223333:role/A", true),
            ("arn:aws:iam::111122223333:role/a", "arn:aws:iam::111122223333:role/A", true),
            ("arn:aws:iam::111122223333:role/A", "arn:aws:iam::444455556666:role/A", false),
            ("arn:aws-cn:iam::111122223333:role/A", "arn:aws:iam::111122223333:role/A", false),
            ("role/A", "arn:aws:iam::444455556666:role/ops/A", true),
            ("role/dev/A", "arn:aws:iam::444455556666:role/ops/A", false),
            ("user/A", "arn:aws:iam::444455556666:user/A", true),
            ("permission-set/Team_Admin", sso, true),
            ("permission-set/Admin", sso, false),
            ("permission-set/A", "arn:aws:iam::111122223333:role/A", false),
            ("role/AWSReservedSSO_Team_Admin_0123456789abcdef", sso, true),
        ];
        for (name, arn, expected) in table {
            let principal = Principal::from_arn(arn).unwrap();
            assert_eq!(PrincipalName::parse(name).unwrap().matches(&principal), expected, "{name} {arn}");
        }
    }

    #[test]
    fn what_names_no_principal_does_not_read() {
        for text in [
            "",
            "A",
            "role/",
            "role",
            "group/A",
            "role/*",
            "role/a b",
            "arn:aws:s3:::b",
            "arn:aws:iam::1:group/g",
            "permission-set/a/b",
        ] {
            assert_eq!(PrincipalName::parse(text), None, "{text}");
        }
    }
}
