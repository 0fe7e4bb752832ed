//! Where in a policy's text a cursor stands. Found in the tree of the text, so that half-typed and damaged documents
//! have places as well; completion, hover and definition all begin here.

use leastwise_policy::json::{self, Kind, Value};
use leastwise_policy::{ActionKey, Source, Span, Statement};

use crate::analysis::EntryRef;

/// A place in a policy about which there is something to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A string of an `Action` or `NotAction` element.
    Entry(EntryPlace),
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
pub struct EntryPlace {
    /// The string with its quotes, as far as they stand.
    pub span: Span,
    /// What is between the quotes.
    pub inside: Span,
    /// Which of the two elements.
    pub key: ActionKey,
    /// The entry, where its statement reads whole.
    pub at: Option<EntryRef>,
}

impl Place {
    /// The place at an offset of a text that was read; a cursor at either end of a word is on it.
    ///
    /// ```
    /// use leastwise_advice::place::Place;
    /// use leastwise_policy::Source;
    ///
    /// let source = Source::read(r#"{"Statement": {"Effect": "Allow", "Action": "s3:Get"#);
    /// let Some(Place::Entry(entry)) = Place::at(&source, source.text.len()) else { panic!("an entry") };
    /// assert_eq!(entry.inside.text(&source.text), Some("s3:Get"));
    /// ```
    pub fn at(source: &Source, offset: usize) -> Option<Place> {
        let tree = json::parse(&source.text);
        let root = tree.roots().find(|root| touches(*root, offset))?;
        let found = descend(root, offset)?;
        Some(match found {
            Found::Entry(key, value) => {
                let span = value.span();
                let end = span.end - usize::from(value.is_closed());
                let inside = Span::new(span.start + 1, end.max(span.start + 1));
                Place::Entry(EntryPlace { span, inside, key, at: entry(source, span) })
            }
            Found::Key(span) => {
                let (document, statement) = statement(source, span)?;
                Place::Key { span, document, statement: statement.index }
            }
        })
    }

    /// The text that it is about.
    pub fn span(&self) -> Span {
        match self {
            Place::Entry(entry) => entry.span,
            Place::Key { span, .. } => *span,
        }
    }
}

enum Found<'a> {
    Entry(ActionKey, Value<'a>),
    Key(Span),
}

/// What a value is, seen from the root.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// A statement, or the list of them.
    Statement,
    /// The value of an `Action` or `NotAction`.
    Actions(ActionKey),
    Other,
}

/// Walks down to the string at an offset. Not by recursion: a text can nest deeper than the stack.
fn descend(root: Value<'_>, offset: usize) -> Option<Found<'_>> {
    let (mut value, mut role) = (root, Role::Other);
    loop {
        match value.kind() {
            Kind::String => {
                let Role::Actions(key) = role else { return None };
                return Some(Found::Entry(key, value));
            }
            Kind::List => value = value.elements().find(|element| touches(*element, offset))?,
            Kind::Object => {
                let member =
                    value.members().find(|it| touches(it.key, offset) || touches(it.value, offset))?;
                let of_action = action_key(member.key).filter(|_| role == Role::Statement);
                if touches(member.key, offset) {
                    return of_action.map(|_| Found::Key(member.key.span()));
                }
                role = match of_action {
                    Some(key) => Role::Actions(key),
                    None if member.key.is_str("Statement") => Role::Statement,
                    None => Role::Other,
                };
                value = member.value;
            }
            _ => return None,
        }
    }
}

fn touches(value: Value<'_>, offset: usize) -> bool {
    value.span().touches(Span::new(offset, offset))
}

fn action_key(key: Value<'_>) -> Option<ActionKey> {
    match key.as_str()?.as_ref() {
        "Action" => Some(ActionKey::Action),
        "NotAction" => Some(ActionKey::NotAction),
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

    /// The place at the mark `|`, in words.
    fn at(marked: &str) -> String {
        let offset = marked.find('|').unwrap();
        let text = marked.replacen('|', "", 1);
        let source = Source::read(text.as_str());
        match Place::at(&source, offset) {
            None => "nothing".to_owned(),
            Some(Place::Key { span, statement, .. }) => {
                format!("key {} of {statement}", span.text(&text).unwrap())
            }
            Some(Place::Entry(EntryPlace { inside, at, key, .. })) => {
                let entry = at.map_or(String::new(), |at| format!(" {}.{}", at.statement, at.entry));
                format!("{key:?} [{}]{entry}", inside.text(&text).unwrap())
            }
        }
    }

    #[test]
    fn a_place_is_found_wherever_the_cursor_touches_an_action() {
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
            ("|", "nothing"),
        ] {
            assert_eq!(at(marked), expected, "{marked}");
        }
    }

    #[test]
    fn damaged_documents_have_places_as_well() {
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
        assert_eq!(Place::at(&Source::read(text.as_str()), 150_000), None);
    }
}
