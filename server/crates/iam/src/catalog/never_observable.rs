//! The reviewed list of actions that no report can show as used.

use std::sync::LazyLock;

use crate::{ActionName, ActionSet};

static LIST: LazyLock<ActionSet> = LazyLock::new(|| read(include_str!("../../data/never-observable.txt")));

/// Whether no report can ever show the action as used (`iam:PassRole`), so that its absence from use
/// says nothing. Both parts are compared without regard to ASCII case.
///
/// The list with the reason for each action is `data/never-observable.txt`.
///
/// ```
/// use leastwise_iam::catalog::never_observable;
///
/// assert!(never_observable("IAM", "passrole"));
/// assert!(!never_observable("iam", "CreateRole"));
/// ```
pub fn never_observable(service: &str, name: &str) -> bool {
    LIST.contains(service, name)
}

/// The actions of the list: lines `service:Name`, between comments that start with `#`.
fn read(text: &str) -> ActionSet {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| ActionName::parse(line).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Catalog, Tracking};

    #[test]
    fn every_listed_action_is_in_the_catalog_and_untracked() {
        let catalog = Catalog::embedded();
        for (service, name) in LIST.iter().map(|action| (action.service(), action.name())) {
            let action = catalog.service(service).and_then(|service| service.action(name));
            let action = action.unwrap_or_else(|| panic!("{service}:{name} is not in the catalog"));
            assert_eq!((&*action.name, action.tracking), (name, Tracking::Untracked), "{service}:{name}");
        }
    }

    #[test]
    fn a_listed_action_is_told_by_both_its_parts() {
        for (service, name, expected) in [
            ("iam", "PassRole", true),
            ("IAM", "passrole", true),
            ("iam", "CreateRole", false),
            ("iam", "Connect", false),
            ("rds", "PassRole", false),
        ] {
            assert_eq!(never_observable(service, name), expected, "{service}:{name}");
        }
    }

    #[test]
    fn every_line_is_an_action_or_a_comment() {
        let text = include_str!("../../data/never-observable.txt");
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).count();
        assert_eq!(lines, LIST.len());
    }
}
