//! Plain action names, `service:Name`, compared without regard to ASCII case.

/// A plain action name such as `s3:GetObject`: a service prefix and a name, neither with a wildcard.
/// Equality, order and hash fold ASCII case, and only ASCII.
#[derive(Clone, Debug)]
pub struct ActionName {
    text: Box<str>,
    colon: usize,
}

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
}

impl ActionName {
    /// Reads `service:Name`.
    pub fn parse(text: &str) -> Result<Self, ActionNameError> {
        let _ = text;
        unimplemented!()
    }
    /// Joins a service prefix and a name.
    pub fn new(service: &str, name: &str) -> Result<Self, ActionNameError> {
        Self::parse(&format!("{service}:{name}"))
    }
    /// The service prefix as it was written.
    pub fn service(&self) -> &str {
        &self.text[..self.colon]
    }
    /// The name after the colon as it was written.
    pub fn name(&self) -> &str {
        &self.text[self.colon + 1..]
    }
    /// The whole text as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}
impl PartialEq for ActionName {
    fn eq(&self, other: &Self) -> bool {
        self.text.eq_ignore_ascii_case(&other.text)
    }
}
impl Eq for ActionName {}
impl std::hash::Hash for ActionName {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        for byte in self.text.bytes() {
            state.write_u8(byte.to_ascii_lowercase());
        }
    }
}
impl Ord for ActionName {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let fold = |text: &str| text.bytes().map(|b| b.to_ascii_lowercase()).collect::<Vec<_>>();
        fold(&self.text).cmp(&fold(&other.text))
    }
}
impl PartialOrd for ActionName {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl std::fmt::Display for ActionName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}
