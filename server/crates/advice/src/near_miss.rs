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

/// What a policy may be called after, made [`plain`].
#[derive(Debug)]
pub(crate) struct Names {
    stem: String,
    folder: String,
}

impl Names {
    /// Of the policy file at a path.
    pub(crate) fn of(policy: &str) -> Names {
        let Location { stem, folder, .. } = Location::of(policy);
        Names { stem: plain(stem), folder: plain(folder) }
    }
}

/// How near the name of a policy file, or of its folder, is to a [`plain`] name; `None` where it is not.
pub(crate) fn nearness(name: &str, policy: &Names) -> Option<Nearness> {
    [&policy.stem, &policy.folder].into_iter().filter_map(|candidate| near(name, candidate)).min()
}

fn near(name: &str, candidate: &str) -> Option<Nearness> {
    // Shorter names are contained in everything and one letter away from everything.
    const SHORTEST: usize = 4;
    if name == candidate {
        return Some(Nearness::SameWords);
    }
    if name.len() < SHORTEST || candidate.len() < SHORTEST {
        return None;
    }
    if candidate.contains(name) {
        return Some(Nearness::Contains);
    }
    let most = (name.len() / 5).clamp(1, 3);
    if name.len().abs_diff(candidate.len()) > most {
        return None;
    }
    (strsim::osa_distance(name, candidate) <= most).then_some(Nearness::Misspelt)
}

/// A name without what stands between words, and without regard to case.
pub(crate) fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
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
            assert_eq!(nearness(&plain(name), &Names::of(path)), expected, "{name} {path}");
        }
    }
}
