//! Text, read: byte spans, lines, and the error-tolerant reader of JSON.
//!
//! Nothing here does I/O or knows what a policy is.

pub mod json;
mod lines;
mod span;

pub use lines::{line_number, line_starts};
pub use span::Span;
