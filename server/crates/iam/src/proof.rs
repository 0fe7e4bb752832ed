//! The proof of a replacement, by code that shares nothing with the narrowing but the pattern type.
//!
//! It looks at every action of every service that the original can reach, and compares the entries with the
//! original and with each other as languages. How a replacement came about is nothing to it.

use rustc_hash::FxHashMap;

use crate::{
    ActionName, ActionSet, Pattern, Universe,
    inclusion::{InclusionError, includes},
};

/// How a replacement breaks the contract.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Violation {
    /// A kept action is lost.
    #[error("{0} would be lost")]
    Lost(ActionName),
    /// An unused action is still granted.
    #[error("{0} is unused but would stay granted")]
    Kept(ActionName),
    /// An entry reaches outside the original.
    #[error("`{0}` would grant more than the original")]
    Wider(String),
    /// Inclusion could not be decided.
    #[error("`{0}` could not be compared with the original")]
    Undecided(String),
    /// The entries are not sorted, or one covers another.
    #[error("`{0}` is redundant or out of order")]
    Unstable(String),
}

/// Proves the contract's rules 1 (exact), 2 (never wider) and 5 (stable) of `replacement` for `original`.
///
/// An empty replacement is the proof that nothing of the original is kept; the original itself, that nothing
/// of it is unused.
///
/// ```
/// use leastwise_iam::{ActionName, ActionSet, Catalog, Pattern, Universe};
/// use leastwise_iam::proof::{Violation, prove};
///
/// let universe = Universe::new(Catalog::embedded(), None, []);
/// let unused: ActionSet = ActionName::parse("sqs:PurgeQueue").into_iter().collect();
/// let original = Pattern::parse("sqs:P*")?;
/// assert_eq!(prove(&original, &[], &universe, &unused), Ok(()));
///
/// let wider = Pattern::parse("sqs:*")?;
/// assert_eq!(prove(&original, &[wider], &universe, &unused), Err(Violation::Wider("sqs:*".into())));
/// # Ok::<(), leastwise_iam::PatternError>(())
/// ```
///
/// # Errors
///
/// The first rule that is broken, or an inclusion that cannot be decided. What is not proved must not be offered.
pub fn prove(
    original: &Pattern,
    replacement: &[Pattern],
    universe: &Universe,
    unused: &ActionSet,
) -> Result<(), Violation> {
    never_wider(original, replacement)?;
    let by_service = by_service(replacement);
    stable(replacement, &by_service)?;
    exact(original, &by_service, universe, unused)
}

/// The entries of each service by its prefix in lower case; those of everything under the empty text.
type ByService<'a> = FxHashMap<String, Vec<&'a Pattern>>;

fn by_service(entries: &[Pattern]) -> ByService<'_> {
    let mut by_service = ByService::default();
    for entry in entries {
        let service = entry.service().unwrap_or_default().to_ascii_lowercase();
        by_service.entry(service).or_default().push(entry);
    }
    by_service
}

fn never_wider(original: &Pattern, replacement: &[Pattern]) -> Result<(), Violation> {
    for entry in replacement {
        match includes(original, entry) {
            Ok(true) => {}
            Ok(false) => return Err(Violation::Wider(entry.to_string())),
            Err(InclusionError::TooManyStars | InclusionError::TooIntricate) => {
                return Err(Violation::Undecided(entry.to_string()));
            }
        }
    }
    Ok(())
}

fn stable(replacement: &[Pattern], by_service: &ByService<'_>) -> Result<(), Violation> {
    let folded: Vec<String> = replacement.iter().map(|entry| entry.as_str().to_ascii_lowercase()).collect();
    for (pair, entry) in folded.windows(2).zip(replacement.iter().skip(1)) {
        if !pair.is_sorted_by(|left, right| left < right) {
            return Err(Violation::Unstable(entry.to_string()));
        }
    }
    if let (true, [_, .., last]) = (by_service.contains_key(""), replacement) {
        return Err(Violation::Unstable(last.to_string()));
    }
    for entries in by_service.values() {
        for wide in entries.iter().filter(|entry| !entry.is_plain()) {
            for narrow in entries.iter().filter(|narrow| narrow.as_str() != wide.as_str()) {
                match includes(wide, narrow) {
                    Ok(false) => {}
                    Ok(true) => return Err(Violation::Unstable(narrow.to_string())),
                    Err(_) => return Err(Violation::Undecided(narrow.to_string())),
                }
            }
        }
    }
    Ok(())
}

fn exact(
    original: &Pattern,
    by_service: &ByService<'_>,
    universe: &Universe,
    unused: &ActionSet,
) -> Result<(), Violation> {
    let services: Vec<&str> = match original.service() {
        Some(service) => vec![service],
        None => universe.services().chain(unused.services()).collect(),
    };
    let of_everything = by_service.get("").map(Vec::as_slice).unwrap_or_default();
    for service in services {
        let of_service = by_service.get(&service.to_ascii_lowercase()).map(Vec::as_slice).unwrap_or_default();
        let granted =
            |name: &str| !of_everything.is_empty() || of_service.iter().any(|entry| entry.matches_name(name));
        for action in unused.service(service) {
            if granted(action.name()) {
                return Err(Violation::Kept(action.clone()));
            }
        }
        for name in universe.names(service) {
            let name = &**name;
            // Whatever an entry matches the original does, so only a loss is left to look for.
            if original.matches(service, name) && !unused.contains(service, name) && !granted(name) {
                return Err(Violation::Lost(ActionName::join(service, name)));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Catalog;

    #[test]
    fn refuses_what_breaks_the_contract() {
        use Violation::{Kept, Lost, Undecided, Unstable, Wider};
        let action = |text: &str| ActionName::parse(text).unwrap();
        let universe = Universe::new(Catalog::embedded(), None, []);
        let unused: ActionSet = ["sts:GetSessionToken", "sts:GetQuux"].map(action).into_iter().collect();
        let many_stars = format!("sts:{}", "G*".repeat(17));
        let cases: [(&str, &[&str], Result<(), Violation>); 13] = [
            ("sts:GetS*", &["sts:GetServiceBearerToken"], Ok(())),
            ("sts:GetS*", &[], Err(Lost(action("sts:GetServiceBearerToken")))),
            ("sts:GetS*", &["sts:GetSe*"], Err(Kept(action("sts:GetSessionToken")))),
            ("sts:GetQ*", &["STS:GETQ*"], Err(Kept(action("sts:GetQuux")))),
            ("sts:GetS*", &["sts:Get*"], Err(Wider("sts:Get*".into()))),
            ("sts:GetS*", &["sts:AssumeRole"], Err(Wider("sts:AssumeRole".into()))),
            ("sts:GetS*", &["s3:GetS*"], Err(Wider("s3:GetS*".into()))),
            ("*", &["*"], Err(Kept(action("sts:GetQuux")))),
            ("sts:As*", &["sts:As*", "sts:as*"], Err(Unstable("sts:as*".into()))),
            ("sts:As*", &["sts:As*", "sts:As*"], Err(Unstable("sts:As*".into()))),
            ("sts:As*", &["sts:Assume*", "sts:As*"], Err(Unstable("sts:As*".into()))),
            ("sts:As*", &["sts:As*", "sts:Assume*"], Err(Unstable("sts:Assume*".into()))),
            (
                &many_stars,
                &["sts:G*G*G*G*G*G*G*G*G*G*G*G*G*G*G*G*G*G*"],
                Err(Undecided("sts:G*G*G*G*G*G*G*G*G*G*G*G*G*G*G*G*G*G*".into())),
            ),
        ];
        for (original, replacement, expected) in cases {
            let original = Pattern::parse(original).unwrap();
            let replacement: Vec<_> = replacement.iter().map(|text| Pattern::parse(text).unwrap()).collect();
            assert_eq!(
                prove(&original, &replacement, &universe, &unused),
                expected,
                "{original} {replacement:?}"
            );
        }
    }

    #[test]
    fn everything_stays_everything_where_nothing_is_unused() {
        let universe = Universe::new(Catalog::embedded(), None, []);
        let everything = Pattern::parse("*:*").unwrap();
        let itself = std::slice::from_ref(&everything);
        assert_eq!(prove(&everything, itself, &universe, &ActionSet::default()), Ok(()));
        let s3 = Pattern::parse("s3:*").unwrap();
        assert!(matches!(
            prove(&everything, &[s3], &universe, &ActionSet::default()),
            Err(Violation::Lost(_))
        ));
    }
}
