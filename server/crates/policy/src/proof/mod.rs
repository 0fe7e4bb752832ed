//! The proof of an edit on the document: both texts are read again with the second reader of their syntax
//! ([`leastwise_syntax::Syntax::second`]) and compared value by value.
//!
//! Nothing of the tree or of [`crate::edit`] is used here but the names of things, so that no mistake of theirs can hide
//! itself.

use std::collections::{BTreeMap, HashMap};

use leastwise_syntax::{Neutral, SYNTAXES, SecondError, Syntax};

use crate::grammar::{CONCAT, CONTENT, DYNAMIC, Element, Grammar, Statements};
use crate::{Document, EntryChange, Source, Step};

/// What became of one edited list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListChange {
    /// [`crate::Statement::index`] before the edit.
    pub statement: usize,
    /// The entries before. What is not a string stands as it is written, and was proved to stay.
    pub before: Vec<String>,
    /// The entries after, in the same way; `None` where the statement is gone.
    pub after: Option<Vec<String>>,
}

/// How an edited text breaks the contract.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Violation {
    /// The second reader cannot read one of the texts, or not as a policy.
    #[error("the proof cannot parse the file: {0}")]
    Unreadable(#[from] SecondError),
    /// Something besides the edited lists differs.
    #[error("more than the edited lists would change: {0}")]
    Differs(String),
    /// A list or the policy would be empty, which AWS refuses.
    #[error("an empty list would be left")]
    Empty,
    /// The policy stands deeper in the file than is looked at.
    #[error("the policy stands too deep in the file")]
    TooDeep,
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
    let lists = prove_all(source, &[(document, changes)], after)?;
    Ok(lists.into_iter().flatten().collect())
}

/// As [`prove`], of several documents of the source that change together, in the order of the text.
///
/// ```
/// use leastwise_policy::{proof, EntryChange, Source};
///
/// let source = Source::read(r#"[{"Statement": {"Effect": "Allow", "Action": ["s3:Get*"]}},
///     {"Statement": {"Effect": "Allow", "Action": ["s3:*"]}}]"#);
/// let change = |text: &str| [EntryChange { statement: 0, entry: 0, replacement: vec![text.into()] }];
/// let (one, other) = (change("s3:GetObject"), change("s3:PutObject"));
///
/// let after = source.text.replace("Get*", "GetObject").replace("s3:*", "s3:PutObject");
/// let documents = &source.documents;
/// let lists = proof::prove_all(&source, &[(&documents[0], &one), (&documents[1], &other)], &after).unwrap();
/// assert_eq!(lists[1][0].before, ["s3:*"]);
///
/// assert!(proof::prove_all(&source, &[(&documents[0], &one)], &after).is_err());
/// ```
///
/// # Errors
///
/// What else than the named lists would differ.
pub fn prove_all(
    source: &Source,
    edited: &[(&Document, &[EntryChange])],
    after: &str,
) -> Result<Vec<Vec<ListChange>>, Violation> {
    let mut lists = Vec::with_capacity(edited.len());
    let syntax = source.tree.syntax();
    prove_text(syntax, &source.text, after, (0, edited), &mut lists)?;
    if !syntax.second_is_literal() {
        stays_around(&source.text, after, edited)?;
    }
    keeps_comments((syntax.comments(&source.text), syntax.comments(after)), &lists)?;
    Ok(lists)
}

/// Proves that every byte before and after the statements of the documents is the same.
fn stays_around(before: &str, after: &str, edited: &[(&Document, &[EntryChange])]) -> Result<(), Violation> {
    let spans = || edited.iter().map(|(document, _)| document.statement_span);
    let (Some(start), Some(end)) = (spans().map(|it| it.start).min(), spans().map(|it| it.end).max()) else {
        return Ok(());
    };
    // An entry that ends its line goes with the comment behind it, and new ones come behind that.
    let rest = before.get(end..).unwrap_or_default();
    let rest = rest.get(rest.find('\n').unwrap_or(rest.len())..).unwrap_or_default();
    // A line goes with its indentation.
    let first = before.get(..start).unwrap_or_default().trim_end_matches([' ', '\t']);
    if after.starts_with(first) && after.ends_with(rest.trim_start_matches('\n')) {
        return Ok(());
    }
    Err(differs("what stands around the policy"))
}

/// Proves that all comments are there in their order; those of a statement that is gone may be gone with it.
fn keeps_comments(
    (before, after): (Vec<&str>, Vec<&str>),
    lists: &[Vec<ListChange>],
) -> Result<(), Violation> {
    let may_go = lists.iter().flatten().any(|list| list.after.is_none());
    let mut rest = after.iter().peekable();
    let all_there = before.iter().all(|comment| rest.next_if_eq(&comment).is_some() || may_go);
    if all_there && rest.next().is_none() { Ok(()) } else { Err(differs("a comment")) }
}

/// Documents that were edited, and how many steps of their ways are gone.
type Edited<'e> = (usize, &'e [(&'e Document, &'e [EntryChange])]);

/// Proves the text of a file, or of a string in it, and adds what became of the documents.
fn prove_text(
    syntax: &dyn Syntax,
    before: &str,
    after: &str,
    (depth, edited): Edited<'_>,
    lists: &mut Vec<Vec<ListChange>>,
) -> Result<(), Violation> {
    let (before, after) = (syntax.for_second(before), syntax.for_second(after));
    let (before, after) = (syntax.second(&before)?, syntax.second(&after)?);
    let mut open = vec![Place { before, after, depth, edited }];
    while let Some(place) = open.pop() {
        match place.edited {
            [] if place.before == place.after => {}
            [] => return Err(differs("what stands around the policy")),
            [(document, changes)] if document.path.len() == place.depth => {
                let (before, after) = place.statements(document.grammar)?;
                lists.push(statements(document.grammar, before, after, &by_statement(changes)?)?);
            }
            // The first comes first.
            _ => match place.embedded() {
                Some(name) => place.prove_embedded(name, lists)?,
                None => open.extend(place.inner()?.into_iter().rev()),
            },
        }
    }
    Ok(())
}

/// The deepest that a policy may stand in a file. Each level is read for itself, so that a file made to be deep would
/// take for ever; templates stand at a depth of ten.
const MOST_DEPTH: usize = 100;

/// A value before and after, and the documents in it that were edited.
struct Place<'t, 'e> {
    before: Neutral<'t>,
    after: Neutral<'t>,
    /// How many steps of the documents' paths lead to it.
    depth: usize,
    edited: &'e [(&'e Document, &'e [EntryChange])],
}

impl<'t, 'e> Place<'t, 'e> {
    /// The name of the syntax of its text, if it is a string that documents are in.
    fn embedded(&self) -> Option<&'static str> {
        match self.edited.first()?.0.path.get(self.depth)? {
            Step::Embedded(name) => Some(name),
            _ => None,
        }
    }

    /// Proves the text of a string.
    fn prove_embedded(self, name: &str, lists: &mut Vec<Vec<ListChange>>) -> Result<(), Violation> {
        let (before, after) = (self.before.embedded(), self.after.embedded());
        let syntax = SYNTAXES.iter().find(|syntax| syntax.name() == name);
        let Some(((before, after), syntax)) = before.zip(after).zip(syntax) else {
            return Err(differs("the policy is not where it was"));
        };
        if self.depth >= MOST_DEPTH {
            return Err(Violation::TooDeep);
        }
        prove_text(*syntax, &before, &after, (self.depth + 1, self.edited), lists)
    }

    /// The values in it that hold edited documents, if everything beside them is the same.
    fn inner(self) -> Result<Vec<Place<'t, 'e>>, Violation> {
        if self.depth >= MOST_DEPTH {
            return Err(Violation::TooDeep);
        }
        let Place { before, after, depth, edited } = self;
        let step = |edited: &(&'e Document, &'e [EntryChange])| edited.0.path.get(depth);
        let mut groups = edited.chunk_by(|one, other| step(one) == step(other)).peekable();
        let nowhere = || differs("the policy is not where it was");
        let mut inner = Vec::new();
        let mut place = |before, after, edited| inner.push(Place { before, after, depth: depth + 1, edited });
        match groups.peek().and_then(|group| step(group.first()?)) {
            Some(Step::Key(_) | Step::Block(..)) => {
                let (before, after) = (before.members()?, after.members()?);
                same_keys(&before, &after)?;
                let mut blocks: HashMap<String, usize> = HashMap::new();
                for ((key, value), (_, new_value)) in before.into_iter().zip(after) {
                    let own = if value.is_body() {
                        let same = blocks.entry(key.clone()).or_default();
                        *same += 1;
                        Step::Block(key.clone(), *same - 1)
                    } else {
                        Step::Key(key.clone())
                    };
                    let is_way = |group: &&[_]| group.first().and_then(step) == Some(&own);
                    match groups.next_if(is_way) {
                        Some(edited) => place(value, new_value, edited),
                        None if value == new_value => {}
                        None => return Err(differs(&format!("the value of `{key}`"))),
                    }
                }
            }
            Some(Step::Index(_) | Step::Document(_)) => {
                let is_document =
                    matches!(groups.peek().and_then(|group| step(group.first()?)), Some(Step::Document(_)));
                let inside =
                    |value: Neutral<'t>| if is_document { value.documents() } else { value.elements() };
                let at = if is_document { Step::Document } else { Step::Index };
                let (before, after) = (inside(before)?, inside(after)?);
                let around = || differs("what stands around the policy");
                if before.len() != after.len() {
                    return Err(around());
                }
                for (index, (value, new_value)) in before.into_iter().zip(after).enumerate() {
                    let is_way = |group: &&[_]| group.first().and_then(step) == Some(&at(index));
                    match groups.next_if(is_way) {
                        Some(edited) => place(value, new_value, edited),
                        None if value == new_value => {}
                        None => return Err(around()),
                    }
                }
            }
            Some(Step::Embedded(_)) | None => return Err(nowhere()),
        }
        if groups.next().is_some() { Err(nowhere()) } else { Ok(inner) }
    }

    /// The statements of the document that it is, if everything beside them is the same.
    fn statements(self, grammar: &Grammar) -> Result<(Pieces<'t>, Pieces<'t>), Violation> {
        let Statements::Under(key) = grammar.statements else {
            let (before, after) = match grammar.statements {
                Statements::Blocks(name) => {
                    let (before, rest) = Pieces::of_blocks(name, self.before)?;
                    let (after, new_rest) = Pieces::of_blocks(name, self.after)?;
                    same_members(&rest, &new_rest, |_| false)?;
                    (before, after)
                }
                _ => (Pieces::of_each(self.before)?, Pieces::of_each(self.after)?),
            };
            return Ok((before, after));
        };
        let (before, after) = (self.before.members()?, self.after.members()?);
        same_members(&before, &after, |other| other == key)?;
        let value = |members: Vec<(String, Neutral<'t>)>| {
            members.into_iter().find(|(other, _)| other == key).map(|(_, value)| value)
        };
        let values = value(before).zip(value(after));
        let (before, after) = values.ok_or_else(|| differs("the policy is not where it was"))?;
        Ok((Pieces::of_value(before)?, Pieces::of_value(after)?))
    }
}

/// The statements of a document.
struct Pieces<'t> {
    /// How they are held, the same for what holds them in the same way.
    held: &'static str,
    pieces: Vec<Piece<'t>>,
}

/// A statement, and what stands around it alone.
#[derive(PartialEq, Eq)]
struct Piece<'t> {
    around: Vec<(String, Neutral<'t>)>,
    statement: Neutral<'t>,
}

impl<'t> Pieces<'t> {
    fn new(held: &'static str, statements: impl IntoIterator<Item = Neutral<'t>>) -> Self {
        let piece = |statement| Piece { around: Vec::new(), statement };
        Pieces { held, pieces: statements.into_iter().map(piece).collect() }
    }

    /// One statement, a list, or lists that are joined.
    fn of_value(value: Neutral<'t>) -> Result<Self, SecondError> {
        let Values { kind, elements } = Values::of(value)?;
        Ok(Pieces::new(kind, elements))
    }

    /// The elements of a list, or the values of an object.
    fn of_each(value: Neutral<'t>) -> Result<Self, SecondError> {
        match value.open()? {
            Neutral::List(elements) => Ok(Pieces::new("a list", elements)),
            object => {
                let place = |(key, statement)| {
                    let around = vec![(key, Neutral::Other("".into()))];
                    Piece { around, statement }
                };
                Ok(Pieces { held: "an object", pieces: object.members()?.into_iter().map(place).collect() })
            }
        }
    }

    /// The blocks of a type, those that `dynamic` blocks make included, and everything else in the document.
    fn of_blocks(
        name: &str,
        document: Neutral<'t>,
    ) -> Result<(Self, Vec<(String, Neutral<'t>)>), SecondError> {
        let (mut pieces, mut rest) = (Vec::new(), Vec::new());
        for (key, value) in document.members()? {
            if key == name && value.is_body() {
                pieces.push(Piece { around: Vec::new(), statement: value });
                continue;
            }
            if key != DYNAMIC {
                rest.push((key, value));
                continue;
            }
            let mut made = value.members()?;
            match made.pop() {
                Some((label, body)) if label == name && made.is_empty() => {
                    pieces.push(Piece::of_dynamic(body)?)
                }
                last => {
                    made.extend(last);
                    rest.push((key, Neutral::Body(made)));
                }
            }
        }
        Ok((Pieces { held: "blocks", pieces }, rest))
    }
}

impl<'t> Piece<'t> {
    fn of_dynamic(body: Neutral<'t>) -> Result<Self, SecondError> {
        let (mut content, mut around) = (Vec::new(), vec![(DYNAMIC.to_owned(), Neutral::Other("".into()))]);
        for (key, value) in body.members()? {
            if key == CONTENT { content.push(value) } else { around.push((key, value)) }
        }
        match (content.pop(), content.is_empty()) {
            (Some(statement), true) => Ok(Piece { around, statement }),
            _ => Err(SecondError::Shape("one content of a dynamic block")),
        }
    }
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

/// Whether two objects have the same keys in the same order, and the same values but for the keys that `may_differ`.
fn same_members(
    before: &[(String, Neutral<'_>)],
    after: &[(String, Neutral<'_>)],
    may_differ: impl Fn(&str) -> bool,
) -> Result<(), Violation> {
    same_keys(before, after)?;
    match before.iter().zip(after).find(|((key, value), (_, new))| value != new && !may_differ(key)) {
        Some(((key, _), _)) => Err(differs(&format!("the value of `{key}`"))),
        None => Ok(()),
    }
}

/// Whether two objects have the same keys in the same order.
fn same_keys(before: &[(String, Neutral<'_>)], after: &[(String, Neutral<'_>)]) -> Result<(), Violation> {
    if before.len() != after.len() {
        return Err(differs("an object has other keys"));
    }
    match before.iter().zip(after).find(|((key, _), (new_key, _))| key != new_key) {
        Some(((key, _), _)) => Err(differs(&format!("the value of `{key}`"))),
        None => Ok(()),
    }
}

fn statements(
    grammar: &Grammar,
    before: Pieces<'_>,
    after: Pieces<'_>,
    changes: &BTreeMap<usize, Replacements<'_>>,
) -> Result<Vec<ListChange>, Violation> {
    if before.held != after.held {
        return Err(differs("the statements are another kind of value"));
    }
    let (before, after) = (before.pieces, after.pieces);
    if after.is_empty() {
        return Err(Violation::Empty);
    }
    let mut after = after.into_iter();
    let mut lists = Vec::new();
    let mut named = 0;
    for (index, piece) in before.into_iter().enumerate() {
        let Some(replacements) = changes.get(&index) else {
            if after.next() != Some(piece) {
                return Err(differs("a statement that no change names"));
            }
            continue;
        };
        named += 1;
        let old = AllowStatement::read(grammar, piece.statement)?;
        let expected = old.entries_after(replacements)?;
        let gone = expected.is_empty();
        if !gone {
            let new = after.next().ok_or_else(|| differs("a statement is gone"))?;
            if new.around != piece.around {
                return Err(differs("what stands around a statement"));
            }
            old.becomes(&AllowStatement::read(grammar, new.statement)?, &expected)?;
        }
        let texts = |elements: Vec<Item<'_>>| elements.into_iter().map(Item::into_text).collect();
        let after = (!gone).then(|| texts(expected));
        lists.push(ListChange { statement: index, before: texts(old.entries), after });
    }
    if after.next().is_some() || named != changes.len() {
        return Err(differs("the number of statements"));
    }
    Ok(lists)
}

/// The elements of a list, of lists that are joined, or a value that stands alone.
struct Values<'t> {
    kind: &'static str,
    elements: Vec<Neutral<'t>>,
}

impl<'t> Values<'t> {
    fn of(value: Neutral<'t>) -> Result<Self, SecondError> {
        Ok(match value.open()? {
            Neutral::List(elements) => Values { kind: "a list", elements },
            Neutral::Call(name, arguments) if name == CONCAT => {
                let mut elements = Vec::new();
                for argument in arguments {
                    match argument {
                        Neutral::List(list) => elements.extend(list),
                        other => elements.push(other),
                    }
                }
                Values { kind: "joined lists", elements }
            }
            single => Values { kind: "a single value", elements: vec![single] },
        })
    }

    fn is_list(&self) -> bool {
        self.kind != "a single value"
    }
}

/// A statement that may change.
struct AllowStatement<'t> {
    grammar: &'t Grammar,
    members: Vec<(String, Neutral<'t>)>,
    is_list: bool,
    kind: &'static str,
    entries: Vec<Item<'t>>,
}

/// An element of a list of actions.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Item<'t> {
    Text(String),
    /// An intrinsic function, which no change may name.
    Other(Neutral<'t>),
}

impl<'t> Item<'t> {
    fn read(value: Neutral<'t>) -> Self {
        value.text().map_or(Item::Other(value), Item::Text)
    }

    fn into_text(self) -> String {
        match self {
            Item::Text(text) => text,
            Item::Other(value) => value.shown(),
        }
    }
}

/// The names of the elements that may change.
fn action_keys(grammar: &Grammar) -> [&'static str; 2] {
    [grammar.name(Element::Action), grammar.name(Element::NotAction)]
}

impl<'t> AllowStatement<'t> {
    fn read(grammar: &'t Grammar, statement: Neutral<'t>) -> Result<Self, Violation> {
        let members = statement.members()?;
        let effect = members.iter().find(|(key, _)| key == grammar.name(Element::Effect));
        let allows = match effect {
            Some((_, effect)) => effect.text().as_deref() == Some("Allow"),
            None => grammar.allows_by_default,
        };
        if !allows {
            return Err(differs("a statement whose `Effect` is not `Allow`"));
        }
        let keys = action_keys(grammar);
        let mut lists = members.iter().filter(|(key, _)| keys.contains(&key.as_str()));
        let (Some((_, list)), None) = (lists.next(), lists.next()) else {
            return Err(differs("a statement without exactly one of `Action` and `NotAction`"));
        };
        let values = Values::of(list.clone())?;
        let is_list = values.is_list();
        let kind = values.kind;
        let entries: Vec<_> = values.elements.into_iter().map(Item::read).collect();
        if entries.is_empty() {
            return Err(Violation::Empty);
        }
        Ok(AllowStatement { grammar, members, is_list, kind, entries })
    }

    /// What the entries must be after the change.
    fn entries_after(&self, replacements: &Replacements<'_>) -> Result<Vec<Item<'t>>, Violation> {
        let is_text = |entry: &usize| matches!(self.entries.get(*entry), Some(Item::Text(_)));
        if !replacements.keys().all(is_text) {
            return Err(differs("a change names an entry that is not there or not a string"));
        }
        let after =
            self.entries.iter().enumerate().flat_map(|(index, entry)| match replacements.get(&index) {
                Some(new) => new.iter().cloned().map(Item::Text).collect(),
                None => vec![entry.clone()],
            });
        Ok(after.collect())
    }

    /// Proves that the statement became `new` by nothing but its entries becoming `expected`.
    fn becomes(&self, new: &AllowStatement<'_>, expected: &[Item<'_>]) -> Result<(), Violation> {
        let keys = action_keys(self.grammar);
        same_members(&self.members, &new.members, |key| keys.contains(&key))?;
        if new.entries != expected {
            return Err(differs("other entries than those that were meant"));
        }
        // A list stays a list, and a string becomes one only when it must.
        let stays_string = !self.is_list && expected.len() == 1;
        if new.is_list == stays_string || (self.is_list && self.kind != new.kind) {
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
