//! Policies that may belong to a principal although neither file nor folder is called exactly like it: something to
//! show, never something to go by.

use crate::attribution::Location;

/// How near a policy's name is to a principal's; the nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Nearness {
    /// In the folder of a findings file that names nobody.
    Beside,
    /// Equal but for what stands between words: `my-role` and `MyRole`.
    SameWords,
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
