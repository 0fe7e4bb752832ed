//! Action patterns as they stand in policies: `*`, `service:Name`, `service:Na*e?`.

/// An entry of an `Action` list, read: everything, or a service and a glob over its names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern {
    text: Box<str>,
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
    pub fn parse(text: &str) -> Result<Pattern, PatternError> {
        let _ = text;
        unimplemented!()
    }
    /// The entry as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
    /// The service prefix as it was written, or `None` for `*` and `*:*`.
    pub fn service(&self) -> Option<&str> {
        unimplemented!()
    }
    /// The text after the colon as it was written; `*` where the pattern is everything.
    pub fn name(&self) -> &str {
        unimplemented!()
    }
    /// Whether the pattern holds no wildcard, so that it names one action.
    pub fn is_plain(&self) -> bool {
        unimplemented!()
    }
    /// Whether the pattern is `*` or `*:*`.
    pub fn is_everything(&self) -> bool {
        self.service().is_none()
    }
    /// The name's text before its first wildcard.
    pub fn stem(&self) -> &str {
        unimplemented!()
    }
    /// Whether the pattern grants `service:name`, without regard to ASCII case.
    pub fn matches(&self, service: &str, name: &str) -> bool {
        let _ = (service, name);
        unimplemented!()
    }
}
