//! The contract of a replacement: examples one by one, and properties over the whole catalog.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod examples;
mod inclusion;
mod properties;
mod random;
mod seed;
mod support;
mod whole;
