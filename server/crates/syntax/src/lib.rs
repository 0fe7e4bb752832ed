//! Text, read: byte spans, lines, and one tree for values in any syntax.
//!
//! A syntax is a folder with an implementation of [`Syntax`]. Nothing here does I/O or knows what a policy is.

mod duplicates;
mod edit;
mod embedded;
pub mod hcl;
pub mod json;
mod line_index;
mod lines;
mod names;
mod second;
mod span;
mod syntax;
mod text;
mod tree;
mod value;
pub mod yaml;

pub use edit::{EditBarrier, EditTarget, Editor, Replacements, TextEdit, apply, apply_in};
pub use embedded::Offsets;
pub use line_index::{LineIndex, LineIndexer, LinePosition};
pub use lines::{line_number, line_starts};
pub use names::{extensions, is_read, syntax_of};
pub use second::{Neutral, OpenValue, SecondError};
pub use span::Span;
pub use syntax::{SYNTAXES, Syntax};
pub use text::Text;
pub use tree::{NodeId, SyntaxError, Tree, Values};
pub use value::{Kind, Member, Opaque, Spelling, Value};
