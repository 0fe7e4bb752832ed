//! IAM policy documents as text: an error-tolerant reader with byte spans, minimal edits, and the proof that
//! an edited document is the old one but for the lists that were meant.
//!
//! Nothing here does I/O or knows which actions exist; patterns are plain strings.

mod account;
mod canonical;
mod cursor;
mod dialect;
pub mod document;
pub mod edit;
mod grammar;
mod placeholder;
pub mod proof;
pub mod source;

pub use account::{AccountDetails, Holder, ManagedPolicy};
pub use cursor::{CursorTarget, EntryRef, EntryTarget};
pub use document::{
    ActionElement, ActionKey, Container, Document, Effect, Entry, Flaw, OpaqueEntry, Owner, OwnerKind,
    PlaceNames, Reference, ReferenceKind, Resource, Statement, Step,
};
pub use edit::{EditError, EntryChange, TextEdit};
pub use leastwise_syntax::{
    LineIndex, LineIndexer, LinePosition, Span, Syntax, extensions, hcl, is_read, json, line_starts,
    syntax_of,
};
pub use source::{Encoded, Encoding, Generator, Source, Unresolved, UnresolvedKind};
