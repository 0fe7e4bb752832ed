//! What a pattern grants, without a replacement.

use crate::{ActionName, ActionSet, Pattern, Universe, reach};

/// What a pattern grants: how many actions, and the unused ones among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// How many actions of the universe the pattern grants.
    pub granted: usize,
    /// Those of them that are unused, in the universe's spelling, sorted.
    pub unused: Vec<ActionName>,
}

/// Counts what `pattern` grants and picks out what of it is unused.
///
/// ```
/// use leastwise_iam::{ActionName, ActionSet, Catalog, Pattern, Universe, look::look};
///
/// let universe = Universe::new(Catalog::embedded(), None, []);
/// let unused: ActionSet = ActionName::parse("s3:getbucketacl").into_iter().collect();
/// let look = look(&Pattern::parse("S3:GetB*")?, &universe, &unused);
/// assert!(look.granted > 10);
/// assert_eq!(look.unused[0].as_str(), "s3:GetBucketAcl");
/// # Ok::<(), leastwise_iam::PatternError>(())
/// ```
pub fn look(pattern: &Pattern, universe: &Universe, unused: &ActionSet) -> Look {
    Look::of(&reach::reach(pattern, universe, unused))
}

impl Look {
    pub(crate) fn of(reached: &[reach::Reached<'_>]) -> Look {
        let granted = reached.iter().map(|reached| reached.granted.len()).sum();
        let mut unused: Vec<ActionName> = reached
            .iter()
            .flat_map(|reached| reached.granted.iter().map(|action| (reached.service, action)))
            .filter(|(_, action)| action.unused)
            .map(|(service, action)| ActionName::join(service, action.name))
            .collect();
        unused.sort();
        Look { granted, unused }
    }
}
