//! How large a policy is and how large it may be, as IAM counts.
//!
//! IAM's quotas are in characters, white space not counted ("IAM and AWS STS quotas", IAM User Guide: "IAM doesn't count
//! white space when calculating the size of a policy against these quotas"; the API's model of `GetAccountSummary` says
//! "in non-whitespace characters"). Nothing says that white space inside strings is counted, so it is not here.

use crate::principal::PrincipalKind;
use crate::words::number;

/// How a policy is attached, which decides its quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PolicyKind {
    /// A managed policy.
    Managed,
    /// Inline in a role.
    Role,
    /// Inline in a user.
    User,
    /// Inline in a group.
    Group,
}

/// How many characters a policy may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// For which policies.
    pub kind: PolicyKind,
    /// How many; of inline policies, all of one role, user or group together.
    pub characters: usize,
}

/// Every limit, the smallest first ("IAM and AWS STS quotas", IAM User Guide).
pub const LIMITS: [Limit; 4] = [
    Limit { kind: PolicyKind::User, characters: 2_048 },
    Limit { kind: PolicyKind::Group, characters: 5_120 },
    Limit { kind: PolicyKind::Managed, characters: 6_144 },
    Limit { kind: PolicyKind::Role, characters: 10_240 },
];

impl Limit {
    /// What may have so many characters: "a role's inline policies together".
    pub(crate) fn of(self) -> &'static str {
        match self.kind {
            PolicyKind::Managed => "a managed policy",
            PolicyKind::Role => "a role's inline policies together",
            PolicyKind::User => "a user's inline policies together",
            PolicyKind::Group => "a group's inline policies together",
        }
    }

    /// "2,048 inline in a user".
    pub(crate) fn short(self) -> String {
        let kind = match self.kind {
            PolicyKind::Managed => "managed",
            PolicyKind::Role => "inline in a role",
            PolicyKind::User => "inline in a user",
            PolicyKind::Group => "inline in a group",
        };
        format!("{} {kind}", number(self.characters))
    }

    /// "2,048 of a user's inline policies together".
    pub(crate) fn words(self) -> String {
        format!("{} of {}", number(self.characters), self.of())
    }
}

/// The limits that may hold for a policy of a known kind, or of the principals' kinds (none: nobody is known), the smallest first.
///
/// A user's policies may be those of a group; a role's may not.
pub fn limits(kind: Option<PolicyKind>, principals: &[PrincipalKind]) -> Vec<Limit> {
    let all_roles = !principals.is_empty() && principals.iter().all(|one| *one == PrincipalKind::Role);
    let all_users = !principals.is_empty() && principals.iter().all(|one| *one == PrincipalKind::User);
    let may_hold = |limit: &Limit| match (kind, limit.kind) {
        (Some(kind), of) => kind == of,
        (None, PolicyKind::Managed) => true,
        (None, PolicyKind::Role) => !all_users,
        (None, PolicyKind::User | PolicyKind::Group) => !all_roles,
    };
    LIMITS.into_iter().filter(may_hold).collect()
}

/// How many characters of a policy's text count: all but white space (space, tab, line feed, carriage return) and
/// comments, which never reach IAM.
///
/// ```
/// use leastwise_advice::quota::characters;
///
/// assert_eq!(characters("{ \"Sid\": \"a b\" } // a comment"), characters(r#"{"Sid":"ab"}"#));
/// assert_eq!(characters(r#"{"Sid":"ab"}"#), 12);
/// ```
pub fn characters(policy: &str) -> usize {
    let bytes = policy.as_bytes();
    let (mut count, mut at, mut in_string) = (0, 0, false);
    while let Some(&byte) = bytes.get(at) {
        let next = bytes.get(at + 1);
        let mut length = 1;
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => {}
            // What is escaped ends no string.
            b'\\' if in_string && matches!(next, Some(b'"' | b'\\')) => {
                (count, length) = (count + 2, 2);
            }
            b'/' if !in_string && matches!(next, Some(b'/' | b'*')) => length = comment(bytes, at),
            // Of a character of several bytes the first one counts.
            _ => {
                in_string ^= byte == b'"';
                count += usize::from(byte & 0b1100_0000 != 0b1000_0000);
            }
        }
        at += length;
    }
    count
}

/// How long the comment at `start` is.
fn comment(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start + 2..).unwrap_or_default();
    let length = match bytes.get(start + 1) {
        Some(b'/') => rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')),
        _ => rest.windows(2).position(|pair| pair == b"*/").map(|at| at + 2),
    };
    length.unwrap_or(rest.len()) + 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_and_comments_do_not_count() {
        let table = [
            ("", 0),
            (" \t\r\n", 0),
            (r#"{"a":"b"}"#, 9),
            ("{\n  \"a\": \"b\"\n}\n", 9),
            (r#"{"a b":"c d"}"#, 11),
            // An escape counts as it is written.
            (r#""\u002a""#, 8),
            (r#""a\" // no comment""#, 16),
            ("\"\u{e9}\u{a0}\"", 4),
            ("[1, // one \"\n 2, /* two * / \" */ 3 /**/]", 7),
            ("[1] // no end", 3),
            ("[1] /* no end", 3),
            (r#""\"#, 2),
        ];
        for (text, expected) in table {
            assert_eq!(characters(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_known_kind_has_one_limit_and_an_unknown_one_those_that_its_principals_allow() {
        use PrincipalKind::{Role, User};
        let sizes = |kind, principals: &[PrincipalKind]| {
            limits(kind, principals).iter().map(|limit| limit.characters).collect::<Vec<_>>()
        };
        assert_eq!(sizes(Some(PolicyKind::Managed), &[User]), [6_144]);
        assert_eq!(sizes(Some(PolicyKind::Role), &[]), [10_240]);
        assert_eq!(sizes(None, &[Role]), [6_144, 10_240]);
        assert_eq!(sizes(None, &[User]), [2_048, 5_120, 6_144]);
        assert_eq!(sizes(None, &[Role, User]), [2_048, 5_120, 6_144, 10_240]);
        assert_eq!(sizes(None, &[]), [2_048, 5_120, 6_144, 10_240]);
    }
}
