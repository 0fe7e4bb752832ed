//! What a cursor in a policy's text is on. Found in the tree of the text, so that half-typed and damaged documents have
//! targets as well; completion, hover and definition all begin here.

use leastwise_syntax::{Kind, Value};

use crate::dialect::{Ancestor, Dialect};
use crate::grammar::{CONTENT, DYNAMIC, Element, Grammar, Statements};
use crate::{ActionKey, Source, Span, Statement};

/// One entry of one statement of one document of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryRef {
    /// The index into [`Source::documents`].
    pub document: usize,
    /// [`Statement::index`].
    pub statement: usize,
    /// [`crate::Entry::index`].
    pub entry: usize,
}

/// What a cursor is on, if there is something to say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CursorTarget {
    /// A string of an `Action` or `NotAction` element.
    Entry(EntryTarget),
    /// The key `Action` or `NotAction` of a statement that reads whole.
    Key {
        /// The key with its quotes.
        span: Span,
        /// The index into [`Source::documents`].
        document: usize,
        /// [`Statement::index`].
        statement: usize,
    },
}

/// A string of an `Action` or `NotAction` element, which may be half-typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryTarget {
    /// The string with its quotes, as far as they are there.
    pub span: Span,
    /// What is between the quotes.
    pub inside: Span,
    /// Which of the two elements.
    pub key: ActionKey,
    /// The entry, where its statement reads whole.
    pub at: Option<EntryRef>,
}

impl CursorTarget {
    /// What a cursor at an offset is on; at either end of a word it is on the word.
    ///
    /// ```
    /// use leastwise_policy::{CursorTarget, Source};
    ///
    /// let source = Source::read(r#"{"Statement": {"Effect": "Allow", "Action": "s3:Get"#);
    /// let Some(CursorTarget::Entry(entry)) = CursorTarget::at(&source, source.text.len()) else { panic!("an entry") };
    /// assert_eq!(entry.inside.text(&source.text), Some("s3:Get"));
    /// ```
    pub fn at(source: &Source, offset: usize) -> Option<CursorTarget> {
        let way = source.tree.roots().map(|root| root.touching(offset)).find(|way| !way.is_empty())?;
        // What is in an escaped string is of no document, see [`Source::encoded`].
        if way.last().is_some_and(|last| last.is_in_escaped()) {
            return None;
        }
        Some(match innermost(source.dialect, &way)? {
            Found::Entry(key, value) => {
                let span = value.span();
                CursorTarget::Entry(EntryTarget {
                    span,
                    inside: value.inside(),
                    key,
                    at: entry(source, span),
                })
            }
            Found::Key(span) => {
                let (document, statement) = statement(source, span)?;
                CursorTarget::Key { span, document, statement: statement.index }
            }
        })
    }

    /// The bytes that it is about.
    pub fn span(&self) -> Span {
        match self {
            CursorTarget::Entry(entry) => entry.span,
            CursorTarget::Key { span, .. } => *span,
        }
    }
}

enum Found<'a> {
    Entry(ActionKey, Value<'a>),
    Key(Span),
}

/// What a value is, seen from the root.
#[derive(Clone, Copy)]
enum Role {
    /// A statement, or the list of them under a key.
    Statement(&'static Grammar),
    /// A list or object of nothing but statements.
    Statements(&'static Grammar),
    /// The value of an `Action` or `NotAction`.
    Actions(ActionKey),
    Other,
}

/// What stands at the end of the way from a root to what the cursor touches.
fn innermost<'a>(dialect: &dyn Dialect, way: &[Value<'a>]) -> Option<Found<'a>> {
    let last = *way.last()?;
    let mut role = Role::Other;
    let mut around: Vec<Ancestor<'a>> = Vec::new();
    for (value, next) in way.iter().zip(way.iter().skip(1)) {
        let mut ancestor = Ancestor::new(*value);
        if let Role::Other = role {
            // Statements that no key announces.
            let each = dialect.grammars(&around).iter().find(|grammar| {
                grammar.statements == Statements::Each && grammar.statements_of(*value).is_some()
            });
            role = each.map_or(Role::Other, |grammar| Role::Statements(grammar));
        }
        let member = value.members().find(|member| [member.key.id(), member.value.id()].contains(&next.id()));
        if value.kind() == Kind::Object && member.is_none() {
            return None;
        }
        if let Some(member) = member {
            let of_action = match role {
                Role::Statement(grammar) => action_key(grammar, member.key),
                _ => None,
            };
            if member.key.id() == next.id() {
                return of_action.map(|_| Found::Key(member.key.span()));
            }
            let holds = |grammar: &&&Grammar| match grammar.statements {
                Statements::Under(key) => member.key.is_str(key),
                Statements::Blocks(key) => [key, DYNAMIC].iter().any(|key| member.key.is_str(key)),
                Statements::Each => false,
            };
            role = match (of_action, role) {
                (Some(key), _) => Role::Actions(key),
                (None, Role::Statements(grammar)) => Role::Statement(grammar),
                // Inside of a `dynamic` block.
                (None, Role::Statement(grammar)) if is_inside_dynamic(grammar, member.key) => role,
                (None, _) => match dialect.grammars(&around).iter().find(holds) {
                    Some(grammar) => Role::Statement(grammar),
                    None => Role::Other,
                },
            };
            ancestor.key = Some(member.key);
        } else if let (Role::Statements(grammar), Kind::List) = (role, value.kind()) {
            role = Role::Statement(grammar);
        }
        around.push(ancestor);
    }
    match role {
        Role::Actions(key) if last.kind() == Kind::String => Some(Found::Entry(key, last)),
        _ => None,
    }
}

fn is_inside_dynamic(grammar: &Grammar, key: Value<'_>) -> bool {
    matches!(grammar.statements, Statements::Blocks(name) if key.is_str(name) || key.is_str(CONTENT))
}

fn action_key(grammar: &Grammar, key: Value<'_>) -> Option<ActionKey> {
    match grammar.element(&key.as_str()?)? {
        Element::Action => Some(ActionKey::Action),
        Element::NotAction => Some(ActionKey::NotAction),
        _ => None,
    }
}

fn statement(source: &Source, within: Span) -> Option<(usize, &Statement)> {
    let mut documents = source.documents.iter().enumerate();
    documents.find_map(|(index, document)| {
        let statement = document.statements.iter().find(|statement| statement.span.contains(within))?;
        Some((index, statement))
    })
}

fn entry(source: &Source, span: Span) -> Option<EntryRef> {
    let (document, statement) = statement(source, span)?;
    let entry = statement.actions.as_ref()?.entries.iter().find(|entry| entry.span == span)?;
    Some(EntryRef { document, statement: statement.index, entry: entry.index })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a cursor at the mark `|` is on, in words.
    fn at(marked: &str) -> String {
        let offset = marked.find('|').unwrap();
        let text = marked.replacen('|', "", 1);
        let source = Source::read(text.as_str());
        match CursorTarget::at(&source, offset) {
            None => "nothing".to_owned(),
            Some(CursorTarget::Key { span, statement, .. }) => {
                format!("key {} of {statement}", span.text(&text).unwrap())
            }
            Some(CursorTarget::Entry(EntryTarget { inside, at, key, .. })) => {
                let entry = at.map_or(String::new(), |at| format!(" {}.{}", at.statement, at.entry));
                format!("{key:?} [{}]{entry}", inside.text(&text).unwrap())
            }
        }
    }

    #[test]
    fn a_target_is_found_wherever_the_cursor_touches_an_action() {
        for (marked, expected) in [
            (r#"{"Statement": [{"Effect": "Allow", "Action": |"s3:Get*"}]}"#, "Action [s3:Get*] 0.0"),
            (r#"{"Statement": [{"Effect": "Allow", "Action": "s3:Get*"|}]}"#, "Action [s3:Get*] 0.0"),
            (
                r#"{"Statement": [{"Effect": "Allow", "Action": ["a:B", "s3:|Get*"]}]}"#,
                "Action [s3:Get*] 0.1",
            ),
            (r#"{"Statement": {"Effect": "Deny", "NotAction": ["|"]}}"#, "NotAction [] 0.0"),
            (r#"{"Statement": [{}, {"Effect": "Allow", "Act|ion": "s3:*"}]}"#, "key \"Action\" of 1"),
            (r#"{"Statement": [{"Effect": "Al|low", "Action": "s3:*"}]}"#, "nothing"),
            (r#"{"Statement": [{"Action": "s3:*", "Resource": "a|rn"}]}"#, "nothing"),
            (r#"{"Statement": [{"Action": "s3:*", "Condition": {"Action": "|"}}]}"#, "nothing"),
            (r#"{"Action": "s3:|Get*"}"#, "nothing"),
            (r#"{"Statement": [{"Action": ["s3:*", |]}]}"#, "nothing"),
            (r#"{"Policy": "{\"Statement\": {\"Action\": \"s3:|Get*\"}}"}"#, "nothing"),
            (
                r#"{"Statement": [{"Action": "s3:*", "Condition": {"x": "{\"Statement\": {\"Acti|on\": \"s3:*\"}}"}}]}"#,
                "nothing",
            ),
            ("|", "nothing"),
        ] {
            assert_eq!(at(marked), expected, "{marked}");
        }
    }

    #[test]
    fn damaged_documents_have_targets_as_well() {
        for (marked, expected) in [
            ("{\"Statement\": [{\"Action\": \"s3:Ge|\n, \"Resource\": \"*\"}]}", "Action [s3:Ge]"),
            ("{\"Statement\": [{\"Action\": [\"s3:GetObject\", \"|", "Action []"),
            (
                "{\"Statement\": [{\"Action\": [\"s3:GetObject\" \"s3:|\"], \"Resource\": \"*\"}]}",
                "Action [s3:]",
            ),
            ("{\"Statement\": [{\"Effect\" \"Allow\", \"Action\": [\"|\"]", "Action []"),
        ] {
            assert_eq!(at(marked), expected, "{marked}");
        }
    }

    #[test]
    fn deep_nesting_does_not_overflow() {
        let text = "[".repeat(200_000);
        assert_eq!(CursorTarget::at(&Source::read(text.as_str()), 150_000), None);
    }
}
