//! What is fetched, one file for each part.

pub(crate) mod analyzers;
pub(crate) mod attachments;
pub(crate) mod catalog;
pub(crate) mod findings;
pub(crate) mod last_accessed;
mod poll;
pub(crate) mod recommendations;
pub(crate) mod stacks;
