//! What the shells do with settings: an editor's are read from JSON. Those of `leastwise.toml` are found by a scan
//! (see [`crate::workspace`]), and the engine merges both.

pub mod editor;

pub use editor::{EditorSettings, Scope};
