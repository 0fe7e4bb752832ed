//! Action patterns as they stand in policies: `*`, `service:Name`, `service:Na*e?`.

use std::{cmp::Ordering, fmt, hash};

use crate::{ActionName, action::is_name_character, fold, glob};

/// An entry of an `Action` list, read: everything, or a service and a glob over its names.
///
/// `*` in a name stands for any characters, `?` for one; case does not matter (IAM reference, "IAM JSON policy
/// elements: Action"). Two patterns are equal when their texts are, to the letter.
///
/// ```
/// use leastwise_iam::Pattern;
///
/// let pattern = Pattern::parse("s3:Get*Tagging")?;
/// assert!(pattern.matches("S3", "getObjectTagging"));
/// assert!(!pattern.matches("s3", "GetObject"));
/// # Ok::<(), leastwise_iam::PatternError>(())
/// ```
#[derive(Clone)]
pub struct Pattern {
    text: Box<str>,
    /// Where the name begins in `text`; `None` for everything.
    name: Option<usize>,
    /// The name in ASCII lower case with its runs of wildcards normalized.
    glob: Box<[u8]>,
    /// How long the glob's text before its first wildcard is.
    stem: usize,
}

/// Why an entry is not a pattern that AWS accepts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PatternError {
    /// No colon and not `*`.
    #[error("an action is written `service:Name`, or `*` for all")]
    NoColon,
    /// More than one colon.
    #[error("an action can contain only one colon")]
    TwoColons,
    /// The service or the name is empty.
    #[error("the service and the name must not be empty")]
    Empty,
    /// A wildcard inside the service prefix (`s*:Get*`, `*:Get*`); AWS refuses it on save.
    #[error("the service prefix must not contain a wildcard")]
    WildcardService,
    /// A character outside what names and wildcards can hold.
    #[error("`{0}` cannot stand in an action")]
    Character(char),
}

impl Pattern {
    /// Reads an entry. `*` and `*:*` are the same grant.
    ///
    /// ```
    /// use leastwise_iam::{Pattern, PatternError};
    ///
    /// assert!(Pattern::parse("*:*")?.is_everything());
    /// assert_eq!(Pattern::parse("s3").unwrap_err(), PatternError::NoColon);
    /// assert_eq!(Pattern::parse("s*:Get*").unwrap_err(), PatternError::WildcardService);
    /// assert_eq!(Pattern::parse("s3:Get* ").unwrap_err(), PatternError::Character(' '));
    /// # Ok::<(), PatternError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Pattern, PatternError> {
        Ok(match service_of(text)? {
            None => Self::everything(text),
            Some(service) => Self::compiled(text.into(), service.len() + 1),
        })
    }

    /// Whether [`Pattern::parse`] reads a text, without keeping anything.
    ///
    /// # Errors
    ///
    /// Those of [`Pattern::parse`].
    ///
    /// ```
    /// use leastwise_iam::{Pattern, PatternError};
    ///
    /// assert_eq!(Pattern::check("s3:Get*"), Ok(()));
    /// assert_eq!(Pattern::check("s3"), Err(PatternError::NoColon));
    /// ```
    pub fn check(text: &str) -> Result<(), PatternError> {
        service_of(text).map(drop)
    }

    /// Joins a service prefix and a glob over names that are known to be valid.
    pub(crate) fn join(service: &str, name: &str) -> Pattern {
        Self::compiled([service, ":", name].concat().into(), service.len() + 1)
    }

    fn everything(text: &str) -> Pattern {
        Self { text: text.into(), name: None, glob: Box::new([b'*']), stem: 0 }
    }

    fn compiled(text: Box<str>, name: usize) -> Pattern {
        let glob = glob::normalized(text.get(name..).unwrap_or_default()).to_ascii_lowercase().into_bytes();
        let stem = glob.iter().take_while(|&&byte| !glob::is_wildcard(byte)).count();
        Self { text, name: Some(name), glob: glob.into(), stem }
    }

    /// The entry as it was written.
    ///
    /// ```
    /// # use leastwise_iam::Pattern;
    /// assert_eq!(Pattern::parse("S3:get**")?.as_str(), "S3:get**");
    /// # Ok::<(), leastwise_iam::PatternError>(())
    /// ```
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The service prefix as it was written, or `None` for `*` and `*:*`.
    ///
    /// ```
    /// # use leastwise_iam::Pattern;
    /// assert_eq!(Pattern::parse("S3:get*")?.service(), Some("S3"));
    /// assert_eq!(Pattern::parse("*")?.service(), None);
    /// # Ok::<(), leastwise_iam::PatternError>(())
    /// ```
    pub fn service(&self) -> Option<&str> {
        self.text.get(..self.name?.checked_sub(1)?)
    }

    /// The text after the colon as it was written; `*` where the pattern is everything.
    ///
    /// ```
    /// # use leastwise_iam::Pattern;
    /// assert_eq!(Pattern::parse("S3:get*")?.name(), "get*");
    /// assert_eq!(Pattern::parse("*:*")?.name(), "*");
    /// # Ok::<(), leastwise_iam::PatternError>(())
    /// ```
    pub fn name(&self) -> &str {
        self.name.and_then(|from| self.text.get(from..)).unwrap_or("*")
    }

    /// Whether the pattern holds no wildcard, so that it names one action.
    ///
    /// ```
    /// # use leastwise_iam::Pattern;
    /// assert!(Pattern::parse("s3:GetObject")?.is_plain());
    /// assert!(!Pattern::parse("s3:GetObjec?")?.is_plain());
    /// # Ok::<(), leastwise_iam::PatternError>(())
    /// ```
    pub fn is_plain(&self) -> bool {
        self.stem == self.glob.len()
    }

    /// Whether the pattern is `*` or `*:*`.
    ///
    /// ```
    /// # use leastwise_iam::Pattern;
    /// assert!(Pattern::parse("*")?.is_everything());
    /// assert!(!Pattern::parse("s3:*")?.is_everything());
    /// # Ok::<(), leastwise_iam::PatternError>(())
    /// ```
    pub fn is_everything(&self) -> bool {
        self.name.is_none()
    }

    /// The name's text before its first wildcard.
    ///
    /// ```
    /// # use leastwise_iam::Pattern;
    /// assert_eq!(Pattern::parse("ec2:DescribeVol*")?.stem(), "DescribeVol");
    /// assert_eq!(Pattern::parse("s3:*Object*")?.stem(), "");
    /// # Ok::<(), leastwise_iam::PatternError>(())
    /// ```
    pub fn stem(&self) -> &str {
        self.name().get(..self.stem).unwrap_or_default()
    }

    /// Whether the pattern grants `service:name`, without regard to ASCII case. A `?` stands for one byte;
    /// action names are ASCII.
    ///
    /// ```
    /// # use leastwise_iam::Pattern;
    /// let pattern = Pattern::parse("iam:*AccessKey*")?;
    /// assert!(pattern.matches("IAM", "listaccesskeys"));
    /// assert!(!pattern.matches("sts", "GetAccessKeyInfo"));
    /// # Ok::<(), leastwise_iam::PatternError>(())
    /// ```
    pub fn matches(&self, service: &str, name: &str) -> bool {
        match self.service() {
            None => true,
            Some(own) => own.eq_ignore_ascii_case(service) && self.matches_name(name),
        }
    }

    /// Whether the glob over names matches, whatever the service.
    pub(crate) fn matches_name(&self, name: &str) -> bool {
        glob::matches(&self.glob, name.as_bytes())
    }

    /// The name in ASCII lower case with its runs of wildcards normalized.
    pub(crate) fn glob(&self) -> &[u8] {
        &self.glob
    }

    /// The text before the star of a glob that has one wildcard, a final star.
    pub(crate) fn lone_star(&self) -> Option<&[u8]> {
        self.glob.split_at_checked(self.stem).filter(|(_, rest)| *rest == b"*").map(|(stem, _)| stem)
    }

    /// How many stars the name holds, a run of wildcards counting once.
    pub(crate) fn stars(&self) -> usize {
        self.glob.iter().filter(|&&byte| byte == b'*').count()
    }

    /// The order in which the entries of a replacement stand: as text, without regard to ASCII case.
    ///
    /// ```
    /// # use leastwise_iam::Pattern;
    /// let mut entries = ["s3:getB*", "s3:GetA*", "ec2:*"].map(|text| Pattern::parse(text).unwrap());
    /// entries.sort_by(Pattern::cmp_folded);
    /// assert_eq!(entries.each_ref().map(Pattern::as_str), ["ec2:*", "s3:GetA*", "s3:getB*"]);
    /// ```
    pub fn cmp_folded(&self, other: &Pattern) -> Ordering {
        fold::cmp(&self.text, &other.text)
    }
}

impl From<&ActionName> for Pattern {
    fn from(action: &ActionName) -> Self {
        Self::join(action.service(), action.name())
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Pattern {}

impl hash::Hash for Pattern {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pattern({})", self.text)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The service prefix of an entry; `None` where it is everything.
fn service_of(text: &str) -> Result<Option<&str>, PatternError> {
    let all_stars = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte == b'*');
    if all_stars(text) {
        return Ok(None);
    }
    let (service, name) = text.split_once(':').ok_or(PatternError::NoColon)?;
    if name.contains(':') {
        return Err(PatternError::TwoColons);
    }
    if service.is_empty() || name.is_empty() {
        return Err(PatternError::Empty);
    }
    let is_odd = |&character: &char| !is_name_character(character) && !matches!(character, '*' | '?');
    if let Some(odd) = service.chars().find(is_odd).or_else(|| name.chars().find(is_odd)) {
        return Err(PatternError::Character(odd));
    }
    if service.bytes().any(glob::is_wildcard) {
        let everything = all_stars(service) && all_stars(name);
        return if everything { Ok(None) } else { Err(PatternError::WildcardService) };
    }
    Ok(Some(service))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_aws_accepts_and_says_what_is_wrong_with_the_rest() {
        use PatternError::{Character, Empty, NoColon, TwoColons, WildcardService};
        let cases = [
            ("s3:Get*", Ok("s3")),
            ("internal-svc:*", Ok("internal-svc")),
            ("s3:**?", Ok("s3")),
            ("", Err(NoColon)),
            ("?", Err(NoColon)),
            ("GetObject", Err(NoColon)),
            ("*?", Err(NoColon)),
            ("s3:Get:*", Err(TwoColons)),
            ("*:*:*", Err(TwoColons)),
            (":*", Err(Empty)),
            ("s3:", Err(Empty)),
            ("*:", Err(Empty)),
            ("*:Get*", Err(WildcardService)),
            ("s*:Get*", Err(WildcardService)),
            ("s?:*", Err(WildcardService)),
            (" s3:Get*", Err(Character(' '))),
            ("s3:Get*\t", Err(Character('\t'))),
            ("${Prefix}:Get*", Err(Character('$'))),
            ("s3:Ｇet", Err(Character('Ｇ'))),
        ];
        for (text, expected) in cases {
            let read = Pattern::parse(text);
            assert_eq!(
                read.as_ref().map(|pattern| pattern.service().unwrap()),
                expected.as_ref().copied(),
                "{text:?}"
            );
        }
    }

    #[test]
    fn everything_is_written_in_several_ways() {
        for text in ["*", "**", "*:*", "**:***"] {
            let pattern = Pattern::parse(text).unwrap();
            assert!(pattern.is_everything() && pattern.matches("anything", "At.all"), "{text}");
            assert_eq!((pattern.as_str(), pattern.name(), pattern.stem()), (text, "*", ""));
        }
    }

    #[test]
    fn a_pattern_keeps_its_text_and_matches_its_own_service_only() {
        let pattern = Pattern::parse("S3:get**Acl").unwrap();
        assert_eq!(pattern.as_str(), "S3:get**Acl");
        assert_eq!(format!("{pattern} {pattern:?}"), "S3:get**Acl Pattern(S3:get**Acl)");
        assert_ne!(pattern, Pattern::parse("S3:get*Acl").unwrap());
        assert_eq!(pattern.stem(), "get");
        assert!(pattern.matches("s3", "GetObjectACL"));
        assert!(!pattern.matches("s3-outposts", "GetObjectAcl"));
    }
}
