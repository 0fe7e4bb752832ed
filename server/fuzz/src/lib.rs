//! What is expected of every input, one file for each fuzz target. A check panics where it is not so.
//!
//! `cargo xtask fuzz` makes inputs; `tests/seeds` of the workspace runs the kept ones, without a fuzzer.

pub mod edits;
pub mod findings;
pub mod frames;
mod glob;
pub mod patterns;
pub mod policy;
