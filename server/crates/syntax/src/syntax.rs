//! What a syntax must be able to do for policies in it to be found, edited and proved.

use std::borrow::Cow;
use std::fmt;

use crate::hcl::Hcl;
use crate::json::Json;
use crate::yaml::Yaml;
use crate::{Spelling, Text, Tree};

/// A syntax that values are written in. It knows nothing of what the values mean.
pub trait Syntax: fmt::Debug + Sync {
    /// What people call it: "JSON".
    fn name(&self) -> &'static str;

    /// Reads a text. Never fails and never panics: what breaks the rules is in [`Tree::errors`], and the rest is read all
    /// the same. Time and memory are linear in the length of the text, however deep it nests.
    fn read<'t>(&self, text: Text<'t>) -> Tree<'t>;

    /// The string that the text between its quotes stands for.
    fn decode<'t>(&self, inside: &'t str, spelling: Spelling) -> Cow<'t, str>;
}

/// All syntaxes, one a line.
pub static SYNTAXES: &[&dyn Syntax] = &[&Json, &Hcl, &Yaml];
