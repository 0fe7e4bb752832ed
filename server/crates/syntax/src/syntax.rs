//! What a syntax must be able to do for policies in it to be found, edited and proved.

use std::borrow::Cow;
use std::fmt;

use crate::edit::Editor;
use crate::embedded::Offsets;
use crate::hcl::Hcl;
use crate::json::Json;
use crate::second::{Neutral, SecondError};
use crate::yaml::Yaml;
use crate::{Span, Spelling, Text, Tree};

/// A syntax that values are written in. It knows nothing of what the values mean.
pub trait Syntax: fmt::Debug + Sync {
    /// What people call it: "JSON".
    fn name(&self) -> &'static str;

    /// Reads a text. Never fails and never panics: what breaks the rules is in [`Tree::errors`], and the rest is read all
    /// the same. Time and memory are linear in the length of the text, however deep it nests.
    fn read<'t>(&self, text: Text<'t>) -> Tree<'t>;

    /// The string that the text between its quotes stands for.
    fn decode<'t>(&self, inside: &'t str, spelling: Spelling) -> Cow<'t, str>;

    /// Where each part of a decoded string is in the text between its quotes, so that what is in a string can be found in the
    /// file. `None` where that cannot be told byte by byte, such as of lines that are joined.
    fn offsets(&self, inside: &str, spelling: Spelling) -> Option<Offsets> {
        let _ = (inside, spelling);
        None
    }

    /// The text of a string, or of what stands between its quotes, in which values that are filled in have no quotes of their
    /// own, so that a text of another syntax around them can be read: `"${a["b"]}"` as `"${a['b']}"`. No byte changes its place.
    fn without_inner_quotes<'t>(&self, inside: &'t str) -> Cow<'t, str> {
        Cow::Borrowed(inside)
    }

    /// The text as the second reader takes it: without comments, where that reader knows none.
    fn for_second<'t>(&self, text: &'t str) -> Cow<'t, str> {
        Cow::Borrowed(text)
    }

    /// Reads a text, made ready by [`Syntax::for_second`], with another reader than [`Syntax::read`]: one that refuses what
    /// breaks the rules, and shares no code with it. The proof of an edit uses this reader alone.
    ///
    /// # Errors
    ///
    /// Why the text cannot be read; always, where texts of the syntax are not edited.
    fn second<'t>(&self, text: &'t str) -> Result<Neutral<'t>, SecondError> {
        let _ = text;
        Err(SecondError::Syntax(format!("{} is not edited", self.name())))
    }

    /// Whether what [`Syntax::second`] gives of a value is the same only where it is written the same. Elsewhere the proof
    /// compares the text as well.
    fn second_is_literal(&self) -> bool {
        false
    }

    /// The comments of a text, for the proof that an edit keeps them. Told without the tree; what only looks like a comment
    /// may be among them.
    fn comments<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let _ = text;
        Vec::new()
    }

    /// What makes edits of a text. New lists take the style of the lists in `alike` before that of others: those that are
    /// edited, and those that hold the same kind of thing. `None` where texts of the syntax are only read.
    fn editor<'a>(&self, tree: &'a Tree<'a>, alike: Vec<Span>) -> Option<Box<dyn Editor + 'a>> {
        let _ = (tree, alike);
        None
    }
}

/// All syntaxes, one a line.
pub static SYNTAXES: &[&dyn Syntax] = &[&Json, &Hcl, &Yaml];
