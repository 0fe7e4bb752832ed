//! Exact inclusion of the languages of two patterns.
//!
//! The narrow pattern is walked through the set of places at which the wide one can stand. A `?` of the narrow
//! pattern steps on a letter that the wide one does not spell: what the wide pattern can do on such a letter it
//! can do on any, so this is the hardest. A `*` is walked for every number of such letters. The answer is exact
//! for an alphabet with at least one letter that the wide pattern does not spell.

use rustc_hash::FxHashSet;

use crate::{Pattern, glob};

/// The most stars that a pattern may have for inclusion to be decided.
pub const MAX_STARS: usize = 16;

/// The most steps of one walk. Patterns as people write them need fewer than a hundred.
const MAX_STEPS: usize = 1 << 16;

/// Why inclusion was not decided.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InclusionError {
    /// More than [`MAX_STARS`] stars.
    #[error("cannot compare a pattern with more than {MAX_STARS} stars")]
    TooManyStars,
    /// The walk did not end within its budget.
    #[error("the patterns are too complex to compare")]
    TooIntricate,
}

/// Whether every string that `narrow` matches is matched by `wide` (the contract of a replacement, rule 2).
///
/// ```
/// use leastwise_iam::{Pattern, inclusion::includes};
///
/// let wide = Pattern::parse("s3:*Tagging")?;
/// assert_eq!(includes(&wide, &Pattern::parse("s3:Delete*Tagging")?), Ok(true));
/// assert_eq!(includes(&wide, &Pattern::parse("s3:Delete*")?), Ok(false));
/// # Ok::<(), leastwise_iam::PatternError>(())
/// ```
///
/// # Errors
///
/// The question is not decided for patterns with more than [`MAX_STARS`] stars, or where the walk exceeds its
/// budget; nothing may be concluded then. Easy questions (`*`, equal patterns, a plain name) always are.
pub fn includes(wide: &Pattern, narrow: &Pattern) -> Result<bool, InclusionError> {
    let (Some(wide_service), Some(narrow_service)) = (wide.service(), narrow.service()) else {
        return Ok(wide.is_everything());
    };
    if !wide_service.eq_ignore_ascii_case(narrow_service) {
        return Ok(false);
    }
    if narrow.is_plain() {
        return Ok(glob::matches(wide.glob(), narrow.glob()));
    }
    if wide.is_plain() || wide.glob() == narrow.glob() {
        return Ok(!wide.is_plain());
    }
    if let Some(stem) = wide.lone_star() {
        return Ok(narrow.glob().starts_with(stem));
    }
    if wide.stars() > MAX_STARS || narrow.stars() > MAX_STARS {
        return Err(InclusionError::TooManyStars);
    }
    Walk::new(wide.glob(), narrow.glob()).ok_or(InclusionError::TooIntricate)?.run()
}

/// A set of places in the wide glob: bit `i` says that the glob from `i` on can match what is still to come.
type Places = u128;

struct Walk<'a> {
    narrow: &'a [u8],
    /// The places that step on each letter that the wide glob spells.
    letters: [Places; 128],
    /// The places of the wide glob's `?` and `*`.
    marks: Places,
    stars: Places,
    /// The place behind the wide glob's last byte.
    end: Places,
}

impl<'a> Walk<'a> {
    /// `None` if the wide glob is longer than a set of places can say.
    fn new(wide: &[u8], narrow: &'a [u8]) -> Option<Self> {
        let bit = |at: usize| u32::try_from(at).ok().and_then(|at| 1u128.checked_shl(at));
        let mut walk = Self { narrow, letters: [0; 128], marks: 0, stars: 0, end: bit(wide.len())? };
        for (at, &byte) in wide.iter().enumerate() {
            let places = match byte {
                b'*' => &mut walk.stars,
                b'?' => &mut walk.marks,
                letter => walk.letters.get_mut(usize::from(letter))?,
            };
            *places |= bit(at)?;
        }
        Some(walk)
    }

    fn run(&self) -> Result<bool, InclusionError> {
        let mut steps = 0;
        let mut seen = FxHashSet::default();
        let mut open = vec![(0, self.settle(1))];
        while let Some((mut at, mut places)) = open.pop() {
            while let Some(&byte) = self.narrow.get(at) {
                steps += 1;
                if steps > MAX_STEPS {
                    return Err(InclusionError::TooIntricate);
                }
                if byte == b'*' {
                    if !seen.insert((at, places)) {
                        break;
                    }
                    open.push((at, self.step(places, b'?')));
                } else {
                    places = self.step(places, byte);
                }
                // What is left of the narrow pattern matches something; nowhere can the wide one match it.
                if places == 0 {
                    return Ok(false);
                }
                at += 1;
            }
            if at == self.narrow.len() && places & self.end == 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The places after one byte of the narrow glob other than a star.
    fn step(&self, places: Places, byte: u8) -> Places {
        let spelled = self.letters.get(usize::from(byte)).copied().unwrap_or_default();
        self.settle(((places & (self.marks | spelled)) << 1) | (places & self.stars))
    }

    /// Adds the places behind a star, which may stand for nothing, and drops those before the last star: whatever
    /// they can match, the star can.
    fn settle(&self, places: Places) -> Places {
        let places = places | ((places & self.stars) << 1);
        match (places & self.stars).checked_ilog2() {
            Some(star) => places >> star << star,
            None => places,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(wide: &str, narrow: &str) -> Result<bool, InclusionError> {
        includes(&Pattern::parse(wide).unwrap(), &Pattern::parse(narrow).unwrap())
    }

    #[test]
    fn decides_inclusion() {
        for (wide, narrow, expected) in [
            ("*", "s3:Get*", true),
            ("*:*", "*", true),
            ("s3:*", "*", false),
            ("s3:*", "S3:get*", true),
            ("s3:*", "s3-outposts:Get*", false),
            ("s3:Get*", "s3:GetObject*", true),
            ("s3:Get*", "s3:Get*Tagging", true),
            ("s3:Get*", "s3:G*", false),
            ("s3:Get*", "s3:GETObject", true),
            ("s3:GetObject", "s3:getobject", true),
            ("s3:GetObject", "s3:GetObjec?", false),
            ("s3:Get?*", "s3:Get*", false),
            ("s3:Get*", "s3:Get?*", true),
            ("s3:*?", "s3:?*", true),
            ("s3:**", "s3:*", true),
            ("s3:*Object*", "s3:Delete*Object*", true),
            ("s3:*Object*", "s3:DeleteObject*", true),
            ("s3:*Object*", "s3:Delete*", false),
            ("s3:*Tagging", "s3:Delete*Tagging", true),
            ("s3:*Tagging", "s3:DeleteTagging*", false),
            ("s3:*ab*", "s3:a?b", false),
            ("s3:*a?b*", "s3:*axb*axb*", true),
            ("s3:a*b*c", "s3:a*c", false),
            ("s3:a*c", "s3:a*b*c", true),
            ("s3:?*?", "s3:??*", true),
            ("s3:?*?", "s3:?*", false),
            ("s3:???*", "s3:a*b*c", true),
        ] {
            assert_eq!(ask(wide, narrow), Ok(expected), "{wide} includes {narrow}");
        }
    }

    #[test]
    fn gives_up_on_many_stars_but_not_on_easy_questions() {
        let many = format!("s3:{}*", "*a".repeat(MAX_STARS));
        assert_eq!(ask(&many, "s3:a*b"), Err(InclusionError::TooManyStars));
        assert_eq!(ask("s3:*a*", &many), Err(InclusionError::TooManyStars));
        assert_eq!(ask("s3:*", &many), Ok(true));
        assert_eq!(ask(&many, &many), Ok(true));
        assert_eq!(ask(&many, "s3:aaaa"), Ok(false));
    }

    #[test]
    fn ends_on_hostile_patterns() {
        // True, but only after every way to lay sixteen letters over the marks.
        let marks = "?".repeat(30);
        let wide = format!("s3:*a{marks}");
        let narrow = format!("s3:{}{marks}", "*a".repeat(MAX_STARS));
        assert_eq!(ask(&wide, &narrow), Err(InclusionError::TooIntricate));
        let long = format!("s3:*{}*", "a".repeat(200));
        assert_eq!(ask(&long, "s3:*b*"), Err(InclusionError::TooIntricate));
    }
}
