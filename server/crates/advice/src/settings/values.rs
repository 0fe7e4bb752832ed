//! What was read of settings, by the names in the [table](super::table).

use std::collections::BTreeMap;

use jiff::civil::Date;
use leastwise_iam::Pattern;
use leastwise_policy::Span;

use super::Globs;
use crate::principal::PrincipalName;
use crate::{Level, Rule};

/// What was read of one table.
#[derive(Debug, Default)]
pub struct Values {
    /// The place of the table.
    pub span: Span,
    /// It may have been meant to say more: a key of a nested table is wrong, or, of the settings as a whole, a list of
    /// tables does not read.
    pub damaged: bool,
    pub(super) values: BTreeMap<&'static str, Read>,
}

/// A value that is as the table asks.
#[derive(Debug)]
pub(super) enum Read {
    Text(String),
    Folder(Folder),
    Globs(Globs),
    Principals(Vec<PrincipalName>),
    Action(Pattern),
    Day(Date),
    Flag(bool),
    Count(u32),
    Levels(BTreeMap<Rule, Option<Level>>),
    Tables(Vec<Values>),
}

/// A folder that a setting names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// As it is written: with `/` and relative in `leastwise.toml`, any path of the system in an editor.
    pub path: String,
    /// Where it is written; empty where there is no text.
    pub span: Span,
}

macro_rules! getters {
    ($($name:ident -> $kind:ident($type:ty), $about:literal;)*) => {
        impl Values {
            $(
                #[doc = $about]
                pub fn $name(&self, key: &str) -> Option<&$type> {
                    match self.values.get(key) {
                        Some(Read::$kind(value)) => Some(value),
                        _ => None,
                    }
                }
            )*
        }
    };
}

getters! {
    text -> Text(String), "The value of a text or a choice.";
    folder -> Folder(Folder), "The value of a folder.";
    globs -> Globs(Globs), "The value of a list of globs.";
    principals -> Principals(Vec<PrincipalName>), "The value of a list of principals.";
    action -> Action(Pattern), "The value of an action.";
    day -> Day(Date), "The value of a date.";
    flag -> Flag(bool), "The value of a flag.";
    count -> Count(u32), "The value of a number.";
    levels -> Levels(BTreeMap<Rule, Option<Level>>), "The value of a table of levels; a rule without a level is off.";
    tables -> Tables(Vec<Values>), "The value of a list of tables.";
}
