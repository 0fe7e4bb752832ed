//! Policies that may belong to a principal although neither file nor folder is called exactly like it: something to
//! show, never something to go by.

use leastwise_policy::{Document, OwnerKind, Span};

use crate::attribution::Location;
use crate::principal::Principal;

/// How near a policy's name is to a principal's; the nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Nearness {
    /// In the folder of a findings file that names nobody.
    Beside,
    /// Equal but for what stands between words: `my-role` and `MyRole`.
    SameWords,
    /// A template's name for an owner is part of the principal's: `WorkerRole` of `shop-WorkerRole-1ABC2DEF3GHI`.
    Referred,
    /// The principal's name and more: `MyRole-policy`.
    Contains,
    /// A few letters are different.
    Misspelt,
}

/// What a policy may be called after.
#[derive(Debug)]
pub(crate) struct Names {
    stem: PlainName,
    folder: PlainName,
}

/// An owner as a template names it, which is not how AWS names the role or user.
#[derive(Debug)]
pub(crate) struct Referred {
    pub(crate) name: Box<str>,
    is_permission_set: bool,
    /// The start of the policy.
    pub(crate) place: Span,
}

impl Referred {
    /// The owners of a document that its template refers to, and the permission set in which it stands.
    pub(crate) fn of(document: &Document) -> Vec<Referred> {
        let place = document.span.opening();
        let sets = document.container.owner.iter().filter(|owner| owner.kind == OwnerKind::PermissionSet);
        let sets =
            sets.map(|set| Referred { name: set.name.as_str().into(), is_permission_set: true, place });
        let targets =
            document.container.owner_references().filter_map(|reference| reference.target.as_deref());
        let targets = targets.map(|target| Referred { name: target.into(), is_permission_set: false, place });
        sets.chain(targets).collect()
    }

    /// Whether a principal's name looks as if it were made for this owner.
    pub(crate) fn may_be(&self, principal: &Principal) -> bool {
        match self.is_permission_set {
            true => principal.permission_set().is_some_and(|set| set.eq_ignore_ascii_case(&self.name)),
            false => is_generated(&principal.name, &self.name),
        }
    }
}

/// Whether CloudFormation may have made a name for a logical ID: `STACK-LOGICALID-RANDOM`, and what is too long for the 64
/// characters of a name is cut.
fn is_generated(name: &str, logical_id: &str) -> bool {
    /// Names that are nearly as long may have been cut.
    const LONG: usize = 60;
    /// Fewer letters of a logical ID say nothing.
    const SHORTEST_CUT: usize = 8;
    let mut parts = name.rsplitn(3, '-');
    let (Some(random), Some(own), Some(stack)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let is_random = (10..=14).contains(&random.len())
        && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && !random.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_cut = || name.len() >= LONG && own.len() >= SHORTEST_CUT && logical_id.starts_with(own);
    is_random && !stack.is_empty() && (own == logical_id || is_cut())
}

/// A name without what stands between words, and without regard to case.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PlainName {
    text: String,
    /// A bit for each character that it has, so that most names are told apart without a look at their texts. Some
    /// characters share a bit.
    characters: u64,
}

impl PlainName {
    pub(crate) fn new(text: &str) -> PlainName {
        let text: String =
            text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let characters = text.chars().fold(0, |bits, c| bits | 1 << (u32::from(c) % u64::BITS));
        PlainName { text, characters }
    }
}

impl Names {
    /// Of the policy file at a path.
    pub(crate) fn of(policy: &str) -> Names {
        let Location { stem, folder, .. } = Location::of(policy);
        Names { stem: PlainName::new(stem), folder: PlainName::new(folder) }
    }
}

/// How near the name of a policy file, or of its folder, is to a name; `None` where it is not.
pub(crate) fn nearness(name: &PlainName, policy: &Names) -> Option<Nearness> {
    [&policy.stem, &policy.folder].into_iter().filter_map(|candidate| near(name, candidate)).min()
}

fn near(name: &PlainName, candidate: &PlainName) -> Option<Nearness> {
    // Shorter names are contained in everything and one letter away from everything.
    const SHORTEST: usize = 4;
    if name == candidate {
        return Some(Nearness::SameWords);
    }
    let missing = (name.characters & !candidate.characters).count_ones();
    let added = (candidate.characters & !name.characters).count_ones();
    let (name, candidate) = (name.text.as_str(), candidate.text.as_str());
    if name.len() < SHORTEST || candidate.len() < SHORTEST {
        return None;
    }
    if missing == 0 && candidate.contains(name) {
        return Some(Nearness::Contains);
    }
    let most = (name.len() / 5).clamp(1, 3);
    // A letter that is put in, left out or changed makes no more than one character new and one missing.
    let different = usize::try_from(missing.max(added)).unwrap_or(usize::MAX);
    if name.len().abs_diff(candidate.len()) > most || different > most {
        return None;
    }
    (strsim::osa_distance(name, candidate) <= most).then_some(Nearness::Misspelt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_names_are_told_by_the_logical_id_in_them() {
        let long = format!("{}-CustomResourceProviderHan-1T6MOMI1LGBE8", "s".repeat(24));
        for (name, logical_id, expected) in [
            ("ShopStack-ApiRole1234-9Q8W7E6R5T4Z", "ApiRole1234", true),
            ("shop-prod-ApiRole-1ABC2DEF3GHI", "ApiRole", true),
            ("shop-ApiRole-aBcDeFgHiJkL", "ApiRole", true),
            ("shop-ApiRole-1ABC2DEF3GHI", "JobRole", false),
            ("shop-ApiRole-1ABC2DEF3GHI", "Api", false),
            ("shop-ApiRole-production", "ApiRole", false),
            ("ApiRole-1ABC2DEF3GHI", "ApiRole", false),
            ("-ApiRole-1ABC2DEF3GHI", "ApiRole", false),
            ("ApiRole", "ApiRole", false),
            (&long, "CustomResourceProviderHandlerRole", true),
            (&long, "CustomResourceProvider", false),
            ("shop-Custom-1T6MOMI1LGBE8", "CustomRole", false),
        ] {
            assert_eq!(is_generated(name, logical_id), expected, "{name} {logical_id}");
        }
    }

    #[test]
    fn near_names_are_found_and_others_are_not() {
        let table = [
            ("MyRole", "/w/my-role.json", Some(Nearness::SameWords)),
            ("MyRole", "/w/MyRole-policy.json", Some(Nearness::Contains)),
            ("MyRole", "/w/prod-my_role/policy.json", Some(Nearness::Contains)),
            ("MyRole", "/w/MyRoel.json", Some(Nearness::Misspelt)),
            ("MyRole", "/w/YourRole.json", None),
            ("policy-reader", "/w/policy.json", None),
            ("ci", "/w/cicd.json", None),
            ("ci", "/w/cd.json", None),
            ("deploy-production", "/w/deploy-staging.json", None),
        ];
        for (name, path, expected) in table {
            assert_eq!(nearness(&PlainName::new(name), &Names::of(path)), expected, "{name} {path}");
        }
    }
}
