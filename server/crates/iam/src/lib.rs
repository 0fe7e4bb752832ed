//! The language of IAM actions: names, patterns, the catalog of known actions, and the least-general
//! replacement of a pattern that grants unused actions, with its proof.
//!
//! Nothing here does I/O, knows the date, or knows what a policy document looks like.

pub mod action;
mod branch;
pub mod catalog;
mod fold;
mod glob;
pub mod inclusion;
mod interned;
pub mod look;
pub mod narrow;
pub mod narrower;
pub mod pattern;
pub mod proof;
mod reach;
pub mod set;
pub mod stems;
pub mod token;
pub mod tree;
pub mod universe;

pub use action::{ActionName, ActionNameError};
pub use catalog::{AccessLevel, Action, Catalog, Service, Tracking};
pub use look::Look;
pub use narrow::{Narrowing, Outcome, Style};
pub use narrower::{Narrower, Unproved};
pub use pattern::{Pattern, PatternError};
pub use set::ActionSet;
pub use universe::Universe;
