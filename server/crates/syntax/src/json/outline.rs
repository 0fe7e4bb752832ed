//! Texts of JSON that are too large to be held: where they can be cut into pieces, each of which is a small text of JSON
//! that stands for a part of the large one.

mod frame;
mod pieces;
mod scan;

use std::ops::Range;

pub use pieces::{Document, Piece};
pub use scan::Scan;

/// How a text is cut.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// A piece ends after the value with which it comes to this many bytes.
    pub piece: usize,
    /// A list or object of more bytes is cut, a smaller one never is.
    pub whole: usize,
    /// So many bytes beside the large members of an object are handed on with each of their pieces. The key of a large
    /// member has no more either.
    pub beside: usize,
    /// A text in which a piece has more bytes has no outline.
    pub longest: usize,
}

/// Where a text can be cut: its lists and objects that are larger than [`Limits::whole`], each before the one around it.
#[derive(Debug)]
pub struct Outline {
    nodes: Vec<Node>,
}

/// A list or object that is cut.
#[derive(Debug)]
struct Node {
    kind: NodeKind,
    /// The large one around it; none for the text itself.
    parent: Option<usize>,
    /// From bracket to bracket.
    span: Range<usize>,
    /// Its key, in an object.
    key: Range<usize>,
    /// How deep the large ones in it nest.
    height: usize,
    parts: Vec<Part>,
    beside: Beside,
}

/// What an object has beside its large members, for whoever reads one of those.
#[derive(Debug)]
enum Beside {
    /// It is no object.
    Nothing,
    /// All of it, which is little: the object wraps what is large.
    All(Vec<Range<usize>>),
    /// The members that are no lists or objects: the object is a map of many things.
    Scalars(Vec<Range<usize>>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NodeKind {
    /// The values of the text, one after the other.
    Text,
    List,
    Object,
}

/// A part of a list or object that is cut.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// Elements or members, with the commas between them.
    Run(Range<usize>),
    /// The node of a large one.
    Large(usize),
}

/// Why a text has no outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The byte at which it shows.
    pub at: usize,
    /// What is wrong, in a few words.
    pub message: &'static str,
}

#[cfg(test)]
mod tests;
