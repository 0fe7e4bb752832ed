//! The resource types of an action, kept where the catalog's text has them.

use std::borrow::Cow;
use std::fmt;

/// Stands between two names. None contains it: the catalog's text is split there.
const BETWEEN: &str = ", ";

/// The resource types that an action acts on, in AWS's names, sorted.
///
/// They are kept as one text, which for the catalog inside the program is a part of the program: there are 22,000
/// actions, and these are rarely looked at.
///
/// ```
/// use leastwise_iam::catalog::ResourceTypes;
///
/// let types = ResourceTypes::new(["queue", "dead letter queue", "queue"]);
/// assert_eq!(types.iter().collect::<Vec<_>>(), ["dead letter queue", "queue"]);
/// assert_eq!(types.to_string(), "dead letter queue, queue");
/// assert!(ResourceTypes::default().is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResourceTypes(Cow<'static, str>);

impl ResourceTypes {
    /// The types of these names, in any order.
    pub fn new<'n>(names: impl IntoIterator<Item = &'n str>) -> ResourceTypes {
        let mut names: Vec<&str> = names.into_iter().collect();
        names.sort_unstable();
        names.dedup();
        ResourceTypes(Cow::Owned(names.join(BETWEEN)))
    }

    /// The types of a line of the catalog's text; `None` if one of them is empty.
    pub(super) fn written(text: Cow<'static, str>) -> Option<ResourceTypes> {
        text.split(BETWEEN).all(|name| !name.is_empty()).then_some(ResourceTypes(text))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split(BETWEEN).filter(|name| !name.is_empty())
    }
}

/// The names with commas between them, as in the catalog's text.
impl fmt::Display for ResourceTypes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
