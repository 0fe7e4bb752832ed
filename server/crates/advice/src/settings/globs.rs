//! Globs over paths below a folder.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Globs of one setting, matched against paths relative to the folder of the file that they stand in.
///
/// `*` and `?` stop at a `/`, `**` does not, `[ab]` and `{a,b}` choose. A glob that matches a folder covers all that is
/// in it. Upper and lower case differ.
///
/// ```
/// use leastwise_advice::settings::Globs;
///
/// let globs = Globs::new(["roles/*.json", "shared"])?;
/// assert!(globs.matches("roles/MyRole.json") && globs.matches("shared/deep/policy.json"));
/// assert!(!globs.matches("roles/deep/MyRole.json") && !globs.matches("other/roles/MyRole.json"));
/// assert!(Globs::new(["../elsewhere/*.json"]).is_err());
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug)]
pub struct Globs {
    set: GlobSet,
    bases: Vec<String>,
}

impl Globs {
    /// Reads globs.
    ///
    /// # Errors
    /// What is wrong with the first wrong one, as a clause.
    pub fn new<T: AsRef<str>>(globs: impl IntoIterator<Item = T>) -> Result<Globs, String> {
        let mut set = GlobSetBuilder::new();
        let mut add = |glob: &str| {
            // A backslash escapes on every system, since the file is shared between them.
            let glob = GlobBuilder::new(glob).literal_separator(true).backslash_escape(true).build();
            set.add(glob.map_err(|error| format!("it does not read: {}", error.kind()))?);
            Ok::<(), String>(())
        };
        let mut bases = Vec::new();
        for glob in globs {
            let glob = relative(glob.as_ref())?;
            bases.push(base(glob));
            add(glob)?;
            add(&format!("{glob}/**"))?;
        }
        let set = set.build().map_err(|error| format!("it does not read: {}", error.kind()))?;
        Ok(Globs { set, bases })
    }

    /// Whether a path, relative to the folder and with `/`, or a folder around it is matched.
    pub fn matches(&self, path: &str) -> bool {
        self.may_match(path) && self.set.is_match(path)
    }

    /// A look at the beginning of a path, which is much cheaper: a setting for each of thousands of policies is asked
    /// about every one of them.
    fn may_match(&self, path: &str) -> bool {
        const FEW: usize = 8;
        let is_below = |base: &String| {
            let rest = path.strip_prefix(base.as_str());
            rest.is_some_and(|rest| base.is_empty() || rest.is_empty() || rest.starts_with('/'))
        };
        self.bases.len() > FEW || self.bases.iter().any(is_below)
    }

    /// The files and folders, relative and without anything that chooses, in which all that is matched lies; empty text
    /// for the globs' own folder.
    ///
    /// ```
    /// use leastwise_advice::settings::Globs;
    ///
    /// let globs = Globs::new(["findings/2026/*.json", "one.json", "**/unused.json"])?;
    /// assert_eq!(globs.bases(), ["findings/2026", "one.json", ""]);
    /// # Ok::<(), String>(())
    /// ```
    pub fn bases(&self) -> &[String] {
        &self.bases
    }
}

/// The part of a glob before anything in it that chooses.
fn base(glob: &str) -> String {
    let literal = glob.split('/').take_while(|part| !part.contains(['*', '?', '[', '{', '\\']));
    literal.collect::<Vec<_>>().join("/")
}

fn relative(glob: &str) -> Result<&str, String> {
    let glob = glob.trim_start_matches("./").trim_matches('/');
    if glob.is_empty() {
        return Err("it is empty".to_owned());
    }
    if glob.starts_with('!') {
        return Err("globs cannot be negated".to_owned());
    }
    let escapes = glob.as_bytes().windows(2);
    if escapes.into_iter().any(|pair| matches!(pair, [b'\\', next] if next.is_ascii_alphanumeric())) {
        return Err("folders are separated by `/`, not by a backslash".to_owned());
    }
    if glob.split('/').any(|part| part == "..") {
        return Err("it leads out of the folder of this file".to_owned());
    }
    Ok(glob)
}

/// The glob that matches exactly one path.
pub(crate) fn exactly(path: &str) -> String {
    globset::escape(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_match_as_in_ignore_files_but_from_the_folder_on() {
        let table = [
            ("*.json", "a.json", true),
            ("*.json", "x/a.json", false),
            ("**/*.json", "a.json", true),
            ("**/*.json", "x/y/a.json", true),
            ("roles/**", "roles/x/y.json", true),
            ("roles/**", "roles2/y.json", false),
            ("roles/**/policy.json", "roles/policy.json", true),
            ("roles/**/policy.json", "roles/a/b/policy.json", true),
            ("roles", "roles/a/b.json", true),
            ("roles/", "roles/a.json", true),
            ("./roles/a.json", "roles/a.json", true),
            ("/roles/a.json", "roles/a.json", true),
            ("roles/a.json", "Roles/a.json", false),
            ("roles/{a,b}.json", "roles/b.json", true),
            ("roles/[[]x].json", "roles/[x].json", true),
            ("roles/?.json", "roles/ab.json", false),
        ];
        for (glob, path, expected) in table {
            assert_eq!(Globs::new([glob]).unwrap().matches(path), expected, "{glob} {path}");
        }
        for glob in ["", "/", "!x.json", "a/../b", "[a", "{a", r"roles\MyRole.json"] {
            assert!(Globs::new([glob]).is_err(), "{glob}");
        }
    }

    #[test]
    fn an_exact_glob_matches_its_path_only() {
        for path in ["roles/a[1].json", "a*b/{c}.json", "plain.json", "wéird?.json"] {
            assert!(Globs::new([exactly(path)]).unwrap().matches(path), "{path}");
        }
        assert!(!Globs::new([exactly("a*.json")]).unwrap().matches("ab.json"));
    }
}
