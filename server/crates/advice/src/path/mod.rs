//! What the words and numbers of a path say about the policy in the file: its type, whether it is a role's, a user's, a
//! group's or a permission set's, and of which account.

mod words;

use std::fmt;

pub(crate) use words::{Word, words};

use crate::document_type::{Typed, of_path};
use crate::principal::{Principal, PrincipalKind};

/// The kinds of owners that a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OwnerWord {
    Role,
    User,
    Group,
    PermissionSet,
}

/// What a path says about the policy in the file and whoever owns it.
#[derive(Debug, Default)]
pub(crate) struct PathFacts {
    /// The folders from the outermost on, then the file's name without its last extension.
    parts: Vec<Part>,
    document_type: Option<Typed>,
}

/// What one folder's or the file's name says.
#[derive(Debug)]
struct Part {
    name: Box<str>,
    /// Without repetition; several in `users-and-groups`.
    kinds: Vec<OwnerWord>,
    /// Numbers of twelve digits.
    accounts: Vec<Box<str>>,
}

/// Why a policy at a path is not that of a principal of its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Contradiction {
    /// The path names another account.
    Account(Box<str>),
    /// The path names another kind of owner: the folder or file that does.
    Kind(Box<str>),
}

impl PathFacts {
    /// Of a path below the workspace's folder.
    pub(crate) fn of(path: &str) -> PathFacts {
        let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let folders = folders.split('/').filter(|folder| !folder.is_empty());
        let folders = folders.map(|folder| Part::new(folder, of_folder(&words(folder))));
        let parts = folders.chain([Part::new(stem, of_file(&words(stem)))]).collect();
        PathFacts { parts, document_type: of_path(path) }
    }

    /// The type of policy that the path says, where it says one.
    pub(crate) fn document_type(&self) -> Option<&Typed> {
        self.document_type.as_ref()
    }

    /// Why the policy is not that of a principal, whatever else is named like it. What is named like the principal
    /// itself says nothing about it.
    ///
    /// Any other account's number contradicts. Of the words for kinds the innermost decide: in `groups/ci/roles` there
    /// are roles.
    pub(crate) fn contradicts(&self, principal: &Principal) -> Option<Contradiction> {
        self.other_account(principal).map(Contradiction::Account).or_else(|| {
            let part = self.others(&principal.name).rev().find(|part| !part.kinds.is_empty())?;
            let agrees = part.kinds.iter().any(|kind| kind.may_be(principal));
            (!agrees).then(|| Contradiction::Kind(part.name.clone()))
        })
    }

    /// Another account's number; none where the principal's is not known.
    pub(crate) fn other_account(&self, principal: &Principal) -> Option<Box<str>> {
        let mut accounts = self.others(&principal.name).flat_map(|part| &part.accounts);
        accounts
            .find(|account| **account != principal.account)
            .filter(|_| !principal.account.is_empty())
            .cloned()
    }

    /// Whether the path names another account than that of something with a name.
    pub(crate) fn is_of_other_account(&self, account: &str, name: &str) -> bool {
        self.others(name).flat_map(|part| &part.accounts).any(|other| **other != *account)
    }

    /// Whether it is a role's or a user's policy, as far as the innermost folder or file says that names a kind; a group's
    /// is its users'.
    pub(crate) fn principal_kind(&self) -> Option<PrincipalKind> {
        let part = self.parts.iter().rev().find(|part| !part.kinds.is_empty())?;
        let [only] = part.kinds.as_slice() else { return None };
        Some(match only {
            OwnerWord::Role | OwnerWord::PermissionSet => PrincipalKind::Role,
            OwnerWord::User | OwnerWord::Group => PrincipalKind::User,
        })
    }

    /// Whether the path names the account of something with a name, and no other.
    pub(crate) fn names_account(&self, account: &str, name: &str) -> bool {
        let mut accounts = self.others(name).flat_map(|part| &part.accounts).peekable();
        accounts.peek().is_some() && accounts.all(|known| **known == *account)
    }

    fn others<'p>(&'p self, name: &'p str) -> impl DoubleEndedIterator<Item = &'p Part> {
        self.parts.iter().filter(|part| !part.name.eq_ignore_ascii_case(name))
    }
}

impl Part {
    fn new(name: &str, kinds: Vec<OwnerWord>) -> Part {
        Part { name: name.into(), kinds, accounts: accounts(name) }
    }
}

impl OwnerWord {
    fn may_be(self, principal: &Principal) -> bool {
        match self {
            OwnerWord::Role => principal.kind == PrincipalKind::Role,
            OwnerWord::User => principal.kind == PrincipalKind::User,
            // A group is no principal of a finding.
            OwnerWord::Group => false,
            OwnerWord::PermissionSet => principal.is_permission_set(),
        }
    }

    fn plural(word: &str) -> Option<OwnerWord> {
        Some(match word {
            "roles" => OwnerWord::Role,
            "users" => OwnerWord::User,
            "groups" => OwnerWord::Group,
            _ => return None,
        })
    }

    fn singular(word: &str) -> Option<OwnerWord> {
        Some(match word {
            "role" => OwnerWord::Role,
            "user" => OwnerWord::User,
            "group" => OwnerWord::Group,
            _ => return None,
        })
    }
}

/// What may follow the word for the owner, as in `user-policies`.
const OF_POLICIES: [&str; 11] = [
    "attached",
    "customer",
    "document",
    "documents",
    "identity",
    "inline",
    "managed",
    "permission",
    "permissions",
    "policies",
    "policy",
];

/// The kinds that a folder's name says: those that stand in the plural, and else the one that it ends with. A
/// `user-service` says nothing.
fn of_folder(words: &[Word]) -> Vec<OwnerWord> {
    let mut kinds = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let is_set = word.is("sets") && at.checked_sub(1).is_some_and(|before| is_permission(words, before));
        let kind = if is_set { Some(OwnerWord::PermissionSet) } else { OwnerWord::plural(&word.text) };
        kinds.extend(kind.filter(|kind| !kinds.contains(kind)));
    }
    if kinds.is_empty() {
        kinds.extend(last_kind(words).map(|(kind, _)| kind));
    }
    kinds
}

/// The kind that a file's name says: only where it says nothing else, as `inline-user-policy` does. What stands in
/// `MyRole/user-table.json` is about a table.
fn of_file(words: &[Word]) -> Vec<OwnerWord> {
    let is_filler =
        |word: &Word| OF_POLICIES.iter().chain(&["aws", "iam", "sso"]).any(|other| word.is(other));
    let last = last_kind(words).or_else(|| {
        let [.., last] = words else { return None };
        let plural = OwnerWord::plural(&last.text);
        plural.map(|kind| (kind, words.len() - 1))
    });
    last.filter(|(_, first)| words.iter().take(*first).all(is_filler))
        .map(|(kind, _)| kind)
        .into_iter()
        .collect()
}

/// The kind that a name ends with, in the singular, and the index of its first word.
fn last_kind(words: &[Word]) -> Option<(OwnerWord, usize)> {
    let last = words.iter().rposition(|word| !OF_POLICIES.iter().any(|other| word.is(other)))?;
    let word = words.get(last)?;
    match last.checked_sub(1) {
        Some(before) if (word.is("set") || word.is("sets")) && is_permission(words, before) => {
            Some((OwnerWord::PermissionSet, before))
        }
        _ => OwnerWord::singular(&word.text).map(|kind| (kind, last)),
    }
}

fn is_permission(words: &[Word], at: usize) -> bool {
    words.get(at).is_some_and(|word| word.is("permission") || word.is("permissions"))
}

/// The numbers of accounts in a name: twelve digits, or three groups of four as the console shows them.
fn accounts(name: &str) -> Vec<Box<str>> {
    let runs = || name.split(|c: char| !c.is_ascii_digit());
    let whole = runs().filter(|run| run.len() == 12).map(Box::from);
    // With what separates them in between.
    let parts: Vec<&str> = name.split(['-', ' ', '_', '.']).collect();
    let is_group = |part: &&str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    let grouped =
        parts.windows(3).filter(|three| three.iter().all(is_group)).map(|three| three.concat().into());
    whole.chain(grouped).collect()
}

impl fmt::Display for Contradiction {
    /// As the end of a sentence that begins with a policy's path.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Contradiction::Account(account) => write!(f, "its path names the account {account}"),
            Contradiction::Kind(word) => write!(f, "its path says `{word}`"),
        }
    }
}

#[cfg(test)]
mod tests;
