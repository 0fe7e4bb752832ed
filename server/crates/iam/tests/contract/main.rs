//! The contract of a replacement: examples one by one, and properties over the whole catalog.

mod seed;
mod support;
