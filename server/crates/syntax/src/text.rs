//! The text that a tree was read from.

use std::ops::Deref;
use std::sync::Arc;

/// A text that is borrowed, or shared with those who keep the tree.
#[derive(Clone, Debug)]
pub enum Text<'t> {
    /// A text that outlives the tree.
    Borrowed(&'t str),
    /// A text that the tree keeps alive.
    Shared(Arc<str>),
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Text::Borrowed(text) => text,
            Text::Shared(text) => text,
        }
    }
}

impl<'t> From<&'t str> for Text<'t> {
    fn from(text: &'t str) -> Self {
        Text::Borrowed(text)
    }
}

impl<'t> From<&'t String> for Text<'t> {
    fn from(text: &'t String) -> Self {
        Text::Borrowed(text)
    }
}

impl<'t> From<&'t Arc<str>> for Text<'t> {
    fn from(text: &'t Arc<str>) -> Self {
        Text::Borrowed(text)
    }
}

impl From<Arc<str>> for Text<'_> {
    fn from(text: Arc<str>) -> Self {
        Text::Shared(text)
    }
}
