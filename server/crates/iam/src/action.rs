//! Plain action names, `service:Name`, compared without regard to ASCII case.

use std::{cmp::Ordering, fmt, hash};

use crate::fold;
use crate::interned::Interned;

/// A plain action name such as `s3:GetObject`: a service prefix and a name, neither with a wildcard.
/// Equality, order and hash fold ASCII case, and only ASCII.
///
/// Case does not matter in an action (IAM reference, "IAM JSON policy elements: Action").
///
/// ```
/// use leastwise_iam::ActionName;
///
/// let action = ActionName::parse("s3:GetObject")?;
/// assert_eq!((action.service(), action.name()), ("s3", "GetObject"));
/// assert_eq!(action, ActionName::parse("S3:getobject")?);
/// # Ok::<(), leastwise_iam::ActionNameError>(())
/// ```
#[derive(Clone)]
pub struct ActionName(Interned);

/// Why a text is not an action name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ActionNameError {
    /// There is no colon, or more than one.
    #[error("an action is written `service:Name`")]
    Colon,
    /// The service or the name is empty.
    #[error("the service and the name must not be empty")]
    Empty,
    /// A character outside ASCII letters, digits, `-`, `_` and `.`.
    #[error("`{0}` cannot stand in an action name")]
    Character(char),
    /// More than [`MAX_LENGTH`] characters.
    #[error("an action has at most {MAX_LENGTH} characters")]
    TooLong,
}

/// The most characters of an action, service prefix and colon included (IAM API reference, `ActionNameType`).
pub const MAX_LENGTH: usize = 128;

/// Whether a character can stand in a service prefix or an action name.
///
/// Published names hold letters and digits, service prefixes `-` too, and one name does
/// (`vpc-lattice:AssociateViaAWSService-EventsAndStates`). `_` and `.` are allowed beyond what is published,
/// so that a name of tomorrow is not refused.
pub(crate) fn is_name_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.')
}

impl ActionName {
    /// Reads `service:Name`.
    ///
    /// ```
    /// use leastwise_iam::{ActionName, ActionNameError};
    ///
    /// assert!(ActionName::parse("iam:PassRole").is_ok());
    /// assert_eq!(ActionName::parse("PassRole"), Err(ActionNameError::Colon));
    /// assert_eq!(ActionName::parse("iam:"), Err(ActionNameError::Empty));
    /// assert_eq!(ActionName::parse("iam:Pass*"), Err(ActionNameError::Character('*')));
    /// ```
    pub fn parse(text: &str) -> Result<Self, ActionNameError> {
        let (service, name) = text.split_once(':').ok_or(ActionNameError::Colon)?;
        if name.contains(':') {
            return Err(ActionNameError::Colon);
        }
        if service.is_empty() || name.is_empty() {
            return Err(ActionNameError::Empty);
        }
        let is_odd = |&character: &char| !is_name_character(character);
        if let Some(odd) = service.chars().find(is_odd).or_else(|| name.chars().find(is_odd)) {
            return Err(ActionNameError::Character(odd));
        }
        if text.len() > MAX_LENGTH {
            return Err(ActionNameError::TooLong);
        }
        Ok(Self(Interned::new(text, service.len())))
    }

    /// Joins a service prefix and a name.
    ///
    /// ```
    /// use leastwise_iam::ActionName;
    ///
    /// assert_eq!(ActionName::new("s3", "GetObject")?.as_str(), "s3:GetObject");
    /// assert!(ActionName::new("s3", "Get:Object").is_err());
    /// # Ok::<(), leastwise_iam::ActionNameError>(())
    /// ```
    pub fn new(service: &str, name: &str) -> Result<Self, ActionNameError> {
        Self::parse(&[service, ":", name].concat())
    }

    /// Joins parts that are known to be valid.
    pub(crate) fn join(service: &str, name: &str) -> Self {
        Self(Interned::new(&[service, ":", name].concat(), service.len()))
    }

    /// The service prefix as it was written.
    ///
    /// ```
    /// # use leastwise_iam::ActionName;
    /// assert_eq!(ActionName::parse("S3:getObject")?.service(), "S3");
    /// # Ok::<(), leastwise_iam::ActionNameError>(())
    /// ```
    pub fn service(&self) -> &str {
        self.0.text.get(..self.0.colon).unwrap_or_default()
    }

    /// The name after the colon as it was written.
    ///
    /// ```
    /// # use leastwise_iam::ActionName;
    /// assert_eq!(ActionName::parse("S3:getObject")?.name(), "getObject");
    /// # Ok::<(), leastwise_iam::ActionNameError>(())
    /// ```
    pub fn name(&self) -> &str {
        self.0.text.get(self.0.colon + 1..).unwrap_or_default()
    }

    /// The whole text as it was written.
    ///
    /// ```
    /// # use leastwise_iam::ActionName;
    /// assert_eq!(ActionName::parse("S3:getObject")?.as_str(), "S3:getObject");
    /// # Ok::<(), leastwise_iam::ActionNameError>(())
    /// ```
    pub fn as_str(&self) -> &str {
        &self.0.text
    }
}

impl PartialEq for ActionName {
    fn eq(&self, other: &Self) -> bool {
        self.0.is_same(&other.0)
            || (self.0.hash == other.0.hash && self.as_str().eq_ignore_ascii_case(other.as_str()))
    }
}

impl Eq for ActionName {}

impl hash::Hash for ActionName {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.hash);
    }
}

impl Ord for ActionName {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.0.is_same(&other.0) { Ordering::Equal } else { fold::cmp(self.as_str(), other.as_str()) }
    }
}

impl PartialOrd for ActionName {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for ActionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ActionName({})", self.as_str())
    }
}

impl fmt::Display for ActionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashSet};

    use super::*;

    #[test]
    fn reads_only_plain_names() {
        use ActionNameError::{Character, Colon, Empty, TooLong};
        let longest = format!("s3:{}", "a".repeat(MAX_LENGTH - 3));
        let too_long = format!("{longest}a");
        let cases = [
            ("s3:GetObject", Ok(())),
            ("vpc-lattice:AssociateViaAWSService-EventsAndStates", Ok(())),
            ("", Err(Colon)),
            ("*", Err(Colon)),
            ("s3", Err(Colon)),
            ("s3:Get:Object", Err(Colon)),
            (":GetObject", Err(Empty)),
            ("s3:", Err(Empty)),
            (":", Err(Empty)),
            ("s3:Get*", Err(Character('*'))),
            ("s3:Get?", Err(Character('?'))),
            (" s3:GetObject", Err(Character(' '))),
            ("s3:GetObject ", Err(Character(' '))),
            ("s3:Gét", Err(Character('é'))),
            ("s3:Get\"", Err(Character('"'))),
            (&longest, Ok(())),
            (&too_long, Err(TooLong)),
        ];
        for (text, expected) in cases {
            assert_eq!(ActionName::parse(text).map(|_| ()), expected, "{text:?}");
        }
    }

    #[test]
    fn equality_order_and_hash_fold_case_together() {
        let name = |text| ActionName::parse(text).unwrap();
        let set: HashSet<_> = [name("s3:GetObject"), name("S3:GETOBJECT"), name("s3:GetObjectAcl")].into();
        assert_eq!(set.len(), 2);
        let sorted: BTreeSet<_> = ["s3:b", "S3:A", "s3:a", "ec2:C"].map(name).into();
        assert_eq!(sorted.into_iter().collect::<Vec<_>>(), ["ec2:c", "s3:a", "s3:b"].map(name));
        assert_eq!(format!("{0} {0:?}", name("S3:Get")), "S3:Get ActionName(S3:Get)");
    }
}
