//! The least-general replacement of a pattern.
//!
//! After AWS's article "New AWS tool recommends removal of unused permissions" and, for the theory, D'Antoni,
//! Ding, Goel, Ramesh, Rungta and Sung, "Automatically Reducing Privilege for Access Control Policies", OOPSLA
//! 2024. What a replacement must hold to is checked by [`crate::proof`], which shares none of this.

use std::{ops::Deref, sync::Arc};

use crate::{
    ActionSet, Pattern, Universe,
    branch::branches,
    inclusion::MAX_STARS,
    look::Look,
    reach::{Reached, reach},
};

/// How the kept actions are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Style {
    /// The shortest safe prefixes, `s3:GetObject*`.
    #[default]
    Narrow,
    /// Every kept action by name.
    Explicit,
}

/// What stands in a pattern's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing that it grants is unused: the entry keeps its very bytes.
    Untouched,
    /// All that it grants is unused.
    Removed,
    /// These entries, sorted without regard to case, none covered by another.
    Replaced(Vec<Pattern>),
}

/// A pattern seen against the universe and the unused actions. What it grants ([`Look`]) is among its fields:
/// `narrowing.granted`, `narrowing.unused`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Narrowing {
    /// What the pattern grants.
    pub look: Arc<Look>,
    /// What stands in its place.
    pub outcome: Outcome,
}

impl Deref for Narrowing {
    type Target = Look;

    fn deref(&self) -> &Look {
        &self.look
    }
}

/// Why a pattern is not narrowed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NarrowError {
    /// More than [`crate::inclusion::MAX_STARS`] stars.
    #[error("cannot narrow a pattern with more than {MAX_STARS} stars")]
    TooManyStars,
    /// [`Style::Explicit`] asked of `*`.
    #[error("cannot write out `*`")]
    ExplicitEverything,
}

/// Replaces `pattern` so that it grants exactly what it grants in `universe` minus `unused`.
///
/// Names and prefixes are spelled as in the universe; the service prefix and what is left of the pattern behind
/// a prefix, as the author spelled them.
///
/// ```
/// use leastwise_iam::{ActionName, ActionSet, Catalog, Outcome, Pattern, Style, Universe, narrow::narrow};
///
/// let universe = Universe::new(Catalog::embedded(), Some("2026-09-26".parse()?), []);
/// let unused: ActionSet = [ActionName::parse("s3:GetBucketTagging")?].into_iter().collect();
/// let narrowing = narrow(&Pattern::parse("S3:get*tagging")?, &universe, &unused, Style::Narrow)?;
///
/// let entries = ["S3:GetJobTagging", "S3:GetObject*tagging", "S3:GetStorageLensConfigurationTagging"];
/// assert_eq!(narrowing.outcome, Outcome::Replaced(entries.map(|text| Pattern::parse(text).unwrap()).into()));
/// assert_eq!((narrowing.granted, narrowing.unused.len()), (5, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// A pattern that would have to be replaced is refused if it has too many stars to prove the replacement, and
/// `*` if it should be written out.
pub fn narrow(
    pattern: &Pattern,
    universe: &Universe,
    unused: &ActionSet,
    style: Style,
) -> Result<Narrowing, NarrowError> {
    let reached = reach(pattern, universe, unused);
    let look = Arc::new(Look::of(&reached));
    let outcome = if look.unused.is_empty() {
        Outcome::Untouched
    } else if look.unused.len() == look.granted {
        Outcome::Removed
    } else {
        Outcome::Replaced(replacement(pattern, &reached, style)?)
    };
    Ok(Narrowing { look, outcome })
}

fn replacement(
    pattern: &Pattern,
    reached: &[Reached<'_>],
    style: Style,
) -> Result<Vec<Pattern>, NarrowError> {
    if pattern.stars() > MAX_STARS {
        return Err(NarrowError::TooManyStars);
    }
    if style == Style::Explicit && pattern.is_everything() {
        return Err(NarrowError::ExplicitEverything);
    }
    let mut entries: Vec<Pattern> = Vec::new();
    for reached in reached {
        let service = pattern.service().unwrap_or(reached.service);
        match (style, reached.granted.as_slice()) {
            (Style::Narrow, [_, _, ..]) if !reached.any_unused() => entries.push(Pattern::join(service, "*")),
            (Style::Narrow, granted) => {
                entries.extend(
                    branches(pattern, service, granted).into_iter().flat_map(|branch| branch.entries),
                );
            }
            (Style::Explicit, granted) => {
                let kept = granted.iter().filter(|action| !action.unused);
                entries.extend(kept.map(|action| Pattern::join(service, action.name)));
            }
        }
    }
    entries.sort_by(Pattern::cmp_folded);
    Ok(entries)
}
