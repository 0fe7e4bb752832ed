//! The places in which policies are named like a principal, or like a managed policy. One name in `dev` and in `prod` may be two roles of two
//! accounts, and a finding is about one of them.
//!
//! A principal's place is the folder that holds the outermost folder or file named like it. So `roles/MyRole.json`,
//! `roles/MyRole/a.json` and `roles/MyRole/b.json` stand in one place, and `dev/MyRole.json` and `prod/MyRole.json` in
//! two. A policy whose wrapper names the principal without an ARN, and whose path does not, stands in its folder.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::path::PathFacts;
use crate::words::list;

/// The places of everything that is matched by name.
#[derive(Debug, Default)]
pub(crate) struct Homes {
    /// By what is matched, sorted by folder.
    by_subject: FxHashMap<Named, Vec<Home>>,
}

/// What files and folders are named like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Named {
    /// The principal of a report, by its index.
    Report(usize),
    /// A managed policy, by its index in the accounts.
    Policy(usize),
}

/// One place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Home {
    folder: Box<str>,
    /// The first policy in it, to be shown.
    policy: Arc<str>,
    /// Its path names the principal's account.
    names_account: bool,
    /// The document itself names the principal.
    by_wrapper: bool,
}

impl Home {
    /// The place of a policy file that is named like something of an account. `root` is how much of the path is the
    /// workspace's folder, which says nothing.
    pub(crate) fn new(
        policy: &Arc<str>,
        root: usize,
        (name, account): (&str, &str),
        facts: &PathFacts,
        by_wrapper: bool,
    ) -> Home {
        Home {
            folder: folder(policy, root, name).into(),
            policy: Arc::clone(policy),
            names_account: facts.names_account(account, name),
            by_wrapper,
        }
    }
}

/// The folder that holds the outermost folder or file named like a principal, or the file.
fn folder<'p>(path: &'p str, root: usize, name: &str) -> &'p str {
    let mut start = root.min(path.len());
    let parts = path.get(start..).unwrap_or_default().split('/');
    for part in parts {
        let is_file = start + part.len() == path.len();
        let plain = if is_file { part.rsplit_once('.').map_or(part, |(stem, _)| stem) } else { part };
        if is_file || plain.eq_ignore_ascii_case(name) {
            return path.get(..start).unwrap_or_default().trim_end_matches('/');
        }
        start += part.len() + 1;
    }
    path
}

impl Homes {
    /// All places, each with what is named like.
    pub(crate) fn new(homes: impl Iterator<Item = (Named, Home)>) -> Homes {
        let mut by_subject: FxHashMap<Named, Vec<Home>> = FxHashMap::default();
        homes.for_each(|(subject, home)| by_subject.entry(subject).or_default().push(home));
        for homes in by_subject.values_mut() {
            homes.sort();
            homes.dedup_by(|next, kept| {
                let is_same = next.folder == kept.folder;
                kept.names_account |= is_same && next.names_account;
                kept.by_wrapper |= is_same && next.by_wrapper;
                is_same
            });
        }
        Homes { by_subject }
    }

    /// Why a policy in one place may not be what is meant, as a clause: there are others elsewhere. Those whose path names
    /// the account go before those whose path names none, and those that name the principal themselves before those
    /// whose file or folder does. `what` is matched, in words; `show` shortens a path.
    pub(crate) fn ambiguity(
        &self,
        named: Named,
        own: &Home,
        what: impl FnOnce() -> String,
        show: impl Fn(&str) -> String,
    ) -> Option<String> {
        let known = self.by_subject.get(&named).map(Vec::as_slice).unwrap_or_default();
        let is_as_good =
            |home: &Home| (home.names_account || !own.names_account) && (home.by_wrapper || !own.by_wrapper);
        let is_other = |home: &&Home| home.folder != own.folder && is_as_good(home);
        let others: Vec<String> = known.iter().filter(is_other).map(|home| show(&home.policy)).collect();
        (!others.is_empty()).then(|| {
            format!(
                "policies in separate folders match {} (also {}); assign the right one with `[[attach]]` in leastwise.toml",
                what(),
                list(&others, 3)
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_one_folder_of_a_principal_is_in_one_place() {
        for (path, expected) in [
            ("/w/MyRole.json", "/w"),
            ("/w/roles/MyRole.json", "/w/roles"),
            ("/w/roles/MyRole/a.json", "/w/roles"),
            ("/w/roles/myrole/b.jsonc", "/w/roles"),
            ("/w/roles/MyRole/MyRole.json", "/w/roles"),
            ("/w/roles/MyRole/inline/MyRole.json", "/w/roles"),
            ("/w/dev/MyRole.json", "/w/dev"),
            ("/w/prod/MyRole.json", "/w/prod"),
            ("/w/prod/MyRole/policy.json", "/w/prod"),
            ("/w/wrapped/one.json", "/w/wrapped"),
            ("/w/MyRole.v2.json", "/w"),
            ("", ""),
        ] {
            assert_eq!(folder(path, "/w/".len(), "MyRole"), expected, "{path}");
        }
        assert_eq!(
            folder("/home/MyRole/w/dev/MyRole.json", "/home/MyRole/w/".len(), "MyRole"),
            "/home/MyRole/w/dev"
        );
    }

    #[test]
    fn places_that_name_the_account_go_before_those_that_name_none() {
        let home =
            |path: &str| Home::new(&Arc::from(path), 0, ("R", "111122223333"), &PathFacts::of(path), false);
        let named = Named::Report(0);
        let homes =
            Homes::new(["a/R.json", "111122223333/R.json"].map(|path| (named, home(path))).into_iter());
        let ambiguity =
            |named, home: &Home| homes.ambiguity(named, home, || "role R".to_owned(), str::to_owned);
        let said = |path: &str| ambiguity(named, &home(path));
        assert_eq!(said("111122223333/R.json"), None);
        assert_eq!(said("111122223333/R/more.json"), None);
        assert!(said("a/R.json").unwrap().contains("111122223333/R.json"));
        assert!(said("b/111122223333/R.json").unwrap().contains("111122223333/R.json"));
        let wrapped = Home { by_wrapper: true, ..home("b/R.json") };
        assert_eq!(ambiguity(named, &wrapped), None);
        assert_eq!(ambiguity(Named::Report(1), &home("a/R.json")), None);
        assert_eq!(ambiguity(Named::Policy(0), &home("a/R.json")), None);
    }
}
