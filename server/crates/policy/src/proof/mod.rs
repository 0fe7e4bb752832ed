//! The proof of an edit on the document: both texts are read again with another reader (serde_json) and
//! compared value by value.
//!
//! Nothing of [`crate::json`] or [`crate::edit`] is used here but the names of things, so that no mistake of theirs can
//! hide itself. What an edit does not name must be the same text, comments aside: values are compared as they are
//! written (`serde_json`'s `RawValue`), so a number that no number type holds (`1e400`, `0.10`) equals itself and
//! nothing else, and no depth of nesting is too deep.

mod comments;
mod raw;

use std::collections::BTreeMap;

use raw::Raw;

use crate::{Document, EntryChange, Source, Step};

/// What became of one edited list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListChange {
    /// [`crate::Statement::index`] before the edit.
    pub statement: usize,
    /// The entries before.
    pub before: Vec<String>,
    /// The entries after; `None` where the statement is gone.
    pub after: Option<Vec<String>>,
}

/// How an edited text breaks the contract.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Violation {
    /// One of the texts is not JSON (comments aside).
    #[error("the text does not read as JSON: {0}")]
    NotJson(String),
    /// Something besides the edited lists differs.
    #[error("more than the edited lists would change: {0}")]
    Differs(String),
    /// A list or the policy would be empty, which AWS refuses.
    #[error("an empty list would be left")]
    Empty,
}

/// Proves that `after` is the source's text with nothing changed but the lists that `changes` name in `document`,
/// and returns what became of those, in the order of the statements, for the caller to prove what they grant.
///
/// Only statements whose `Effect` is `Allow` may change. A statement all of whose entries go must be gone, and no
/// other; every other named entry must have been replaced, in its place, by exactly its replacement.
///
/// ```
/// use leastwise_policy::{proof, EntryChange, Source};
///
/// let source = Source::read(r#"{"Statement": {"Effect": "Allow", "Action": ["s3:Get*", "s3:List*"]}}"#);
/// let changes = [EntryChange { statement: 0, entry: 0, replacement: vec!["s3:GetObject".into()] }];
///
/// let after = r#"{"Statement": {"Effect": "Allow", "Action": ["s3:GetObject", "s3:List*"]}}"#;
/// let lists = proof::prove(&source, &source.documents[0], &changes, after).unwrap();
/// assert_eq!(lists[0].after.as_ref().unwrap(), &["s3:GetObject", "s3:List*"]);
///
/// let more = r#"{"Statement": {"Effect": "Allow", "Action": ["s3:GetObject"]}}"#;
/// assert!(proof::prove(&source, &source.documents[0], &changes, more).is_err());
/// ```
pub fn prove(
    source: &Source,
    document: &Document,
    changes: &[EntryChange],
    after: &str,
) -> Result<Vec<ListChange>, Violation> {
    let (before, after) = (comments::blank_out(&source.text), comments::blank_out(after));
    let (mut before, mut after) = (Raw::read(&before)?, Raw::read(&after)?);
    for step in &document.path {
        (before, after) = same_but_for(before, after, step)?;
    }
    let (before, after) = same_but_for(before, after, &Step::Key("Statement".to_owned()))?;
    statements(before, after, &by_statement(changes)?)
}

/// The entries that change in a statement and what comes in their place.
type Replacements<'c> = BTreeMap<usize, &'c [String]>;

fn by_statement(changes: &[EntryChange]) -> Result<BTreeMap<usize, Replacements<'_>>, Violation> {
    let mut statements: BTreeMap<usize, Replacements<'_>> = BTreeMap::new();
    for change in changes {
        let twice = statements.entry(change.statement).or_default().insert(change.entry, &change.replacement);
        if twice.is_some() {
            return Err(differs("an entry is changed twice"));
        }
    }
    Ok(statements)
}

/// The values at `step`, if everything beside them is the same.
fn same_but_for<'t>(before: Raw<'t>, after: Raw<'t>, step: &Step) -> Result<(Raw<'t>, Raw<'t>), Violation> {
    match step {
        Step::Key(key) => {
            let (before, after) = (before.members()?, after.members()?);
            same_members(&before, &after, |known| known == key)?;
            let value = |members: &[(String, Raw<'t>)]| {
                members.iter().find(|(known, _)| known == key).map(|&(_, value)| value)
            };
            value(&before).zip(value(&after))
        }
        Step::Index(index) => {
            let (before, after) = (before.elements()?, after.elements()?);
            let others = |elements: &[Raw<'t>]| {
                let mut others = elements.to_vec();
                (*index < others.len()).then(|| others.remove(*index));
                others
            };
            if before.len() != after.len() || others(&before) != others(&after) {
                return Err(differs("what stands around the policy"));
            }
            before.get(*index).copied().zip(after.get(*index).copied())
        }
    }
    .ok_or_else(|| differs("the policy is not where it was"))
}

/// Whether two objects have the same keys in the same order, and the same values but for the keys that `may_differ`.
fn same_members(
    before: &[(String, Raw<'_>)],
    after: &[(String, Raw<'_>)],
    may_differ: impl Fn(&str) -> bool,
) -> Result<(), Violation> {
    if before.len() != after.len() {
        return Err(differs("an object has other keys"));
    }
    for ((key, value), (new_key, new_value)) in before.iter().zip(after) {
        if key != new_key || (value != new_value && !may_differ(key)) {
            return Err(differs(&format!("the value of `{key}`")));
        }
    }
    Ok(())
}

fn statements(
    before: Raw<'_>,
    after: Raw<'_>,
    changes: &BTreeMap<usize, Replacements<'_>>,
) -> Result<Vec<ListChange>, Violation> {
    let is_list = before.is_list();
    if is_list != after.is_list() {
        return Err(differs("`Statement` is another kind of value"));
    }
    let (before, after) = (before.elements_or_self()?, after.elements_or_self()?);
    if after.is_empty() {
        return Err(Violation::Empty);
    }
    let mut after = after.into_iter();
    let mut lists = Vec::new();
    let mut named = 0;
    for (index, &statement) in before.iter().enumerate() {
        let Some(replacements) = changes.get(&index) else {
            if after.next() != Some(statement) {
                return Err(differs("a statement that no change names"));
            }
            continue;
        };
        named += 1;
        let old = AllowStatement::read(statement)?;
        let expected = old.entries_after(replacements)?;
        let gone = expected.is_empty();
        if !gone {
            let new = after.next().ok_or_else(|| differs("a statement is gone"))?;
            old.becomes(&AllowStatement::read(new)?, &expected)?;
        }
        lists.push(ListChange { statement: index, before: old.entries, after: (!gone).then_some(expected) });
    }
    if after.next().is_some() || named != changes.len() {
        return Err(differs("the number of statements"));
    }
    Ok(lists)
}

/// A statement that may change.
struct AllowStatement<'t> {
    members: Vec<(String, Raw<'t>)>,
    is_list: bool,
    entries: Vec<String>,
}

const ACTION_KEYS: [&str; 2] = ["Action", "NotAction"];

impl<'t> AllowStatement<'t> {
    fn read(statement: Raw<'t>) -> Result<Self, Violation> {
        let members = statement.members()?;
        let effect = members.iter().find(|(key, _)| key == "Effect");
        if effect.is_none_or(|(_, effect)| effect.string().as_deref() != Ok("Allow")) {
            return Err(differs("a statement whose `Effect` is not `Allow`"));
        }
        let mut lists = members.iter().filter(|(key, _)| ACTION_KEYS.contains(&key.as_str()));
        let (Some(&(_, list)), None) = (lists.next(), lists.next()) else {
            return Err(differs("a statement without exactly one of `Action` and `NotAction`"));
        };
        let is_list = list.is_list();
        let entries = list.elements_or_self()?.into_iter().map(Raw::string).collect::<Result<Vec<_>, _>>()?;
        if entries.is_empty() {
            return Err(Violation::Empty);
        }
        Ok(AllowStatement { members, is_list, entries })
    }

    /// What the entries must be after the change.
    fn entries_after(&self, replacements: &Replacements<'_>) -> Result<Vec<String>, Violation> {
        if replacements.keys().any(|&entry| entry >= self.entries.len()) {
            return Err(differs("a change names an entry that is not there"));
        }
        let after =
            self.entries.iter().enumerate().flat_map(|(index, entry)| match replacements.get(&index) {
                Some(new) => new.to_vec(),
                None => vec![entry.clone()],
            });
        Ok(after.collect())
    }

    /// Proves that the statement became `new` by nothing but its entries becoming `expected`.
    fn becomes(&self, new: &AllowStatement<'_>, expected: &[String]) -> Result<(), Violation> {
        same_members(&self.members, &new.members, |key| ACTION_KEYS.contains(&key))?;
        if new.entries != expected {
            return Err(differs("other entries than those that were meant"));
        }
        // A list stays a list, and a string becomes one only when it must.
        let stays_string = !self.is_list && expected.len() == 1;
        if new.is_list == stays_string {
            return Err(differs("a list of actions is another kind of value"));
        }
        Ok(())
    }
}

fn differs(what: &str) -> Violation {
    Violation::Differs(what.to_owned())
}

#[cfg(test)]
mod tests;
