//! `leastwise fetch` against a program that stands for the AWS CLI. Against the real one and a server that stands for
//! AWS it is tested by `server/test.py`, a step of `cargo xtask test`.

#![cfg(unix)]
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "the lints leave out test functions, not their helpers"
)]

mod check;
mod choice;
mod faults;
mod folder;
mod incremental;
mod jobs;
mod killed;
mod organization;
mod sandbox;
