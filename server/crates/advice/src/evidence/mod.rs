//! Evidence: each action that an entry grants, and why it is unused or kept. Made when somebody asks (a hover, JSON
//! output), never on a keystroke.

mod deny;
mod reason;
pub mod render;
mod statement;

use leastwise_iam::{AccessLevel, ActionName, Pattern, Universe};

pub use deny::Denied;
pub use reason::{Grounds, Kind, Reason};
pub use statement::{ServiceEvidence, StatementEvidence};

use crate::analysis::{Analysis, EntryRef};
pub(crate) use deny::Denies;

/// What an entry grants, action by action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The entry's text.
    pub entry: String,
    /// Whom the findings are about: "role MyRole".
    pub who: String,
    /// How many actions there are of each kind.
    pub counts: Counts,
    /// The actions, the riskiest level first; no group is empty.
    pub groups: Vec<Group>,
}

/// How many actions an entry grants, and how many of them for each kind of reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    by_kind: [usize; Kind::ALL.len()],
    /// How many of them a Deny of the same document takes away.
    pub denied: usize,
    /// How many more of them a Deny of the same document may take away.
    pub may_be_denied: usize,
}

/// The actions of one access level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The level.
    pub level: AccessLevel,
    /// Its actions, sorted without regard to case.
    pub actions: Vec<Granted>,
}

/// An action that an entry grants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    /// The action, in AWS's spelling where the catalog has it.
    pub action: ActionName,
    /// Why it is unused or kept.
    pub reason: Reason,
    /// Whether a Deny of the same document takes it away.
    pub denied: Denied,
}

impl Counts {
    /// All actions.
    pub fn granted(&self) -> usize {
        self.by_kind.iter().sum()
    }

    /// The unused ones.
    pub fn unused(&self) -> usize {
        self.of(Kind::Unused)
    }

    /// The others.
    pub fn kept(&self) -> usize {
        self.granted() - self.unused()
    }

    /// Those of one kind.
    pub fn of(&self, kind: Kind) -> usize {
        self.by_kind.get(kind as usize).copied().unwrap_or_default()
    }

    fn add(&mut self, kind: Kind, denied: Denied) {
        if let Some(count) = self.by_kind.get_mut(kind as usize) {
            *count += 1;
        }
        match denied {
            Denied::No => {}
            Denied::Maybe => self.may_be_denied += 1,
            Denied::Yes => self.denied += 1,
        }
    }
}

impl Evidence {
    /// What `pattern` grants on these grounds, with no document around it.
    pub fn of(pattern: &Pattern, grounds: &Grounds<'_>) -> Evidence {
        Evidence::with(pattern, grounds, &Denies::default(), String::new())
    }

    fn with(pattern: &Pattern, grounds: &Grounds<'_>, denies: &Denies, who: String) -> Evidence {
        let mut counts = Counts::default();
        let mut by_level: [Vec<Granted>; AccessLevel::ALL.len()] = Default::default();
        for action in granted(pattern, grounds.universe) {
            let reason = grounds.reason(&action);
            let denied = denies.of(&action);
            counts.add(reason.kind(), denied);
            let level = level(&action, grounds.universe);
            if let Some(group) = by_level.get_mut(level as usize) {
                group.push(Granted { action, reason, denied });
            }
        }
        let groups = AccessLevel::ALL.into_iter().zip(by_level);
        let groups = groups.filter(|(_, actions)| !actions.is_empty());
        Evidence {
            entry: pattern.as_str().to_owned(),
            who,
            counts,
            groups: groups.map(|(level, actions)| Group { level, actions }).collect(),
        }
    }
}

impl Analysis {
    /// What one entry grants, and why each action of it is unused or kept; `None` where the document is not judged or
    /// the entry is no pattern of an `Action` list.
    pub fn evidence(&self, at: EntryRef) -> Option<Evidence> {
        let (pattern, view) = self.pattern(at)?;
        let document = self.source.documents.get(at.document)?;
        let denies = view.denies.get_or_init(|| Denies::read(&self.source, document));
        let standing = &view.standing;
        let grounds = Grounds::of(standing, &self.known);
        Some(Evidence::with(&pattern, &grounds, denies, standing.who.clone()))
    }
}

/// The known actions that a pattern grants, sorted; a plain name grants itself even where nobody knows it.
pub(crate) fn granted(pattern: &Pattern, universe: &Universe) -> Vec<ActionName> {
    let of = |service: &str| {
        let names = universe.names(service).iter().filter(|name| pattern.matches(service, name));
        names.filter_map(|name| ActionName::new(service, name).ok()).collect::<Vec<_>>()
    };
    let mut actions: Vec<ActionName> = match pattern.service() {
        None => universe.services().flat_map(of).collect(),
        Some(own) => {
            let spelled = universe.services().find(|service| service.eq_ignore_ascii_case(own));
            of(spelled.unwrap_or(own))
        }
    };
    if actions.is_empty() && pattern.is_plain() {
        actions.extend(ActionName::parse(pattern.as_str()));
    }
    actions.sort();
    actions
}

pub(crate) fn level(action: &ActionName, universe: &Universe) -> AccessLevel {
    let service = universe.catalog().service(action.service());
    service
        .and_then(|service| service.action(action.name()))
        .map_or(AccessLevel::Unknown, |known| known.level)
}

#[cfg(test)]
mod tests;
