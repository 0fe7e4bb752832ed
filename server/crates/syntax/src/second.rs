//! What the second reader of a syntax makes of a text, for the proof of an edit. It shares nothing with the tree.

use std::borrow::Cow;

/// A value as the second reader of a syntax gives it, the same for every syntax. Two are equal where they mean the same and,
/// in what was not taken apart, are written the same.
#[derive(Clone, Debug)]
pub enum Neutral<'t> {
    /// A string, decoded.
    Text(String),
    /// A list.
    List(Vec<Neutral<'t>>),
    /// An object, its members in their order.
    Object(Vec<(String, Neutral<'t>)>),
    /// A function with its arguments: a value with a tag in YAML.
    Call(String, Vec<Neutral<'t>>),
    /// The documents of a text that has none or several.
    Documents(Vec<Neutral<'t>>),
    /// What is inside a block, or under a label of one: attributes and blocks in their order. Blocks of one type are
    /// members with the same key.
    Body(Vec<(String, Neutral<'t>)>),
    /// The parts of an expression in the order of the text, with its operators behind them.
    Parts(Vec<Neutral<'t>>),
    /// Lines that a text of another syntax may be in, ready for the second reader of that one.
    Lines(Cow<'t, str>),
    /// Anything else, in a form that is the same for what means the same, such as a number as it is written or an
    /// expression.
    Other(Cow<'t, str>),
    /// A value that was not looked into yet, as it is written, and what takes it apart by one level. A reader that has the
    /// whole value anyway needs none of these.
    Written(&'t str, OpenValue),
}

/// Takes a written value apart by one level.
pub type OpenValue = for<'a> fn(&'a str) -> Result<Neutral<'a>, SecondError>;

/// Why the second reader cannot read a text, or finds something else than was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SecondError {
    /// The text breaks the rules of the syntax.
    #[error("{0}")]
    Syntax(String),
    /// An object has a key twice: readers differ in which one counts.
    #[error("duplicate key `{0}`")]
    DuplicateKey(String),
    /// The value is not what it should be.
    #[error("expected {0}")]
    Shape(&'static str),
}

impl<'t> Neutral<'t> {
    /// The value, taken apart by one level.
    ///
    /// # Errors
    ///
    /// Why that is not possible.
    pub fn open(self) -> Result<Neutral<'t>, SecondError> {
        match self {
            Neutral::Written(text, open) => open(text),
            opened => Ok(opened),
        }
    }

    /// The members of an object or block in their order.
    ///
    /// # Errors
    ///
    /// It is neither, or has a key twice.
    pub fn members(self) -> Result<Vec<(String, Neutral<'t>)>, SecondError> {
        let (Neutral::Object(members) | Neutral::Body(members)) = self.open()? else {
            return Err(SecondError::Shape("an object"));
        };
        let mut keys: Vec<(&str, bool)> =
            members.iter().map(|(key, value)| (key.as_str(), value.is_body())).collect();
        keys.sort_unstable();
        let mut pairs = keys.iter().zip(keys.iter().skip(1));
        match pairs.find(|((key, is_body), (next, next_is_body))| key == next && !(*is_body && *next_is_body))
        {
            Some(((key, _), _)) => Err(SecondError::DuplicateKey((*key).to_owned())),
            None => Ok(members),
        }
    }

    /// Whether it is what is inside a block.
    pub fn is_body(&self) -> bool {
        matches!(self, Neutral::Body(_))
    }

    /// The elements of a list, or the parts of an expression; of a function, its name and then its arguments, as a tree has
    /// them.
    ///
    /// # Errors
    ///
    /// It is neither.
    pub fn elements(self) -> Result<Vec<Neutral<'t>>, SecondError> {
        match self.open()? {
            Neutral::List(elements) | Neutral::Parts(elements) => Ok(elements),
            Neutral::Call(name, arguments) => {
                Ok(std::iter::once(Neutral::Text(name)).chain(arguments).collect())
            }
            _ => Err(SecondError::Shape("a list")),
        }
    }

    /// The documents of a text that has several.
    ///
    /// # Errors
    ///
    /// It has exactly one.
    pub fn documents(self) -> Result<Vec<Neutral<'t>>, SecondError> {
        match self {
            Neutral::Documents(documents) => Ok(documents),
            _ => Err(SecondError::Shape("several documents")),
        }
    }

    /// The string, if it is one.
    pub fn text(&self) -> Option<String> {
        match self.clone().open() {
            Ok(Neutral::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The text in which values of another syntax may be, if it has one.
    pub fn embedded(&self) -> Option<String> {
        match self {
            Neutral::Lines(lines) => Some(lines.clone().into_owned()),
            other => other.text(),
        }
    }

    /// The value in words for a person: as it is written, where that is known.
    pub fn shown(&self) -> String {
        match self {
            Neutral::Text(text) => text.clone(),
            Neutral::Other(written) | Neutral::Lines(written) => written.clone().into_owned(),
            Neutral::Written(written, _) => (*written).to_owned(),
            Neutral::List(elements) | Neutral::Documents(elements) | Neutral::Parts(elements) => {
                format!("[{}]", joined(elements))
            }
            Neutral::Call(name, arguments) => format!("{name} {}", joined(arguments)),
            Neutral::Object(members) | Neutral::Body(members) => {
                let members = members.iter().map(|(key, value)| format!("{key}: {}", value.shown()));
                format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

fn joined(values: &[Neutral<'_>]) -> String {
    values.iter().map(Neutral::shown).collect::<Vec<_>>().join(", ")
}

impl PartialEq for Neutral<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Neutral::Text(one), Neutral::Text(other)) => one == other,
            (Neutral::List(one), Neutral::List(other)) => one == other,
            (Neutral::Object(one), Neutral::Object(other)) | (Neutral::Body(one), Neutral::Body(other)) => {
                one == other
            }
            (Neutral::Call(one, with), Neutral::Call(other, arguments)) => one == other && with == arguments,
            (Neutral::Documents(one), Neutral::Documents(other)) => one == other,
            (Neutral::Parts(one), Neutral::Parts(other)) => one == other,
            (Neutral::Lines(one), Neutral::Lines(other)) => one == other,
            (Neutral::Other(one), Neutral::Other(other)) => one == other,
            (Neutral::Written(one, _), Neutral::Written(other, _)) => one == other,
            _ => false,
        }
    }
}

impl Eq for Neutral<'_> {}
