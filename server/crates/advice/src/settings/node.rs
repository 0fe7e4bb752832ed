//! Values of settings with their places: what TOML and an editor's JSON have in common.

use jiff::civil::Date;
use leastwise_policy::Span;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value and its place; the place is empty where there is no text, as in an editor's settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The place.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A string.
    Text(String),
    /// A whole number.
    Number(i64),
    /// `true` or `false`.
    Flag(bool),
    /// A date without a time.
    Day(Date),
    /// An array, or an array of tables.
    List(Vec<Node>),
    /// A table.
    Table(Vec<Member>),
    /// Anything else, as a noun: "a date with a time".
    Other(&'static str),
}

/// A key of a table with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub span: Span,
    /// Its value.
    pub value: Node,
}

impl Node {
    /// The members of a table; of anything else, none.
    pub(super) fn members(&self) -> &[Member] {
        match &self.value {
            Value::Table(members) => members,
            _ => &[],
        }
    }
}

impl Value {
    /// What the value is, as a noun.
    pub(super) fn noun(&self) -> &'static str {
        match self {
            Value::Text(_) => "a string",
            Value::Number(_) => "a number",
            Value::Flag(_) => "`true` or `false`",
            Value::Day(_) => "a date",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
            Value::Other(noun) => noun,
        }
    }

    /// Whether it is a table or a list with tables in it.
    pub(super) fn holds_tables(&self) -> bool {
        match self {
            Value::Table(_) => true,
            Value::List(nodes) => nodes.iter().any(|node| matches!(node.value, Value::Table(_))),
            _ => false,
        }
    }
}

/// Reads TOML text, or says where it breaks.
pub(super) fn parse(text: &str) -> Result<Node, (Span, String)> {
    let (root, errors) = DeTable::parse_recoverable(text);
    match errors.first() {
        None => Ok(Node { span: Span::new(0, text.len()), value: table(root.get_ref()) }),
        Some(error) => {
            let span = error.span().unwrap_or_default();
            Err((Span::new(span.start.min(text.len()), span.end.min(text.len())), error.message().to_owned()))
        }
    }
}

fn node(value: &Spanned<DeValue<'_>>) -> Node {
    let span = Span::new(value.span().start, value.span().end);
    let value = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.clone().into_owned()),
        DeValue::Integer(number) => {
            let read = i64::from_str_radix(number.as_str(), number.radix());
            read.map_or(Value::Other("a number that is too large"), Value::Number)
        }
        DeValue::Float(_) => Value::Other("a number with a fraction"),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Datetime(time) => match (time.date, time.time) {
            (Some(date), None) => day(date.year, date.month, date.day),
            (None, _) => Value::Other("a time"),
            _ => Value::Other("a date with a time"),
        },
        DeValue::Array(list) => Value::List(list.iter().map(node).collect()),
        DeValue::Table(members) => table(members),
    };
    Node { span, value }
}

fn table(members: &DeTable<'_>) -> Value {
    let member = |(key, value): (&Spanned<_>, _)| Member {
        key: AsRef::<str>::as_ref(key.get_ref()).to_owned(),
        span: Span::new(key.span().start, key.span().end),
        value: node(value),
    };
    Value::Table(members.iter().map(|(key, value)| member((key, value))).collect())
}

fn day(year: u16, month: u8, day: u8) -> Value {
    let signed = |n| i8::try_from(n).ok();
    let date = || Date::new(i16::try_from(year).ok()?, signed(month)?, signed(day)?).ok();
    date().map_or(Value::Other("a date that does not exist"), Value::Day)
}
