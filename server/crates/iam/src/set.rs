//! Sets of actions, by service.

use std::cmp::Ordering;

use crate::{ActionName, fold};

/// A set of actions, compared without regard to ASCII case; the first spelling is kept.
///
/// ```
/// use leastwise_iam::{ActionName, ActionSet};
///
/// let actions = ["s3:GetObject", "S3:GETOBJECT", "ec2:RunInstances"].map(|text| ActionName::parse(text).unwrap());
/// let set: ActionSet = actions.into_iter().collect();
/// assert_eq!(set.len(), 2);
/// assert!(set.contains("s3", "getObject"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ActionSet {
    /// Never with an empty list; sorted so that all actions in turn are sorted.
    services: Vec<Service>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Service {
    folded: Box<str>,
    /// Sorted, each once.
    actions: Vec<ActionName>,
}

/// The order of service prefixes in which their actions stand: as if the colon stood behind them.
fn cmp_services(left: &str, right: &str) -> Ordering {
    let common = fold::common_prefix(left, right);
    let next = |text: &str| text.as_bytes().get(common).map_or(b':', u8::to_ascii_lowercase);
    next(left).cmp(&next(right))
}

impl ActionSet {
    fn find(&self, prefix: &str) -> Result<usize, usize> {
        self.services.binary_search_by(|service| cmp_services(&service.folded, prefix))
    }

    /// Whether the set holds `service:name`.
    ///
    /// ```
    /// # use leastwise_iam::{ActionName, ActionSet};
    /// let set: ActionSet = ActionName::parse("s3:GetObject").into_iter().collect();
    /// assert!(set.contains("S3", "GETOBJECT") && !set.contains("s3", "GetObjectAcl"));
    /// ```
    pub fn contains(&self, service: &str, name: &str) -> bool {
        self.service(service).binary_search_by(|action| fold::cmp(action.name(), name)).is_ok()
    }

    /// Whether the set holds no action.
    pub fn is_empty(&self) -> bool {
        self.services.is_empty()
    }

    /// How many actions it holds.
    ///
    /// ```
    /// # use leastwise_iam::{ActionName, ActionSet};
    /// let set: ActionSet = ActionName::parse("s3:GetObject").into_iter().collect();
    /// assert_eq!(set.len(), 1);
    /// assert!(ActionSet::default().is_empty());
    /// ```
    pub fn len(&self) -> usize {
        self.services.iter().map(|service| service.actions.len()).sum()
    }

    /// Adds an action; `false` if it was there.
    ///
    /// ```
    /// # use leastwise_iam::{ActionName, ActionSet};
    /// let mut set = ActionSet::default();
    /// assert!(set.insert(ActionName::parse("s3:GetObject")?));
    /// assert!(!set.insert(ActionName::parse("s3:getobject")?));
    /// # Ok::<(), leastwise_iam::ActionNameError>(())
    /// ```
    pub fn insert(&mut self, action: ActionName) -> bool {
        let at = match self.find(action.service()) {
            Ok(at) => at,
            Err(at) => {
                let folded = action.service().to_ascii_lowercase().into();
                self.services.insert(at, Service { folded, actions: Vec::new() });
                at
            }
        };
        let Some(Service { actions, .. }) = self.services.get_mut(at) else { return false };
        match actions.binary_search(&action) {
            Ok(_) => false,
            Err(at) => {
                actions.insert(at, action);
                true
            }
        }
    }

    /// The actions of one service, sorted by folded name.
    ///
    /// ```
    /// # use leastwise_iam::{ActionName, ActionSet};
    /// let set: ActionSet = ActionName::parse("s3:GetObject").into_iter().collect();
    /// assert_eq!(set.service("S3").len(), 1);
    /// assert!(set.service("s3-outposts").is_empty());
    /// ```
    pub fn service(&self, prefix: &str) -> &[ActionName] {
        let found = self.find(prefix).ok().and_then(|at| self.services.get(at));
        found.map(|service| service.actions.as_slice()).unwrap_or_default()
    }

    /// The prefixes of the services with at least one action, in ASCII lower case, in the order of [`Self::iter`].
    ///
    /// ```
    /// # use leastwise_iam::{ActionName, ActionSet};
    /// let actions = ["S3:b", "ec2:a"].map(|text| ActionName::parse(text).unwrap());
    /// let set: ActionSet = actions.into_iter().collect();
    /// assert_eq!(set.services().collect::<Vec<_>>(), ["ec2", "s3"]);
    /// ```
    pub fn services(&self) -> impl Iterator<Item = &str> {
        self.services.iter().map(|service| &*service.folded)
    }

    /// All actions, sorted.
    ///
    /// ```
    /// # use leastwise_iam::{ActionName, ActionSet};
    /// let actions = ["s3:b", "s3-x:c", "s3:A"].map(|text| ActionName::parse(text).unwrap());
    /// let set: ActionSet = actions.into_iter().collect();
    /// assert_eq!(set.iter().map(ActionName::as_str).collect::<Vec<_>>(), ["s3-x:c", "s3:A", "s3:b"]);
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = &ActionName> {
        self.services.iter().flat_map(|service| &service.actions)
    }

    /// The actions that both sets hold, in this set's spelling.
    ///
    /// ```
    /// # use leastwise_iam::{ActionName, ActionSet};
    /// let set = |texts: &[&str]| texts.iter().flat_map(|text| ActionName::parse(text)).collect::<ActionSet>();
    /// assert_eq!(set(&["s3:a", "s3:b"]).intersection(&set(&["s3:B", "ec2:a"])), set(&["s3:b"]));
    /// ```
    pub fn intersection(&self, other: &ActionSet) -> ActionSet {
        self.iter().filter(|action| other.contains(action.service(), action.name())).cloned().collect()
    }
}

impl FromIterator<ActionName> for ActionSet {
    fn from_iter<I: IntoIterator<Item = ActionName>>(actions: I) -> Self {
        let mut actions: Vec<ActionName> = actions.into_iter().collect();
        // Stable, so that of equal names the first stays first.
        actions.sort();
        actions.dedup();
        let mut set = ActionSet::default();
        for action in actions {
            match set.services.last_mut() {
                Some(service) if service.folded.eq_ignore_ascii_case(action.service()) => {
                    service.actions.push(action)
                }
                _ => {
                    let folded = action.service().to_ascii_lowercase().into();
                    set.services.push(Service { folded, actions: vec![action] });
                }
            }
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(texts: &[&str]) -> ActionSet {
        texts.iter().map(|text| ActionName::parse(text).unwrap()).collect()
    }

    #[test]
    fn collecting_and_inserting_agree_and_keep_the_first_spelling() {
        let texts = ["s3:b", "S3:A", "s3:a", "s3-x:c", "s3x:c", "s3.x:c", "ec2:D"];
        let mut inserted = ActionSet::default();
        for text in texts {
            inserted.insert(ActionName::parse(text).unwrap());
        }
        let spelled =
            |set: &ActionSet| set.iter().map(|action| action.as_str().to_owned()).collect::<Vec<_>>();
        assert_eq!(spelled(&inserted), ["ec2:D", "s3-x:c", "s3.x:c", "S3:A", "s3:b", "s3x:c"]);
        assert_eq!(spelled(&set(&texts)), spelled(&inserted));
        assert!(set(&texts).iter().is_sorted());
        assert_eq!(inserted.len(), 6);
        let both = inserted.intersection(&set(&["S3:a", "s3:c", "EC2:d", "sqs:A"]));
        assert_eq!(spelled(&both), ["ec2:D", "S3:A"]);
    }

    #[test]
    fn services_are_kept_apart() {
        let set = set(&["s3:A", "s3-x:A", "ec2:B"]);
        assert_eq!(set.services().collect::<Vec<_>>(), ["ec2", "s3-x", "s3"]);
        assert_eq!(set.service("S3"), [ActionName::parse("s3:a").unwrap()]);
        assert!(set.contains("S3-X", "a") && !set.contains("s3", "B") && !set.contains("", ""));
        assert!(ActionSet::default().is_empty() && !set.is_empty());
    }
}
