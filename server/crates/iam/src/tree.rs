//! The narrowing of one pattern drawn as a tree, as AWS's article on policy recommendations draws it:
//! nodes are prefixes at word borders, safe ones can be granted whole.

use crate::{ActionSet, Pattern, Universe};

/// A prefix of names at a word border.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The prefix from the start of the name, in AWS's spelling.
    pub prefix: String,
    /// No unused action of the pattern starts with the prefix.
    pub safe: bool,
    /// How many kept actions of the pattern start with the prefix.
    pub kept: usize,
    /// How many unused actions of the pattern start with the prefix.
    pub unused: usize,
    /// The entries of the replacement that this node stands for, if it was chosen.
    pub chosen: Vec<Pattern>,
    /// An action of the pattern ends exactly here: kept (`Some(true)`) or unused (`Some(false)`).
    pub action: Option<bool>,
    /// Longer prefixes, sorted without regard to case.
    pub children: Vec<Node>,
}

/// The tree of each service that `pattern` reaches and in which something is unused, by service prefix.
pub fn trees(pattern: &Pattern, universe: &Universe, unused: &ActionSet) -> Vec<(String, Node)> {
    let _ = (pattern, universe, unused);
    unimplemented!()
}
