//! The rules, by name.

/// A rule of the catalogue in `docs/rules.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Rule {
    /// A plain action that is reported unused.
    UnusedAction,
    /// A wildcard all of whose actions are unused.
    UnusedWildcard,
    /// A wildcard some of whose actions are unused.
    ExcessWildcard,
    /// An Allow with `NotAction` that grants what is unused.
    UnusedNotAction,
    /// A policy all of whose Allow statements are unused.
    UnusedPolicy,
    /// A findings file that does not read.
    UnreadableFinding,
    /// A finding that is saved without its actions, or in part, or that is not done.
    IncompleteFinding,
    /// A role, access key or password that is itself unused.
    UnusedPrincipal,
    /// A findings file that speaks about no policy here.
    UnattributedFinding,
    /// A finding that is too old to be sure of.
    StaleFinding,
    /// A finding that names an action that the catalog lacks.
    StaleCatalog,
    /// AWS's own recommendation for a policy differs from ours.
    RecommendationDiffers,
    /// A policy near or over its quota.
    SizeQuota,
    /// A policy inside a string, which is not edited.
    EncodedPolicy,
    /// A policy that cannot be parsed, or not strictly.
    InvalidPolicy,
    /// An entry or statement that a template fills in.
    UncheckedPlaceholder,
    /// Sources that look like policies, in a syntax that is not read.
    UncheckedSource,
    /// An entry that AWS refuses.
    InvalidAction,
    /// An action that the catalog lacks.
    UnknownAction,
    /// A policy that is not judged, or not wholly, and why.
    UnjudgedPolicy,
    /// A setting that does not read.
    InvalidSetting,
    /// A kept action whose last day is over.
    ExpiredKeep,
    /// A table that says whose policies are and covers none.
    UnmatchedAttach,
    /// A kept action that no policy grants.
    UnmatchedKeep,
}

impl Rule {
    /// Every rule.
    pub const ALL: &[Rule] = &[
        Rule::UnusedAction,
        Rule::UnusedWildcard,
        Rule::ExcessWildcard,
        Rule::UnusedNotAction,
        Rule::UnusedPolicy,
        Rule::UnreadableFinding,
        Rule::IncompleteFinding,
        Rule::UnusedPrincipal,
        Rule::UnattributedFinding,
        Rule::StaleFinding,
        Rule::StaleCatalog,
        Rule::RecommendationDiffers,
        Rule::SizeQuota,
        Rule::EncodedPolicy,
        Rule::InvalidPolicy,
        Rule::UncheckedPlaceholder,
        Rule::UncheckedSource,
        Rule::InvalidAction,
        Rule::UnknownAction,
        Rule::UnjudgedPolicy,
        Rule::InvalidSetting,
        Rule::ExpiredKeep,
        Rule::UnmatchedAttach,
        Rule::UnmatchedKeep,
    ];
    /// The name in messages, settings and documentation: `excess-wildcard`.
    pub fn name(self) -> &'static str {
        match self {
            Rule::UnusedAction => "unused-action",
            Rule::UnusedWildcard => "unused-wildcard",
            Rule::ExcessWildcard => "excess-wildcard",
            Rule::UnusedNotAction => "unused-not-action",
            Rule::UnusedPolicy => "unused-policy",
            Rule::UnreadableFinding => "unreadable-finding",
            Rule::IncompleteFinding => "incomplete-finding",
            Rule::UnusedPrincipal => "unused-principal",
            Rule::UnattributedFinding => "unattributed-finding",
            Rule::StaleFinding => "stale-finding",
            Rule::StaleCatalog => "stale-catalog",
            Rule::RecommendationDiffers => "recommendation-differs",
            Rule::SizeQuota => "size-quota",
            Rule::EncodedPolicy => "encoded-policy",
            Rule::InvalidPolicy => "invalid-policy",
            Rule::UncheckedPlaceholder => "unchecked-placeholder",
            Rule::UncheckedSource => "unchecked-source",
            Rule::InvalidAction => "invalid-action",
            Rule::UnknownAction => "unknown-action",
            Rule::UnjudgedPolicy => "unjudged-policy",
            Rule::InvalidSetting => "invalid-setting",
            Rule::ExpiredKeep => "expired-keep",
            Rule::UnmatchedAttach => "unmatched-attach",
            Rule::UnmatchedKeep => "unmatched-keep",
        }
    }
    /// The level unless settings say otherwise.
    pub fn default_level(self) -> Level {
        match self {
            Rule::UnknownAction => Level::Hint,
            Rule::UnusedNotAction
            | Rule::IncompleteFinding
            | Rule::UnusedPrincipal
            | Rule::UnattributedFinding
            | Rule::StaleFinding
            | Rule::StaleCatalog
            | Rule::RecommendationDiffers
            | Rule::SizeQuota
            | Rule::EncodedPolicy
            | Rule::UncheckedPlaceholder
            | Rule::UncheckedSource
            | Rule::UnjudgedPolicy
            | Rule::ExpiredKeep
            | Rule::UnmatchedKeep => Level::Information,
            _ => Level::Warning,
        }
    }
    /// The address of the rule's documentation.
    pub fn documentation(self) -> String {
        format!("https://github.com/leastwise/leastwise/blob/main/docs/rules.md#{}", self.name())
    }
}

/// How much a rule's advice matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Shown faintly.
    Hint,
    /// Shown, fails nothing.
    Information,
    /// Shown, and `check` exits with 1.
    Warning,
    /// Shown as an error, and `check` exits with 1.
    Error,
}

impl Level {
    /// Every level.
    pub const ALL: [Level; 4] = [Level::Hint, Level::Information, Level::Warning, Level::Error];

    /// The name in settings and output.
    pub fn name(self) -> &'static str {
        match self {
            Level::Hint => "hint",
            Level::Information => "information",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }

    /// The level of a name.
    pub fn parse(name: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.name() == name)
    }
}
