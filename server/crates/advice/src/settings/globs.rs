//! Globs over paths below a folder.

mod braces;

use fast_glob::{glob_match, validate};
use globset::GlobBuilder;

use super::limits::MOST_GLOB_BYTES;
use super::prefixes::Prefixes;
use crate::words::number;

/// Globs of one setting, matched against paths relative to the folder of the file that they stand in.
///
/// `*` stays inside one folder, `**` does not, and a glob that matches a folder matches all inside it.
///
/// ```
/// use leastwise_advice::settings::Globs;
///
/// let globs = Globs::new(["roles/*.json", "archive"])?;
/// assert!(globs.matches("roles/MyRole.json"));
/// assert!(!globs.matches("roles/other/MyRole.json"));
/// assert!(globs.matches("archive/2024/MyRole.json"));
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Globs {
    /// They are not compiled: a file may have thousands of them, and a compiled one takes ten kilobytes.
    globs: Vec<Glob>,
    bases: Vec<String>,
    prefixes: Prefixes,
}

/// A glob without braces.
#[derive(Clone, Debug)]
struct Glob {
    text: String,
    /// How many bytes stand in front of the first wildcard.
    literal: usize,
}

impl Globs {
    /// Reads globs.
    ///
    /// # Errors
    /// What is wrong with the first wrong one, as a clause.
    pub fn new<T: AsRef<str>>(globs: impl IntoIterator<Item = T>) -> Result<Globs, String> {
        let mut all = Globs::default();
        for glob in globs {
            read(glob.as_ref())?.into_iter().for_each(|glob| all.add(glob));
        }
        all.finish();
        Ok(all)
    }

    /// The globs of several settings of one file, as one.
    pub fn union<'g>(lists: impl IntoIterator<Item = &'g Globs>) -> Globs {
        let mut all = Globs::default();
        for globs in lists {
            globs.globs.iter().for_each(|glob| all.add(glob.clone()));
        }
        all.finish();
        all
    }

    fn add(&mut self, glob: Glob) {
        self.prefixes.add(glob.prefix(), self.globs.len());
        self.bases.push(glob.base().to_owned());
        self.globs.push(glob);
    }

    fn finish(&mut self) {
        // A folder stands right in front of what lies in it.
        self.bases.sort_unstable_by(|a, b| a.split('/').cmp(b.split('/')));
        self.bases.dedup_by(|base, above| {
            let rest = base.strip_prefix(above.as_str());
            rest.is_some_and(|rest| above.is_empty() || rest.is_empty() || rest.starts_with('/'))
        });
    }

    /// Whether a path, relative to the folder and with `/`, or a folder around it is matched.
    pub fn matches(&self, path: &str) -> bool {
        let mut nearby = self.prefixes.around(path).filter_map(|index| self.globs.get(index));
        nearby.any(|glob| glob.matches(path))
    }

    /// The fewest files and folders, relative and without wildcards, in which everything lies that is matched; empty
    /// text for the globs' own folder.
    ///
    /// ```
    /// use leastwise_advice::settings::Globs;
    ///
    /// let globs = Globs::new(["findings/2026/*.json", "one.json", "findings/2026/05/a.json"])?;
    /// assert_eq!(globs.bases(), ["findings/2026", "one.json"]);
    /// assert_eq!(Globs::new(["findings/2026/*.json", "**/unused.json"])?.bases(), [""]);
    /// # Ok::<(), String>(())
    /// ```
    pub fn bases(&self) -> &[String] {
        &self.bases
    }

    /// The text in front of the first wildcard, for each glob and each of its alternatives in braces.
    pub(crate) fn prefixes(&self) -> impl Iterator<Item = &str> {
        self.globs.iter().map(Glob::prefix)
    }
}

impl Glob {
    fn new(text: String) -> Glob {
        let literal = text.find(CHOOSES).unwrap_or(text.len());
        Glob { text, literal }
    }

    fn prefix(&self) -> &str {
        self.text.get(..self.literal).unwrap_or_default()
    }

    /// The folder of the first wildcard; the whole glob where there is none.
    fn base(&self) -> &str {
        if self.literal == self.text.len() {
            return &self.text;
        }
        self.prefix().rsplit_once('/').map_or("", |(base, _)| base)
    }

    fn matches(&self, path: &str) -> bool {
        if self.literal == self.text.len() {
            return path
                .strip_prefix(&*self.text)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        }
        // A folder is matched no earlier than the literal part ends.
        let folders = path.match_indices('/').filter(|(end, _)| *end >= self.literal);
        let mut folders = folders.filter_map(|(end, _)| path.get(..end));
        glob_match(&self.text, path) || folders.any(|folder| glob_match(&self.text, folder))
    }
}

/// The characters that choose, or escape one that does.
const CHOOSES: [char; 5] = ['*', '?', '[', '{', '\\'];

/// A glob, or one for each way through its braces: the matcher's time grows with their product.
fn read(text: &str) -> Result<Vec<Glob>, String> {
    if text.len() > MOST_GLOB_BYTES {
        return Err(format!("it is longer than {} bytes", number(MOST_GLOB_BYTES)));
    }
    let text = relative(text)?;
    // A backslash escapes on every system, since the file is shared between them.
    let parsed = GlobBuilder::new(text).literal_separator(true).backslash_escape(true).build();
    parsed.map_err(|error| format!("cannot parse it: {}", error.kind()))?;
    validate(text).map_err(|error| format!("cannot parse it: {error}"))?;
    let texts = braces::expand(text)?;
    // Each of them stands for itself: `{../x}` and `{,!}x` are what `..` and `!` are.
    texts.into_iter().map(|text| relative(&text).map(|text| Glob::new(text.to_owned()))).collect()
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
            ("roles/a?", "roles/ab/c/d.json", true),
            ("roles/**/x", "roles/x/a.json", true),
            ("roles/**/x", "roles", false),
            ("{roles,more}/{a,b{c,d}}.json", "more/bd.json", true),
            ("{roles,more}/{a,b{c,d}}.json", "more/b.json", false),
            ("a{/**,.json}", "a/b/c.json", true),
            ("a{/**,.json}", "a.json", true),
            ("a{,b}.json", "a.json", true),
            ("roles/!a.json", "roles/!a.json", true),
            (r"roles/\*.json", "roles/*.json", true),
            (r"roles/\*.json", "roles/a.json", false),
            (r"roles/\{a\}.json", "roles/{a}.json", true),
        ];
        for (glob, path, expected) in table {
            assert_eq!(Globs::new([glob]).unwrap().matches(path), expected, "{glob} {path}");
        }
        for glob in [
            "",
            "/",
            "!x.json",
            "a/../b",
            "[a",
            "{a",
            r"roles\MyRole.json",
            "a}",
            "[z-a]",
            "{a,}",
            "{x,!a}",
            "{x,../a}",
        ] {
            assert!(Globs::new([glob]).is_err(), "{glob}");
        }
    }

    /// Each star of each alternative could be tried with each of every other.
    #[test]
    fn a_glob_that_could_be_matched_in_many_ways_is_refused_or_cheap() {
        let long = "a".repeat(200);
        let braces = format!("{}b", "*{a,aa}".repeat(10));
        assert!(Globs::new([&braces]).unwrap_err().contains("more than 100 alternatives"));
        for glob in ["*a".repeat(100) + "b", "**/*a/".repeat(20) + "b", "*{a,aa}".repeat(6) + "b"] {
            let path = format!("{}/{long}", vec![&*long; 20].join("/"));
            assert!(!Globs::new([&glob]).unwrap().matches(&path), "{glob}");
        }
        assert!(Globs::new([&"x".repeat(501)]).unwrap_err().contains("longer than 500 bytes"));
    }

    #[test]
    fn an_exact_glob_matches_its_path_only() {
        for path in ["roles/a[1].json", "a*b/{c}.json", "plain.json", "wéird?.json"] {
            assert!(Globs::new([exactly(path)]).unwrap().matches(path), "{path}");
        }
        assert!(!Globs::new([exactly("a*.json")]).unwrap().matches("ab.json"));
    }
}
